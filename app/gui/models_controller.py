"""The model in view: chip, welcome, banner and composer follow its state."""

from collections.abc import Callable, Mapping
from functools import partial

from app.domain.errors import AppError, ModelTooLarge, NoModel
from app.domain.events import AppEvent, ModelChanged
from app.domain.models import InstalledModel, ModelPhase, ModelState
from app.domain.placement import Remedy, RemedyKind
from app.gui import text
from app.gui.feedback.banner import Action
from app.gui.main_window import MainWindow
from app.services.comparison_tally import Tally
from app.services.jobs import JobRunner
from app.services.models import ModelService

_WAYS_OUT = 3
"""More would be a menu, not a hint."""


class ModelsController:
    """Chooses models on request and shows what became of it."""

    def __init__(self, models: ModelService, jobs: JobRunner, window: MainWindow) -> None:
        self._models = models
        self._jobs = jobs
        self._window = window
        self._shown_error: AppError | None = None
        self.on_chosen: Callable[[InstalledModel], None] = lambda _model: None
        """Somebody chose a model, where they write now."""
        self.counts: Callable[[], Mapping[str, Tally]] = dict
        """How often models were chosen in comparisons, by their ids."""
        window.chip.model_chosen.connect(self.choose)
        window.chip.load_requested.connect(self.load)
        window.page.welcome.open_model_requested.connect(window.chip.open_file)
        window.chip.menu_requested.connect(
            lambda: window.chip.set_installed(models.installed(), self.counts())
        )
        self._show(models.state)

    def choose(self, name: str) -> None:
        """Take a model and load it, in the background."""
        try:
            model = self._models.choose(name)
        except AppError as error:
            self._shown_error = error
            self._window.page.banner.show_error(
                error, (text.another_model, self._window.chip.open_file)
            )
            return
        self._window.page.banner.dismiss()
        self.on_chosen(model)

        def load_and_remember() -> None:
            self._models.ensure_loaded()
            self._models.remember(model)  # only what loads is chosen again at the next start

        self._jobs.start(load_and_remember, on_error=lambda _error: None)

    def load(self) -> None:
        """Load the chosen model, in the background; what fails arrives as a state."""
        self._jobs.start(self._models.ensure_loaded, on_error=lambda _error: None)

    def apply(self, remedy: Remedy) -> None:
        """Take a way out for the chosen model, and load again."""
        if remedy.kind is RemedyKind.SMALLER_MODEL:
            self.choose(remedy.value)
        else:
            self._models.take(remedy)
            self.load()

    def hear(self, event: AppEvent) -> None:
        """Take an event of the services, on the window's thread."""
        if isinstance(event, ModelChanged):
            self._show(event.state)

    def _show(self, state: ModelState) -> None:
        self._window.chip.show_state(state)
        self._window.page.welcome.show_state(state)
        self._window.page.composer.set_has_model(state.model is not None)
        banner = self._window.page.banner
        if state.phase in (ModelPhase.LOADING, ModelPhase.READY):
            banner.withdraw(self._shown_error)
        elif (
            state.phase is ModelPhase.FAILED
            and state.error is not None
            and not isinstance(state.error, NoModel)
        ):
            self._show_failed(state.error)

    def _show_failed(self, error: AppError) -> None:
        ways_out = [self._way_out(remedy) for remedy in _chosen(error.remedies)]
        actions: list[Action] = [(text.another_model, self._window.chip.open_file)]
        if not ways_out or isinstance(error, ModelTooLarge):
            actions.insert(0, (text.try_again, self.load))
        self._shown_error = error
        self._window.page.banner.show_error(error, *actions, remedies=tuple(ways_out))

    def _way_out(self, remedy: Remedy) -> Action:
        return partial(text.remedy, remedy), partial(self.apply, remedy)


def _chosen(remedies: tuple[Remedy, ...]) -> tuple[Remedy, ...]:
    """The best few, and always the last resort."""
    last = tuple(remedy for remedy in remedies if remedy.kind is RemedyKind.LOAD_ANYWAY)
    better = tuple(remedy for remedy in remedies if remedy not in last)
    return better[: _WAYS_OUT - len(last)] + last
