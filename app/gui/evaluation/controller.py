"""Asks models the questions of sets, and keeps, shows and exports what came of it."""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from app.domain.errors import AppError, MeasurementCancelled
from app.domain.evaluation import EvaluationSet, EvaluationStep
from app.domain.evaluation_runs import EvaluationRun
from app.domain.events import AppEvent, VaultChanged
from app.domain.models import InstalledModel
from app.domain.vault import VaultState
from app.gui.announcing import announce
from app.gui.commands.command import Command, Group
from app.gui.evaluation import wording
from app.gui.main_window import MainWindow, MenuEntry
from app.gui.model_page.wording import percent, plain_name
from app.gui.text import evaluation as words
from app.gui.text import workshop
from app.gui.vault.background import Background
from app.services.measuring_services import MeasuringServices

if TYPE_CHECKING:
    from app.gui.evaluation.page import EvaluationPage
    from app.gui.evaluation.sets_controller import SetsController
    from app.services.evaluation_runs import ResultFormat


class EvaluationController(QObject):
    """The page is made when it is first wanted; nothing is asked or read on its thread."""

    def __init__(
        self,
        services: MeasuringServices,
        installed: Callable[[], Sequence[InstalledModel]],
        language: Callable[[], str],
        background: Background,
        post: Callable[[Callable[[], None]], None],
        window: MainWindow,
    ) -> None:
        """`installed` are the models that answer; `post` calls on the window's thread."""
        super().__init__(window)
        self._services = services
        self._installed = installed
        self._language = language
        self._background = background
        self._post = post
        self._window = window
        self._cancel = threading.Event()
        self._page: EvaluationPage | None = None
        self._sets: SetsController | None = None
        window.commands.add(Command("evaluation", Group.PLACES, words.open_evaluation, self.open))
        window.covered.connect(self._forget)

    @property
    def page(self) -> "EvaluationPage":
        """The page, made when it is first asked for."""
        if self._page is None:
            # Imported here: a start of the window does without it.
            from app.gui.evaluation.page import EvaluationPage
            from app.gui.evaluation.sets_controller import SetsController

            service, window = self._services.sets, self._window
            page = self._page = EvaluationPage(self._window.icons, service.fault)
            self._sets = SetsController(
                service,
                self._services.drafts,
                self._language,
                lambda: window.is_covered,
                self._background,
                page,
            )
            self._window.add_page(page, page.set_look, self._retranslate)
            results = page.ask.results
            page.left.connect(self._window.show_chat)
            page.progress.stop_requested.connect(self.stop)
            page.ask.start_requested.connect(self.start)
            results.repeat_requested.connect(self.repeat)
            results.export_requested.connect(self._choose_target)
            results.remove_requested.connect(self.remove)
        return self._page

    @property
    def sets(self) -> "SetsController":
        """What ties the editor; made with the page."""
        _ = self.page
        assert self._sets is not None  # made with it
        return self._sets

    def menu_entries(self) -> list[MenuEntry]:
        """What the menu offers."""
        return [MenuEntry(words.open_evaluation(), self.open)]

    def open(self) -> None:
        """Show the page."""
        self._show("")

    def open_with(self, path: str) -> None:
        """Show the page, with a model chosen by its path."""
        self.page.show_sets(is_shown=False)
        self._show(path)

    def hear(self, event: AppEvent) -> None:
        """Take an event of the services, on the window's thread."""
        is_news = isinstance(event, VaultChanged) and event.state is VaultState.OPEN
        if is_news and self._page is not None and self._page.isVisible():
            self._load("")

    def finish(self) -> None:
        """The window goes: what runs stops, and what is written is kept."""
        self._cancel.set()
        if self._sets is not None:
            self._sets.finish()

    def start(self) -> None:
        """Ask the chosen models the chosen sets."""
        self._ask(self.page.ask.models.chosen, self.page.ask.sets)

    def repeat(self) -> None:
        """Ask the models of the results in view the same questions once more."""
        run = self.page.ask.results.run
        if run is not None:
            self._ask([each.model for each in run.results], run.sets)

    def stop(self) -> None:
        """Stop asking."""
        self._cancel.set()
        self.page.progress.set_stopping(workshop.stopping())
        self._background.run(self.page, partial(self._services.stop, self._cancel))

    def export(self, target: Path, kind: "ResultFormat") -> None:
        """Write the results in view to a plain file."""
        page = self.page
        run = page.ask.results.run
        if run is None:
            return

        def done(_nothing: object) -> None:
            page.progress.say(words.was_saved())

        work = partial(self._services.runs.export, run, target, kind)
        self._background.run(page, work, done, page.banner.show_error)

    def remove(self) -> None:
        """Keep the results in view no more; they can be brought back for a while."""
        page = self.page
        run = page.ask.results.run
        if run is None:
            return

        def back() -> None:
            self._keep(run)

        def done(_nothing: object) -> None:
            page.undo.offer(words.were_removed, back)
            self._load_runs("")

        work = partial(self._services.runs.remove, run.id)
        self._background.run(page, work, done, page.banner.show_error)

    # --- asking ---------------------------------------------------------------------------------

    def _ask(self, models: Sequence[str], sets: Sequence[EvaluationSet]) -> None:
        page = self.page
        page.banner.dismiss()
        # Before what began it is disabled: it takes the keys over.
        page.progress.run(words.loading(plain_name(wording.model_name(models[0]))))
        page.ask.set_busy(is_busy=True)
        cancel = self._cancel = threading.Event()
        names = {each.id: plain_name(each.name) for each in sets}

        def show(step: EvaluationStep) -> None:
            if page.progress.is_running and not cancel.is_set():
                model, name = plain_name(step.model), names[step.set]
                line = words.asking(model, name, step.done + 1, step.total)
                page.progress.run(line, percent(step.done, step.total))

        def work() -> EvaluationRun:
            asked = self._services.measuring
            return asked.evaluate(
                models, sets, lambda step: self._post(partial(show, step)), cancel
            )

        def done(run: EvaluationRun) -> None:
            self._end("")
            if not self._window.is_covered:
                self._keep(run)

        def failed(error: AppError) -> None:
            is_stop = isinstance(error, MeasurementCancelled)
            self._end(words.stopped() if is_stop else "")
            if not is_stop:
                page.banner.show_error(error)

        self._background.run(page, work, done, failed)

    def _end(self, line: str) -> None:
        self.page.ask.set_busy(is_busy=False)
        self.page.progress.say(line)

    def _keep(self, run: EvaluationRun) -> None:
        page = self.page

        def done(_nothing: object) -> None:
            self._load_runs(run.id)

        work = partial(self._services.runs.keep, run)
        self._background.run(page, work, done, page.banner.show_error)

    # --- inside ---------------------------------------------------------------------------------

    def _show(self, chosen: str) -> None:
        page = self.page
        self._window.show_page(page)
        self._window.sidebar.set_elsewhere(is_elsewhere=False)  # it marks the documents alone
        page.to_ask.setFocus()
        self._load(chosen)

    def _load(self, chosen: str) -> None:
        page = self.page

        def done(models: Sequence[InstalledModel]) -> None:
            page.ask.offer_models(models, chosen)

        self._background.run(page, self._installed, done, page.banner.show_error)
        self.sets.load()
        self._load_runs("")

    def _load_runs(self, chosen: str) -> None:
        page = self.page

        def done(runs: tuple[EvaluationRun, ...]) -> None:
            if self._window.is_covered:
                return
            page.ask.results.show_runs(runs, chosen)
            if chosen:
                page.show_results()
                announce(page, words.results())

        self._background.run(page, self._services.runs.all, done, page.banner.show_error)

    def _retranslate(self) -> None:
        self.page.retranslate()
        self.sets.retranslate()

    def _choose_target(self) -> None:
        from app.services.evaluation_runs import ResultFormat

        chosen, kind = QFileDialog.getSaveFileName(
            self.page,
            words.save_as_file(),
            str(Path.home() / f"snug.{ResultFormat.JSON}"),
            words.result_files(),
        )
        if chosen:
            is_table = chosen.endswith(f".{ResultFormat.CSV}") or f"*.{ResultFormat.CSV}" in kind
            self.export(Path(chosen), ResultFormat.CSV if is_table else ResultFormat.JSON)

    def _forget(self) -> None:
        """The window locks: no question and no answer stays."""
        self._cancel.set()
        if self._page is not None:
            self._page.undo.dismiss()
            self._page.banner.dismiss()
            self._page.ask.results.show_runs(())
            self.sets.finish()
            self.sets.forget()
