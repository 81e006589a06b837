"""How long the window waits before the next attempt at a passphrase."""

from typing import Final

FREE_ATTEMPTS: Final = 2
"""Typing errors happen; these cost nothing."""
LONGEST_SECONDS: Final = 30


def pause_after(failures: int) -> int:
    """Seconds to wait after so many failures in a row: 0, 0, 1, 2, 4, 8, 16, 30, 30.

    It slows a hand at this window down; what slows a program down is the cost of the derivation.
    """
    if failures <= FREE_ATTEMPTS:
        return 0
    doublings = min(failures - FREE_ATTEMPTS - 1, LONGEST_SECONDS.bit_length())
    return int(min(1 << doublings, LONGEST_SECONDS))
