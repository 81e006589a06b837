"""Hears what other starts of Snug want: over the socket, or by a touch of the instance's file."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QFileSystemWatcher, QObject, QSocketNotifier, QTimer
from PySide6.QtWidgets import QWidget

from app.config.instance import Instance
from app.config.lock_request import answer_request, take_request
from app.config.wish_file import take_wish
from app.config.wish_socket import WishListener
from app.config.wishes import Wish

if TYPE_CHECKING:
    from app.gui.vault.controller import VaultController

_FRONT: Final = Wish()
_SEEN_POLL_MS: Final = 30


class OtherStarts(QObject):
    """`grant` does what is wanted of the window; the vault is locked when that is asked for."""

    def __init__(
        self,
        instance: Instance,
        listener: WishListener | None,
        grant: Callable[[Wish], None],
        vault: "VaultController",
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._home = instance.file.parent
        self._listener = listener
        self._grant, self._vault = grant, vault
        self._watcher = QFileSystemWatcher([str(instance.file)], self)
        self._watcher.fileChanged.connect(self._on_touched)
        self._notifier: QSocketNotifier | None = None
        if listener is not None and listener.descriptor >= 0:
            self._notifier = QSocketNotifier(listener.descriptor, QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self._on_called)

    def hold(self, *, is_held: bool = True) -> None:
        """Promise nothing to anybody until it is known whether this window ends."""
        if self._listener is not None:
            self._listener.is_held = is_held
        if self._notifier is not None:
            self._notifier.setEnabled(not is_held)
        self._watcher.blockSignals(is_held)

    def close(self) -> None:
        """Hear nothing more: whoever calls is to find out that this window ends."""
        self.hold()
        if self._listener is not None:
            self._listener.close()

    def _on_called(self) -> None:
        wish = self._listener.hear() if self._listener is not None else None
        if wish is not None:
            self._grant(wish)

    def _on_touched(self, _path: str) -> None:
        name = take_request(self._home)
        wish = take_wish(self._home)
        if wish is not None:
            self._grant(wish)
        elif name is None:
            self._grant(_FRONT)
        else:
            self._vault.lock_and_tell(lambda outcome: answer_request(self._home, name, outcome))


def once_seen(window: QWidget, act: Callable[[], object]) -> None:
    """Do something as soon as a window has its place on the screen: a question lies over it."""
    handle = window.windowHandle()
    if handle is None or handle.isExposed():
        act()
    else:
        QTimer.singleShot(_SEEN_POLL_MS, window, lambda: once_seen(window, act))
