"""Very long messages are shown quickly, and copied whole."""

import time

import pytest
from pytestqt.qtbot import QtBot

from app.domain.generation import Role
from app.domain.ids import MessageId
from app.gui.chat.long_text import LONGEST_SHOWN, shown
from app.gui.chat.look import DARK, LIGHT
from app.gui.chat.rows import Labels, Row
from app.gui.chat.transcript import Transcript


def test_a_usual_text_is_shown_as_it_is() -> None:
    text = "안녕하세요. " * 1000 + "x" * 1999
    assert shown(text) == text


def test_what_is_left_out_is_counted() -> None:
    assert shown("a " * LONGEST_SHOWN).endswith(f"… +{LONGEST_SHOWN:,}")


@pytest.mark.parametrize("text", ["x" * 1_000_000, "word " * 200_000], ids=["run", "words"])
def test_a_million_characters_hold_up_nothing(qtbot: QtBot, text: str) -> None:
    transcript = Transcript(LIGHT, Labels())
    qtbot.addWidget(transcript)
    transcript.resize(800, 600)
    transcript.show()
    copied: list[str] = []
    transcript.copy_requested.connect(copied.append)
    started = time.process_time()
    transcript.append(Row(MessageId("m"), Role.USER, text))
    transcript.set_look(DARK)
    transcript.grab()
    assert time.process_time() - started < 10, "minutes without the cut, a second with it"
    next(iter(transcript._views.values()))._copy_message()
    assert copied == [text]
