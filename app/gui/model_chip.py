"""The model chip: which model, in what state, and the menu to choose another."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton, QWidget

from app.domain.models import InstalledModel, LoadedModel, ModelPhase, ModelState
from app.domain.sizes import format_bytes
from app.gui import text
from app.gui.chat.look import Look
from app.gui.icons import Icons
from app.gui.plain_tip import plain_tip
from app.gui.text.compare import chosen_times
from app.gui.text.model_page import more_models
from app.services.comparison_tally import Tally

_NAME_CHARACTERS = 40


class ModelChip(QToolButton):
    """A button that says the model's state; its menu chooses and explains."""

    model_chosen = Signal(str)
    load_requested = Signal()
    more_requested = Signal()
    """The page of models is wanted."""
    menu_requested = Signal()
    """The menu is about to open: the moment to bring the list of models up to date."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("modelChip")
        self._icons = icons
        self._state = ModelState(ModelPhase.NONE)
        self._installed: list[InstalledModel] = []
        self._counts: Mapping[str, Tally] = {}
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.setMenu(self._menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the chevron stands behind
        self.retranslate()

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self._icons.put(self, "chevron", look.muted, 14)

    def set_installed(
        self, models: list[InstalledModel], counts: Mapping[str, Tally] | None = None
    ) -> None:
        """The models to choose from, and by their ids how often they were chosen in comparisons."""
        self._installed = models
        self._counts = counts or {}

    def show_state(self, state: ModelState) -> None:
        """Say the state."""
        self._state = state
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        words = self._words()
        self.setText(f"\u200e{words}".replace("&", "&&"))
        self.setAccessibleName(words)
        self.setToolTip(plain_tip(self._tip()))
        if self.property("phase") != self._state.phase.value:
            self.setProperty("phase", self._state.phase.value)
            self.style().unpolish(self)
            self.style().polish(self)

    def open_file(self) -> None:
        """Let the user choose a GGUF file."""
        chosen, _ = QFileDialog.getOpenFileName(
            self.window(), text.choose_model(), str(Path.home()), text.model_files()
        )
        if chosen:
            self.model_chosen.emit(chosen)

    def _words(self) -> str:
        state = self._state
        if state.model is None:
            return text.model_none()
        name = short_name(state.model.name)
        match state.phase:
            case ModelPhase.LOADING:
                return text.model_loading(name, round(state.progress * 100))
            case ModelPhase.READY if state.loaded is not None:
                return text.model_ready(name, _device(state.loaded))
            case ModelPhase.FAILED:
                return text.model_failed(name)
            case _:
                return text.model_unloaded(name)

    def _tip(self) -> str:
        state = self._state
        if state.error is not None:
            return f"{text.error_sentence(state.error)} {text.error_hint(state.error)}"
        loaded = state.loaded
        if loaded is None:
            is_unloaded = state.phase is ModelPhase.UNLOADED
            return text.model_loads_by_itself() if is_unloaded else text.choose_model()
        tip = text.model_details(
            f"{loaded.context:,}", _device_long(loaded), f"{loaded.load_s:.1f}"
        )
        notes = [text.fallback_template()] if loaded.template == "fallback" else []
        return "\n".join([tip, *_plan_lines(state), *notes])

    def _fill_menu(self) -> None:
        self.menu_requested.emit()
        self._menu.clear()
        self._menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        if self._state.loaded is not None:
            fact = self._menu.addAction(self._tip().split("\n")[0])
            fact.setEnabled(False)
            self._menu.addSeparator()
        group = QActionGroup(self._menu)
        for model in self._installed:
            group.addAction(self._model_action(model))
        if self._installed:
            self._menu.addSeparator()
        if self._state.phase in (ModelPhase.UNLOADED, ModelPhase.FAILED):
            self._menu.addAction(text.load_now(), self.load_requested.emit)
        self._menu.addAction(text.open_model_file(), self.open_file)
        self._menu.addAction(more_models(), self.more_requested.emit)

    def _model_action(self, model: InstalledModel) -> QAction:
        said = [short_name(model.name), format_bytes(model.bytes)]
        if tally := self._counts.get(model.id):
            said.append(chosen_times(tally.chosen, tally.compared))
        action = self._menu.addAction("  ·  ".join(said).replace("&", "&&"))
        action.setCheckable(True)
        chosen = self._state.model
        action.setChecked(chosen is not None and chosen.path == model.path)
        action.triggered.connect(lambda: self.model_chosen.emit(str(model.path)))
        return action


def _device(loaded: LoadedModel) -> str:
    return "GPU" if loaded.gpu_layers else "CPU"


def _device_long(loaded: LoadedModel) -> str:
    if not loaded.gpu_layers:
        return "CPU"
    return text.on_gpu(loaded.device, loaded.gpu_layers, loaded.layers + 1)


def short_name(name: str) -> str:
    """File names are untrusted: one line, printable, not endless."""
    line = "".join(character for character in name if character.isprintable())
    return line if len(line) <= _NAME_CHARACTERS else line[: _NAME_CHARACTERS - 1] + "…"


def _plan_lines(state: ModelState) -> list[str]:
    """What the load takes, and where it differs from what was asked for."""
    plan, loaded = state.plan, state.loaded
    if plan is None or loaded is None:
        return []
    sizes = (plan.total_bytes, plan.weights_bytes, plan.kv_bytes, plan.compute_bytes)
    lines = [text.plan_needs(*map(format_bytes, sizes))]
    if plan.shortened_from:
        lines.append(text.context_shortened(f"{plan.shortened_from:,}"))
    if plan.notes or loaded.note:
        lines.append(text.plain_cache())
    return lines
