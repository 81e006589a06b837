"""Every place where Snug keeps something, and how much: what a removal leaves."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.config.autostart import autostart_of_system
from app.config.paths import Paths

_VAULT: Final = ("history.db", "vault.key")
"""How the names of the vault's files begin; copies and what was set aside among them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Files of one kind."""

    name: str
    where: str
    """A folder or a file."""
    bytes: int
    """What it takes; files that are only linked to are not counted."""
    files: int


def places(paths: Paths) -> tuple[Place, ...]:
    """Those that exist, what matters most first. Waits for the disk."""
    home = paths.home
    own = [each for each in _children(home) if each.name.startswith(_VAULT)]
    known = {paths.models, paths.config_file, *own}
    rest = [each for each in _children(home) if each not in known]
    found = [
        _place("vault", str(home), own),
        _place("models", str(paths.models), [paths.models]),
        _place("settings", str(paths.config_file), [paths.config_file]),
        _place("other files of Snug", str(home), rest),
    ]
    from platformdirs import user_cache_path

    cache = user_cache_path("snug", appauthor=False)
    found.append(_place("what was built at the set-up", str(cache), [cache]))
    entry = autostart_of_system()
    if entry.is_on():
        found.append(Place("start with the session", entry.place, 0, 1))
    return tuple(each for each in found if each.files)


def _place(name: str, where: str, paths: list[Path]) -> Place:
    sizes = [size for path in paths for size in _sizes(path)]
    return Place(name, where, sum(sizes), len(sizes))


def _children(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _sizes(path: Path) -> Iterator[int]:
    """The size of each file at or below a path; links are not followed."""
    try:
        if path.is_symlink() or not path.is_dir():
            yield 0 if path.is_symlink() else path.stat().st_size
            return
    except OSError:
        return
    for folder, _, names in os.walk(path):
        for name in names:
            file = Path(folder, name)
            try:
                yield 0 if file.is_symlink() else file.stat().st_size
            except OSError:
                continue
