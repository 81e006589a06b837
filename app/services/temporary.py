"""Temporary conversations: in memory alone, in no list, and gone when they are left."""

from collections.abc import Callable
from dataclasses import replace

from app.domain.conversations import Conversation, Message
from app.domain.errors import ConversationGone
from app.domain.events import ConversationAdded
from app.domain.ids import AttachmentId, ConversationId
from app.domain.protocols import ConversationStore
from app.services.chat import ChatService
from app.services.conversation_settings import ConversationSettingsService
from app.services.current_store import CurrentStore
from app.services.event_bus import EventBus
from app.services.titles import first_title


class TemporaryService:
    """Begins, keeps and lets go conversations of which nothing is written.

    They are gone with the lock as well: the store that holds lets them go. Safe to use from several
    threads.
    """

    def __init__(
        self,
        store: CurrentStore,
        new_memory: Callable[[], ConversationStore],
        chat: ChatService,
        settings: ConversationSettingsService,
        bus: EventBus,
    ) -> None:
        self._store = store
        self._new_memory = new_memory
        self._chat = chat
        self._settings = settings
        self._bus = bus

    def begin(self) -> ConversationId:
        """A temporary conversation in which nothing was said yet; raises VaultLocked."""
        _ = self._store.store  # while the vault is locked nobody talks here
        conversation_id = self._chat.begin("", is_temporary=True)
        self._store.keep_apart(conversation_id, self._new_memory(), self._new_memory())
        return conversation_id

    def has_content(self, conversation_id: ConversationId) -> bool:
        """Whether anything was said in one that is still there."""
        found = self._store.of(conversation_id).get(conversation_id)
        return found is not None and found.is_temporary

    def let_go(self, conversation_id: ConversationId) -> None:
        """Forget one, with the answer under way there."""
        self._chat.delete(conversation_id)
        self._store.let_go(conversation_id)
        self._settings.forget(conversation_id)

    def keep(self, conversation_id: ConversationId) -> Conversation:
        """Let one become a conversation like the others, with all its branches.

        Raises ConversationGone, VaultLocked, and the errors of the vault: then it is still there,
        as it was.
        """
        target = self._store.store
        with self._chat.holding():  # what is being written goes on in the other store
            apart = self._store.of(conversation_id)
            found = apart.get(conversation_id)
            said = apart.messages(conversation_id)
            if found is None or not found.is_temporary:
                raise ConversationGone
            kept = replace(found, title=found.title or first_title(said), is_temporary=False)
            messages = apart.all_messages(conversation_id)
            target.import_conversation(kept, messages, "", _files(apart, messages))
            if said:
                target.select_branch(conversation_id, said[-1].id)
            for each in messages:
                if (grounding := apart.grounding(each.id)) is not None:
                    target.put_grounding(conversation_id, each.id, grounding)
            for message_id, text in apart.summaries.of(conversation_id).items():
                target.summaries.put(conversation_id, message_id, text)
            for message_id, report in apart.verdicts.of(conversation_id).items():
                target.verdicts.put(conversation_id, message_id, report)
            target.keep_draft(conversation_id, apart.draft(conversation_id))
            attached = apart.draft_attachments(conversation_id)
            target.keep_draft_attachments(conversation_id, attached)
            self._store.take_in(conversation_id)
        kept = target.get(conversation_id) or kept
        self._bus.publish(ConversationAdded(kept))
        return kept


def _files(store: ConversationStore, messages: list[Message]) -> dict[AttachmentId, bytes]:
    data = (
        (one.id, store.attachment_data(one.id)) for each in messages for one in each.attachments
    )
    return {key: found for key, found in data if found}
