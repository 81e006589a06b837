"""The model that a conversation has of its own: taken when it is opened, kept when it is chosen."""

from dataclasses import replace
from pathlib import Path

from app.domain.errors import ModelError, OwnModelMissing
from app.domain.models import InstalledModel
from app.services.chat import ChatService
from app.services.conversation_settings import ConversationSettingsService, Key
from app.services.models import ModelService, lasting_name


class OwnModels:
    """Safe to use from several threads; calls may block, and raise what the store raises."""

    def __init__(
        self, models: ModelService, chat: ChatService, settings: ConversationSettingsService
    ) -> None:
        self._models = models
        self._chat = chat
        self._settings = settings

    def take(self, key: Key) -> OwnModelMissing | None:
        """Take the model of a conversation that is opened, or the usual one; nothing is loaded.

        The error to be shown where its model is not on this computer: the usual one answers then.
        While an answer is under way anywhere no model is changed: sending a message does that.
        """
        name = self._settings.of(key).model
        is_free = not self._chat.is_busy()
        missing: OwnModelMissing | None = None
        if name:
            try:
                model = self._models.find(name)
            except ModelError:
                missing = OwnModelMissing(name=Path(name).name, instead=self._usual_name())
            else:
                if is_free:
                    self._models.borrow(lasting_name(model))
                return None
        if is_free:
            self._models.give_back()
        return missing

    def keep(self, key: Key, model: InstalledModel) -> None:
        """Let a model answer in a conversation from now on, also when it is opened again."""
        name = lasting_name(model)
        self._settings.revise(key, lambda each: replace(each, model=name))

    def _usual_name(self) -> str:
        usual = self._models.usual
        return usual.name if usual is not None else ""
