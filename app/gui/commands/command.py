"""What a command is: its name, its words, its usual keys, and where it holds."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtWidgets import QWidget


class Group(StrEnum):
    """Under which heading a command stands; in the order of the sheet."""

    CONVERSATION = "conversation"
    WRITING = "writing"
    PLACES = "places"
    WINDOW = "window"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Command:
    """An act of the window, declared once for keys, menu, palette and sheet."""

    id: str
    """Kept in the settings beside changed keys: it never changes."""
    group: Group
    words: Callable[[], str]
    run: Callable[[], object]
    keys: str = ""
    """Usual keys in Qt's portable form ("Ctrl" is the Command key on a Mac); "" for none."""
    at: QWidget | None = None
    """Where the keys hold: in this part of the window alone; None in all of it."""
    is_deep: bool = False
    """Whether they hold in the parts of that part, too."""
    holds_always: bool = False
    """Whether it also holds while the window is locked."""
    is_possible: Callable[[], bool] = lambda: True
    """Whether the palette and the menu offer it now."""
    also: str = ""
    """Keys that do the same while the usual keys hold and nobody gave these to another command."""
