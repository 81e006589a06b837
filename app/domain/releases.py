"""What a publisher tells of a release of Snug, and what that means for the one that runs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import total_ordering
from typing import Final

VERSION: Final = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6}){1,3}")


@total_ordering
@dataclass(frozen=True, slots=True)
class Version:
    """Two to four numbers with points between them; those that are missing are 0."""

    text: str

    def __post_init__(self) -> None:
        if VERSION.fullmatch(self.text) is None:
            raise ValueError("not a version")

    @property
    def numbers(self) -> tuple[int, ...]:
        """All four."""
        found = [int(each) for each in self.text.split(".")]
        return (*found, *[0] * (4 - len(found)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and self.numbers == other.numbers

    def __hash__(self) -> int:
        return hash(self.numbers)

    def __lt__(self, other: "Version") -> bool:
        return self.numbers < other.numbers


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """A file that installs a release. `platform` is a word such as linux-x86_64-deb."""

    platform: str
    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Release:
    """What was signed. `expires` is the day until which it may be taken for the latest."""

    version: Version
    released: date
    expires: date
    vault_schema: int
    """Of the vault that it writes; an older Snug does not open that any more."""
    oldest_schema: int
    """Of the oldest vault that it opens."""
    page: str
    """Where the files are, an https address; "" for nowhere."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """What is new, by language."""
    files: tuple[ReleaseFile, ...] = ()

    def notes_in(self, language: str) -> str:
        """What is new, in a language or in English."""
        return self.notes.get(language) or self.notes.get("en", "")


class Standing(StrEnum):
    """What a release is to the Snug that runs."""

    NEWER = "newer"
    CURRENT = "current"
    """The same, or an older one: nothing to do."""
    TOO_FAR = "too far"
    """Newer, but it does not open a vault of this one: a release between them comes first."""


@dataclass(frozen=True, slots=True)
class UpdateFinding:
    """What came of a look."""

    release: Release
    standing: Standing
    is_expired: bool
    """Its day is past: there may be a newer one that was held back on the way."""
    file: ReleaseFile | None = None
    """The installer that was looked at, where it is the published one."""
