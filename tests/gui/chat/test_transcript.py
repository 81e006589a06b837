"""What a reader does with a conversation: reads, scrolls, marks, copies, while more is written."""

import random
import time
from itertools import pairwise

import pytest
from PySide6.QtCore import QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from app.domain.generation import Role
from app.domain.ids import MessageId
from app.gui.chat.look import DARK, LIGHT
from app.gui.chat.message_view import MessageView
from app.gui.chat.pacer import Pacer
from app.gui.chat.row_layout import TAIL
from app.gui.chat.rows import Labels, Row, TranscriptView
from app.gui.chat.safe_browser import SafeBrowser
from app.gui.chat.transcript import Transcript

LONG = "A paragraph of **some** words that wraps.\n\n- one\n- two\n\n```py\nx = 1\n```\n\n"


def conversation(count: int) -> list[Row]:
    rows = []
    for n in range(count):
        role = Role.ASSISTANT if n % 2 else Role.USER
        text = LONG * (n % 5 + 1) if n % 2 else f"Question {n}\n" * (n % 3 + 1)
        rows.append(Row(MessageId(str(n)), role, text, time="14:32"))
    return rows


def live(text: str = "", status: str = "Thinking…") -> Row:
    return Row(MessageId("live"), Role.ASSISTANT, text, status, is_live=True)


def shown(transcript: Transcript) -> dict[str, MessageView]:
    """The views that can be seen, by message id."""
    height = transcript.viewport().height()
    found = {}
    for view in transcript.viewport().findChildren(MessageView):
        if view.isVisible() and view.row and view.y() < height and view.y() + view.height() > 0:
            found[str(view.row.id)] = view
    return found


def tops(transcript: Transcript) -> dict[str, int]:
    return {name: view.y() for name, view in shown(transcript).items()}


def scroll(transcript: Transcript, pixels: int) -> None:
    bar = transcript.verticalScrollBar()
    bar.setValue(bar.value() + pixels)


def settle(transcript: Transcript) -> None:
    """Let a pending flush happen."""
    transcript._pacer.flush_now()


def end_of(transcript: Transcript, name: str) -> int:
    view = shown(transcript)[name]
    return view.y() + view.height()


def is_at_end(transcript: Transcript) -> bool:
    bar = transcript.verticalScrollBar()
    return bar.value() == bar.maximum()


def test_it_is_a_transcript_view(transcript: Transcript) -> None:
    view: TranscriptView = transcript
    view.clear()


# --- showing ------------------------------------------------------------------------------------


def test_a_conversation_opens_at_its_end(transcript: Transcript) -> None:
    transcript.set_messages(conversation(300))
    assert "299" in shown(transcript)
    assert is_at_end(transcript)
    assert end_of(transcript, "299") <= 600


def test_rows_follow_one_another_without_gap_or_overlap(transcript: Transcript) -> None:
    transcript.set_messages(conversation(300))
    for n in range(60):
        scroll(transcript, -397 if n < 30 else 397)
        views = sorted(shown(transcript).values(), key=lambda view: view.y())
        for above, below in pairwise(views):
            assert above.y() + above.height() == below.y()
            assert int(str(above.row.id)) + 1 == int(str(below.row.id))  # type: ignore[union-attr]
        assert views[0].y() <= 0
        assert views[-1].y() + views[-1].height() >= 600 - TAIL


def test_what_was_laid_out_unseen_has_its_height_in_the_window(qtbot: QtBot) -> None:
    transcript = Transcript(LIGHT, Labels())
    pages = QStackedWidget()
    qtbot.addWidget(pages)
    pages.addWidget(transcript)
    pages.addWidget(QWidget())
    pages.resize(640, 600)
    pages.show()
    qtbot.waitExposed(pages)
    pages.setCurrentIndex(1)
    pages.resize(1000, 600)
    prose = "Some words of an answer that goes on for several lines. " * 40
    asked = "A question that takes more than a single line, however wide it is. " * 3
    rows = [
        Row(MessageId("q"), Role.USER, asked),
        Row(MessageId("a"), Role.ASSISTANT, prose, thoughts=prose, shows_thoughts=True),
    ]
    transcript.set_messages(rows)
    pages.setCurrentWidget(transcript)
    wide = {name: view.height() for name, view in shown(transcript).items()}
    for view in shown(transcript).values():
        assert view.height() == view.height_for(transcript._column)
    transcript.set_messages([])
    transcript.set_messages(rows)
    assert {name: view.height() for name, view in shown(transcript).items()} == wide


