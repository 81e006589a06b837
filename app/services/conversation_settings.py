"""What is chosen for one conversation, or for one model: read, changed, and kept with it."""

import threading
from collections.abc import Callable
from dataclasses import replace

from app.config import settings as options
from app.config.settings import Settings
from app.domain.answer_values import (
    LONGEST_INSTRUCTIONS,
    NOTHING_SET,
    AnswerValues,
    ConversationSettings,
    models_as_text,
    models_from_text,
)
from app.domain.conversations import Conversation, Message
from app.domain.events import AppEvent, ConversationChanged, VaultChanged
from app.domain.generation import Role
from app.domain.ids import ConversationId
from app.domain.protocols import ConversationStore
from app.domain.vault import VaultState
from app.services.event_bus import EventBus
from app.services.value_layers import Holding, ValueLayers

Key = ConversationId | None
"""None is the conversation that has not begun."""


class ConversationSettingsService:
    """Changes hold from the next answer on. Safe to use from several threads; calls may block.

    What is chosen where nothing was said yet waits for the first message. Raises what the store
    raises.
    """

    def __init__(
        self, store: ConversationStore, layers: ValueLayers, settings: Settings, bus: EventBus
    ) -> None:
        self._store = store
        self._layers = layers
        self._settings = settings
        self._bus = bus
        self._lock = threading.RLock()
        self._waiting: dict[Key, ConversationSettings] = {}
        """Of conversations in which nothing was said yet."""
        bus.subscribe(self._hear)

    # --- a conversation --------------------------------------------------------------------------

    def of(self, key: Key) -> ConversationSettings:
        """What was chosen for a conversation."""
        found = self._store.get(key) if key is not None else None
        return found.settings if found is not None else self.waiting(key)

    def waiting(self, key: Key) -> ConversationSettings:
        """What was chosen for a conversation in which nothing was said yet."""
        with self._lock:
            return self._waiting.get(key, NOTHING_SET)

    def revise(
        self, key: Key, change: Callable[[ConversationSettings], ConversationSettings]
    ) -> ConversationSettings:
        """Change what was chosen for a conversation; what is chosen then."""
        if key is None or self._store.get(key) is None:
            with self._lock:
                self._waiting[key] = change(self._waiting.get(key, NOTHING_SET))
                return self._waiting[key]
        revised = self._store.revise(
            [key], lambda each: replace(each, settings=change(each.settings))
        )
        for _, changed in revised:
            if not changed.is_temporary:
                self._bus.publish(ConversationChanged(changed))
            return changed.settings
        return self.of(key)

    def instructions(self, key: Key) -> str:
        """The instructions that hold in a conversation."""
        chosen = self.of(key).instructions
        if chosen is not None:
            return chosen
        if key is None or self._store.get(key) is None:
            return self._settings.get(options.SYSTEM_PROMPT)
        said = self._system_message(key)
        return said.text if said is not None else ""

    def instruct(self, key: Key, text: str) -> None:
        """Give a conversation other instructions; they are its system message from then on.

        One that has none, as many that were brought in, keeps them beside its messages.
        """
        text = text.strip()[:LONGEST_INSTRUCTIONS]
        said = self._system_message(key) if key is not None else None
        if key is not None and said is not None:
            self._store.replace(key, replace(said, text=text))
        else:
            self.revise(key, lambda each: replace(each, instructions=text))

    def holding(self, key: Key) -> Holding:
        """The values that hold in a conversation."""
        return self._layers.for_conversation(self._conversation(key))

    def below(self, key: Key) -> Holding:
        """The values that would hold in a conversation without its own."""
        return self._layers.below_conversation(self._conversation(key))

    # --- a model ---------------------------------------------------------------------------------

    def model_id(self) -> str:
        """The chosen model; empty for none."""
        return self._layers.model_id()

    def of_model(self) -> AnswerValues:
        """What was chosen for the chosen model."""
        return self._known_models().get(self.model_id(), AnswerValues())

    def revise_model(self, change: Callable[[AnswerValues], AnswerValues]) -> AnswerValues:
        """Change what was chosen for the chosen model, in every conversation.

        Raises VaultLocked: it tells something about the person, and is kept in the vault.
        """
        model = self.model_id()
        with self._lock:
            known = self._known_models()
            known[model] = change(known.get(model, AnswerValues()))
            self._settings.set(options.MODEL_VALUES, models_as_text(known))
            return known[model]

    def below_model(self) -> Holding:
        """The values that would hold without the model's own."""
        return self._layers.below_model()

    def forget(self, key: Key) -> None:
        """A conversation has begun, or is gone: what waited for it waits no more."""
        with self._lock:
            self._waiting.pop(key, None)

    # --- inside ----------------------------------------------------------------------------------

    def _known_models(self) -> dict[str, AnswerValues]:
        return models_from_text(self._settings.get(options.MODEL_VALUES))

    def _conversation(self, key: Key) -> Conversation | None:
        found = self._store.get(key) if key is not None else None
        if found is not None:
            return found
        return Conversation(key or ConversationId(""), "", settings=self.waiting(key))

    def _system_message(self, key: ConversationId) -> Message | None:
        said = self._store.first_message(key)
        return said if said is not None and said.role is Role.SYSTEM else None

    def _hear(self, event: AppEvent) -> None:
        if isinstance(event, VaultChanged) and event.state is not VaultState.OPEN:
            with self._lock:
                self._waiting.clear()
