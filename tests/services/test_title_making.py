"""A capable model names a conversation once, quietly, and never over a name that somebody gave."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from chat_room import Room
from fake_engine import Hold

from app.config import settings as options
from app.domain.events import ConversationChanged
from app.domain.generation import Role
from app.domain.ids import ConversationId
from app.engine.host.gbnf import check_grammar
from app.services import asking
from app.services.title_making import ONE_LINE, TitleService, tidied

QUESTION = "Why do whales sing at night?"


class _Titled(Room):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.titles = TitleService(
            self.store, self.models, self.engine, self.jobs, self.settings, self.bus,
            self.chat.is_busy, idle_seconds=0.02,
        )  # fmt: skip

    def asked(self, words: str = QUESTION) -> ConversationId:
        conversation = self.chat.begin(words)
        self.chat.send(conversation, words)
        self.wait()
        return conversation

    def title(self, conversation: ConversationId) -> str:
        found = self.store.get(conversation)
        assert found is not None
        return found.title


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[_Titled]:
    monkeypatch.setattr(asking, "WEAK_PARAMETERS", 0)
    made = _Titled(tmp_path)
    yield made
    made.titles.close()
    made.engine.close()
    made.jobs.close()
    assert made.defects == []


def _rest(room: _Titled, requests: int) -> None:
    """Long enough for a title to be asked for, if one were."""
    time.sleep(0.3)
    assert len(room.engine.requests) == requests


def test_a_conversation_is_named_after_its_first_answer(room: _Titled) -> None:
    room.engine.says("They do.").says('Title: "The Songs of Whales."\n')
    conversation = room.asked()
    _until(lambda: room.title(conversation) == "The Songs of Whales")
    request = room.engine.requests[-1]
    assert [each.role for each in request.messages] == [
        Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.USER,
    ]  # fmt: skip
    assert (request.sampling.temperature, request.thinks) == (0, False)
    assert (request.grammar, request.conversation) == (ONE_LINE, conversation)
    _until(lambda: isinstance(room.events[-1], ConversationChanged))
    room.chat.send(conversation, "And by day?")
    room.wait()
    _rest(room, 3)


def test_a_korean_conversation_is_named_in_korean(room: _Titled) -> None:
    room.engine.says("노래합니다.").says("고래의 노래")
    conversation = room.asked("고래는 왜 밤에 노래해?")
    _until(lambda: room.title(conversation) == "고래의 노래")
    assert "한국어" in room.engine.requests[-1].messages[-1].text


def test_a_name_that_somebody_gave_stays(room: _Titled) -> None:
    room.engine.says("They do.").says("Songs", Hold, " of Whales")
    conversation = room.asked()
    _until(lambda: len(room.engine.requests) == 2)
    room.store.revise([conversation], lambda each: replace(each, title="Mine"))
    room.engine.go_on()
    _until(lambda: not room.models._users)
    time.sleep(0.05)
    assert room.title(conversation) == "Mine"


def test_one_that_has_a_name_is_not_asked_about(room: _Titled) -> None:
    room.engine.says("begun", Hold, " and ended")
    conversation = room.chat.begin(QUESTION)
    room.chat.send(conversation, QUESTION)
    assert room.grew.wait(60)
    room.store.revise([conversation], lambda each: replace(each, title="Mine"))
    room.engine.go_on()
    room.wait()
    _rest(room, 1)


def test_it_stops_when_something_is_said(room: _Titled) -> None:
    room.engine.says("They do.").says("Songs", Hold, " of Whales").says("By day, too.")
    conversation = room.asked()
    _until(lambda: len(room.engine.requests) == 2)
    room.chat.send(conversation, "And by day?")
    assert room.wait().text == "By day, too."
    _until(lambda: not room.models._users)
    assert room.title(conversation) == QUESTION


def test_a_weak_model_names_nothing(room: _Titled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "WEAK_PARAMETERS", 700_000_000)
    room.asked()
    _rest(room, 1)


def test_it_can_be_turned_off(room: _Titled) -> None:
    room.settings.set(options.TITLES, False)
    room.asked()
    _rest(room, 1)


def test_what_is_no_title_changes_nothing(room: _Titled) -> None:
    room.engine.says("They do.").says('" "')
    conversation = room.asked()
    _until(lambda: len(room.engine.requests) == 2 and not room.models._users)
    assert room.title(conversation) == QUESTION


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("“Whales at Night”", "Whales at Night"),
        ("제목: 고래의 밤", "고래의 밤"),
        ("Whales\nat night.", "Whales at night"),
        ("word " * 30, "word word word word word word word word word…"),
    ],
)
def test_a_title_is_tidied(text: str, title: str) -> None:
    assert tidied(text) == title


def test_the_grammar_is_one() -> None:
    check_grammar(ONE_LINE)
