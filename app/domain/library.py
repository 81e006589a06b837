"""What prompts and assistants have in common: names, versions, and the shelf they are kept on."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol, TypeVar

from app.domain.conversations import now
from app.domain.ids import LibraryId

LONGEST_NAME: Final = 100
LONGEST_ABOUT: Final = 300
LONGEST_TEXT: Final = 40_000
"""Characters of a name, of the line that says what something is for, and of its text."""
MOST_VERSIONS: Final = 20
"""Of one prompt or assistant; the oldest goes when another one comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryItem:
    """One version of something in the library. `language` is told of what came with Snug alone.

    `about` says in a line what it is for; `version` counts from 1, 0 was never kept.
    """

    id: LibraryId
    name: str = field(repr=False)
    text: str = field(repr=False)
    about: str = field(default="", repr=False)
    version: int = 0
    changed_at: datetime = field(default_factory=now)
    is_included: bool = False
    """It came with Snug: it can be copied, and not changed."""
    language: str = ""


T = TypeVar("T", bound=LibraryItem)


class Shelf(Protocol[T]):
    """Keeps one kind of item with its earlier versions. What a call returns from is kept."""

    def all(self) -> list[T]:
        """The newest version of each, in the order of their ids."""

    def get(self, item_id: LibraryId) -> T | None:
        """The newest version of one, or None."""

    def versions(self, item_id: LibraryId) -> list[T]:
        """Every version of one that is kept, the newest first."""

    def put(self, item: T) -> T:
        """Keep an item as the newest version of its id; what was kept, with its number.

        Of more than MOST_VERSIONS the oldest goes.
        """

    def remove(self, item_id: LibraryId) -> list[T]:
        """Remove an item for good; its versions, for `put_back`."""

    def put_back(self, versions: Sequence[T]) -> None:
        """Keep versions as they were, numbers included; nothing happens where one is there."""


def one_line(text: str, longest: int = LONGEST_NAME) -> str:
    """A name on one line: NFC, single spaces, nothing invisible, not longer than `longest`."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(mark for mark in line if mark.isprintable())[:longest].strip()


def plain_text(text: str) -> str:
    """A text as it is kept: lines end with a newline, nothing empty around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
