"""The model of the conversation in view: taken when it is opened, kept when one is chosen there."""

from PySide6.QtCore import QObject

from app.domain.errors import AppError, OwnModelMissing, VaultLocked
from app.domain.models import InstalledModel
from app.gui.chat.chat_page import ChatPage
from app.gui.chat.controller import ChatController
from app.gui.vault.background import Background
from app.services.own_models import OwnModels


class OwnModelController(QObject):
    """Works away from the window's thread; what comes too late is left alone."""

    def __init__(
        self, service: OwnModels, chat: ChatController, background: Background, page: ChatPage
    ) -> None:
        super().__init__(page)
        self._service = service
        self._chat = chat
        self._background = background
        self._page = page
        self._shown: OwnModelMissing | None = None
        chat.also_on_shown(self._on_shown)

    def keep(self, model: InstalledModel) -> None:
        """A model was chosen: it answers in the conversation in view from now on."""
        conversation = self._chat.current
        self._page.banner.withdraw(self._shown)
        if conversation is None:  # nothing is written yet, and the first message may follow at once
            self._service.keep(None, model)
        else:
            self._background.run(
                self, lambda: self._service.keep(conversation, model), failed=self._tell
            )

    def _on_shown(self) -> None:
        conversation = self._chat.current
        self._page.banner.withdraw(self._shown)

        def done(missing: OwnModelMissing | None) -> None:
            if missing is not None and conversation == self._chat.current:
                self._shown = missing
                self._page.banner.show_error(missing)

        def take() -> OwnModelMissing | None:
            # Somebody may have gone on to another conversation, whose model is taken then.
            is_shown = conversation == self._chat.current
            return self._service.take(conversation) if is_shown else None

        self._background.run(self, take, done, self._tell)

    def _tell(self, error: AppError) -> None:
        if not isinstance(error, VaultLocked):
            self._page.banner.show_error(error)
