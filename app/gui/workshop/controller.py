"""Carries wishes of the workshop to the services, and shows what became of them."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from app.domain.bench import BenchStep
from app.domain.errors import AppError, MeasurementCancelled, QuantizationCancelled
from app.domain.models import InstalledModel
from app.domain.sizes import format_bytes
from app.domain.workshop import (
    Measured,
    QuantizedModel,
    QuantizePlan,
    QuantizePreview,
    QuantizeSource,
)
from app.gui import text
from app.gui.commands.command import Command, Group
from app.gui.main_window import MainWindow, MenuEntry
from app.gui.model_page.wording import percent, plain_name
from app.gui.percents import Percents
from app.gui.text import workshop as words
from app.gui.vault.background import Background
from app.services.measuring_services import MeasuringServices

if TYPE_CHECKING:
    from app.gui.workshop.page import WorkshopPage

_RECKON_MS: Final = 300
"""After the last change of a choice."""


@dataclass(frozen=True, slots=True)
class Here:
    """The models on this computer, and the paths of those that answer."""

    models: tuple[InstalledModel, ...]
    answering: frozenset[Path]


class WorkshopController(QObject):
    """The page is made when it is first wanted; nothing is read or written on its thread."""

    def __init__(
        self,
        services: MeasuringServices,
        here: Callable[[], Here],
        remove: Callable[[str], object],
        use: Callable[[str], None],
        background: Background,
        post: Callable[[Callable[[], None]], None],
        window: MainWindow,
    ) -> None:
        """`remove` deletes a model by its id, `use` chooses one by its path.

        `post` calls on the window's thread.
        """
        super().__init__(window)
        self._services = services
        self._here = here
        self._remove = remove
        self._use = use
        self._background = background
        self._post = post
        self._window = window
        self._cancel = threading.Event()
        self._answering: frozenset[Path] = frozenset()
        self._asked = 0
        """Counts the choices that were worked out: what an earlier one comes to is not shown."""
        self._page: WorkshopPage | None = None
        self.on_changed: Callable[[], None] = lambda: None
        """Files of models came or went."""
        self.test: Callable[[str], None] = lambda _path: None
        """Asks a model, by its path, questions."""
        self._timer = QTimer(self, singleShot=True, interval=_RECKON_MS)
        self._timer.timeout.connect(self._reckon)
        window.commands.add(Command("workshop", Group.PLACES, words.open_workshop, self.open))
        window.covered.connect(self._forget)

    @property
    def page(self) -> "WorkshopPage":
        """The page, made when it is first asked for."""
        if self._page is None:
            # Imported here: a start of the window does without it.
            from app.gui.workshop.page import WorkshopPage

            page = self._page = WorkshopPage(self._window.icons)
            self._window.add_page(page, page.set_look, page.retranslate)
            self._connect(page)
        return self._page

    def _connect(self, page: "WorkshopPage") -> None:
        page.left.connect(self._window.show_chat)
        page.progress.stop_requested.connect(self.stop)
        page.make.model_chosen.connect(self._look)
        page.make.wished.connect(self._reckon_soon)
        page.make.make_requested.connect(self.make)
        page.compare.measure_requested.connect(self.compare)
        page.result.keep_requested.connect(self._keep)
        page.result.throw_requested.connect(self._ask_to_throw)
        page.result.use_requested.connect(lambda: self._of_made(self._use))
        page.result.test_requested.connect(lambda: self._of_made(self.test))

    def menu_entries(self) -> list[MenuEntry]:
        """What the menu offers."""
        return [MenuEntry(words.open_workshop(), self.open)]

    def open(self) -> None:
        """Show the page."""
        self._show("")
        self.page.make.model.setFocus()

    def open_smaller(self, path: str) -> None:
        """Show what can be made of a model."""
        self.page.show_compare(is_shown=False)
        self._show(path)
        self.page.make.type.setFocus()

    def open_compare(self, path: str) -> None:
        """Compare a model with others."""
        self.page.show_compare(is_shown=True)
        self._show(path)

    def finish(self) -> None:
        """The window goes: what runs stops."""
        self._cancel.set()

    def stop(self) -> None:
        """Stop what runs."""
        self._cancel.set()
        self.page.progress.set_stopping(words.stopping())
        self._background.run(self.page, partial(self._services.stop, self._cancel))

    # --- what is here ---------------------------------------------------------------------------

    def _show(self, chosen: str) -> None:
        page = self.page
        self._window.show_page(page)
        self._window.sidebar.set_elsewhere(is_elsewhere=False)  # it marks the documents alone

        def done(here: Here) -> None:
            self._answering = here.answering
            named = [(each.name, each.path) for each in here.models]
            page.make.offer(named, chosen)
            page.compare.offer([each for each in named if each[1] in here.answering])
            if chosen and page.to_compare.isChecked():
                page.compare.models.choose([chosen])
                page.compare.models.setFocus()

        self._background.run(page, self._here, done, page.banner.show_error)

    def _look(self) -> None:
        make = self.page.make
        path = make.path
        make.show_source(None)
        if not path:
            return
        self._asked += 1

        def done(source: QuantizeSource) -> None:
            if path == make.path:
                make.show_source(source)
                make.set_measurable(is_measurable=Path(path) in self._answering)
                self._reckon()

        def failed(error: AppError) -> None:
            if path == make.path:
                make.show_problem(text.error_sentence(error))

        self._background.run(make, lambda: self._services.workshop.look(path), done, failed)

    def _reckon_soon(self) -> None:
        """Once no choice changes any more; what is being worked out is of an earlier one."""
        self._asked += 1
        self._timer.start()

    def _reckon(self) -> None:
        """Work out what the choice comes to, away from the window."""
        make = self.page.make
        source, wishes = make.source, make.wishes()
        self._asked += 1
        asked = self._asked
        if source is None:
            return
        if wishes is None:
            make.show_problem(words.layers_unclear())
            return
        if source.is_quantized and not wishes.requantizes:
            make.show_problem("")  # what there is to say stands beside the box
            return
        make.show_reckoning()
        path = str(source.model.path)

        def work() -> QuantizePreview:
            workshop = self._services.workshop
            return workshop.preview(workshop.plan(path, wishes))

        def done(preview: QuantizePreview) -> None:
            if asked == self._asked:
                make.show_preview(preview)

        def failed(error: AppError) -> None:
            if asked == self._asked:
                make.show_problem(text.error_sentence(error))

        self._background.run(make, work, done, failed)

    # --- making ---------------------------------------------------------------------------------

    def make(self) -> None:
        """Make what is chosen, then measure both where that is wished for."""
        page = self.page
        preview, source = page.make.preview, page.make.source
        if preview is None or source is None:
            return
        plan, measures, reads = preview.plan, page.make.measures.isChecked(), page.make.text.path
        name = plain_name(plan.target.name)
        cancel = self._begin(words.making(name))
        told = Percents(self._post, partial(self._say_made, name))

        def done(made: QuantizedModel) -> None:
            from app.gui.workshop.result_card import Made

            is_measurable = source.model.path in self._answering
            page.result.show_made(Made(made, plan, source), is_measurable=is_measurable)
            self.on_changed()
            self._end("")
            self._show("")
            if measures:
                page.result.set_measuring(is_measuring=True)
                paths = [source.model.path, made.model.path]
                self._measure(paths, reads, page.result.show_measured)

        def failed(error: AppError) -> None:
            is_stop = isinstance(error, QuantizationCancelled)
            self._end(words.making_stopped() if is_stop else "")
            if not is_stop:
                page.banner.show_error(error)

        self._background.run(page, partial(self._quantize, plan, told, cancel), done, failed)

    def _quantize(
        self, plan: QuantizePlan, told: Callable[[int, int], None], cancel: threading.Event
    ) -> QuantizedModel:
        return self._services.workshop.quantize(plan, told, cancel)

    def _say_made(self, name: str, done: int, total: int) -> None:
        line = words.made_share(name, format_bytes(done), format_bytes(total))
        self._say(line, percent(done, total))

    def _keep(self) -> None:
        self.page.result.show_made(None)
        self.page.progress.say(words.is_kept())

    def _of_made(self, act: Callable[[str], object]) -> None:
        made = self.page.result.made
        if made is not None:
            act(str(made.model.model.path))

    def _ask_to_throw(self) -> None:
        from app.gui.model_page import questions

        made = self.page.result.made
        if made is None:
            return
        model = made.model.model
        said = words.throw_text(plain_name(model.name), format_bytes(model.bytes))
        questions.ask_about_models(
            self._window,
            words.throw_title(),
            said,
            (words.throw_it(), partial(self._throw, model)),
            no=words.keep_instead(),
        )

    def _throw(self, model: InstalledModel) -> None:
        page = self.page

        def done(_held: object) -> None:
            page.result.show_made(None)
            page.progress.say(words.was_thrown(plain_name(model.name)))
            self.on_changed()
            self._show("")

        work = partial(self._remove, model.id)
        self._background.run(page, work, done, page.banner.show_error)

    # --- measuring ------------------------------------------------------------------------------

    def compare(self) -> None:
        """Measure what is chosen, side by side."""
        compare = self.page.compare
        chosen = [Path(each) for each in compare.models.chosen]
        self._measure(chosen, compare.text.path, compare.show_measured)

    def _measure(
        self, paths: Sequence[Path], reads: Path | None, show: Callable[[Measured], None]
    ) -> None:
        page = self.page
        cancel = self._begin(words.measuring(plain_name(paths[0].stem)))
        now = [paths[0].stem]

        def tell(model: str, _step: BenchStep) -> None:
            now[0] = plain_name(Path(model).stem)
            self._post(partial(self._say, words.measuring(now[0]), None))

        def said_read(done: int, total: int) -> None:
            self._say(words.reading(now[0], done, total), percent(done, total))

        def done(measured: Measured) -> None:
            self._end("")
            show(measured)

        def failed(error: AppError) -> None:
            is_stop = isinstance(error, MeasurementCancelled)
            self._end(words.measuring_stopped() if is_stop else "")
            if not is_stop:
                page.banner.show_error(error)

        def work() -> Measured:
            models = [str(each) for each in paths]
            on_read = Percents(self._post, said_read)
            return self._services.measuring.figures(models, reads, tell, on_read, cancel)

        self._background.run(page, work, done, failed)

    # --- inside ---------------------------------------------------------------------------------

    def _begin(self, line: str) -> threading.Event:
        page = self.page
        page.banner.dismiss()
        page.progress.run(line)  # before what began it is disabled: it takes the keys over
        page.set_busy(is_busy=True)
        self._cancel = threading.Event()
        return self._cancel

    def _end(self, line: str) -> None:
        self.page.set_busy(is_busy=False)
        self.page.result.set_measuring(is_measuring=False)
        self.page.progress.say(line)

    def _say(self, line: str, at: int | None) -> None:
        """Say how far it is, unless it has ended meanwhile or is about to."""
        if self.page.progress.is_running and not self._cancel.is_set():
            self.page.progress.run(line, at)

    def _forget(self) -> None:
        """The window locks: no text of the user's is named, nor what was measured over it."""
        if self._page is not None:
            from app.gui.model_page import questions

            questions.withdraw(self._window)
            for each in (self._page.make.text, self._page.compare.text):
                each.set_path(None)
            self._page.compare.show_measured(None)
