"""How answers are written, in view: read for the conversation or the model, and kept as chosen."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.domain.answer_values import AnswerValues
from app.domain.errors import AppError, VaultLocked
from app.domain.events import AppEvent, ConversationChanged, HistoryReloaded, ModelChanged
from app.domain.models import ModelPhase, ModelState
from app.gui.answers.panel import AnswersPanel, Shown
from app.gui.chat.controller import ChatController
from app.gui.keeper import Keeper
from app.gui.main_window import MainWindow
from app.gui.vault.background import Background
from app.services.conversation_settings import ConversationSettingsService, Key


class AnswersController(QObject):
    """Reads and keeps away from the window's thread; what comes too late is left alone."""

    def __init__(
        self,
        service: ConversationSettingsService,
        chat: ChatController,
        background: Background,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._service = service
        self._chat = chat
        self._background = background
        self._window = window
        self._keeper = Keeper(background, self._tell, self)
        self._model = ModelState(ModelPhase.NONE)
        self._request = 0
        self._is_stale = False
        """Whether something else may hold than what is shown, once all is kept."""
        self._came_from: QWidget | None = None
        self._keeper.kept.connect(self._on_kept)
        window.page.on_answers_made = self._tie
        window.answers_requested.connect(self.toggle)
        window.covered.connect(self._hide)
        window.page.answers_closed.connect(lambda: window.set_answers_shown(is_shown=False))
        chat.also_on_shown(self._on_shown)

    def _tie(self, panel: AnswersPanel) -> None:
        panel.closed.connect(self.close)
        panel.scope_chosen.connect(self.read)
        panel.values_chosen.connect(self._keep_values)
        panel.instructions_written.connect(self._keep_instructions)
        panel.schema_chosen.connect(self._keep_schema)

    @property
    def _shown(self) -> AnswersPanel | None:
        """The panel while it is in view."""
        made = self._window.page.made_answers
        return made if made is not None and made.isVisible() else None

    @property
    def _is_for_model(self) -> bool:
        """Whether what holds for the model is looked at, not for the conversation."""
        made = self._window.page.made_answers
        return made is not None and made.is_for_model

    def toggle(self) -> None:
        """Show the panel, or put it away."""
        if self._window.is_covered:
            return
        if self._shown is not None:
            self.close()
            return
        self._window.show_chat()
        self._came_from = self._window.focusWidget()
        self._window.page.show_answers()
        self._window.set_answers_shown(is_shown=True)
        panel = self._window.page.answers
        panel.wait()
        self.read()
        panel.focus_inside()

    def open_for_model(self) -> None:
        """Show the panel, with what holds for the model in every conversation."""
        self._window.page.answers.for_model.setChecked(True)
        if self._shown is None:
            self.toggle()
        else:
            self._window.show_chat()
            self.read()

    def close(self) -> None:
        """Away with the panel; the keyboard goes back to where it was."""
        self._keeper.flush()
        self._window.page.close_answers()
        came_from, self._came_from = self._came_from, None
        if came_from is not None and isValid(came_from) and came_from.isVisible():
            came_from.setFocus()
        else:
            self._window.page.composer.setFocus()

    def read(self) -> None:
        """Show what holds; what was chosen before is kept first."""
        self._keeper.flush(self._read)

    def hear(self, event: AppEvent) -> None:
        """Take an event of the services, on the window's thread, after the chat has."""
        match event:
            case ModelChanged(state):
                is_other = state.model != self._model.model
                self._model = state
                if is_other:
                    self._read_if_shown()
            case ConversationChanged(conversation) if conversation.id == self._chat.current:
                self._read_if_shown()
            case HistoryReloaded():
                self._read_if_shown()

    def finish(self) -> None:
        """Keep what is on its way before the window goes; blocks for a moment."""
        try:
            self._keeper.write()
        except AppError:
            return  # there is no window left to say so in

    # --- reading ---------------------------------------------------------------------------------

    def _on_shown(self) -> None:
        self._chat.as_json = False
        if self._window.is_covered:
            return
        if self._shown is not None:
            self._shown.wait()
        self._keeper.flush(self._read)

    def _read_if_shown(self) -> None:
        if self._keeper.has_more:
            self._is_stale = True
        elif self._shown is not None:
            self._read()

    def _on_kept(self) -> None:
        if self._is_stale:
            self._is_stale = False
            self._read_if_shown()

    def _read(self) -> None:
        self._request += 1
        request, key, is_for_model = self._request, self._chat.current, self._is_for_model
        model = self._model.model
        name = model.name if model is not None else ""

        def done(shown: Shown) -> None:
            if request != self._request or key != self._chat.current or self._window.is_covered:
                return
            self._chat.as_json = bool(shown.json_schema)
            if self._keeper.has_more:
                self._is_stale = True
            elif self._shown is not None:
                self._shown.show_all(shown)

        self._background.run(self, lambda: self._found(key, is_for_model, name), done, self._tell)

    def _found(self, key: Key, is_for_model: bool, name: str) -> Shown:
        service = self._service
        chosen = service.of(key)
        below = service.below_model() if is_for_model else service.below(key)
        return Shown(
            values=service.of_model() if is_for_model else chosen.values,
            sampling=below.sampling,
            max_tokens=below.max_tokens,
            thinking=below.thinking,
            instructions=service.instructions(key),
            json_schema=chosen.json_schema,
            model=name,
        )

    # --- keeping ---------------------------------------------------------------------------------

    def _put(self, what: str, key: Key, keep: Callable[[], object]) -> None:
        if key is None:  # nothing is written yet, and the first message may follow at once
            keep()
        else:
            self._keeper.put((what, key), keep)

    def _keep_values(self, values: AnswerValues) -> None:
        key, service = self._chat.current, self._service
        if self._is_for_model:
            self._keeper.put(("model",), lambda: service.revise_model(lambda _before: values))
        else:
            self._put(
                "values",
                key,
                lambda: service.revise(key, lambda each: replace(each, values=values)),
            )

    def _keep_instructions(self, written: str) -> None:
        key = self._chat.current
        self._put("instructions", key, lambda: self._service.instruct(key, written))

    def _keep_schema(self, schema: str) -> None:
        key = self._chat.current
        self._chat.as_json = bool(schema)
        self._put(
            "schema",
            key,
            lambda: self._service.revise(key, lambda each: replace(each, json_schema=schema)),
        )

    def _hide(self) -> None:
        """The window locks: nothing of the user's words stays."""
        self._request += 1
        self._keeper.flush()
        self._window.page.close_answers()

    def _tell(self, error: AppError) -> None:
        if not isinstance(error, VaultLocked):
            self._window.page.banner.show_error(error)
