"""What the model sees: the meter in the composer, and the divider in the transcript."""

from collections.abc import Callable

import passing_time
import pytest
from fake_engine import FakeEngine, Hold, tokens_of
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.attachments import AttachmentKind, made
from app.domain.context import ContextUse
from app.domain.conversations import Conversation, Message
from app.domain.errors import OutOfMemory
from app.domain.generation import FinishReason, Role
from app.domain.ids import ConversationId, new_conversation_id, new_message_id
from app.gui.chat.context_divider import ContextDivider
from app.gui.chat.message_view import MessageView
from app.gui.chat.rows import Divider, DividerWish
from app.gui.chat.summary_dialog import SummaryDialog
from app.gui.chat.token_meter import TokenMeter, level, parts_of, short
from app.gui.chat.transcript import Transcript
from app.gui.chat.turn import TurnAct
from app.gui.session import Session

OpenWindow = Callable[..., Session]


def read_again(qtbot: QtBot, session: Session) -> None:
    fresh: list[bool] = []
    session.chat.refresh()
    session.chat.when_fresh(lambda: fresh.append(True))
    qtbot.waitUntil(lambda: bool(fresh))


@pytest.fixture
def session(
    qtbot: QtBot, tiny_home: object, engine: FakeEngine, open_window: OpenWindow
) -> Session:
    found = open_window("appearance.language=en", "appearance.theme=light")
    qtbot.waitUntil(lambda: engine.loaded() is not None)
    engine.widen(4096)
    return found


def meter(session: Session) -> TokenMeter:
    return session.window.page.composer.meter


def transcript(session: Session) -> Transcript:
    return session.window.page.transcript


def dividers(session: Session) -> list[str]:
    rows = transcript(session)._rows
    return [row.text for row in rows if row.divider is not None]


def grown(session: Session, count: int) -> ConversationId:
    """A conversation of so many turns, in view."""
    store = session.services.chat._store
    conversation = Conversation(new_conversation_id(), "Long")
    store.add(conversation)
    for number in range(count):
        for role, text in ((Role.USER, f"q{number} " + "why " * 50), (Role.ASSISTANT, "so " * 50)):
            finish = FinishReason.STOP if role is Role.ASSISTANT else None
            store.append(conversation.id, Message(new_message_id(), role, text, finish=finish))
    whole: list[bool] = []
    session.chat.open(conversation.id, lambda: whole.append(True))
    passing_time.wait(lambda: bool(whole), 20)
    return conversation.id


