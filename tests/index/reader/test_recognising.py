"""Text is read off pictures where that was asked for, and where it is installed."""

from pathlib import Path
from typing import Any

import pytest

from app.domain.documents import NoteKind, Refusal
from app.domain.errors import DocumentRefused
from app.index.parsers import recognising
from app.index.parsers.recognising import _Word
from app.index.reader.client import ReaderClient

SAID = ("고래는 바다에서 노래합니다.", "Whales sing in the sea, all day long.")


@pytest.fixture
def picture(qapp: Any, tmp_path: Path) -> Path:
    from PySide6.QtGui import QFont, QFontDatabase, QImage, QPainter

    fonts = Path(__file__).parents[3] / "resources" / "fonts"
    QFontDatabase.addApplicationFont(str(fonts / "Pretendard-Regular.otf"))
    image = QImage(900, 300, QImage.Format.Format_ARGB32)
    image.fill(0)  # what shows through counts as paper
    painter = QPainter(image)
    painter.setFont(QFont("Pretendard", 22))
    for at, text in enumerate(SAID):
        painter.drawText(30, 60 + 70 * at, text)
    painter.end()
    path = tmp_path / "picture.png"
    image.save(str(path))
    return path


def test_a_picture_is_refused_unless_reading_it_was_asked_for(picture: Path) -> None:
    client = ReaderClient()
    with pytest.raises(DocumentRefused) as caught:
        client.read(picture)
    client.close()
    assert caught.value.reason is Refusal.NO_TEXT


@pytest.mark.skipif(recognising.is_installed(), reason="text recognition is installed")
def test_a_picture_is_refused_where_nothing_can_read_it(picture: Path) -> None:
    client = ReaderClient()
    assert not client.can_recognise
    with pytest.raises(DocumentRefused) as caught:
        client.read(picture, recognise=True)
    client.close()
    assert caught.value.reason is Refusal.NO_TEXT


@pytest.mark.skipif(not recognising.is_installed(), reason="text recognition is not installed")
def test_pictures_and_scanned_pages_are_read(picture: Path, tmp_path: Path) -> None:
    from PIL import Image

    client = ReaderClient()
    found = client.read(picture, recognise=True)
    assert [found.text[block.start : block.end] for block in found.blocks] == list(SAID)
    assert [note.kind for note in found.notes] == [NoteKind.RECOGNISED]
    scan = tmp_path / "scan.pdf"
    paper = Image.new("RGB", (900, 300), "white")
    with Image.open(picture) as drawn:
        paper.paste(drawn, mask=drawn)
    paper.save(scan, resolution=120)
    with pytest.raises(DocumentRefused):
        client.read(scan)
    page = client.read(scan, recognise=True)
    client.close()
    assert SAID[1] in page.text
    assert [(note.kind, note.count) for note in page.notes] == [(NoteKind.RECOGNISED, 1)]
    assert page.parts[0].pictures == 0


def test_korean_syllables_that_were_parted_become_words() -> None:
    def word(text: str, left: int, right: int, *, begins_line: bool = False) -> _Word:
        return _Word(text, (left, 0, right, 25), False, begins_line)

    assert word("고", 31, 55).runs_into(word("래", 60, 84))
    assert not word("는", 83, 102).runs_into(word("바", 114, 137))
    assert not word("고", 31, 55).runs_into(word("래", 56, 84, begins_line=True))
    assert not word("sea", 31, 55).runs_into(word("all", 56, 84))
