"""Keys that open the quick window from anywhere, where the platform lets an application have some.

X11 does. Wayland leaves it to the desktop, and so does Snug on other systems: there a person binds
a command, which reaches the window that is open.
"""

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from app.gui.quick.xcb_keys import XcbKeys

COMMAND: Final = "snug --quick"


def are_possible() -> bool:
    """Whether keys can be taken here."""
    # Under Wayland an X11 client hears of keys only while it is in front.
    return (
        sys.platform == "linux"
        and QGuiApplication.platformName() == "xcb"
        and not os.environ.get("WAYLAND_DISPLAY")
    )


def can_be(keys: str) -> bool:
    """Whether these keys can hold everywhere without getting in the way of writing."""
    from app.gui.quick.xcb_keys import keysym

    return not keys or keysym(keys) is not None


class GlobalKeys(QObject):
    """Calls `pressed` when the keys are pressed, whichever window is in front."""

    def __init__(self, pressed: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._on_pressed = pressed
        self._held: XcbKeys | None = None

    def take(self, keys: str) -> bool:
        """Hold these keys, "" for none; False where that cannot be, or another has them."""
        if not are_possible():
            return not keys
        if self._held is None:
            if not keys:
                return True
            from app.gui.quick.xcb_keys import XcbKeys

            self._held = XcbKeys(self._on_pressed, self)
        return self._held.take(keys)
