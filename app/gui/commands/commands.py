"""The commands of the window, and the shortcuts that follow their keys."""

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.gui.commands.bindings import Bindings, shown
from app.gui.commands.command import Command

_MOST_RECENT: Final = 8
_ALONE: Final = Qt.ShortcutContext.WidgetShortcut
_DEEP: Final = Qt.ShortcutContext.WidgetWithChildrenShortcut


class Commands(QObject):
    """Every command once; its shortcut holds in the window that they were made for."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.bindings = Bindings()
        self.bindings.on_change(self._follow_keys)
        self._window = window
        self._commands: dict[str, Command] = {}
        self._shortcuts: dict[str, QShortcut] = {}
        self._given: dict[str, list[str]] = {}
        """The keys that each shortcut has."""
        self._recent: list[str] = []
        self._is_resting = False

    def __iter__(self) -> Iterator[Command]:
        """All of them, in the order of their declaration."""
        return iter(self._commands.values())

    def __contains__(self, command: object) -> bool:
        """Whether there is one with this id."""
        return command in self._commands

    def __getitem__(self, command: str) -> Command:
        """The command with this id; raises KeyError."""
        return self._commands[command]

    def add(self, *commands: Command) -> None:
        """Declare commands; each gets its shortcut."""
        for command in commands:
            assert command.id not in self._commands, command.id
            self._commands[command.id] = command
            self.bindings.declare(command.id, command.keys)
            shortcut = QShortcut(command.at or self._window)
            if command.at is not None:
                shortcut.setContext(_DEEP if command.is_deep else _ALONE)
            shortcut.activated.connect(lambda run=command.run: run())
            self._shortcuts[command.id] = shortcut
        self._follow_keys()

    def run(self, command: str) -> None:
        """Do it, from the palette or the menu, where it holds now."""
        chosen = self._commands[command]
        if self._is_resting and not chosen.holds_always:
            return
        self.remember(command)
        chosen.run()

    def remember(self, command: str) -> None:
        """It was chosen just now: the palette shows it first. Kept in memory only."""
        self._recent = [command, *(each for each in self._recent if each != command)]
        del self._recent[_MOST_RECENT:]

    @property
    def recent(self) -> tuple[str, ...]:
        """Ids of what was chosen last, the last first."""
        return tuple(self._recent)

    def possible(self) -> list[Command]:
        """Those that can be done now."""
        return [
            each
            for each in self
            if (each.holds_always or not self._is_resting) and each.is_possible()
        ]

    def keys_of(self, command: str) -> str:
        """The keys of a command as this system writes them; "" for none."""
        return shown(self.bindings.keys_of(command))

    def rest(self, *, is_resting: bool) -> None:
        """Whether the window is covered: only what always holds is reached then."""
        self._is_resting = is_resting
        for name, shortcut in self._shortcuts.items():
            shortcut.setEnabled(not is_resting or self._commands[name].holds_always)

    def _follow_keys(self) -> None:
        for name, shortcut in self._shortcuts.items():
            keys = [self.bindings.keys_of(name)]
            also = self._commands[name].also
            is_usual = not self.bindings.is_changed(name)
            if also and is_usual and self.bindings.holder_of(also) is None:
                keys.append(also)
            if keys != self._given.get(name):
                self._given[name] = keys
                shortcut.setKeys([QKeySequence(each) for each in keys])
