"""How answers are written is shown, chosen, taken back and kept from the window."""

import json
from collections.abc import Callable

import pytest
from fake_engine import FakeEngine, Hold
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.config import settings as options
from app.domain.answer_schema import schema_fault
from app.domain.answer_values import AnswerValues
from app.domain.events import VaultChanged
from app.domain.generation import PRESETS, RANGES, Role
from app.domain.ids import ConversationId
from app.domain.vault import VaultState
from app.gui.answers.number_row import FURTHER, PLAIN
from app.gui.answers.panel import AnswersPanel
from app.gui.answers.schema_box import EXAMPLES
from app.gui.session import Session
from app.gui.text import answers as words

_SCHEMA = '{"properties": {"why": {"type": "string"}}}'


def _say(qtbot: QtBot, session: Session, said: str) -> ConversationId:
    page = session.window.page
    before = len(page.transcript._rows)
    page.composer.edit.setPlainText(said)
    page.composer._on_submitted()
    qtbot.waitUntil(lambda: len(page.transcript._rows) == before + 2)
    qtbot.waitUntil(lambda: not page.transcript._rows[-1].is_live)
    assert session.chat.current is not None
    return session.chat.current


def _settled(qtbot: QtBot, session: Session) -> None:
    """All that was chosen is kept, and all that was read is shown."""
    inside = session.window.page.answers._inside
    qtbot.waitUntil(lambda: not session.answers._keeper.has_more and inside.isEnabled())
    qtbot.wait(50)


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> AnswersPanel:
    session.window.resize(1120, 760)
    session.window.answers.click()
    panel = session.window.page.answers
    assert panel.isVisible()
    qtbot.waitUntil(lambda: panel.instructions.toPlainText() == "You are a helpful assistant.")
    return panel


def _chosen(session: Session, key: ConversationId | None) -> AnswerValues:
    return session.services.conversation_settings.of(key).values


