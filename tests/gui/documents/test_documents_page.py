"""The page of documents over the real services: what is added, read, refused, renamed, removed."""

import threading
from collections.abc import Callable

import pytest
from documents import PICTURE
from documents_window import Papers
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox, QPushButton

from app.domain.errors import ReaderUnavailable
from app.gui.documents.models import SECOND, Shown
from app.services.file_scan import FoundFile


def test_an_empty_page_says_one_sentence_and_has_one_button(
    papers: Papers, monkeypatch: pytest.MonkeyPatch
) -> None:
    QTest.keyClick(
        papers.session.window,
        Qt.Key.Key_D,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    papers.until(lambda: papers.page.begin.isVisible())
    assert papers.page.begin.hasFocus()
    assert "stay where they are" in papers.page.empty.text()
    papers.write("a.txt", "The rent is 900 euros.")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(papers.folder))
    QTest.mouseClick(papers.page.begin, Qt.MouseButton.LeftButton)
    papers.until(lambda: papers.page.current is not None)
    papers.settle()
    assert papers.current().collection.name == "Leases"
    assert papers.page.view.state.text() == "1 read"
    assert papers.names() == ["a.txt"]


def test_what_was_not_read_says_why_and_is_tried_again(papers: Papers) -> None:
    papers.write("good.txt", "The rent is 900 euros.")
    bad = papers.write("bad.bin", b"\xff\xfe\x00\x80")
    papers.write("empty.txt", "")
    papers.open()
    papers.add()
    view = papers.page.view
    assert view.state.text() == "1 read · 2 not read"
    view.filters[Shown.NOT_READ].click()
    assert papers.names() == ["bad.bin", "empty.txt"]
    papers.choose("bad.bin")
    assert view.card.isVisible()
    assert "holds data and no text" in view.card.words.text()
    assert "Only files with text can be searched." in view.card.words.text()
    papers.choose("empty.txt")
    (papers.folder / "empty.txt").write_text("Now there is something.", "utf-8")
    papers.reader.reads.clear()
    QTest.mouseClick(view.card.again, Qt.MouseButton.LeftButton)
    papers.until(lambda: "empty.txt" in papers.reader.reads)
    papers.settle()
    papers.until(lambda: view.state.text() == "2 read · 1 not read")
    bad.write_bytes(b"Text after all.")
    QTest.mouseClick(view.again, Qt.MouseButton.LeftButton)
    papers.until(lambda: view.state.text() == "3 read")
    assert view.shown is Shown.ALL
    assert view.filters[Shown.NOT_READ].isHidden()


def test_a_reading_is_seen_paused_and_goes_on(papers: Papers) -> None:
    for number in range(6):
        papers.write(f"{number}.txt", f"text {number} " * 50)
    papers.open()
    papers.reader.hold.clear()
    papers.session.documents.add([papers.folder])
    view = papers.page.view
    papers.until(view.reading.isVisible)
    assert "Reading 1 of 6" in view.reading.label.text()
    papers.until(lambda: view.state.text() == "6 waiting")
    QTest.mouseClick(view.pause, Qt.MouseButton.LeftButton)
    papers.until(lambda: view.state.text() == "6 waiting · paused")
    papers.until(view.pause.isEnabled)
    assert not view.reading.isVisible()
    papers.reader.hold.set()
    papers.settle()
    assert view.state.text() == "6 waiting · paused"
    assert view.pause.text() == "Go on"
    QTest.mouseClick(view.pause, Qt.MouseButton.LeftButton)
    papers.until(lambda: view.state.text() == "6 read")
    papers.until(lambda: not view.reading.isVisible())


def test_pictures_of_text_are_read_when_that_is_asked_for(papers: Papers) -> None:
    papers.write("scan.txt", PICTURE)
    papers.open()
    papers.add()
    view = papers.page.view
    assert view.state.text() == "1 not read"

    def ask() -> None:
        view.menu.aboutToShow.emit()
        next(each for each in view.menu.actions() if each.isCheckable()).trigger()

    papers.reader.can_recognise = False
    ask()
    papers.until(papers.page.banner.isVisible)
    assert papers.reader.recognised == []
    papers.reader.can_recognise = True
    ask()
    papers.until(lambda: view.state.text() == "1 read")
    assert papers.current().collection.reads_pictures


def test_collections_are_made_renamed_and_removed(papers: Papers) -> None:
    papers.write("a.txt", "The rent is 900 euros.")
    papers.open()
    papers.add()
    QTest.mouseClick(papers.page.new, Qt.MouseButton.LeftButton)
    papers.until(lambda: papers.page.list.findChild(QLineEdit) is not None)
    editor = papers.page.list.findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    editor.setText("  계약 \n 서류 ")
    with papers.qtbot.waitSignal(papers.known.changed):
        papers.known.want()  # what is being written stays, whatever becomes of the rest
    QTest.keyClick(editor, Qt.Key.Key_Return)
    papers.until(lambda: papers.current().collection.name == "계약 서류")
    assert papers.page.view.hint.isVisible()
    papers.page.view.remove_requested.emit()
    box = papers.session.window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    assert "stay where they are" in box.informativeText()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert papers.page.model.rowCount() == 2
    papers.page.choose(papers.known.collections[0].collection.id)
    papers.page.view.remove_requested.emit()
    box = next(each for each in papers.session.window.findChildren(QMessageBox) if each.isVisible())
    next(each for each in box.buttons() if each.text() == "Remove").click()
    papers.until(lambda: papers.page.model.rowCount() == 1)
    assert papers.current().collection.name == "계약 서류"
    assert (papers.folder / "a.txt").exists()


