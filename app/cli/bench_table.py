"""The result of `snug bench` for people: one figure a line, alone or beside an earlier one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Final

from app.cli.output import Output
from app.domain.bench import BenchReport, BenchSettings, Spread
from app.domain.sizes import format_bytes

_NEAR_TOKENS: Final = 48
"""Lengths that differ by less, or by less than _NEAR_SHARE, were to be the same: templates and
tokenizers differ."""
_NEAR_SHARE: Final = 0.05
_NOTEWORTHY: Final = 0.03
"""Below this difference nothing is said to be faster or slower."""
_TWICE: Final = 2.0
_NONE: Final = "–"


def _rate(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.1f}"


def _seconds(value: float) -> str:
    if value >= 1:
        return f"{value:,.2f} s"
    return f"{value * 1000:.0f} ms" if value >= 0.00995 else f"{value * 1000:.1f} ms"


@dataclass(frozen=True, slots=True)
class _Unit:
    """How a kind of figure is written, and whether more of it is better."""

    write: Callable[[float], str]
    suffix: str = ""
    more_is_better: bool | None = None


_PER_SECOND: Final = _Unit(_rate, " tokens/s", more_is_better=True)
_TIME: Final = _Unit(_seconds, more_is_better=False)
_RATIO: Final = _Unit(lambda value: f"{value:.2f}")
_SIZE: Final = _Unit(lambda value: format_bytes(int(value)))
_SHARE: Final = _Unit(lambda value: f"{value * 100:.0f} %")


@dataclass(frozen=True, slots=True)
class Figure:
    """A line. `name` and a `size` that is near enough are the same figure in two reports."""

    name: str
    size: int
    label: str
    spread: Spread
    unit: _Unit
    is_exact: bool = False
    """Whether the size has to be the same."""

    @property
    def value(self) -> str:
        """The median with its unit."""
        return self.unit.write(self.spread.median) + self.unit.suffix

    @property
    def range(self) -> str:
        """The lowest and the highest, where they differ."""
        low, high = self.unit.write(self.spread.low), self.unit.write(self.spread.high)
        return f"{low} – {high}" if self.spread.low != self.spread.high else ""

    def is_same(self, other: "Figure") -> bool:
        """Whether it may be compared with another."""
        apart = abs(self.size - other.size)
        near = 0.0 if self.is_exact else max(_NEAR_TOKENS, _NEAR_SHARE * self.size)
        return self.name == other.name and apart <= near


def figures(report: BenchReport) -> list[Figure]:
    """Every figure of a report, in the order of the table."""
    return list(_figures(report))


def _figures(report: BenchReport) -> Iterator[Figure]:
    yield Figure("load", 0, "Loading the model", _only(report.load_s), _TIME)
    for prompt in report.prompt:
        label = f"Reading a prompt of {prompt.tokens:,} tokens"
        yield Figure("prompt", prompt.tokens, label, prompt.tokens_per_s, _PER_SECOND)
    for decode in report.decode:
        label = f"Writing after {decode.depth:,} tokens"
        yield Figure("decode", decode.depth, label, decode.tokens_per_s, _PER_SECOND)
    for many in report.parallel:
        count, rate = many.sequences, many.tokens_per_s
        label = "Writing 1 answer alone" if count == 1 else f"Writing {count} answers at once"
        yield Figure("parallel", count, label, rate, _PER_SECOND, is_exact=True)
    yield from _reuse(report)
    yield from _snapshot(report)
    yield from _speculation(report)


def _reuse(report: BenchReport) -> Iterator[Figure]:
    if (found := report.reuse) is None:
        return
    short, long = found.short_tokens, found.long_tokens
    for name, tokens, seconds in (
        ("reuse short", short, found.short_first_token_s),
        ("reuse long", long, found.long_first_token_s),
    ):
        yield Figure(
            name, tokens, f"A question after {tokens:,} tokens, first word", seconds, _TIME
        )
    yield Figure("reuse ratio", long, "  long ÷ short", _only(found.ratio), _RATIO)


def _snapshot(report: BenchReport) -> Iterator[Figure]:
    if (found := report.snapshot) is None:
        return
    for name, label, spread, unit in (
        ("snapshot out", f"A snapshot of {found.tokens:,} tokens, out", found.out_s, _TIME),
        ("snapshot in", "  in again, to the first word", found.in_s, _TIME),
        ("snapshot compute", "  computed again, to the first word", found.compute_s, _TIME),
        ("snapshot ratio", "  in ÷ computed", _only(found.ratio), _RATIO),
        ("snapshot size", "  size", _only(found.bytes), _SIZE),
    ):
        yield Figure(name, found.tokens, label, spread, unit)


def _speculation(report: BenchReport) -> Iterator[Figure]:
    if (found := report.speculation) is None:
        return
    for name, label, spread, unit in (
        ("quoting off", "Quoting, without guessing ahead", found.off_tokens_per_s, _PER_SECOND),
        ("quoting on", "Quoting, guessing ahead", found.on_tokens_per_s, _PER_SECOND),
        ("quoting ratio", "  with ÷ without", _only(found.ratio), _RATIO),
        (
            "quoting right",
            "  share of the guesses that were right",
            _only(found.right_share),
            _SHARE,
        ),
        ("quoting share", "  share of the answer that is quotation", _only(found.quoted), _SHARE),
    ):
        yield Figure(name, found.tokens, label, spread, unit)


def _only(value: float) -> Spread:
    return Spread(value, value, value)


def print_report(report: BenchReport, out: Output) -> None:
    """The figures, then what they hold for."""
    rows = [["", "MEDIAN", "LOWEST – HIGHEST"]]
    rows += [[each.label, each.value, each.range] for each in figures(report)]
    if not any(row[2] for row in rows[1:]):
        rows = [row[:2] for row in rows[1:]]
    out.table(rows, right=frozenset({1}))
    out.line()
    out.pairs(*_circumstances(report))


def _circumstances(report: BenchReport) -> Iterator[tuple[str, str]]:
    known = report.settings
    where = f"{known.device}, {known.threads} thread{'s' if known.threads != 1 else ''}"
    if known.gpu_layers:
        where = f"{known.device}, {known.gpu_layers} of {known.layers + 1} layers"
    if known.draft:
        where += f", beside {known.draft}, which writes ahead"
    context = f"{known.context:,} tokens, {known.kv_type}, flash attention {known.flash_attention}"
    memory = format_bytes(known.memory_bytes)
    yield "Model", f"{report.model}, {format_bytes(known.model_bytes)}"
    yield "Runs on", where
    yield "Context", context
    yield "Computer", f"{known.processor}, {known.cores} cores, {memory}, {known.system}"
    yield "Engine", f"snug {known.snug}, llama-cpp-python {known.binding}"
    yield "Build", known.build
    times = "once" if known.repeat == 1 else f"up to {known.repeat} times"
    yield "Measured", f"{times}{', quickly' if known.quick else ''}"


@dataclass(frozen=True, slots=True)
class Change:
    """A figure in two reports; None where one of them lacks it."""

    old: Figure | None
    new: Figure | None

    @property
    def figure(self) -> Figure:
        """The one that there is, preferably the new."""
        found = self.new or self.old
        if found is None:
            raise ValueError("nothing to compare")
        return found

    @property
    def ratio(self) -> float | None:
        """New by old."""
        if self.old is None or self.new is None or not self.old.spread.median:
            return None
        return self.new.spread.median / self.old.spread.median

    @property
    def verdict(self) -> str:
        """Whether it got faster or slower, and by how much."""
        ratio, better = self.ratio, self.figure.unit.more_is_better
        if not ratio or better is None:
            return ""
        speed = ratio if better else 1 / ratio
        if abs(speed - 1) < _NOTEWORTHY:
            return "about the same"
        if speed >= _TWICE:
            return f"{speed:.1f} times as fast"
        return f"{abs(speed - 1) * 100:.0f} % {'faster' if speed > 1 else 'slower'}"


def changes(old: BenchReport, new: BenchReport) -> list[Change]:
    """Every figure of either report, those of the new one first."""
    waiting = figures(old)
    found = []
    for figure in figures(new):
        same = next((each for each in waiting if each.is_same(figure)), None)
        if same is not None:
            waiting.remove(same)
        found.append(Change(same, figure))
    return found + [Change(figure, None) for figure in waiting]


def changed_settings(old: BenchReport, new: BenchReport) -> dict[str, tuple[object, object]]:
    """What the figures hold for, where it is not the same; the noise is no setting."""
    names = [each.name for each in fields(BenchSettings) if each.name != "spread"]
    pairs = {name: (getattr(old.settings, name), getattr(new.settings, name)) for name in names}
    pairs = {"model": (old.model, new.model)} | pairs
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def print_comparison(old: BenchReport, new: BenchReport, out: Output) -> None:
    """Old, new and their ratio, then the settings that differ."""
    rows = [["", "OLD", "NEW", "NEW ÷ OLD", ""]]
    for change in changes(old, new):
        ratio = f"{change.ratio:.2f}" if change.ratio is not None else _NONE
        sides = [each.value if each else _NONE for each in (change.old, change.new)]
        rows.append([change.figure.label, *sides, ratio, change.verdict])
    out.table(rows, right=frozenset({1, 2, 3}))
    out.line()
    differing = changed_settings(old, new)
    if not differing:
        out.line("The settings are the same.")
        return
    out.heading("These settings differ")
    out.pairs(*((name, f"{before} → {now}") for name, (before, now) in differing.items()))


def comparison_as_json(old: BenchReport, new: BenchReport) -> dict[str, object]:
    """`{"figures": [{"figure", "size", "old", "new", "ratio"}], "settings": {name: [old, new]}}`.

    Sides that are missing and their ratios are null.
    """

    def median(figure: Figure | None) -> float | None:
        return None if figure is None else round(figure.spread.median, 4)

    found = [
        {
            "figure": change.figure.name,
            "size": change.figure.size,
            "old": median(change.old),
            "new": median(change.new),
            "ratio": None if change.ratio is None else round(change.ratio, 4),
        }
        for change in changes(old, new)
    ]
    differing = changed_settings(old, new)
    return {"figures": found, "settings": {name: list(pair) for name, pair in differing.items()}}
