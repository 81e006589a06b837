"""Files that somebody opened with Snug: what each is, and a question before anything is done."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer

from app.domain.errors import AppError
from app.domain.vault import VaultState
from app.gui import text
from app.gui.feedback.question import ask
from app.gui.main_window import MainWindow
from app.gui.text import given as words
from app.gui.vault.background import Background
from app.services.given_files import GivenKind, kind_of

_NAME: Final = "givenQuestion"
Paths = Sequence[Path]


@dataclass(frozen=True, slots=True)
class Ways:
    """Where files go once somebody has said so."""

    offer_models: Callable[[Paths], object]
    """Asks how model files are to be used; uses none by itself."""
    ask_about: Callable[[Paths], object]
    add_to_documents: Callable[[Paths], object]
    bring_in: Callable[[Path], object]
    restore: Callable[[Path], object]
    """Asks before it does."""
    wait: Callable[[str], object]
    """Says on the locked page that something waits."""


class GivenFiles(QObject):
    """Looks at files away from the window; while it is covered they wait, but for a backup."""

    def __init__(
        self,
        ways: Ways,
        vault_state: Callable[[], VaultState],
        background: Background,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._ways, self._vault_state = ways, vault_state
        self._background, self._window = background, window
        self._waiting: list[Path] = []
        self._questions: deque[Callable[[], None]] = deque()
        self._is_asking = False
        window.uncovered.connect(lambda: QTimer.singleShot(0, self, self._look))
        window.covered.connect(self._questions.clear)

    def take(self, paths: Paths) -> None:
        """Take files, and ask what is to become of them as soon as that can be seen."""
        self._waiting += [each for each in paths if each not in self._waiting]
        self._look()

    def _look(self) -> None:
        """Find out what waits."""
        paths, self._waiting = tuple(self._waiting), []
        if paths:
            self._background.run(
                self, lambda: [_kind(each) for each in paths], partial(self._sort, paths)
            )

    def _sort(self, paths: Paths, found: Sequence[GivenKind | AppError]) -> None:
        if self._window.is_covered:
            backups = [
                path for path, kind in zip(paths, found, strict=True) if kind is GivenKind.BACKUP
            ]
            self._waiting += [each for each in paths if each not in backups]
            if self._waiting:
                self._ways.wait(words.waits(len(self._waiting)))
            if backups:
                self._ways.restore(backups[0])
            return
        of: dict[GivenKind, list[Path]] = {kind: [] for kind in GivenKind}
        for path, kind in zip(paths, found, strict=True):
            if isinstance(kind, AppError):
                self._window.page.banner.show_error(kind)
            else:
                of[kind].append(path)
        if of[GivenKind.DOCUMENT]:
            self._questions.append(partial(self._ask_of_documents, of[GivenKind.DOCUMENT]))
        for path in of[GivenKind.FOLDER]:
            self._questions.append(partial(self._ask_of_folder, path))
        for path in of[GivenKind.CONVERSATIONS]:
            self._questions.append(partial(self._ask_of_conversations, path))
        for path in of[GivenKind.BACKUP]:
            self._questions.append(partial(self._tell_of_backup, path))
        if of[GivenKind.MODEL]:
            self._questions.append(partial(self._offer_models, of[GivenKind.MODEL]))
        self._ask_next()

    # --- questions, one after another -------------------------------------------------------------

    def _ask_next(self) -> None:
        if self._questions and not self._is_asking:
            self._questions.popleft()()

    def _ask(self, title: str, said: str, *acts: tuple[str, Callable[[], object]]) -> None:
        no = text.not_now() if acts else words.understood()
        self._is_asking = True
        box = ask(self._window, title, said, *acts, no=no, name=_NAME)
        box.finished.connect(self._on_answered)

    def _on_answered(self) -> None:
        self._is_asking = False
        self._ask_next()

    def _ask_of_documents(self, paths: Paths) -> None:
        about = words.ask_about() if len(paths) == 1 else words.ask_about_them()
        self._ask(
            words.ask_title(len(paths)),
            words.ask_text(paths[0].name, len(paths) - 1),
            (about, lambda: self._ways.ask_about(paths)),
            (words.add_to_documents(), lambda: self._ways.add_to_documents(paths)),
        )

    def _ask_of_folder(self, path: Path) -> None:
        add = (words.add_to_documents(), lambda: self._ways.add_to_documents([path]))
        self._ask(words.folder_title(), words.ask_text(path.name, 0), add)

    def _ask_of_conversations(self, path: Path) -> None:
        bring = (words.bring_them_in(), lambda: self._ways.bring_in(path))
        self._ask(words.conversations_title(), words.conversations_text(path.name), bring)

    def _tell_of_backup(self, path: Path) -> None:
        if self._vault_state() is VaultState.OPEN:
            self._ask(words.backup_title(), words.backup_text(path.name))
        else:
            self._ways.restore(path)
            self._ask_next()

    def _offer_models(self, paths: Paths) -> None:
        self._ways.offer_models(paths)
        self._ask_next()


def _kind(path: Path) -> GivenKind | AppError:
    try:
        return kind_of(path)
    except AppError as error:
        return error
