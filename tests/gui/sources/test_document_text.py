"""The text of a document: block by block, the place marked, and nothing in it ever acts."""

import time

import pytest
from contrast import contrast
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextTable
from pytestqt.qtbot import QtBot

from app.domain.documents import Block, BlockKind, Part, PartKind
from app.gui.chat.look import DARK, LIGHT, Look
from app.gui.sources.document_text import MARKER, DocumentText
from app.gui.sources.text_view import TextView


@pytest.fixture
def view(qtbot: QtBot) -> TextView:
    made = TextView(LIGHT)
    qtbot.addWidget(made)
    made.resize(480, 600)
    made.show()
    return made


def blocks_of(*pieces: tuple[BlockKind, str]) -> tuple[str, list[Block]]:
    """A text of blocks, a newline after each; headings are of the first level."""
    text = ""
    blocks = []
    for kind, piece in pieces:
        level = int(kind is BlockKind.HEADING)
        rows = int(kind is BlockKind.TABLE)
        blocks.append(Block(kind, len(text), len(text) + len(piece), level, rows))
        text += piece + "\n"
    return text, blocks


def marked(view: DocumentText) -> list[str]:
    return [each.cursor.selectedText() for each in view.extraSelections()]


def open_at(view: TextView, text: str, blocks: list[Block], words: str) -> None:
    start = text.index(words)
    view.open("a.txt", text, blocks, (), (start, start + len(words)))


def test_the_words_are_marked_behind_letters_that_count_twice(view: TextView) -> None:
    text, blocks = blocks_of(
        (BlockKind.HEADING, "😀 집 😀"), (BlockKind.PARAGRAPH, "😀 말: 보증금은 😀 삼백만 원이다.")
    )
    open_at(view, text, blocks, "보증금은 😀 삼백만 원")
    assert marked(view.view) == ["보증금은 😀 삼백만 원"]
    assert view.view.accessibleDescription() == "보증금은 😀 삼백만 원"


def test_a_table_is_a_table_and_its_cells_are_marked(view: TextView) -> None:
    text, blocks = blocks_of(
        (BlockKind.PARAGRAPH, "Before."),
        (BlockKind.TABLE, "Name\tAge\nTom\t12\nLuna\t7"),
        (BlockKind.PARAGRAPH, "After."),
    )
    open_at(view, text, blocks, "Tom\t12")
    assert marked(view.view) == ["Tom", "12"]
    [table] = [
        each
        for each in view.view.document().rootFrame().childFrames()
        if isinstance(each, QTextTable)
    ]
    assert (table.rows(), table.columns()) == (3, 2)
    after = view.view.document().lastBlock()
    assert after.text() == "After."


def test_the_names_of_columns_stand_over_a_table_that_was_cut(view: TextView) -> None:
    rows = "".join(f"row {at}\t{at}\n" for at in range(5_000))
    text, blocks = blocks_of((BlockKind.TABLE, f"Name\tAge\n{rows}"))
    open_at(view, text, blocks, "row 2500\t2500")
    shown = view.view.toPlainText()
    assert shown.lstrip("\n").startswith("Name\nAge\n")
    assert "row 2499" in shown
    assert "row 10\n" not in shown
    assert marked(view.view) == ["row 2500", "2500"]


HOSTILE = (
    "<img src='file:///etc/passwd'><a href='http://evil/'>x</a> "
    "[y](http://evil) ![z](file:///z.png) \ufffc\u2029\ufdd0 http://evil/"
)


def test_nothing_in_a_document_acts(view: TextView) -> None:
    text, blocks = blocks_of((BlockKind.PARAGRAPH, HOSTILE), (BlockKind.CODE, HOSTILE))
    open_at(view, text, blocks, "http://evil/'>x")
    document = view.view.document()
    assert "<img src='file:///etc/passwd'>" in view.view.toPlainText()
    block = document.begin()
    while block.isValid():
        iterator = block.begin()
        while not iterator.atEnd():
            form = iterator.fragment().charFormat()
            assert not form.isAnchor()
            assert not form.isImageFormat()
            iterator += 1
        block = block.next()
    assert marked(view.view) == ["http://evil/'>x"]


@pytest.mark.parametrize("letter", ["x", "가", "😀"])
def test_a_run_without_spaces_does_not_stall(view: TextView, letter: str) -> None:
    text = letter * 1_000_000
    begun = time.thread_time()
    view.open("a.txt", text, [Block(BlockKind.PARAGRAPH, 0, len(text))], (), (500_000, 500_003))
    assert time.thread_time() - begun < 20, "no figure of speed, only no accident"
    assert marked(view.view) == [letter * 3] or "".join(marked(view.view)) == letter * 3


def test_parts_are_named(view: TextView) -> None:
    text, blocks = blocks_of((BlockKind.PARAGRAPH, "One."), (BlockKind.PARAGRAPH, "Two."))
    parts = [
        Part(PartKind.SHEET, 1, 0, 5, "Budget"),
        Part(PartKind.SHEET, 2, 5, 10, "Rest"),
    ]
    view.open("a.xlsx", text, blocks, parts, (5, 9))
    assert view.view.toPlainText().split("\n") == ["sheet Budget", "One.", "sheet Rest", "Two."]
    assert marked(view.view) == ["Two."]


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_the_marked_words_can_be_read(look: Look) -> None:
    for colour in (look.text, look.muted):
        assert contrast(colour, MARKER[look.is_dark]) >= 4.5


def test_another_look_keeps_the_mark(view: TextView) -> None:
    text, blocks = blocks_of((BlockKind.PARAGRAPH, "One two."))
    open_at(view, text, blocks, "two")
    view.set_look(DARK)
    assert marked(view.view) == ["two"]


def test_clearing_leaves_nothing(view: TextView) -> None:
    text, blocks = blocks_of((BlockKind.PARAGRAPH, "One two."))
    open_at(view, text, blocks, "two")
    view.clear()
    assert view.view.toPlainText() == ""
    assert marked(view.view) == []
    assert view.view.accessibleDescription() == view.view.accessibleName() == ""
    assert not view.view.document().isUndoAvailable()


def test_what_is_copied_is_marked_as_private(view: TextView) -> None:
    text, blocks = blocks_of((BlockKind.CODE, "a = 1\nb = 2"))
    open_at(view, text, blocks, "b = 2")
    view.view.selectAll()
    data = view.view.createMimeDataFromSelection()
    assert data.text() == "a = 1\nb = 2"
    assert not data.hasHtml()


def test_tab_leaves_the_text(view: TextView, qtbot: QtBot) -> None:
    assert view.view.tabChangesFocus()
    text, blocks = blocks_of((BlockKind.PARAGRAPH, "One two."))
    open_at(view, text, blocks, "two")
    qtbot.keyClicks(view.view, "typed")
    qtbot.keyClick(view.view, Qt.Key.Key_Delete)
    assert view.view.toPlainText() == "One two."


def test_of_a_very_wide_table_nothing_is_left_out(view: TextView) -> None:
    row = "\t".join(f"cell {at}" for at in range(80))
    text, blocks = blocks_of((BlockKind.TABLE, f"{row}\n{row}"))
    open_at(view, text, blocks, "cell 79")
    assert marked(view.view) == ["cell 79"]
