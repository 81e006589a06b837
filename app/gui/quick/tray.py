"""The entry in the tray, where there is one: a few commands, and the way back to the window."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from app.gui.main_window import MainWindow
from app.gui.text import quick as words

_COMMANDS: Final = ("new_chat", "quick", "lock", "quit")


class Tray(QObject):
    """Shows the icon; its menu is made anew each time, in the language of the window."""

    def __init__(self, window: MainWindow, come_to_front: Callable[[], None]) -> None:
        super().__init__(window)
        self._window, self._come_to_front = window, come_to_front
        self.menu = QMenu()
        self.menu.aboutToShow.connect(self.fill)
        self._icon = QSystemTrayIcon(window.icons.application_icon(), self)
        self._icon.setToolTip(words.tray_tip())
        self._icon.setContextMenu(self.menu)
        self._icon.activated.connect(self._on_activated)
        self.fill()
        self._icon.show()

    def fill(self) -> None:
        """Offer what can be done now."""
        commands = self._window.commands
        possible = {each.id for each in commands.possible()}
        self.menu.clear()
        self.menu.addAction(words.show_snug(), self._come_to_front)
        for command in _COMMANDS:
            if command in possible:
                self.menu.addAction(commands[command].words(), partial(self._run, command))

    def close(self) -> None:
        """Take it away."""
        self._icon.hide()
        self.menu.deleteLater()

    def _run(self, command: str) -> None:
        if command == "new_chat":
            self._come_to_front()
        self._window.commands.run(command)

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self._come_to_front()
