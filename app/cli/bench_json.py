"""The result of `snug bench` as JSON, and back from a file."""

import json
import math
from dataclasses import fields
from pathlib import Path
from typing import Any, Final, TypeVar, get_type_hints

from app.domain.bench import (
    BenchReport,
    BenchSettings,
    DecodeRate,
    ParallelRate,
    PromptRate,
    Reuse,
    SnapshotFigures,
    SpeculationRates,
    Spread,
)
from app.domain.errors import UsageError

_MOST_BYTES: Final = 1 << 20
_LARGEST: Final = 1e18
_SIGNIFICANT: Final = 5
_MISSING: Final[dict[type, object]] = {str: "", int: 0, float: 0.0, bool: False}
_T = TypeVar("_T")


def as_json(report: BenchReport) -> dict[str, object]:
    """The report for programs; every figure is a median.

    `{"model", "load_s", "prompt": [{"tokens", "tokens_per_s"}],
    "decode": [{"depth", "tokens", "tokens_per_s"}], "parallel": [{"sequences", "tokens_per_s"}],
    "reuse", "snapshot", "speculation", "settings"}`. Lists are empty, objects null where nothing
    was measured. `reuse`, `snapshot`, `speculation` and `settings` are flat and have the fields of
    Reuse, SnapshotFigures, SpeculationRates and BenchSettings in `app.domain.bench`, which say what
    each means; the first three also have `ratio`.
    """
    return {
        "model": report.model,
        "load_s": _rounded(report.load_s),
        "prompt": [_flat(rate) for rate in report.prompt],
        "decode": [_flat(rate) for rate in report.decode],
        "parallel": [_flat(rate) for rate in report.parallel],
        "reuse": _with_ratio(report.reuse),
        "snapshot": _with_ratio(report.snapshot),
        "speculation": _with_ratio(report.speculation),
        "settings": _flat(report.settings),
    }


def read(path: Path) -> BenchReport:
    """An earlier result; raises UsageError when the file holds none."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UsageError(str(error), problem=f"{path} cannot be read") from error
    try:
        if len(data) > _MOST_BYTES:
            raise ValueError("too long")
        return _report(json.loads(data.decode("utf-8-sig")))
    except (ValueError, RecursionError) as error:
        problem = f"{path} is not a result of snug bench --json"
        raise UsageError(str(error), problem=problem) from error


def _report(value: Any) -> BenchReport:
    """Raises ValueError."""
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return BenchReport(
        model=_scalar(str, value.get("model"), "model"),
        load_s=_scalar(float, value.get("load_s"), "load_s"),
        prompt=_each(PromptRate, value.get("prompt"), "prompt"),
        decode=_each(DecodeRate, value.get("decode"), "decode"),
        parallel=_each(ParallelRate, value.get("parallel"), "parallel"),
        reuse=_one(Reuse, value.get("reuse"), "reuse"),
        snapshot=_one(SnapshotFigures, value.get("snapshot"), "snapshot"),
        speculation=_one(SpeculationRates, value.get("speculation"), "speculation"),
        settings=_settings(value.get("settings")),
    )


def _settings(value: Any) -> BenchSettings:
    """Those of another version may lack some, which are then empty."""
    if not isinstance(value, dict):
        raise ValueError("settings is not an object")
    missing = {name: _MISSING[kind] for name, kind in get_type_hints(BenchSettings).items()}
    return _object(BenchSettings, missing | value, "settings")


def _each(kind: type[_T], value: Any, name: str) -> tuple[_T, ...]:
    if not isinstance(value, list):
        raise ValueError(f"{name} is not a list")
    return tuple(_object(kind, item, name) for item in value)


def _one(kind: type[_T], value: Any, name: str) -> _T | None:
    return None if value is None else _object(kind, value, name)


def _object(kind: type[_T], value: Any, name: str) -> _T:
    """A flat dataclass from an object that has at least its fields."""
    if not isinstance(value, dict):
        raise ValueError(f"{name} is not an object")
    hints = get_type_hints(kind)
    return kind(
        **{key: _scalar(hint, value.get(key), f"{name}.{key}") for key, hint in hints.items()}
    )


def _scalar(kind: Any, value: Any, name: str) -> Any:
    if kind is Spread:
        number = _scalar(float, value, name)
        return Spread(number, number, number)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind is float and is_number and 0 <= value <= _LARGEST:  # NaN is not
        return float(value)
    if type(value) is not kind or (is_number and not 0 <= value <= _LARGEST):
        raise ValueError(f"{name} is not as it should be")
    return value


def _flat(value: Any) -> dict[str, object]:
    """The fields of a dataclass, medians for spreads, numbers rounded to what means something."""
    found = {each.name: getattr(value, each.name) for each in fields(value)}
    return {name: _plain(each) for name, each in found.items()}


def _plain(value: object) -> object:
    if isinstance(value, Spread):
        return _rounded(value.median)
    return _rounded(value) if isinstance(value, float) else value


def _with_ratio(value: Reuse | SnapshotFigures | SpeculationRates | None) -> object:
    return None if value is None else _flat(value) | {"ratio": _rounded(value.ratio)}


def _rounded(value: float) -> float:
    return float(f"{value:.{_SIGNIFICANT}g}") if math.isfinite(value) else 0.0
