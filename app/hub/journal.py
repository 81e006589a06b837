"""What is noted beside a file that arrives, so that it can go on after a restart.

A small JSON file, `NAME.part.json`, stands beside the part of each download. It tells nothing that
the part's own name does not tell, but where it comes from and how much of it is safely there.
"""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from app.domain.hub import COMMIT, HUB_FILE, REPOSITORY, SHA256, HubFile
from app.security.private_file import read_bounded, replace_whole

PART: Final = ".part"
_SUFFIX: Final = ".part.json"
_FORMAT: Final = 1
_MOST_BYTES: Final = 1 << 20
_MOST_FILES: Final = 1_000
_MOST_TEXT: Final = 400
_TEMPORARY: Final = ".part-"


@dataclass(frozen=True, slots=True)
class Piece:
    """A file of a download, the name it will have here, and how much of its part is safe."""

    file: HubFile
    name: str
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Journal:
    """A download that is resolved: which files of which commit, for whom."""

    id: str
    wanted: str
    """The card's or catalog's id, or "owner/name:file"."""
    title: str
    repository: str
    commit: str
    pieces: tuple[Piece, ...]

    @property
    def name(self) -> str:
        """The name of the model's (first) file."""
        return self.pieces[0].name

    @property
    def total(self) -> int:
        """Bytes of all files."""
        return sum(each.file.bytes for each in self.pieces)

    def keeping(self, name: str, kept: int) -> "Journal":
        """The same, with so many bytes of one file."""
        pieces = tuple(
            replace(each, kept=kept) if each.name == name else each for each in self.pieces
        )
        return replace(self, pieces=pieces)


def part_of(folder: Path, piece: Piece) -> Path:
    """Where a file is while it arrives."""
    return folder / (piece.name + PART)


def write(folder: Path, journal: Journal) -> None:
    """Write a journal over its older self. Raises OSError."""
    values = {
        "format": _FORMAT,
        "id": journal.id,
        "wanted": journal.wanted,
        "title": journal.title,
        "repository": journal.repository,
        "commit": journal.commit,
        "files": [
            {
                "file": each.file.file,
                "bytes": each.file.bytes,
                "sha256": each.file.sha256,
                "name": each.name,
                "kept": each.kept,
            }
            for each in journal.pieces
        ],
    }
    data = json.dumps(values, ensure_ascii=False, indent=1).encode()
    replace_whole(folder / (journal.name + _SUFFIX), data, _TEMPORARY)


def remove(folder: Path, journal: Journal, *, with_parts: bool) -> None:
    """Forget a download, and with its parts what arrived of it. Raises OSError."""
    if with_parts:
        for each in journal.pieces:
            part_of(folder, each).unlink(missing_ok=True)
    (folder / (journal.name + _SUFFIX)).unlink(missing_ok=True)


def journals(folder: Path) -> list[Journal]:
    """All that lie in a folder, by name; what is no journal is left alone."""
    return list(_found(folder))


def _found(folder: Path) -> Iterator[Journal]:
    try:
        paths = sorted(each for each in folder.iterdir() if each.name.endswith(_SUFFIX))
    except OSError:
        return
    for path in paths:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
            journal = _parsed(json.loads(read_bounded(path, _MOST_BYTES)))
            if journal.name + _SUFFIX == path.name:
                yield journal


def _parsed(untrusted: Any) -> Journal:
    """Raises ValueError, KeyError or TypeError for what is no journal."""
    if untrusted["format"] != _FORMAT or not 0 < len(untrusted["files"]) <= _MOST_FILES:
        raise ValueError("not a journal of this version")
    if not REPOSITORY.fullmatch(untrusted["repository"]):
        raise ValueError("no repository")
    if not COMMIT.fullmatch(untrusted["commit"]):
        raise ValueError("no commit")
    return Journal(
        id=_text(untrusted["id"]),
        wanted=_text(untrusted["wanted"]),
        title=_text(untrusted["title"]),
        repository=untrusted["repository"],
        commit=untrusted["commit"],
        pieces=tuple(_piece(each) for each in untrusted["files"]),
    )


def _piece(untrusted: Any) -> Piece:
    size, kept, name = untrusted["bytes"], untrusted["kept"], untrusted["name"]
    if type(size) is not int or type(kept) is not int or not 0 <= kept <= size or not size:
        raise ValueError("no sizes")
    if not SHA256.fullmatch(untrusted["sha256"]) or not HUB_FILE.fullmatch(untrusted["file"]):
        raise ValueError("no file of a hub")
    if not HUB_FILE.fullmatch(name) or "/" in name:
        raise ValueError("no name of a file here")
    return Piece(HubFile(untrusted["file"], size, untrusted["sha256"]), name, kept)


def _text(untrusted: Any) -> str:
    if not isinstance(untrusted, str) or not 0 < len(untrusted) <= _MOST_TEXT:
        raise ValueError("no text")
    return untrusted
