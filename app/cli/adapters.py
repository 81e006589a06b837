"""`--lora` and `--control`: adapters as they are written on the command line."""

import argparse
import re
from pathlib import Path
from typing import Final

from app.domain.adapters import Adapter, AdapterKind, check_adapters
from app.domain.errors import UsageError

_NUMBER: Final = r"[-+]?(?:\d+\.?\d*|\.\d+)"
_FORMS: Final = {
    AdapterKind.LORA: re.compile(rf"(?P<file>.+?)(?::(?P<scale>{_NUMBER}))?", re.DOTALL),
    AdapterKind.CONTROL: re.compile(
        rf"(?P<file>.+?)(?::(?P<scale>{_NUMBER})(?::(?P<first>\d+)-(?P<last>\d+))?)?", re.DOTALL
    ),
}

_EXAMPLES: Final = {
    AdapterKind.LORA: "a scale, such as 0.8",
    AdapterKind.CONTROL: "a scale, or a scale and layers, such as 1:8-20",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare both options; each may be given several times."""
    parser.add_argument(
        "--lora",
        action="append",
        default=[],
        metavar="FILE[:SCALE]",
        help="answer with a LoRA adapter (GGUF); SCALE from -10 to 10, usually 1",
    )
    parser.add_argument(
        "--control",
        action="append",
        default=[],
        metavar="FILE[:SCALE[:FIRST-LAST]]",
        help="answer with a control vector (GGUF), in the layers from FIRST to LAST",
    )


def adapters(args: argparse.Namespace) -> tuple[Adapter, ...]:
    """What was asked for; raises UsageError, SamplingInvalid or AdapterInvalid."""
    loras = [_adapter(text, AdapterKind.LORA) for text in args.lora]
    controls = [_adapter(text, AdapterKind.CONTROL) for text in args.control]
    return check_adapters([*loras, *controls])


def _adapter(text: str, kind: AdapterKind) -> Adapter:
    match = _FORMS[kind].fullmatch(text)
    if match is None or Path(text).is_file():  # a colon may be part of a name
        return Adapter(Path(text), kind=kind)
    parts = match.groupdict()
    _check_rest(parts["file"], kind)
    first, last = parts.get("first"), parts.get("last")
    return Adapter(
        path=Path(parts["file"]).expanduser(),
        scale=float(parts["scale"] or 1),
        kind=kind,
        first_layer=int(first) if first else None,
        last_layer=int(last) if last else None,
    )


def _check_rest(file: str, kind: AdapterKind) -> None:
    """Raise UsageError where a file that exists is followed by what is no scale."""
    for colon in re.finditer(":", file):
        path, rest = file[: colon.start()], file[colon.end() :]
        if Path(path).expanduser().is_file() and not Path(file).expanduser().is_file():
            raise UsageError(problem=f"“{rest}” behind {path} is not {_EXAMPLES[kind]}")
