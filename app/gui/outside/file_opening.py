"""macOS hands over files as events of the application, not as arguments."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from app.config.identity import APPLICATION_ID, COMMAND


class FileOpeningApplication(QApplication):
    """Keeps files that come before somebody wants them."""

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self._early: list[Path] = []
        self._take: Callable[[tuple[Path, ...]], None] | None = None

    def give_files_to(self, take: Callable[[tuple[Path, ...]], None]) -> None:
        """Let `take` have the files, those that came already first."""
        self._take = take
        if self._early:
            take(tuple(self._early))
            self._early.clear()

    def event(self, event: QEvent) -> bool:
        """A file is to be opened."""
        if isinstance(event, QFileOpenEvent) and event.file():
            path = Path(event.file())
            if self._take is None:
                self._early.append(path)
            else:
                self._take((path,))
            return True
        return super().event(event)


def named_application() -> FileOpeningApplication:
    """The application, by the names that desktops know it by."""
    application = FileOpeningApplication([COMMAND])
    application.setApplicationName("Snug")
    application.setDesktopFileName(APPLICATION_ID)
    return application