def test_files_are_dropped_and_taken_out_again(papers: Papers) -> None:
    one, other = papers.write("one.txt", "one"), papers.write("other.txt", "other")
    papers.open()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(each)) for each in (one, other)])
    drop = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction | Qt.DropAction.MoveAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    papers.page.dropEvent(drop)
    assert drop.dropAction() is Qt.DropAction.CopyAction
    papers.until(lambda: papers.page.view.state.text() == "2 read")
    assert papers.current().collection.name == "Documents"
    papers.page.view.take_out_requested.emit(str(one))
    papers.until(lambda: papers.page.view.state.text() == "1 read")
    assert one.exists()


def test_what_is_dropped_before_the_page_knows_its_collections_is_added(papers: Papers) -> None:
    papers.write("one.txt", "one")
    papers.session.documents.open()
    assert not papers.known.is_known
    papers.page.files_dropped.emit([papers.folder])
    papers.until(lambda: papers.page.view.state.text() == "1 read")
    assert papers.current().collection.name == "Leases"


def test_nothing_is_said_to_be_missing_while_it_is_looked_for(
    papers: Papers, monkeypatch: pytest.MonkeyPatch
) -> None:
    (papers.folder / "empty").mkdir()
    may_go_on = threading.Event()

    def slowly(*_given: object) -> list[FoundFile]:
        assert may_go_on.wait(60)
        return []

    monkeypatch.setattr("app.services.ingest.files_of", slowly)
    papers.open()
    papers.session.documents.add([papers.folder])
    hint = papers.page.view.hint
    papers.until(lambda: hint.text() == "Looking for files in what was added…")
    may_go_on.set()
    papers.until(lambda: hint.text() == "Snug finds no files in what was added.")


def test_without_a_vault_and_without_a_model_the_page_says_so(
    open_papers: Callable[..., Papers],
) -> None:
    papers = open_papers(has_embedder=False)
    papers.open()
    assert papers.page.in_memory.isVisible()
    assert "snug models get multilingual-e5-small" in papers.page.words_only.text()
    asked = []
    papers.session.window.sidebar.keep_requested.disconnect()
    papers.session.window.sidebar.keep_requested.connect(lambda: asked.append(True))
    QTest.mouseClick(papers.page.keep, Qt.MouseButton.LeftButton)
    assert asked


def test_what_stands_in_the_way_is_said_until_it_goes_on(papers: Papers) -> None:
    papers.write("a.txt", "text")
    papers.reader.error = ReaderUnavailable()
    papers.open()
    papers.add()
    papers.until(papers.page.banner.isVisible)
    papers.until(lambda: not papers.page.view.reading.isVisible())
    assert papers.page.view.state.text() == "1 waiting"
    papers.reader.error = None
    (again,) = [
        each for each in papers.page.banner.findChildren(QPushButton) if each.text() == "Try again"
    ]
    again.click()
    papers.until(lambda: papers.page.view.state.text() == "1 read")
    papers.until(lambda: not papers.page.banner.isVisible())


def test_the_page_gives_way_to_the_conversation(papers: Papers) -> None:
    window = papers.session.window
    papers.open()
    assert window.sidebar.documents.isChecked()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    papers.until(window.page.isVisible)
    assert not window.sidebar.documents.isChecked()
    papers.open()
    QTest.mouseClick(window.sidebar.new_chat, Qt.MouseButton.LeftButton)
    assert window.page.isVisible()
    assert window.page.composer.edit.hasFocus()


def test_lists_of_thousands_keep_their_place(papers: Papers) -> None:
    papers.open()
    ingest = papers.session.services.documents.ingest
    collection = ingest.add_collection("Many")
    papers.until(lambda: papers.page.current is not None)
    ingest.pause(collection.id)
    for number in range(3000):
        papers.write(f"{number:05}.txt", "x")
    ingest.pause(collection.id, is_paused=False)
    papers.reader.hold.clear()
    ingest.add(collection.id, [papers.folder])
    papers.until(lambda: len(papers.names()) == 3000)
    view = papers.page.view
    assert len(view.list.findChildren(QLineEdit)) == 0
    view.list.scrollTo(view.model.index(1500), view.list.ScrollHint.PositionAtTop)
    papers.choose("01500.txt")
    papers.write("00000a.txt", "new")
    ingest.refresh()
    papers.reader.hold.set()
    ingest.stop()
    assert view.model.index(0).data(SECOND) == "Waiting to be read"
    assert view.card.title.text() == "01500.txt"


def test_names_are_never_taken_for_markup(papers: Papers) -> None:
    name = "<h1>data & more.bin"
    papers.write(name, b"\xff\xfe\x00\x80")
    papers.open()
    papers.add()
    model = papers.page.view.model
    tip = str(model.index(0).data(Qt.ItemDataRole.ToolTipRole))
    assert "holds data and no text" in tip
    assert "<" not in tip
    papers.choose(name)
    assert papers.page.view.card.title.text() == name
    assert papers.page.view.card.title.textFormat() is Qt.TextFormat.PlainText
