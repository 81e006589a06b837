"""What is done with model files on this computer: used, verified, removed, linked and copied."""

import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from app.domain.errors import AppError, DownloadCancelled
from app.domain.models import FoundModel, InstalledModel
from app.gui.model_page import questions, wording
from app.gui.model_page.held_view import Holdings
from app.gui.model_page.page import ModelsPage
from app.gui.percents import Percents
from app.gui.text import model_files
from app.gui.text import model_page as words
from app.gui.vault.background import Background
from app.services.comparison_tally import Tally
from app.services.model_files import Candidate, HeldModel, ModelFiles, Verified
from app.services.model_library import ListedModel


class FilesController(QObject):
    """Every call of the service waits for a disk: none is made on the window's thread."""

    def __init__(
        self,
        files: ModelFiles,
        counts: Callable[[], Mapping[str, Tally]],
        use: Callable[[str], None],
        open_answers: Callable[[str], None],
        post: Callable[[Callable[[], None]], None],
        background: Background,
        page: ModelsPage,
    ) -> None:
        """`use` chooses a model by its path, `open_answers` shows how it answers.

        `post` calls on the window's thread; `counts` are how often models were chosen.
        """
        super().__init__(page)
        self._files = files
        self._counts = counts
        self._post = post
        self._background = background
        self._page = page
        self._waiting: deque[Path] = deque()
        """Files that were dropped together, and are asked about one after another."""
        self._stop = threading.Event()
        self.on_changed: Callable[[], None] = self.load
        """Files came or went."""
        held = page.held
        held.use_requested.connect(use)
        held.answers_requested.connect(open_answers)
        held.verify_requested.connect(self.verify)
        held.folder_requested.connect(self._show_in_folder)
        held.remove_requested.connect(self._ask_to_remove)
        held.link_requested.connect(lambda found: self._take(found, is_copy=False))
        held.copy_requested.connect(lambda found: self._take(found, is_copy=True))
        held.file_requested.connect(self._choose)
        page.files_dropped.connect(self.bring_in)

    def load(self) -> None:
        """Look at the folder, then around it."""
        held = self._page.held
        self._background.run(self._page, self._holdings, held.show_holdings, self._tell)
        self._background.run(self._page, self._files.found, held.show_found, self._tell)

    def located(self, models: Sequence[ListedModel]) -> tuple[ListedModel, ...]:
        """The same models, those that were fetched told by their file; waits for the disk."""
        return self._files.located(models)

    def finish(self) -> None:
        """The window goes: what reads or copies stops."""
        self._stop.set()

    def bring_in(self, paths: Sequence[Path]) -> None:
        """Look at files one after another, and ask how each is to be used."""
        is_idle = not self._waiting
        self._waiting.extend(paths)
        self._page.show_held(is_held=True)
        if is_idle:
            self._bring_next()

    def verify(self, model_id: str) -> None:
        """Read a model in full, and say whether it is what was published."""

        def done(found: Verified) -> None:
            figures = f"{found.sha256[:16]}…"
            said = words.is_as_published() if found.is_published else words.has_sum(figures)
            self._step(model_id, said, None)

        def failed(error: AppError) -> None:
            self._step(model_id, "", None)
            self._tell(error)

        self._step(model_id, words.verifying(0), 0)

        def show(done: int, total: int) -> None:
            at = wording.percent(done, total)
            self._step(model_id, words.verifying(at), at)

        progress = Percents(self._post, show)
        work = partial(self._files.verify, model_id, progress, self._stop)
        self._background.run(self._page, work, done, failed)

    def _holdings(self) -> Holdings:
        return Holdings(self._files.held(), self._files.free_bytes(), self._counts())

    # --- brought in -----------------------------------------------------------------------------

    def _bring_next(self) -> None:
        if not self._waiting:
            return
        path = self._waiting[0]
        work = partial(self._files.look, path)
        self._background.run(self._page, work, self._ask_to_bring, self._refuse)

    def _refuse(self, error: AppError) -> None:
        self._tell(error)
        self._end_one()

    def _ask_to_bring(self, candidate: Candidate) -> None:
        path = candidate.path
        questions.ask_to_bring(
            self._page.window(),
            candidate,
            link=lambda: self._add(path, "", is_copy=False),
            copy=lambda: self._add(path, "", is_copy=True),
            decline=self._end_one,
        )

    def _end_one(self) -> None:
        if self._waiting:
            self._waiting.popleft()
        self._bring_next()

    def _take(self, found: FoundModel, *, is_copy: bool) -> None:
        self._page.banner.dismiss()
        self._add(found.path, found.name, is_copy=is_copy)

    def _add(self, path: Path, name: str, *, is_copy: bool) -> None:
        def done(model: InstalledModel) -> None:
            self._page.say(words.was_added(wording.plain_name(model.name)))
            self._end_of(path)
            self.on_changed()

        def failed(error: AppError) -> None:
            self._page.say("")
            self._tell(error)
            self._end_of(path)

        if is_copy:
            self._page.say(words.copying(0), 0)

        def show(done: int, total: int) -> None:
            at = wording.percent(done, total)
            self._page.say(words.copying(at), at)

        progress = Percents(self._post, show)
        work = partial(
            self._files.add, path, name, is_copy=is_copy, on_progress=progress, cancel=self._stop
        )
        self._background.run(self._page, work, done, failed)

    def _end_of(self, path: Path) -> None:
        if self._waiting and self._waiting[0] == path:
            self._end_one()

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(
            self._page, words.open_file(), str(Path.home()), model_files()
        )
        if chosen:
            self.bring_in([Path(each) for each in chosen])

    # --- here -----------------------------------------------------------------------------------

    def _ask_to_remove(self, held: HeldModel) -> None:
        def remove() -> None:
            work = partial(self._files.remove, held.model.id)
            self._background.run(self._page, work, self._on_removed, self._tell)

        questions.ask_to_remove(self._page.window(), held, remove)

    def _on_removed(self, held: HeldModel) -> None:
        self._page.say(words.was_removed(wording.plain_name(held.model.name)))
        self.on_changed()

    def _show_in_folder(self, path: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

    def _step(self, model_id: str, line: str, percent: int | None) -> None:
        row = self._page.held.rows.get(model_id)
        if row is not None:
            row.show_step(line, percent)

    def _tell(self, error: AppError) -> None:
        if not isinstance(error, DownloadCancelled):
            self._page.banner.show_error(error)