def test_the_meter_follows_what_is_written(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    grown(session, 3)
    qtbot.waitUntil(lambda: meter(session).isVisible())
    before = meter(session).use
    assert before is not None
    session.window.page.composer.set_draft("word " * 600)
    qtbot.waitUntil(lambda: meter(session).use not in (None, before))
    use = meter(session).use
    assert use is not None
    assert use.used == tokens_of(engine.measured[-1])
    assert meter(session).text() == f"{short(use.used)} / 4k"
    assert f"{use.used:,} of 4,096" in meter(session).accessibleName()


def test_the_meter_moves_while_an_answer_is_written(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    session.context._mover.setInterval(1)
    grown(session, 3)
    qtbot.waitUntil(lambda: meter(session).isVisible())
    engine.says("word " * 400, Hold, "word " * 400)
    counted = len(engine.measured)
    session.chat.send("Hi")
    qtbot.waitUntil(lambda: meter(session).use is not None and meter(session).use.used > 400)
    first = meter(session).use
    assert first is not None
    assert not first.is_counted
    assert first.answer < 1024
    assert meter(session).text().startswith(short(first.used))
    assert len(engine.measured) == counted, "nothing is counted by the model for it"
    engine.go_on()
    qtbot.waitUntil(lambda: meter(session).use is not None and meter(session).use.is_counted)
    assert meter(session).use.used > first.used, "it is counted once the answer has ended"


def test_the_use_with_an_answer_under_way() -> None:
    use = ContextUse(4096, instructions=100, conversation=1000, writing=50, answer=1024)
    begun = use.with_answer(0, 0)
    assert (begun.used, begun.writing, begun.answer) == (use.used, 0, 1024)
    told = use.with_answer(1200, 24.4)
    assert (told.used, told.instructions, told.answer) == (1224, 100, 1000)
    assert use.with_answer(1200, 2000).answer == 0


def test_no_meter_without_a_model(
    qtbot: QtBot, engine: FakeEngine, open_window: OpenWindow
) -> None:
    session = open_window("appearance.language=en")
    session.window.page.composer.set_draft("word " * 60)
    qtbot.wait(600)
    assert meter(session).isHidden()


def test_the_meter_goes_with_the_model(qtbot: QtBot, session: Session, engine: FakeEngine) -> None:
    grown(session, 3)
    qtbot.waitUntil(lambda: meter(session).isVisible())
    engine.crash()
    session.window.page.composer.set_draft("word")
    qtbot.waitUntil(lambda: meter(session).isHidden())


def test_the_parts_open_by_keys(qtbot: QtBot, session: Session) -> None:
    grown(session, 3)
    file = made(AttachmentKind.FILE, "a.txt", "word " * 200)
    session.window.page.composer.chips.add(file)
    session.window.page.composer.set_draft("What is this?")
    qtbot.waitUntil(lambda: meter(session).use is not None and bool(meter(session).use.attachments))
    meter(session).setFocus()
    QTest.keyClick(meter(session), Qt.Key.Key_Space)
    parts = meter(session).parts
    assert parts.isVisible()
    names = [name for name, _ in parts.rows]
    assert names == [
        "Conversation",
        "Attachments",
        "What you are writing",
        "Room for the answer",
        "Free",
    ]
    counts = [int(count.replace(",", "")) for _, count in parts.rows]
    assert sum(counts) == 4096
    assert "Attachments: " in parts.accessibleName()
    QTest.keyClick(parts, Qt.Key.Key_Escape)
    assert parts.isHidden()


def test_it_is_coloured_near_the_end_alone() -> None:
    assert level(ContextUse(4096, conversation=1000, answer=1024)) == ""
    assert level(ContextUse(4096, conversation=2800, answer=1024)) == "near"
    assert level(ContextUse(4096, conversation=4096, answer=1024)) == "over"
    assert [short(each) for each in (0, 900, 3174, 8192, 131072)] == [
        "0",
        "900",
        "3.1k",
        "8k",
        "128k",
    ]
    assert dict(parts_of(ContextUse(100, writing=90, answer=25)))["Room for the answer"] == "10"


def test_a_divider_stands_above_what_is_seen(qtbot: QtBot, session: Session) -> None:
    grown(session, 60)
    qtbot.waitUntil(lambda: bool(dividers(session)))
    [below] = dividers(session)
    assert below.startswith("q")
    use = meter(session).use
    assert use is not None
    transcript(session).show_message(use.cut.first_seen)
    view = next(
        each for each in transcript(session)._views.values() if each.row and each.row.divider
    )
    assert view.divider.isVisible()
    assert "no longer sees" in view.divider.label.text()
    assert view.body.geometry().top() > view.divider.geometry().bottom() - 2
    grown(session, 2)
    qtbot.waitUntil(lambda: meter(session).use is not None and not meter(session).use.cut.left_out)
    assert dividers(session) == []


def test_an_answer_moves_the_divider_at_once(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    grown(session, 60)
    engine.says("Well", Hold)
    session.chat.send("And now?")
    qtbot.waitUntil(lambda: bool(dividers(session)))
    read_again(qtbot, session)
    assert len(dividers(session)) == 1, "it stays when the same conversation is read again"
    session.set_language("ko")
    qtbot.waitUntil(lambda: len(dividers(session)) == 1)
    engine.go_on()
    qtbot.waitUntil(lambda: not session.window.page.composer.is_answering)


def test_a_lock_forgets_the_figures(qtbot: QtBot, session: Session) -> None:
    grown(session, 60)
    qtbot.waitUntil(lambda: bool(dividers(session)))
    session.chat.lock()
    assert meter(session).isHidden()
    assert meter(session).use is None
    assert transcript(session)._divided is None


# --- the summary -------------------------------------------------------------------------------


def divider(session: Session, qtbot: QtBot) -> ContextDivider:
    """The divider of the conversation in view, scrolled to."""

    def found() -> list[ContextDivider]:
        rows = transcript(session)._rows
        below = next((row.id for row in rows if row.divider is not None), None)
        if below is None:
            return []
        transcript(session).show_message(below)
        views = transcript(session)._views.values()
        return [each.divider for each in views if each.row and each.row.id == below]

    qtbot.waitUntil(lambda: bool(found()))
    return found()[0]


def test_the_divider_says_how_much_was_read(session: Session) -> None:
    shown = ContextDivider(session.window.look)
    shown.show_divider(Divider(3, "", True, (2, 3), 0.43))
    assert shown.label.text() == "Summing up, part 2 of 3… 43 % read"
    shown.show_divider(Divider(3, "They", True, (2, 3), 1.0))
    assert shown.label.text() == "Summing up, part 2 of 3…"


def test_the_divider_says_that_what_is_pinned_is_seen(qtbot: QtBot, session: Session) -> None:
    conversation = grown(session, 60)
    assert divider(session, qtbot).label.text() == "The model no longer sees what stands above"
    first = session.services.chat._store.messages(conversation)[1]
    session.turns.act(first.id, TurnAct.PIN)
    wanted = "The model no longer sees what stands above; what is pinned stays in sight"
    qtbot.waitUntil(lambda: divider(session, qtbot).label.text() == wanted)


def test_a_summary_is_made_changed_and_removed(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    conversation = grown(session, 31)
    shown = divider(session, qtbot)
    assert shown.buttons[DividerWish.SUM_UP].text() == "Sum up what is above"
    engine.says("They spoke", Hold, " of rent.")
    shown.buttons[DividerWish.SUM_UP].click()
    qtbot.waitUntil(lambda: divider(session, qtbot).summary.text() == "They spoke")
    shown = divider(session, qtbot)
    assert "Summing up" in shown.label.text()
    assert shown.buttons[DividerWish.STOP].isVisible()
    assert not shown.buttons[DividerWish.SUM_UP].isVisible()
    engine.go_on()
    qtbot.waitUntil(lambda: "sees this summary" in divider(session, qtbot).label.text())
    shown = divider(session, qtbot)
    assert shown.summary.text() == "They spoke of rent."
    shown.buttons[DividerWish.EDIT].click()
    dialog = session.window.findChild(SummaryDialog)
    assert dialog is not None
    dialog.edit.setPlainText("They spoke of the deposit.")
    dialog.action.click()
    qtbot.waitUntil(lambda: "deposit" in divider(session, qtbot).summary.text())
    assert list(session.services.chat._store.summaries.of(conversation).values()) == [
        "They spoke of the deposit."
    ]
    divider(session, qtbot).buttons[DividerWish.REMOVE].click()
    qtbot.waitUntil(lambda: "no longer sees" in divider(session, qtbot).label.text())
    assert session.services.chat._store.summaries.of(conversation) == {}
    bar = session.window.page.undo_bar
    qtbot.waitUntil(lambda: bar.words == "Summary removed")
    bar.undo()
    qtbot.waitUntil(lambda: "deposit" in divider(session, qtbot).summary.text())
    bar.hide()
    divider(session, qtbot).buttons[DividerWish.EDIT].click()
    qtbot.waitUntil(lambda: session.window.findChild(SummaryDialog) is not dialog)
    dialog = session.window.findChild(SummaryDialog)
    assert dialog is not None
    dialog.edit.setPlainText("  ")
    dialog.action.click()
    qtbot.waitUntil(lambda: "no longer sees" in divider(session, qtbot).label.text())
    assert bar.words == "Summary removed", "an empty one is none"


def test_summing_up_can_be_stopped(qtbot: QtBot, session: Session, engine: FakeEngine) -> None:
    conversation = grown(session, 40)
    engine.says("Half", Hold)
    divider(session, qtbot).buttons[DividerWish.SUM_UP].click()
    qtbot.waitUntil(lambda: divider(session, qtbot).summary.text() == "Half")
    divider(session, qtbot).buttons[DividerWish.STOP].click()
    qtbot.waitUntil(lambda: "no longer sees" in divider(session, qtbot).label.text())
    assert session.services.chat._store.summaries.of(conversation) == {}
    assert divider(session, qtbot).summary.text() == ""


def test_what_goes_wrong_is_said(qtbot: QtBot, session: Session, engine: FakeEngine) -> None:
    grown(session, 40)
    engine.says("Half", OutOfMemory())
    divider(session, qtbot).buttons[DividerWish.SUM_UP].click()
    qtbot.waitUntil(session.window.page.banner.isVisible)
    qtbot.waitUntil(lambda: "no longer sees" in divider(session, qtbot).label.text())


def test_the_keyboard_reaches_the_divider(qtbot: QtBot, session: Session) -> None:
    conversation = grown(session, 40)
    store = session.services.chat._store
    qtbot.waitUntil(lambda: meter(session).use is not None)
    use = meter(session).use
    assert use is not None
    assert use.cut.first_seen is not None
    said = store.messages(conversation)
    place = next(at for at, each in enumerate(said) if each.id == use.cut.first_seen)
    session.services.summaries.put(conversation, said[place - 1].id, "In short.")
    qtbot.waitUntil(lambda: divider(session, qtbot).summary.text() == "In short.")
    shown = divider(session, qtbot)
    view = shown.parent()
    assert isinstance(view, MessageView)
    shown.stop.setFocus()
    assert view.has_focus_within()
    assert view.focused_stop() == 0
    QTest.keyClick(shown.stop, Qt.Key.Key_Right)
    assert shown.buttons[DividerWish.REMOVE].hasFocus()
    QTest.keyClick(shown.stop, Qt.Key.Key_Tab)
    assert view.body.hasFocus()
    QTest.keyClick(view.body, Qt.Key.Key_Backtab)
    assert shown.isAncestorOf(session.window.focusWidget())


def test_another_conversation_closes_the_editor(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    conversation = grown(session, 40)
    divider(session, qtbot).buttons[DividerWish.SUM_UP].click()
    qtbot.waitUntil(lambda: divider(session, qtbot).buttons[DividerWish.EDIT].isVisible())
    divider(session, qtbot).buttons[DividerWish.EDIT].click()
    dialog = session.window.findChild(SummaryDialog)
    assert dialog is not None
    session.chat.new_chat()
    qtbot.waitUntil(lambda: session.window.findChild(SummaryDialog) is None)
    assert session.services.chat._store.summaries.of(conversation)
    assert engine.requests
