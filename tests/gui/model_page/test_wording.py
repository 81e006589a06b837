"""What is said of a model, in the language of the window."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.gui.model_page.wording import language_name, languages, licence_name
from app.gui.translations import Translations


@pytest.fixture
def korean(qapp: QApplication) -> Iterator[None]:
    translations = Translations()
    translations.speak("ko")
    yield
    translations.speak("en")


def test_languages_are_named_in_themselves_where_there_are_letters(korean: None) -> None:
    assert [language_name(tag) for tag in ("en", "ko", "de", "ja")] == [
        "English", "한국어", "Deutsch", "日本語",
    ]  # fmt: skip


def test_elsewhere_in_the_language_of_the_window(korean: None) -> None:
    assert languages(("ar", "hi")) == "아랍어, 힌디어"
    assert languages(("ar", "mul")) == "아랍어, 여러 언어"


def test_in_english_they_are_called_as_qt_calls_them() -> None:
    assert languages(("ar", "hi")) == "Arabic, Hindi"


def test_a_licence_without_a_name_is_unknown_in_every_language(korean: None) -> None:
    assert licence_name("unknown") == "라이선스를 알 수 없음"
    assert licence_name("LicenseRef-Gemma") == "Gemma"
