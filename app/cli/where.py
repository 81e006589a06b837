"""`snug doctor --where`: every place where Snug keeps something, for whoever wants to remove it."""

from dataclasses import asdict
from pathlib import Path
from typing import Final

from app.cli.output import Output
from app.config.paths import Paths
from app.config.places import places
from app.domain.sizes import format_bytes

_FATE: Final = (
    "Removing the program leaves all of this. `snug vault erase` destroys the vault while the "
    "program is still there; the rest can be deleted by hand."
)


def print_places(home: Path | None, out: Output) -> None:
    """Print the places; `home` where another than the usual one is meant."""
    found = places(Paths.of(home))
    if out.is_json:
        for each in found:
            out.json(asdict(each))
        return
    if not found:
        out.line("Snug keeps nothing here.")
        return
    rows = [[each.name, format_bytes(each.bytes), each.where] for each in found]
    out.table([["WHAT", "SIZE", "WHERE"], *rows], right=frozenset({1}))
    out.note(_FATE)
