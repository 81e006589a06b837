"""Errors that say more than their class does: in the language of the window, throughout."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.catalog.evaluation_files import read_set
from app.domain.errors import EvaluationInvalid
from app.gui.text import errors
from app.gui.translations import Translations

CHOICES = '"question": "q", "choices"'


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (f'{{{CHOICES}: ["a"]}}', "1번 문항의 “choices”는 두 개 이상이어야 합니다"),
        ("5", "1번 문항이 표 형식이 아닙니다"),
        ("\n{", "2번째 줄이 JSON 형식이 아닙니다"),
        (f'{{{CHOICES}: ["a", "b"], "answer": 3}}', "“answer”는 1부터 2까지의 수여야 합니다"),
        ('{"about": 5}\n5', "머리 부분의 “about”은(는) 글이어야 합니다"),
        ('{"question": "q", "pattern": "("}', "1번 문항의 패턴을 읽을 수 없습니다"),
        ("", "문항이 하나도 없습니다"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_in_korean(
    qapp: QApplication, tmp_path: Path, written: str, said: str
) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(written, "utf-8")
    with pytest.raises(EvaluationInvalid) as caught:
        read_set(path)
    translations = Translations()
    translations.speak("ko")
    sentence = errors.error_sentence(caught.value)
    translations.speak("en")
    assert said in sentence
    assert str(caught.value).startswith("“own.jsonl” is not a set of questions: ")
