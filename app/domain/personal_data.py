"""Personal data by the names of its formats: what was found, where, and how much."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class PersonalKind(StrEnum):
    """What was found, by the name of its format."""

    EMAIL = "email"
    IBAN = "iban"
    RESIDENT_NUMBER = "resident_number"
    """Of Korea, foreigners' too."""
    CARD = "card"
    DRIVING_LICENCE = "driving_licence"
    """Of Korea."""
    BUSINESS_NUMBER = "business_number"
    """Of Korea."""
    PASSPORT = "passport"
    PHONE = "phone"
    IP_ADDRESS = "ip_address"


Mark = Callable[[PersonalKind], str]
"""What is written in the place of a number or an address."""


@dataclass(frozen=True, slots=True)
class PersonalDatum:
    """A place in a text; `start` and `end` count its characters."""

    kind: PersonalKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PersonalSummary:
    """How many different ones were found of each kind, and in how many conversations."""

    counts: Mapping[PersonalKind, int]
    conversations: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())
