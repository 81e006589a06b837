"""Connections to elsewhere, each as a line that the user can read."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum, StrEnum
from typing import Protocol


class Consent(Enum):
    """Whether the user asked for the very connection that is about to be made."""

    GENERAL = "general"
    """Not this one: the offline switch decides."""
    THIS_DOWNLOAD = "this download"
    """Yes, by name: it may pass even while the switch says offline."""


class Outcome(StrEnum):
    """How a connection ended."""

    UNDER_WAY = "under way"
    """Not yet; or the program ended before it did."""
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Connection:
    """A line of the ledger. Failed and stopped ones are connections as well.

    `addresses` are those that were seen while it lasted; a short one may be missed. `bytes_in` are
    those that arrived, as seen on the disk. `bytes_out` is None where nobody counted them.
    """

    host: str
    purpose: str
    consent: Consent = Consent.GENERAL
    bytes_in: int = 0
    bytes_out: int | None = None
    addresses: tuple[str, ...] = ()
    outcome: Outcome = Outcome.UNDER_WAY
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    id: str = field(default_factory=lambda: secrets.token_hex(8))


class Ledger(Protocol):
    """Where lines are kept. What a call returns from is kept."""

    def keep(self, line: Connection) -> None:
        """Keep a line, in place of the one with the same id."""

    def lines(self) -> list[Connection]:
        """What is kept, the latest first."""
