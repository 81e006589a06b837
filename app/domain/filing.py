"""Names of tags and folders, and which folder's time holds for what lies in it."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from app.domain.conversations import Folder
from app.domain.ids import FolderId

LONGEST_NAME: Final = 100
"""Characters of the name of a tag or a folder."""

INSIDE: Final = "/"
"""Between a folder and one that lies in it, where a path is written."""


def folder_name(text: str) -> str:
    """A name on one line: NFC, single spaces, nothing invisible, at most 100 characters."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    shown = "".join(mark for mark in line if mark.isprintable())
    return shown[:LONGEST_NAME].strip()


def tag_name(text: str) -> str:
    """A tag as it is shown: a name without the # in front of it."""
    return folder_name(text.strip().lstrip("#"))


def name_key(name: str) -> str:
    """What two spellings of one name share: case and composition do not count."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def tag_names(names: Iterable[str]) -> tuple[str, ...]:
    """The tags that these names mean, each once, in the order in which they are kept."""
    found: dict[str, str] = {}
    for each in map(tag_name, names):
        if each:
            found.setdefault(name_key(each), each)
    return tuple(sorted(found.values()))


def paths(folders: Iterable[Folder]) -> dict[FolderId, tuple[Folder, ...]]:
    """Each folder with those around it, the outermost first."""
    known = {each.id: each for each in folders}
    found: dict[FolderId, tuple[Folder, ...]] = {}
    for folder_id in known:
        path: list[Folder] = []
        at: FolderId | None = folder_id
        while at in known and known[at] not in path:  # a damaged tree leads round in a circle
            path.append(known[at])
            at = path[-1].parent
        found[folder_id] = tuple(reversed(path))
    return found


def path_names(folders: Iterable[Folder]) -> dict[FolderId, str]:
    """Each folder with the names of those around it, as in Work/Plans."""
    return {
        folder_id: INSIDE.join(each.name for each in path)
        for folder_id, path in paths(folders).items()
    }


def keep_days(folders: Iterable[Folder], usual: int) -> Mapping[FolderId | None, int]:
    """For how many days each folder keeps what nobody changes, 0 being for ever.

    A folder without a time of its own has that of the one around it; `usual` holds outside.
    """
    found: dict[FolderId | None, int] = {None: usual}
    for folder_id, path in paths(folders).items():
        own = [each.keep_days for each in path if each.keep_days is not None]
        found[folder_id] = own[-1] if own else usual
    return found
