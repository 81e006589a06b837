"""What can be done with a message, as its row tells it."""

from dataclasses import dataclass
from enum import StrEnum


class TurnAct(StrEnum):
    """Something that is wished for a message."""

    GO_ON = "go_on"
    EDIT = "edit"
    FORK = "fork"
    PIN = "pin"
    UNPIN = "unpin"
    DELETE = "delete"
    DELETE_TURN = "delete_turn"
    COPY = "copy"
    EARLIER = "earlier"
    """The version before it."""
    LATER = "later"


class TurnMenu(StrEnum):
    """A menu of a message."""

    AGAIN = "again"
    MORE = "more"
    ALL = "all"
    """With everything, under the right mouse button."""
    OVER_TEXT = "over-text"
    """The same behind the menu of the text, which copies already."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A message among its versions, and what it can do. `place` counts from 1."""

    is_answer: bool
    place: int = 1
    of: int = 1
    can_go_on: bool = False
    is_pinned: bool = False
    is_live: bool = False
    """It is being written: its versions can be looked at, nothing else."""
