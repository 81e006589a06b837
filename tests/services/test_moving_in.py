"""What is in memory moves into a vault that has just been made: nothing of it stays behind."""

from pathlib import Path

from cited_answers import citation, grounded
from vault_files import answer, open_database, question

from app.domain.conversations import Conversation
from app.domain.ids import new_conversation_id
from app.services.moving_in import copy_conversations
from app.store.conversations import VaultConversations
from app.store.memory import MemoryStore

ANSWER = "The rent is due on Friday."


def test_answers_keep_their_sources(tmp_path: Path) -> None:
    source = MemoryStore()
    conversation = Conversation(new_conversation_id(), "Lease")
    said, other = answer(ANSWER), answer("On Friday.")
    source.begin_turn(conversation.id, [question("When?"), said], new=conversation)
    source.fork(conversation.id, other)
    grounding = grounded(ANSWER, citation(ANSWER, ANSWER))
    source.put_grounding(conversation.id, said.id, grounding)
    target = VaultConversations(open_database(tmp_path / "v" / "history.db", create=True))
    copy_conversations(source, target)
    assert target.grounding(said.id) == grounding
    assert target.grounding(other.id) is None
    target.close()
    source.close()
