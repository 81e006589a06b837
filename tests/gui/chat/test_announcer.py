"""What those who hear the window are told while an answer is written."""

import dataclasses

import pytest
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from app.domain.generation import Role
from app.domain.ids import MessageId
from app.gui.chat.rows import Row
from app.gui.chat.transcript import Transcript

ID = MessageId("answer")
LIVE = Row(ID, Role.ASSISTANT, "", is_live=True)
_Politeness = QAccessible.AnnouncementPoliteness


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """What is announced, and whether politely."""
    heard: list[tuple[str, bool]] = []

    def take(event: QAccessibleAnnouncementEvent) -> None:
        heard.append((event.message(), event.politeness() is _Politeness.Polite))

    monkeypatch.setattr(QAccessible, "updateAccessibility", take)
    return heard


def test_sentences_and_never_words(transcript: Transcript, said: list[tuple[str, bool]]) -> None:
    transcript.append(LIVE)
    for piece in ("One", " sentence", ". And", " another"):
        transcript.grow(ID, piece)
    assert said == [("One sentence.", True)]
    transcript.update_message(ID, is_live=False)
    assert said[1:] == [("And another", True)]


def test_an_answer_that_is_half_there_is_not_read_from_its_beginning(
    transcript: Transcript, said: list[tuple[str, bool]]
) -> None:
    transcript.set_messages([dataclasses.replace(LIVE, text="Was read. Then")])
    transcript.grow(ID, " more. ")
    assert said == [("more.", True)]


def test_nothing_is_said_of_what_nobody_sees(
    transcript: Transcript, said: list[tuple[str, bool]]
) -> None:
    transcript.append(LIVE)
    transcript.hide()
    transcript.grow(ID, "Hidden. ")
    transcript.announce("Answer finished")
    assert said == []
    transcript.show()
    transcript.grow(ID, "Seen. ")
    assert said == [("Seen.", True)]


def test_trouble_may_interrupt(transcript: Transcript, said: list[tuple[str, bool]]) -> None:
    transcript.announce("It broke off.", is_urgent=True)
    assert said == [("It broke off.", False)]
