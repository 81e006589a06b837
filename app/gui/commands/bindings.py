"""Which keys hold for which command: the usual ones, and those that somebody changed."""

import json
import sys
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

_LONGEST: Final = 40
_ALONE: Final = frozenset(
    {Qt.Key.Key_Escape, *(Qt.Key(Qt.Key.Key_F1 + number) for number in range(24))}
)
"""Keys that write nothing, so that they may hold without Ctrl or Alt."""
_ENGRAVED: Final = {
    "Return": "Enter",
    "Left": "←",
    "Right": "→",
    "Up": "↑",
    "Down": "↓",
    "Del": "Delete",
}
"""What stands on a key, where Qt's name of it is another, or another one in every language."""
FIXED: Final[Mapping[str, str]] = {
    "Return": "send",
    "Shift+Return": "new_line",
    "Ctrl+Return": "send",
    "Ctrl+C": "copy",
    "Ctrl+X": "cut",
    "Ctrl+V": "paste",
    "Ctrl+A": "select_all",
    "Ctrl+Z": "undo",
    "Ctrl+Shift+Z": "redo",
    "Del": "delete_chosen",
    "F2": "rename_chosen",
    "Tab": "next_part",
    "Shift+Tab": "previous_part",
}
"""What text fields and lists do by themselves; these keys cannot be given to a command."""

EDITS: Final = "edit_text"
"""What `always` says of keys that fields alone need, which no list names."""
_EDITING: Final = tuple(
    QKeySequence.StandardKey[name]
    for name in (
        "Copy", "Cut", "Paste", "Undo", "Redo", "SelectAll", "MoveToNextWord", "MoveToPreviousWord",
        "MoveToStartOfDocument", "MoveToEndOfDocument", "SelectNextWord", "SelectPreviousWord",
        "SelectStartOfDocument", "SelectEndOfDocument", "DeleteStartOfWord", "DeleteEndOfWord",
    )
)  # fmt: skip
"""Acts of text fields, which keep their keys to themselves; which these are is the system's."""


def always(keys: str) -> str | None:
    """What these keys do whatever a person wants; None for keys that can be given away."""
    if keys in FIXED:
        return FIXED[keys]
    sequence = QKeySequence(keys)
    is_editing = any(sequence in QKeySequence.keyBindings(each) for each in _EDITING)
    return EDITS if is_editing and not sequence.isEmpty() else None


def fixed(*, needs_control: bool) -> dict[str, str]:
    """What the sheet says of them, where Enter alone sends or where Ctrl is needed for it."""
    hidden = "Shift+Return" if needs_control else "Ctrl+Return"
    shown = {keys: act for keys, act in FIXED.items() if keys != hidden}
    return {**shown, "Return": "new_line"} if needs_control else shown


class Unfit(StrEnum):
    """Why keys cannot be taken."""

    WRITES = "writes"
    """They would write a letter, or move the cursor."""
    FIXED = "fixed"
    """Text fields need them."""


def portable(keys: str) -> str:
    """Keys in the one form that is compared and kept; "" for what are none."""
    return QKeySequence(keys[:_LONGEST]).toString(QKeySequence.SequenceFormat.PortableText)


def shown(keys: str) -> str:
    """Keys as this system writes them, and as they stand on a keyboard of any language."""
    if sys.platform == "darwin":  # symbols
        return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    written = portable(keys)
    modifiers, plus, key = written.rpartition("+")
    return f"{modifiers}{plus}{_ENGRAVED.get(key, key)}"


def unfit(keys: str) -> Unfit | None:
    """Why these keys cannot be taken; None when they can."""
    if always(keys) is not None:
        return Unfit.FIXED
    sequence = QKeySequence(keys)
    if sequence.isEmpty():
        return Unfit.WRITES
    pressed: QKeyCombination = sequence[0]  # type: ignore[index]  # not in the stubs
    strong = (
        Qt.KeyboardModifier.ControlModifier
        | Qt.KeyboardModifier.AltModifier
        | Qt.KeyboardModifier.MetaModifier
    )
    is_strong = bool(pressed.keyboardModifiers() & strong)
    return None if is_strong or pressed.key() in _ALONE else Unfit.WRITES


class Bindings:
    """The keys of every command; changes are kept by `save` as one line of JSON."""

    def __init__(self, changed: str = "", save: Callable[[str], None] = lambda _line: None) -> None:
        self._usual: dict[str, str] = {}
        self._changed = _read(changed)
        self._save = save
        self._listeners: list[Callable[[], None]] = []

    def declare(self, command: str, keys: str) -> None:
        """Take a command's usual keys."""
        self._usual[command] = portable(keys)

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever keys changed."""
        self._listeners.append(listener)

    def keep_with(self, changed: str, save: Callable[[str], None]) -> None:
        """Take what was kept before, and keep changes with `save` from now on."""
        before, self._changed, self._save = self._changed, _read(changed), save
        if self._changed != before:
            self._tell()

    def keys_of(self, command: str) -> str:
        """The keys of a command; "" for none.

        A usual key that somebody gave to another command is that one's, also where it became usual
        only in a later release.
        """
        if command in self._changed:
            return self._changed[command]
        usual = self._usual.get(command, "")
        is_taken = any(
            keys == usual and each in self._usual for each, keys in self._changed.items()
        )
        return "" if is_taken else usual

    def is_changed(self, command: str) -> bool:
        """Whether they are not the usual ones."""
        return self.keys_of(command) != self._usual.get(command, "")

    def holder_of(self, keys: str, *, but: str = "") -> str | None:
        """The command that has these keys, another than `but`."""
        wanted = portable(keys)
        return next(
            (
                each
                for each in self._usual
                if each != but and wanted and self.keys_of(each) == wanted
            ),
            None,
        )

    def give(self, command: str, keys: str) -> None:
        """Give keys to a command; whichever had them has none any more. "" takes them away."""
        wanted = portable(keys)
        holder = self.holder_of(wanted, but=command)
        if holder is not None:
            self._changed[holder] = ""
        self._changed[command] = wanted
        self._keep()

    def reset(self, command: str) -> None:
        """Give a command its usual keys back, also where another has them now."""
        self.give(command, self._usual.get(command, ""))

    def reset_all(self) -> None:
        """Give every command its usual keys back."""
        self._changed = {
            command: keys for command, keys in self._changed.items() if command not in self._usual
        }
        self._keep()

    def _keep(self) -> None:
        # What is as usual is not kept: a better default of a later release then holds.
        self._changed = {
            command: keys
            for command, keys in self._changed.items()
            if keys != self._usual.get(command)
        }
        self._tell()
        self._save(json.dumps(self._changed, sort_keys=True) if self._changed else "")

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()


def _read(line: str) -> dict[str, str]:
    """What was kept; whatever else the line holds is left out."""
    try:
        found = json.loads(line) if line else {}
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        str(command): portable(keys) for command, keys in found.items() if isinstance(keys, str)
    }
