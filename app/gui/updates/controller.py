"""Asks whether there is a newer Snug, and says what was found; installs nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog

from app.config import settings as options
from app.config.settings import Settings
from app.domain.errors import AppError
from app.domain.releases import Standing, UpdateFinding
from app.gui import text
from app.gui.commands.command import Command, Group
from app.gui.feedback.question import ask
from app.gui.main_window import MainWindow
from app.gui.text import updates as words
from app.gui.vault.background import Background

if TYPE_CHECKING:
    from app.services.updates import UpdateService

_NAME: Final = "updateQuestion"
_GLANCE_MS: Final = 3 * 3600 * 1000
"""How often a window that stays open looks whether the time has come."""


class UpdateController(QObject):
    """`updates` makes the service; `channel` is what updates this copy, "" for its user."""

    def __init__(
        self,
        updates: "Callable[[], UpdateService]",
        channel: Callable[[], str],
        settings: Settings,
        open_link: Callable[[str], object],
        language: Callable[[], str],
        background: Background,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._updates, self._channel, self._settings = updates, channel, settings
        self._open_link, self._language = open_link, language
        self._background, self._window = background, window
        self._newer: UpdateFinding | None = None
        self._timer = QTimer(self, interval=_GLANCE_MS)
        self._timer.timeout.connect(self._look_if_due)
        window.about_line = self.sentence
        window.commands.add(Command("update", Group.HELP, words.check_now, self.check))

    def start(self) -> None:
        """The window is there: look, if somebody has chosen that and the time has come."""
        self._look_if_due()
        self._timer.start()

    def sentence(self) -> str:
        """How it stands with updates."""
        channel = self._channel()
        if channel:
            return words.by_system(channel)
        if self._newer is not None:
            return words.newer(self._newer.release.version.text)
        day = self._settings.get(options.UPDATE_CHECKED)
        return words.asked_on(day) if day else words.never_asked()

    def check(self) -> None:
        """Ask now."""
        self._background.run(self, lambda: self._updates().check(), self._tell, self._fail)

    def check_file(self) -> None:
        """Look at a file that was fetched elsewhere."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, words.check_file(), str(Path.home()), words.files()
        )
        if chosen:
            path = Path(chosen)
            self._background.run(self, lambda: self._updates().verify(path), self._tell, self._fail)

    # --- inside ---------------------------------------------------------------------------------

    def _look_if_due(self) -> None:
        if self._settings.get(options.UPDATE_CHECK) != options.UPDATE_CHECK.default:
            # What goes wrong is said to those who ask.
            self._background.run(self, lambda: self._updates().check_if_due(), self._offer)

    def _offer(self, finding: UpdateFinding | None) -> None:
        if finding is None:
            return
        self._newer = finding
        version = finding.release.version.text
        self._window.page.offer.show_offer(
            lambda: words.newer(version), words.what_is_new, lambda: self._tell(finding)
        )

    def _tell(self, finding: UpdateFinding) -> None:
        release = finding.release
        version = release.version.text
        if finding.standing is not Standing.CURRENT:
            self._newer = finding
        if self._window.is_covered:
            return
        said: list[str] = []
        if finding.file is not None:
            said.append(words.genuine(finding.file.name, version))
        if finding.is_expired:
            said.append(words.expired(release.expires.isoformat()))
        if finding.standing is Standing.NEWER:
            said.append(release.notes_in(self._language()))
            if finding.file is None:
                said.append(words.how_to_get())
        title = {
            Standing.NEWER: words.newer,
            Standing.CURRENT: words.current,
            Standing.TOO_FAR: words.too_far,
        }[finding.standing](version)
        acts = []
        if release.page and finding.file is None and finding.standing is not Standing.CURRENT:
            acts.append((words.open_page(), lambda: self._open_link(release.page)))
        shown = "\n\n".join(each for each in said if each)
        ask(self._window, title, shown, *acts, no=words.close(), name=_NAME)

    def _fail(self, error: AppError) -> None:
        if not self._window.is_covered:
            said = f"{text.error_sentence(error)} {text.error_hint(error)}"
            ask(self._window, text.error_title(error), said, no=words.close(), name=_NAME)
