"""The passages nearest to a question that documents did not answer, looked for once more."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.generation import Role
from app.domain.ids import ConversationId, MessageId
from app.domain.protocols import ConversationStore
from app.domain.retrieval import Grounding
from app.services.answers import questions_and_answers

if TYPE_CHECKING:
    from app.services.asking import AskService


class NearestPassages:
    """What a search found is kept nowhere beside its answer: it is made again. Every call blocks.

    Safe to use from several threads. Raises the errors of the vault.
    """

    def __init__(self, store: ConversationStore, asking: "Callable[[], AskService]") -> None:
        self._store = store
        self._asking = asking

    def found_again(
        self, conversation_id: ConversationId, answer_id: MessageId
    ) -> Grounding | None:
        """What an answer from documents rests on, with what a search finds for its question now.

        None for an answer that is gone or from no documents.
        """
        grounding = self._store.grounding(answer_id)
        messages = self._store.branch(conversation_id, answer_id)
        questions = [each for each in messages if each.role is Role.USER]
        if grounding is None or not questions or questions[-1].about is None:
            return None
        asked, _ = questions_and_answers(messages)
        found = self._asking().nearest(asked[-1], questions[-1].about, asked[:-1])
        return replace(grounding, found=found, by_words_only=found.by_words_only)
