"""Figures in the language of the window."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.documents import DocumentKind
from app.gui.text.amounts import file_size, percent
from app.gui.text.narrowing import kind_name
from app.gui.translations import Translations


@pytest.fixture
def korean(qapp: QApplication) -> Iterator[None]:
    translations = Translations()
    translations.speak("ko")
    yield
    translations.speak("en")


def test_in_english() -> None:
    assert [file_size(each) for each in (0, 25, 999, 1000)] == [
        "0 bytes", "25 bytes", "999 bytes", "1 kB",
    ]  # fmt: skip
    assert percent("89") == "89 %"


def test_in_korean(korean: None) -> None:
    assert [file_size(each) for each in (25, 98_000_000)] == ["25바이트", "98 MB"]
    assert percent("89") == "89%"


def test_every_kind_of_file_has_a_name_to_read(korean: None) -> None:
    names = {kind: kind_name(kind) for kind in DocumentKind}
    assert len(set(names.values())) == len(names)
    assert (names[DocumentKind.HWP], names[DocumentKind.TEXT]) == ("HWP", "텍스트")
