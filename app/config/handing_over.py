"""A start that finds another window: it hands its wish over, or takes the place of one that ends.

Whoever has the lock of `Instance` hears wishes, is about to, or hears none any more because it is
ending. Only an answer tells which, so none is taken for granted: without one the lock is tried
again, until there is an answer or the lock is free.
"""

import time
from enum import Enum, auto
from typing import Final

from app.config.instance import Instance
from app.config.wish_file import is_left, leave_wish, withdraw_wish
from app.config.wish_socket import Reply, address_of, tell
from app.config.wishes import Wish

ENDING_SECONDS: Final = 30.0
"""A window that ends keeps what was written, and ends its engine, within this."""
_FILE_SECONDS: Final = 2.0
"""One that still has no socket after this has none, and looks for a file."""
_POLL_SECONDS: Final = 0.05


class Handed(Enum):
    """What became of a wish."""

    TAKEN = auto()
    """The other window does it."""
    OURS = auto()
    """The other window is gone: this process has the lock now, and the wish is its own."""
    NOT_ANSWERED = auto()


def hand_over(instance: Instance, wish: Wish, seconds: float = ENDING_SECONDS) -> Handed:
    """Find somebody for a wish, this process in the end. Raises ValueError for too long a wish.

    For a process that could not get the lock of `instance`.
    """
    home = instance.file.parent
    begun = time.monotonic()
    file_after = 0.0 if address_of(home) is None else _FILE_SECONDS
    has_left = False
    while True:
        waited = time.monotonic() - begun
        if has_left:
            if not is_left(home):
                return Handed.TAKEN
            instance.ask_to_show()  # who began to look since has not seen the first touch
        elif waited >= file_after:
            has_left = leave_wish(home, wish)
        else:
            reply = tell(home, wish)
            if reply is not Reply.ABSENT:
                return Handed.TAKEN if reply is Reply.TAKEN else Handed.NOT_ANSWERED
        if instance.acquire():
            withdraw_wish(home)
            return Handed.OURS
        if waited >= seconds:
            withdraw_wish(home)
            return Handed.NOT_ANSWERED
        time.sleep(_POLL_SECONDS)
