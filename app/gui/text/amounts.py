"""Figures as the language of the window writes them."""

from app.domain.sizes import format_bytes
from app.gui.text.saying import say

_KILOBYTE = 1000


def file_size(count: int) -> str:
    """The size of something that may be very small; symbols of larger units are the same in all."""
    return say("{count} bytes", count=count) if count < _KILOBYTE else format_bytes(count)


def percent(figure: str) -> str:
    """A share, written with the space before its sign that a language puts there."""
    return say("{figure} %", figure=figure)
