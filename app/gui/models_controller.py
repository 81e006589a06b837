"""The model in view: chip, welcome, banner and composer follow its state."""

from app.domain.errors import AppError, NoModel
from app.domain.events import AppEvent, ModelChanged
from app.domain.models import ModelPhase, ModelState
from app.gui import text
from app.gui.main_window import MainWindow
from app.services.jobs import JobRunner
from app.services.models import ModelService


class ModelsController:
    """Chooses models on request and shows what became of it."""

    def __init__(self, models: ModelService, jobs: JobRunner, window: MainWindow) -> None:
        self._models = models
        self._jobs = jobs
        self._window = window
        window.chip.model_chosen.connect(self.choose)
        window.chip.load_requested.connect(self.load)
        window.page.welcome.open_model_requested.connect(window.chip.open_file)
        window.chip.menu_requested.connect(lambda: window.chip.set_installed(models.installed()))
        self._show(models.state)

    def choose(self, name: str) -> None:
        """Take a model and load it, in the background."""
        try:
            model = self._models.choose(name)
        except AppError as error:
            self._window.page.banner.show_error(
                error, (text.another_model, self._window.chip.open_file)
            )
            return
        self._window.page.banner.dismiss()

        def load_and_remember() -> None:
            self._models.ensure_loaded()
            self._models.remember(model)  # only what loads is chosen again at the next start

        self._jobs.start(load_and_remember, on_error=lambda _error: None)

    def load(self) -> None:
        """Load the chosen model, in the background; what fails arrives as a state."""
        self._jobs.start(self._models.ensure_loaded, on_error=lambda _error: None)

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
            banner.dismiss()
        elif (
            state.phase is ModelPhase.FAILED
            and state.error is not None
            and not isinstance(state.error, NoModel)
        ):
            banner.show_error(
                state.error,
                (text.try_again, self.load),
                (text.another_model, self._window.chip.open_file),
            )
