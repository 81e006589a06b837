"""What Snug has beside its window: the quick window, keys that hold everywhere, the tray.

Each is made when it is first wanted, after the window is there.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from app.config import settings as options
from app.config.settings import Settings
from app.domain.events import AppEvent
from app.domain.ids import ConversationId
from app.gui.chat.look import Look
from app.gui.commands.command import Command, Group
from app.gui.main_window import MainWindow
from app.gui.text import quick as words
from app.gui.vault.background import Background
from app.services.chat import ChatService
from app.services.temporary_chat import TemporaryChat

if TYPE_CHECKING:
    from app.gui.quick.controller import QuickController
    from app.gui.quick.global_keys import GlobalKeys
    from app.gui.quick.tray import Tray

_TRAY_GLANCE_MS: Final = 500
_TRAY_GLANCES: Final = 20


class Standby:
    """Opens the quick window; keeps Snug in the tray where that is wanted and possible.

    `temporary` is asked once, `remember` saves a setting and says what fails.
    """

    def __init__(
        self,
        window: MainWindow,
        background: Background,
        settings: Settings,
        kept: ChatService,
        temporary: Callable[[], TemporaryChat],
        open_conversation: Callable[[ConversationId], None],
        come_to_front: Callable[[], None],
        remember: Callable[[Callable[[], None]], None],
    ) -> None:
        self._window, self._background, self._settings = window, background, settings
        self._kept, self._temporary = kept, temporary
        self._open_conversation, self._come_to_front = open_conversation, come_to_front
        self._remember = remember
        self._quick: QuickController | None = None
        self._keys: GlobalKeys | None = None
        self._tray: Tray | None = None
        window.hides_on_close = self.stays
        window.commands.add(
            Command("quick", Group.CONVERSATION, words.quick_window, self.open,
                    holds_always=True),
            Command("quick_settings", Group.HELP, words.quick_settings, self.show_settings),
        )  # fmt: skip

    @property
    def quick(self) -> "QuickController":
        """The quick window, made when it is first asked for."""
        if self._quick is None:
            from app.gui.quick.controller import QuickController

            self._quick = QuickController(
                self._kept,
                self._temporary(),
                self._window,
                self._background,
                self._open_conversation,
                self._come_to_front,
            )
        return self._quick

    def start(self) -> None:
        """The window is there: show the tray, and hold the keys that were chosen."""
        self._show_tray()
        keys = self._settings.get(options.QUICK_KEYS)
        if keys:
            self._hold(keys)  # taken by another program since: the dialog tells

    def stay_hidden(self, otherwise: Callable[[], object], glances: int = _TRAY_GLANCES) -> None:
        """Look for a tray for a while: at a login it comes later; without one do `otherwise`."""
        from PySide6.QtCore import QTimer

        if self._show_tray() or self._window.isVisible():
            return
        if glances <= 0:
            otherwise()
            return
        QTimer.singleShot(
            _TRAY_GLANCE_MS, self._window, lambda: self.stay_hidden(otherwise, glances - 1)
        )

    def _show_tray(self) -> bool:
        """Whether the tray has the icon now."""
        from PySide6.QtWidgets import QSystemTrayIcon

        if self._tray is None and QSystemTrayIcon.isSystemTrayAvailable():
            from app.gui.quick.tray import Tray

            self._tray = Tray(self._window, self._come_to_front)
        return self._tray is not None

    def open(self) -> None:
        """Show the quick window, or put it away where it is in front."""
        self.quick.open()

    def hear(self, event: AppEvent) -> None:
        """Take an event of the services, on the window's thread."""
        if self._quick is not None:
            self._quick.hear(event)

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        if self._quick is not None:
            self._quick.set_look(look)

    def stays(self) -> bool:
        """Whether closing the window leaves Snug running: only where the tray leads back."""
        return self._tray is not None and self._settings.get(options.KEEP_IN_TRAY)

    def show_settings(self) -> None:
        """Let the keys and the tray be chosen."""
        from app.gui.quick.settings_dialog import QuickSettings

        opened = self._window.findChild(QuickSettings)
        if opened is not None:  # the tray's menu is there beside it
            opened.raise_()
            opened.activateWindow()
            return
        get, put = self._settings.get, self._settings.set
        QuickSettings(
            get(options.QUICK_KEYS),
            self._take,
            stays=get(options.KEEP_IN_TRAY),
            has_tray=self._tray is not None,
            on_stays=lambda on: self._remember(lambda: put(options.KEEP_IN_TRAY, on)),
            parent=self._window,
        ).open()

    def close(self) -> None:
        """The window goes, and everything here with it."""
        if self._keys is not None:
            self._keys.take("")
        if self._tray is not None:
            self._tray.close()
            self._tray = None
        if self._quick is not None:
            self._quick.close()

    def _take(self, keys: str) -> bool:
        before = self._settings.get(options.QUICK_KEYS)
        if not self._hold(keys):
            self._hold(before)
            return False
        self._remember(lambda: self._settings.set(options.QUICK_KEYS, keys))
        return True

    def _hold(self, keys: str) -> bool:
        if self._keys is None:
            from app.gui.quick.global_keys import GlobalKeys

            self._keys = GlobalKeys(self.open, self._window)
        return self._keys.take(keys)