def test_a_short_conversation_stands_at_the_top(transcript: Transcript) -> None:
    transcript.set_messages(conversation(1))
    assert tops(transcript) == {"0": 0}
    assert not transcript._jump.isVisible()


def test_few_views_serve_many_rows(transcript: Transcript) -> None:
    transcript.set_messages(conversation(5000))
    for place in range(0, 101, 5):
        bar = transcript.verticalScrollBar()
        bar.setValue(bar.maximum() * place // 100)
    assert len(transcript.viewport().findChildren(MessageView)) <= 30


def test_the_column_is_centred_and_bounded(transcript: Transcript) -> None:
    transcript.set_messages(conversation(2))
    for width in (1600, 900, 500):
        transcript.resize(width, 600)
        body = shown(transcript)["1"].body
        left = body.mapTo(transcript, QPoint(0, 0)).x()
        assert body.width() == min(760, width - 48)
        assert abs(left - (width - body.width()) // 2) <= 1


def test_nothing_of_a_conversation_stays_after_clear(transcript: Transcript) -> None:
    transcript.set_messages(conversation(50))
    scroll(transcript, -3000)
    transcript.clear()
    assert shown(transcript) == {}
    assert not transcript._free
    assert transcript.verticalScrollBar().maximum() == 0


def test_views_made_ahead_are_not_seen_and_are_the_first_that_are_used(
    qtbot: QtBot, transcript: Transcript
) -> None:
    transcript.make_ready()
    qtbot.waitUntil(lambda: len(transcript._free) == 10)
    made = list(transcript._free)
    assert not any(view.isVisible() for view in made)
    transcript.set_messages(conversation(2))
    assert set(shown(transcript).values()) <= set(made)


def test_unknown_messages_are_ignored(transcript: Transcript) -> None:
    transcript.set_messages(conversation(2))
    transcript.update_message(MessageId("nobody"), text="x")
    transcript.grow(MessageId("nobody"), "x")


# --- what is read stays where it is -------------------------------------------------------------


@pytest.mark.parametrize("step", [-60, -500, 60, 450, -1500])
def test_a_scroll_moves_what_is_seen_by_that_much(transcript: Transcript, step: int) -> None:
    transcript.set_messages(conversation(400))
    transcript.verticalScrollBar().setValue(transcript.verticalScrollBar().maximum() // 2)
    for _ in range(15):
        before = tops(transcript)
        scroll(transcript, step)
        after = tops(transcript)
        for name in before.keys() & after.keys():
            assert before[name] - after[name] == step


def test_nothing_jumps_when_heights_above_are_corrected(transcript: Transcript) -> None:
    transcript.set_messages(conversation(100))
    transcript.verticalScrollBar().setValue(transcript.verticalScrollBar().maximum() // 2)
    before = tops(transcript)
    for name in range(10):
        transcript.update_message(MessageId(str(name)), text=LONG * 9, status="Changed")
    settle(transcript)
    assert tops(transcript) == before


@pytest.mark.parametrize("place", [0.2, 0.5, 0.8])
def test_a_resize_keeps_the_first_visible_message(transcript: Transcript, place: float) -> None:
    transcript.set_messages(conversation(100))
    bar = transcript.verticalScrollBar()
    bar.setValue(int(bar.maximum() * place))
    before = {name: y for name, y in tops(transcript).items() if y >= 0}
    first = min(before, key=before.__getitem__)
    for width in (700, 500, 400, 900):
        transcript.resize(width, 600)
        assert tops(transcript)[first] == before[first]


def test_a_resize_at_the_end_stays_at_the_end(transcript: Transcript) -> None:
    transcript.set_messages(conversation(100))
    for size in ((500, 600), (900, 300), (900, 900)):
        transcript.resize(*size)
        assert is_at_end(transcript)
        assert "99" in shown(transcript)


def test_streaming_moves_nothing_for_a_reader_further_up(transcript: Transcript) -> None:
    transcript.set_messages([*conversation(40), live()])
    scroll(transcript, -700)
    before = tops(transcript)
    for _ in range(20):
        transcript.grow(MessageId("live"), LONG)
        settle(transcript)
    assert tops(transcript) == before


def test_streaming_moves_nothing_for_a_reader_inside_the_live_message(
    transcript: Transcript,
) -> None:
    transcript.set_messages([*conversation(4), live(LONG * 20)])
    scroll(transcript, -500)
    before = tops(transcript)
    assert before == {"live": before["live"]}
    for _ in range(10):
        transcript.grow(MessageId("live"), LONG)
        settle(transcript)
    assert tops(transcript) == before


# --- following the end --------------------------------------------------------------------------


def test_the_end_is_followed_while_the_reader_is_there(transcript: Transcript) -> None:
    transcript.set_messages([*conversation(40), live()])
    for _ in range(20):
        transcript.grow(MessageId("live"), LONG)
        settle(transcript)
        assert is_at_end(transcript)
        assert end_of(transcript, "live") <= 600


def wheel(transcript: Transcript, notches: int) -> None:
    """Turn the wheel over the text of a message."""
    point = QPoint(450, 300)
    under = transcript.childAt(point)
    assert isinstance(under.parent(), SafeBrowser)
    window = transcript.window().windowHandle()
    QTest.wheelEvent(window, QPointF(point), QPoint(0, 120 * notches))
    QApplication.processEvents()


@pytest.mark.parametrize(
    "move",
    [
        lambda t: wheel(t, 1),
        lambda t: QTest.keyClick(t, Qt.Key.Key_Up),
        lambda t: QTest.keyClick(t, Qt.Key.Key_PageUp),
        lambda t: scroll(t, -10),
        lambda t: QTest.keyClick(t, Qt.Key.Key_Home),
    ],
    ids=["wheel", "up", "page up", "bar", "home"],
)
def test_any_upward_scroll_lets_go(transcript: Transcript, move: object) -> None:
    transcript.set_messages([*conversation(40), live()])
    value = transcript.verticalScrollBar().value()
    move(transcript)  # type: ignore[operator]
    assert transcript.verticalScrollBar().value() < value
    before = tops(transcript)
    transcript.grow(MessageId("live"), LONG)
    settle(transcript)
    assert tops(transcript) == before


def test_coming_back_to_the_end_follows_again(transcript: Transcript) -> None:
    transcript.set_messages([*conversation(40), live()])
    wheel(transcript, 2)
    wheel(transcript, -3)
    transcript.grow(MessageId("live"), LONG)
    settle(transcript)
    assert is_at_end(transcript)


def test_the_button_leads_to_the_end(transcript: Transcript, qtbot: QtBot) -> None:
    transcript.set_messages([*conversation(40), live()])
    jump = transcript._jump
    assert not jump.isVisible()
    scroll(transcript, -900)
    assert jump.isVisible()
    assert not jump.has_news
    assert abs(jump.geometry().center().x() - transcript.width() // 2) <= 1
    transcript.grow(MessageId("live"), "x")
    settle(transcript)
    assert jump.has_news
    assert jump.accessibleName() == "Jump to the end"
    qtbot.mouseClick(jump, Qt.MouseButton.LeftButton)
    assert is_at_end(transcript)
    assert not jump.isVisible()
    assert not jump.has_news


# --- keys ---------------------------------------------------------------------------------------


def test_keys_scroll_from_inside_a_message_too(transcript: Transcript, qtbot: QtBot) -> None:
    transcript.set_messages(conversation(100))
    bar = transcript.verticalScrollBar()
    shown(transcript)["99"].body.setFocus()
    before = tops(transcript)
    qtbot.keyClick(shown(transcript)["99"].body, Qt.Key.Key_PageUp)
    after = tops(transcript)
    assert {after[name] - before[name] for name in before.keys() & after.keys()} == {552}
    qtbot.keyClick(QApplication.focusWidget() or transcript, Qt.Key.Key_Home)
    assert bar.value() == 0
    assert tops(transcript)["0"] == 0
    qtbot.keyClick(transcript, Qt.Key.Key_End)
    assert is_at_end(transcript)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """An active window."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


@pytest.fixture
def between(window: QWidget) -> tuple[QLineEdit, Transcript, QLineEdit]:
    """A transcript between two fields."""
    before, transcript = QLineEdit(window), Transcript(LIGHT, Labels(), parent=window)
    after = QLineEdit(window)
    transcript.setGeometry(0, 40, 900, 500)
    after.move(0, 560)
    for widget in (before, transcript, after):
        widget.show()
    return before, transcript, after


def tab(backwards: bool = False) -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, Qt.Key.Key_Backtab if backwards else Qt.Key.Key_Tab)
    found = QApplication.focusWidget()
    assert found is not None
    return found


def test_tab_goes_through_the_messages_and_out(
    between: tuple[QLineEdit, Transcript, QLineEdit],
) -> None:
    before, transcript, after = between
    rows = [
        Row(MessageId("0"), Role.USER, "one"),
        Row(MessageId("1"), Role.ASSISTANT, "two [link](https://a.b)"),
        Row(MessageId("2"), Role.ASSISTANT, "", "Reading…", is_live=True),
    ]
    transcript.set_messages(rows)
    views = shown(transcript)
    first, second = views["0"], views["1"]
    before.setFocus()
    assert tab() is transcript
    assert tab() is first.body
    assert first.copy_button.isVisible()
    assert tab() is first.copy_button
    assert tab() is second.body
    assert tab() is second.body  # on its link
    assert tab() is second.copy_button
    assert tab() is after
    second.copy_button.show()
    second.copy_button.setFocus()
    assert tab(backwards=True) is second.body
    second.clear_selection()
    first.body.setFocus()
    assert tab(backwards=True) is transcript
    assert tab(backwards=True) is before


def test_tab_brings_messages_into_view(
    between: tuple[QLineEdit, Transcript, QLineEdit],
) -> None:
    _, transcript, _ = between
    transcript.set_messages(conversation(60))
    transcript.verticalScrollBar().setValue(0)
    transcript.setFocus()
    for _ in range(30):
        widget = tab()
        rect = widget.rect().translated(widget.mapTo(transcript.viewport(), QPoint(0, 0)))
        assert rect.intersects(transcript.viewport().rect())


def test_the_focus_stays_with_its_message_out_of_sight(
    between: tuple[QLineEdit, Transcript, QLineEdit],
) -> None:
    _, transcript, _ = between
    transcript.set_messages(conversation(200))
    view = shown(transcript)["199"]
    view.body.setFocus()
    transcript.verticalScrollBar().setValue(0)
    assert QApplication.focusWidget() is view.body
    assert view.row is not None
    assert view.row.id == "199"
    assert "199" not in shown(transcript)


# --- selections ---------------------------------------------------------------------------------


def mark(view: MessageView, start: int, end: int) -> None:
    cursor = view.body.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    view.body.setTextCursor(cursor)


def test_a_selection_survives_streaming_elsewhere_and_here(transcript: Transcript) -> None:
    transcript.set_messages([*conversation(2), live("Some words")])
    view = shown(transcript)["1"]
    mark(view, 2, 11)
    transcript.grow(MessageId("live"), " more")
    settle(transcript)
    assert view.body.textCursor().selectedText() == "paragraph"
    mark(shown(transcript)["live"], 0, 4)
    assert not view.body.has_selection()  # one selection at a time
    transcript.grow(MessageId("live"), " **and** more")
    settle(transcript)
    assert shown(transcript)["live"].body.textCursor().selectedText() == "Some"
    assert "and more" in shown(transcript)["live"].body.toPlainText()


def test_a_pressed_button_holds_the_text_still(transcript: Transcript, qtbot: QtBot) -> None:
    transcript.set_messages([live("Some words to mark")])
    body = shown(transcript)["live"].body
    qtbot.mousePress(body.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(2, 8))
    transcript.grow(MessageId("live"), " and more")
    settle(transcript)
    assert body.toPlainText() == "Some words to mark"
    qtbot.mouseMove(body.viewport(), QPoint(60, 8))
    qtbot.mouseRelease(body.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 8))
    qtbot.waitUntil(lambda: body.toPlainText() == "Some words to mark and more")


def drag(transcript: Transcript, view: MessageView, to: QPoint) -> None:
    """Draw a selection from inside a message to a point of the transcript."""
    target = view.body.viewport()
    QTest.mousePress(target, Qt.MouseButton.LeftButton, pos=QPoint(40, 10))
    QTest.mouseMove(target, QPoint(60, 12))
    QTest.mouseMove(target, target.mapFrom(transcript, to))


def test_drawing_a_selection_out_lets_go_of_the_end(transcript: Transcript) -> None:
    transcript.set_messages([*conversation(40), live("Some words")])
    view = shown(transcript)["39"]
    drag(transcript, view, QPoint(300, 300))
    before = tops(transcript)
    transcript.grow(MessageId("live"), LONG * 3)
    settle(transcript)
    assert tops(transcript) == before
    QTest.mouseRelease(view.body.viewport(), Qt.MouseButton.LeftButton)


def test_a_selection_beyond_the_edge_scrolls(transcript: Transcript, qtbot: QtBot) -> None:
    transcript.set_messages(conversation(40))
    value = transcript.verticalScrollBar().value()
    view = shown(transcript)["39"]
    drag(transcript, view, QPoint(300, -80))
    qtbot.waitUntil(lambda: transcript.verticalScrollBar().value() < value - 100)
    assert view.body.has_selection()
    QTest.mouseRelease(view.body.viewport(), Qt.MouseButton.LeftButton)
    value = transcript.verticalScrollBar().value()
    qtbot.wait(80)
    assert transcript.verticalScrollBar().value() == value


# --- signals, words, looks ----------------------------------------------------------------------


def test_requests_are_handed_on(transcript: Transcript, qtbot: QtBot) -> None:
    transcript.set_messages(conversation(2))
    view = shown(transcript)["1"]
    with qtbot.waitSignal(transcript.copy_requested) as copied:
        view.copy_button.click()
    assert copied.args == [LONG * 2]
    with qtbot.waitSignal(transcript.link_requested) as followed:
        view.body.link_activated.emit("https://a.b")
    assert followed.args == ["https://a.b"]


def test_a_new_look_is_worn_at_once(transcript: Transcript) -> None:
    transcript.set_messages(conversation(40))
    transcript.set_look(DARK)
    assert transcript.grab().toImage().pixelColor(2, 300).name() == DARK.window
    assert DARK.code_background in shown(transcript)["39"].body.toHtml()
    assert is_at_end(transcript)


def test_new_words_are_said_at_once(transcript: Transcript) -> None:
    transcript.set_messages(conversation(2))
    transcript.set_labels(Labels(copy="복사", you="나", conversation="대화"))
    assert transcript.accessibleName() == "대화"
    view = shown(transcript)["1"]
    assert view.copy_button.text() == "복사"
    assert "복사" in view.body.toPlainText()
    assert shown(transcript)["0"].accessibleName() == "나, 14:32"


# --- pace ---------------------------------------------------------------------------------------


def test_many_tokens_make_one_flush(transcript: Transcript, qtbot: QtBot) -> None:
    transcript.set_messages([live()])
    for _ in range(50):
        transcript.grow(MessageId("live"), "a ")
    assert shown(transcript)["live"].body.toPlainText() == ""
    qtbot.waitUntil(lambda: shown(transcript)["live"].body.toPlainText().count("a") == 50)


def test_the_end_of_an_answer_is_shown_at_once(transcript: Transcript) -> None:
    transcript.set_messages([live("half")])
    transcript.grow(MessageId("live"), " and whole")
    transcript.update_message(MessageId("live"), status="Stopped", is_live=False)
    view = shown(transcript)["live"]
    assert view.body.toPlainText() == "half and whole"
    assert view.note.text() == "Stopped"


def test_a_costly_message_is_flushed_less_often(qtbot: QtBot) -> None:
    cost = 0.0
    parent = QObject()
    pacer = Pacer(lambda: time.sleep(cost), parent)
    pacer.flush_now()
    assert pacer.interval_ms < 60
    cost = 0.05
    pacer.flush_now()
    assert 200 <= pacer.interval_ms < 400


# --- whatever happens ---------------------------------------------------------------------------


def assert_is_whole(transcript: Transcript, count: int) -> None:
    """The view is filled with neighbouring rows, as far as there are any."""
    views = sorted(shown(transcript).values(), key=lambda view: view.y())
    places = [transcript._places[view.row.id] for view in views if view.row]
    assert places == list(range(places[0], places[0] + len(places)))
    for above, below in pairwise(views):
        assert above.y() + above.height() == below.y()
    assert views[0].y() <= 0
    end = views[-1].y() + views[-1].height()
    assert end >= transcript.viewport().height() - TAIL or places[-1] == count - 1


@pytest.mark.parametrize("seed", range(6))
def test_a_long_day(transcript: Transcript, seed: int) -> None:
    rng = random.Random(seed)
    rows = conversation(rng.choice([3, 40, 400]))
    transcript.set_messages(rows)
    count = len(rows)
    for n in range(60):
        match rng.randrange(8):
            case 0:
                transcript.resize(rng.randint(300, 1500), rng.randint(200, 1200))
            case 1:
                name = rng.choice(rows).id
                transcript.update_message(name, text=LONG * rng.randint(0, 9), status="x")
                settle(transcript)
            case 2:
                rows.append(Row(MessageId(f"new{n}"), Role.ASSISTANT, LONG))
                transcript.append(rows[-1])
                count += 1
            case 3:
                bar = transcript.verticalScrollBar()
                bar.setValue(rng.randint(0, max(1, bar.maximum())))
            case 4:
                next(iter(shown(transcript).values())).body.setFocus()
            case 5:
                transcript.set_look(rng.choice([LIGHT, DARK]))
            case _:
                scroll(transcript, rng.randint(-900, 900))
        assert_is_whole(transcript, count)


# --- renewing -----------------------------------------------------------------------------------


def test_a_renewed_conversation_stays_where_it_is_read(transcript: Transcript) -> None:
    transcript.set_messages(conversation(300))
    scroll(transcript, -9000)
    before = tops(transcript)
    anchor = str(transcript._rows[transcript._layout.anchor[0]].id)
    rows = [row for row in conversation(330) if int(row.id) % 7]  # some gone above, more below
    rows = [row for row in conversation(330) if row in rows or str(row.id) in before]
    transcript.renew_messages(rows)
    assert tops(transcript)[anchor] == before[anchor]
    assert len(transcript._rows) == len(rows)


def test_what_was_read_and_is_gone_makes_room_for_what_followed(transcript: Transcript) -> None:
    transcript.set_messages(conversation(300))
    scroll(transcript, -9000)
    place, y = transcript._layout.anchor
    transcript.renew_messages([row for row in conversation(300) if int(row.id) != place])
    assert tops(transcript)[str(place + 1)] == y


def test_whoever_read_the_end_goes_on_reading_it(transcript: Transcript) -> None:
    transcript.set_messages(conversation(30))
    transcript.renew_messages(conversation(40))
    assert is_at_end(transcript)
    assert "39" in shown(transcript)


def test_the_same_again_moves_nothing_and_keeps_what_was_marked(transcript: Transcript) -> None:
    transcript.set_messages(conversation(30))
    view = shown(transcript)["29"]
    view.body.selectAll()
    transcript.renew_messages(conversation(30))
    assert view.has_selection()


# --- long code, and copying all -----------------------------------------------------------------


def test_long_code_is_shown_whole_on_request(transcript: Transcript) -> None:
    code = "```py\n" + "\n".join(f"x = {n}" for n in range(300)) + "\n```"
    transcript.set_messages([Row(MessageId("0"), Role.ASSISTANT, code), *conversation(6)[2:]])
    bar = transcript.verticalScrollBar()
    bar.setValue(0)
    before = bar.maximum()
    view = shown(transcript)["0"]
    assert "Show all 300 lines" in view.body.toPlainText()
    view.body.link_activated.emit("snug:unfold/")
    assert "x = 299" in view.body.toPlainText()
    assert tops(transcript)["0"] == 0
    assert bar.maximum() > before + 3000
    assert view.body.height() >= view.body.document().size().height()


def test_the_whole_conversation_is_copied_with_its_speakers(
    transcript: Transcript, qtbot: QtBot
) -> None:
    rows = [
        Row(MessageId("0"), Role.USER, "Why?", time="14:32"),
        Row(MessageId("1"), Role.ASSISTANT, "**So.**", time="14:33", thoughts="Hm."),
        Row(MessageId("2"), Role.ASSISTANT, "", is_live=True),
    ]
    transcript.set_messages(rows)
    with qtbot.waitSignal(transcript.copy_requested) as caught:
        shown(transcript)["0"].body.make_menu().actions()[-1].trigger()
    assert caught.args == ["**You, 14:32**\n\nWhy?\n\n**Assistant, 14:33**\n\n**So.**"]