def test_it_comes_and_goes_and_never_beside_the_sources(
    qtbot: QtBot, session: Session, panel: AnswersPanel
) -> None:
    window = session.window
    assert window.answers.isChecked()
    window.page.show_panel()
    assert not panel.isVisible()
    assert not window.answers.isChecked()
    window.answers.click()
    assert panel.isVisible()
    assert not window.page.panel.isVisible()
    qtbot.keyClick(panel.for_conversation, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert not window.answers.isChecked()
    assert window.page._column.isVisible()


def test_a_slider_holds_from_the_next_answer_and_goes_back(
    qtbot: QtBot, session: Session, panel: AnswersPanel, engine: FakeEngine
) -> None:
    key = _say(qtbot, session, "Hi")
    row = panel.rows["temperature"]
    _settled(qtbot, session)
    assert not row.reset.isVisible()
    slider = row.slider
    assert slider is not None
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert row.value.text() == "0.75"
    assert row.reset.isVisible()
    _settled(qtbot, session)
    assert _chosen(session, key).number("temperature") == 0.75
    _say(qtbot, session, "Again")
    assert engine.requests[-1].sampling.temperature == 0.75
    row.reset.click()
    assert row.value.text() == "0.7"
    assert not row.reset.isVisible()
    _settled(qtbot, session)
    assert _chosen(session, key) == AnswerValues()


def test_moved_back_by_hand_it_is_chosen_no_more(panel: AnswersPanel, session: Session) -> None:
    slider = panel.rows["temperature"].slider
    assert slider is not None
    slider.setValue(20)
    slider.setValue(14)
    assert _chosen(session, None) == AnswerValues()


def test_a_style_takes_the_place_of_numbers(panel: AnswersPanel, session: Session) -> None:
    assert panel.styles["balanced"].isChecked()
    slider = panel.rows["temperature"].slider
    assert slider is not None
    slider.setValue(20)
    assert not any(each.isChecked() for each in panel.styles.values())
    assert panel.style_note.text() == words.style_note("")
    panel.styles["precise"].click()
    assert _chosen(session, None) == AnswerValues(preset="precise")
    assert panel.rows["temperature"].value.text() == "0.2"
    assert panel.styles["precise"].isChecked()
    panel.styles["balanced"].click()
    assert _chosen(session, None) == AnswerValues()


def test_what_is_chosen_before_the_first_message_goes_with_it(
    qtbot: QtBot, session: Session, panel: AnswersPanel, engine: FakeEngine
) -> None:
    panel.styles["creative"].click()
    panel.length.setCurrentIndex(panel.length.findData(300))
    panel.length.activated.emit(panel.length.currentIndex())
    panel.thinking.setCurrentIndex(panel.thinking.findData("off"))
    panel.thinking.activated.emit(panel.thinking.currentIndex())
    panel.instructions.setPlainText("Answer as a heron.")
    key = _say(qtbot, session, "Hi")
    request = engine.requests[-1]
    assert request.sampling == PRESETS["creative"]
    assert (request.max_tokens, request.thinks) == (300, False)
    assert request.messages[0].text == "Answer as a heron."
    session.window.sidebar.new_chat.click()
    qtbot.waitUntil(lambda: panel.instructions.toPlainText() == "You are a helpful assistant.")
    assert panel.styles["balanced"].isChecked()
    session.chat.open(key)
    qtbot.waitUntil(lambda: panel.instructions.toPlainText() == "Answer as a heron.")
    assert panel.styles["creative"].isChecked()
    assert panel.length.currentData() == 300


def test_instructions_are_edited_for_this_conversation(
    qtbot: QtBot, session: Session, panel: AnswersPanel, engine: FakeEngine
) -> None:
    key = _say(qtbot, session, "Hi")
    _settled(qtbot, session)
    panel.instructions.setPlainText("짧게 답해 줘.")
    _settled(qtbot, session)
    assert session.services.chat.messages(key)[0].text == "짧게 답해 줘."
    _say(qtbot, session, "Again")
    assert engine.requests[-1].messages[0].text == "짧게 답해 줘."
    assert [row.role for row in session.window.page.transcript._rows].count(Role.SYSTEM) == 0


def test_what_is_chosen_for_the_model_holds_in_every_conversation(
    qtbot: QtBot, session: Session, panel: AnswersPanel, engine: FakeEngine
) -> None:
    panel.for_model.click()
    qtbot.waitUntil(lambda: "tiny" in panel.scope_note.text())
    assert not panel.instructions.isVisible()
    assert not panel.schema.isVisible()
    panel.styles["precise"].click()
    _settled(qtbot, session)
    assert session.services.conversation_settings.of_model().preset == "precise"
    panel.for_conversation.click()
    qtbot.waitUntil(lambda: panel.instructions.isVisible())
    qtbot.waitUntil(lambda: panel.styles["precise"].isChecked())
    assert not panel.reset_all.isEnabled()
    _say(qtbot, session, "Hi")
    assert engine.requests[-1].sampling == PRESETS["precise"]
    assert session.services.settings.get(options.MODEL_VALUES)


def test_everything_goes_back_at_once(panel: AnswersPanel, session: Session) -> None:
    panel.styles["creative"].click()
    assert panel.reset_all.isEnabled()
    panel.reset_all.click()
    assert _chosen(session, None) == AnswerValues()
    assert panel.styles["balanced"].isChecked()


def test_the_wheel_chooses_only_where_the_keyboard_is(
    qtbot: QtBot, session: Session, panel: AnswersPanel
) -> None:
    box = panel.length
    box.setCurrentIndex(0)
    before = box.currentIndex()

    def turn() -> None:
        at = QPointF(box.rect().center())
        down, no_button = QPoint(0, -120), Qt.MouseButton.NoButton
        event = QWheelEvent(
            at, box.mapToGlobal(at), QPoint(), down, no_button,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(box, event)

    turn()
    assert box.currentIndex() == before
    session.window.activateWindow()
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    turn()
    assert box.currentIndex() == before + 1


def test_answers_in_json_follow_a_schema_and_are_shown_as_code(
    qtbot: QtBot, session: Session, panel: AnswersPanel, engine: FakeEngine
) -> None:
    _say(qtbot, session, "Hi")
    _settled(qtbot, session)
    panel.schema.switch.click()
    assert json.loads(panel.schema.edit.toPlainText()) == EXAMPLES[0]
    panel.schema.edit.setPlainText(_SCHEMA)
    _settled(qtbot, session)
    engine.says('{"why": ', Hold, '"음악"}')
    page = session.window.page
    page.composer.edit.setPlainText("Why?")
    page.composer._on_submitted()
    qtbot.waitUntil(lambda: page.transcript._rows[-1].text == '```json\n{"why": ')
    engine.go_on()
    expected = '```json\n{\n  "why": "음악"\n}\n```'
    qtbot.waitUntil(lambda: page.transcript._rows[-1].text == expected)
    assert engine.requests[-1].json_schema == _SCHEMA
    panel.schema.switch.click()
    _settled(qtbot, session)
    _say(qtbot, session, "In words")
    assert engine.requests[-1].json_schema == ""
    assert page.transcript._rows[-1].text == "Hello."


def test_a_schema_is_looked_at_while_it_is_written(
    qtbot: QtBot, session: Session, panel: AnswersPanel
) -> None:
    panel.schema.switch.click()
    assert not panel.schema.problem.isVisible()
    panel.schema.edit.setPlainText('{"properties": {"a": {"type": "string", "pattern": "x"}}}')
    assert "pattern" in panel.schema.problem.text()
    assert "“a”" in panel.schema.problem.text()
    assert panel.schema.schema() == ""
    assert session.services.conversation_settings.of(None).json_schema == ""
    panel.schema.edit.setPlainText("{\n\n")
    assert "line 3" in panel.schema.problem.text()
    assert panel.schema.note.text() == "Answers come in words until the schema is mended."
    panel.schema.example.setCurrentIndex(2)
    panel.schema.example.activated.emit(2)
    assert json.loads(panel.schema.schema()) == EXAMPLES[1]
    assert not panel.schema.problem.isVisible()
    panel.schema.edit.undo()
    assert panel.schema.edit.toPlainText() == "{\n\n"


def test_every_example_can_be_followed() -> None:
    assert len(words.examples()) == len(EXAMPLES)
    for example in EXAMPLES:
        assert schema_fault(json.dumps(example)) is None


def test_the_rest_is_folded_away_and_everything_has_a_name(panel: AnswersPanel) -> None:
    assert {*PLAIN, *FURTHER} == set(RANGES)
    assert not any(panel.rows[name].isVisible() for name in FURTHER)
    panel.more.click()
    for name, row in panel.rows.items():
        assert row.isVisible()
        assert row.control.accessibleName()
        assert row.control.accessibleDescription()
        assert name in row.control.toolTip()
        assert row.reset.accessibleName()
    parts: list[QWidget] = [panel.length, panel.thinking, panel.instructions, panel.schema.edit]
    assert all(each.accessibleName() for each in parts)
    field = panel.rows["top_k"].field
    assert field is not None
    field.setValue(7)
    assert panel.rows["top_k"].reset.isVisible()


def test_it_speaks_korean(session: Session, panel: AnswersPanel) -> None:
    session.set_language("ko")
    assert panel.title.text() == "답변 방식"
    assert panel.rows["temperature"].label.text() == "상상력"
    assert "기본값" in panel.length.itemText(0)


def test_a_lock_leaves_nothing_of_it(qtbot: QtBot, session: Session, panel: AnswersPanel) -> None:
    panel.instructions.setPlainText("a secret wish")
    panel.schema.switch.click()
    session.window.cover(session.vault.page)
    assert panel.isHidden()
    assert panel.instructions.toPlainText() == ""
    assert panel.schema.edit.toPlainText() == ""
    session.services.bus.publish(VaultChanged(VaultState.LOCKED))
    assert session.services.conversation_settings.instructions(None) != "a secret wish"


def test_in_a_temporary_chat_it_holds_for_that_chat(
    qtbot: QtBot, session: Session, panel: AnswersPanel, engine: FakeEngine
) -> None:
    begin: Callable[[], None] = session.temporary.begin
    begin()
    _settled(qtbot, session)
    panel.styles["precise"].click()
    panel.instructions.setPlainText("Whisper.")
    _settled(qtbot, session)
    _say(qtbot, session, "Hi")
    assert engine.requests[-1].sampling == PRESETS["precise"]
    assert engine.requests[-1].messages[0].text == "Whisper."
    panel.styles["creative"].click()
    _settled(qtbot, session)
    _say(qtbot, session, "Hi")
    assert engine.requests[-1].sampling == PRESETS["creative"]
    assert session.services.chat.conversations() == []
    session.temporary._let_go(session.temporary.current)  # type: ignore[arg-type]  # it is there
