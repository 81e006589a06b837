"""What a safety model found is kept beside its answer, goes with it, and comes back."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from vault_files import (
    KEY,
    VAULT_ID,
    answer,
    decrypted_pages,
    open_database,
    question,
    raw_connection,
)

from app.domain.conversations import Conversation
from app.domain.ids import ConversationId, MessageId, new_conversation_id
from app.domain.safety import Judged, SafetyReport, Verdict
from app.domain.verdict_text import verdicts_as_text, verdicts_from_text
from app.store.conversations import VaultConversations
from app.store.memory import MemoryStore
from app.store.rescued_file import put_in_place, rescue

Store = VaultConversations | MemoryStore
DIGEST = "ab" * 32
REPORT = SafetyReport(
    (
        Verdict(Judged.ANSWER, 0.8, ("hate", "미움"), is_flagged=True),
        Verdict(Judged.QUESTION, 0.1),
        Verdict(Judged.PASSAGE, 0.9, (), is_flagged=True, place=2, passage=DIGEST),
    ),
    "llama-guard-3-1b.q8_0",
    threshold=0.5,
    judged_at=datetime(2026, 11, 26, 12, 30, tzinfo=UTC),
)
SAFE = SafetyReport((Verdict(Judged.ANSWER, 0.1),), "guard", threshold=1.0)


@pytest.mark.parametrize("judged", [[], {}, None, "other", 1])
def test_what_is_no_verdict_is_left_out(judged: object) -> None:
    text = json.dumps([{"judged": judged, "score": 0.5}, {"judged": "answer", "score": 0.5}])
    assert verdicts_from_text(text) == (Verdict(Judged.ANSWER, 0.5),)


@pytest.fixture(params=["vault", "memory"])
def store(request: pytest.FixtureRequest, path: Path) -> Iterator[Store]:
    made: Store = MemoryStore()
    if request.param == "vault":
        made = VaultConversations(open_database(path, create=True))
    yield made
    made.close()


def talk(store: Store) -> tuple[ConversationId, MessageId]:
    conversation = Conversation(new_conversation_id(), "Herons")
    said = answer("At the lake.")
    store.begin_turn(conversation.id, [question("Where?"), said], new=conversation)
    return conversation.id, said.id


def test_it_is_kept_and_replaced(store: Store) -> None:
    conversation, message = talk(store)
    assert store.verdicts.of(conversation) == {}
    store.verdicts.put(conversation, message, SAFE)
    assert store.verdicts.passages() == ()
    store.verdicts.put(conversation, message, REPORT)
    assert store.verdicts.of(conversation) == {message: REPORT}
    assert store.verdicts.passages() == REPORT.passages
    assert store.verdicts.of(talk(store)[0]) == {}


def test_it_outlives_the_program_and_goes_with_the_conversation(path: Path) -> None:
    vault = VaultConversations(open_database(path, create=True))
    conversation, message = talk(vault)
    vault.verdicts.put(conversation, message, REPORT)
    vault.close()
    vault = VaultConversations(open_database(path))
    assert vault.verdicts.of(conversation) == {message: REPORT}
    vault.verdicts.put(ConversationId("none"), message, SAFE)
    vault.verdicts.put(conversation, MessageId("none"), SAFE)
    assert vault.verdicts.of(conversation) == {message: REPORT}
    vault.remove(conversation)
    assert vault.purge() == 1
    assert vault.verdicts.passages() == ()
    vault.close()
    assert REPORT.model.encode() not in decrypted_pages(path)
    connection = raw_connection(path)
    assert connection.execute("SELECT count(*) FROM verdicts").fetchone() == (0,)
    connection.close()


def test_it_is_rescued_with_the_rest(path: Path) -> None:
    vault = VaultConversations(open_database(path, create=True))
    conversation, message = talk(vault)
    vault.verdicts.put(conversation, message, REPORT)
    vault.close()
    _, _, new = rescue(path, KEY, VAULT_ID)
    put_in_place(new, path)
    vault = VaultConversations(open_database(path))
    assert vault.verdicts.of(conversation) == {message: REPORT}
    vault.close()


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "{}", "[1]", '[{"judged": "poem", "score": 0.5}]',
        '[{"judged": "answer", "score": 7}]', '[{"judged": "answer", "score": true}]',
        '[{"judged": "answer", "score": NaN}]', '[{"judged": "answer", "score": 0.5, "place": -1}]',
        '[{"judged": "answer", "score": 0.5, "categories": "hate"}]',
        '[{"judged": "passage", "score": 0.5, "passage": 7}]', "[" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_verdict_is_none(text: str) -> None:
    assert verdicts_from_text(text) == ()


def test_verdicts_come_back_from_their_text() -> None:
    assert verdicts_from_text(verdicts_as_text(REPORT.verdicts)) == REPORT.verdicts
