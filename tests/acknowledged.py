"""A writer that says what it has kept, and the check that all of it is there afterwards.

What was acknowledged must be there to the letter; what was under way may be there or not, whole.
"""

import random
import re
import sys
from collections.abc import Callable, Iterable
from itertools import count

from app.domain.conversations import Conversation, Message
from app.domain.generation import FinishReason, Role
from app.domain.ids import ConversationId, MessageId
from app.store.conversations import VaultConversations
from app.store.database import Database

WORDS = re.findall(
    r"\w+",
    "the privacy local model document search encrypted history message assistant answer summary "
    "contract meeting budget report schedule and of with 계약서 회의록 보고서 예산 암호화 "
    "데이터베이스 개인정보 환자의 진료를 상담은",
)
PLAIN = ("데이터베이스", "encrypted history", "개인정보", "CREATE TABLE", "INSERT INTO")
"""Stretches that no file may hold."""


def text_of(run: int, number: int) -> str:
    """The text of a message: a word that only it has, then some 100 to 4,000 bytes of others."""
    chosen = random.Random(run * 1_000_003 + number)
    words = chosen.choices(WORDS, k=chosen.randint(20, 500))
    return f"w{run}x{number} encrypted history {' '.join(words)}"


def conversation_of(run: int) -> ConversationId:
    return ConversationId(f"run-{run}")


def id_of(run: int, number: int) -> MessageId:
    return MessageId(f"run-{run}-{number}")


def write_for_ever(
    database: Database, run: int, acknowledge: Callable[[str], object], turns: int = sys.maxsize
) -> None:
    """Add messages, let answers grow, destroy some; tells each step once it is kept."""
    store = VaultConversations(database)
    conversation = conversation_of(run)
    store.add(Conversation(conversation, f"title{run} 제목"))
    for number in count():
        if number >= turns:
            return
        _write(store, conversation, run, number)
        acknowledge(f"kept {number}")
        store.keep_draft(conversation, f"draft {number}")
        acknowledge(f"draft {number}")
        if number % 5 == 4:
            acknowledge(f"destroying {number - 3}")
            store.hide_messages(conversation, [id_of(run, number - 3)])
            store.purge_messages()
            acknowledge(f"destroyed {number - 3}")
        if number % 7 == 6:
            database.checkpoint()


def _write(store: VaultConversations, conversation: ConversationId, run: int, number: int) -> None:
    text, message_id = text_of(run, number), id_of(run, number)
    if number % 2 == 0:
        store.append(conversation, Message(message_id, Role.USER, text))
        return
    answer = Message(message_id, Role.ASSISTANT, text[: len(text) // 3])
    store.append(conversation, answer)
    grown = Message(message_id, Role.ASSISTANT, text[: len(text) // 2])
    store.replace(conversation, grown)
    whole = Message(message_id, Role.ASSISTANT, text, finish=FinishReason.STOP)
    store.replace(conversation, whole)


def faults(database: Database, run: int, told: Iterable[str]) -> list[str]:
    """What is not as it was acknowledged; an empty list is what is hoped for."""
    steps: dict[str, set[int]] = {}
    for line in told:
        step, number = line.split()
        steps.setdefault(step, set()).add(int(number))
    kept, destroying = steps.get("kept", set()), steps.get("destroying", set())
    store = VaultConversations(database)
    found = {each.id: each for each in store.messages(conversation_of(run))}
    words = _numbers_with_words(database, run, max(kept, default=0) + 2)
    wrong: list[str] = []
    for number in kept - destroying:
        message = found.get(id_of(run, number))
        if message is None or message.text != text_of(run, number):
            wrong.append(f"{number} was kept and is lost")
        elif number not in words:
            wrong.append(f"{number} cannot be found by its word")
    for number in steps.get("destroyed", set()):
        if id_of(run, number) in found or number in words:
            wrong.append(f"{number} was destroyed and is there")
    for message in found.values():
        number = int(message.id.rsplit("-", 1)[1])
        if number not in kept and not text_of(run, number).startswith(message.text):
            wrong.append(f"{number} was under way and is wrong")
    order = [int(each.id.rsplit("-", 1)[1]) for each in store.messages(conversation_of(run))]
    if order != sorted(order):
        wrong.append("the order is another")
    draft = store.draft(conversation_of(run)).removeprefix("draft ") or "-1"
    if int(draft) < max(steps.get("draft", {-1})):
        wrong.append("the draft is lost or an older one")
    return wrong


def _numbers_with_words(database: Database, run: int, limit: int) -> set[int]:
    """The messages that the search index finds by the word that only they have."""
    query = "SELECT 1 FROM message_words WHERE message_words MATCH ?"
    with database.reading() as connection:
        return {
            number
            for number in range(limit)
            if connection.exec_driver_sql(query, (f"w{run}x{number}",)).first()
        }


def index_faults(database: Database) -> list[str]:
    """What FTS5's own check of its tables finds."""
    wrong = []
    for table in ("message_words", "title_words"):
        statement = f"INSERT INTO {table}({table}) VALUES('integrity-check')"
        try:
            database.write(lambda each, said=statement: each.exec_driver_sql(said))
        except Exception as error:
            wrong.append(f"{table}: {error!r}")
    return wrong
