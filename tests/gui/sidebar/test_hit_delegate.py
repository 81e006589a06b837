"""Hits are painted as text, with the found words in bold at the right places."""

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication, QListView, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from app.domain.conversations import Conversation, SearchHit
from app.domain.generation import Role
from app.domain.ids import ConversationId, MessageId
from app.gui.sidebar.hit_delegate import HitDelegate, bold_ranges, laid_out, one_line
from app.gui.sidebar.search_model import SearchModel, shown_excerpt


def hit(excerpt: str, *marks: tuple[int, int], is_title: bool = False) -> SearchHit:
    conversation = Conversation(ConversationId("c"), "Title")
    message = None if is_title else MessageId("m")
    role = None if is_title else Role.USER
    return SearchHit(conversation, message, role, excerpt, marks, datetime(2026, 1, 1, tzinfo=UTC))


def picture(qtbot: QtBot, shown: SearchHit, width: int = 240) -> QImage:
    view, model = QListView(), SearchModel()
    qtbot.addWidget(view)
    view.setModel(model)
    model.show_hits([shown])
    delegate = HitDelegate(view)
    option = QStyleOptionViewItem()
    option.widget = view
    option.font = QApplication.font()
    option.rect = QRect(0, 0, width, 80)
    image = QImage(width, 80, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    painter = QPainter(image)
    delegate.paint(painter, option, model.index(0))
    painter.end()
    return image


def test_places_are_counted_as_qt_counts(qapp: QApplication) -> None:
    words = "😀 나무 tree"
    ranges = bold_ranges(words, [(2, 4), (5, 9)], QFont())
    units = words.encode("utf-16-le")
    found = [
        units[2 * each.start : 2 * (each.start + each.length)].decode("utf-16-le")
        for each in ranges
    ]
    assert found == ["나무", "tree"]
    assert all(each.format.fontWeight() == QFont.Weight.Bold for each in ranges)


def test_marks_outside_the_text_are_left_out(qapp: QApplication) -> None:
    assert bold_ranges("abc", [(-1, 2), (2, 9), (2, 2), (3, 1)], QFont()) == []


def test_breaks_and_direction_marks_become_spaces_in_place() -> None:
    assert one_line("a\nb\u202ec\td") == "a b c d"


def test_marks_make_a_difference_and_markup_none(qtbot: QtBot) -> None:
    plain = picture(qtbot, hit("about trees"))
    assert picture(qtbot, hit("about trees", (6, 11))) != plain
    assert picture(qtbot, hit("about <b>trees</b>")) != plain, "it is shown as it is written"


def test_a_found_title_is_painted_with_its_marks(qtbot: QtBot) -> None:
    plain = picture(qtbot, hit("Title", is_title=True))
    assert picture(qtbot, hit("Title", (0, 5), is_title=True)) != plain


def test_a_long_excerpt_stays_in_its_place(qtbot: QtBot) -> None:
    image = picture(qtbot, hit("word " * 400))
    bottom = [image.pixel(x, 79) & 0xFFFFFF for x in range(240)]
    assert set(bottom) == {0xFFFFFF}


def test_an_excerpt_from_an_attachment_stands_behind_its_name() -> None:
    found = replace(hit("the deposit", (4, 11)), attachment="계약서.txt")
    words, marks = shown_excerpt(found)
    assert words == "계약서.txt: the deposit"
    assert [words[start:end] for start, end in marks] == ["deposit"]
    by_name = replace(hit("계약서.txt", (0, 3)), attachment="계약서.txt")
    assert shown_excerpt(by_name) == ("계약서.txt", ((0, 3),))
    model = SearchModel()
    model.show_hits([found])
    assert str(model.data(model.index(0))).endswith(": 계약서.txt: the deposit")


def test_an_excerpt_that_goes_on_says_so(qapp: QApplication) -> None:
    font = QApplication.font()
    words = "고래는 바다에 산다. The whale lives in the sea and sings 🐋 for hours on end. " * 4
    assert laid_out(words, [], font, 9000).text() == words
    for width in (40, 90, 200, 260):
        shown = laid_out(words, [(0, 2)], font, width)
        assert shown.lineCount() <= 2
        assert shown.text().endswith("…")
        assert words.startswith(shown.text()[:-1])
    assert laid_out("", [], font, 40).text() == ""
    assert laid_out("고래" * 60, [], font, 100).text()[-1] == "…"
