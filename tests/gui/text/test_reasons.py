"""Errors that say more than their class does: in the language of the window, throughout."""

from pathlib import Path

import pytest
from gguf_files import tiny_llama
from PySide6.QtWidgets import QApplication

from app.catalog.evaluation_files import read_set
from app.domain.adapters import Adapter, check_adapters
from app.domain.errors import (
    AdapterInvalid,
    AppError,
    EvaluationInvalid,
    GrammarInvalid,
    ImportanceInvalid,
)
from app.engine.child_client import told_error
from app.engine.host.adapter_file import AdapterFile
from app.engine.host.gbnf import check_grammar
from app.engine.host.importance import ImportanceRefused, read_importance
from app.engine.host.json_schema import grammar_of_schema
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


def in_korean(error: AppError) -> str:
    """The sentence of an error that came from a child, as the window says it."""
    translations = Translations()
    translations.speak("ko")
    told = errors.error_sentence(told_error(error.code, "", error.names, "model"))
    translations.speak("en")
    return told


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ('\n{"type"', "JSON 스키마: 2번째 줄이 JSON 형식이 아닙니다"),
        ("NaN", "JSON 스키마: JSON 형식이 아닙니다"),
        ("false", "맞는 답이 있을 수 없습니다"),
        ('{"type": "elephant"}', "알 수 없는 타입입니다"),
        ('{"uniqueItems": true}', "“uniqueItems”는 타입 없이 지킬 수 없습니다"),
        ('{"type": "string", "pattern": "a"}', "“pattern”은 “string”과 함께"),
        ('{"$ref": "#/x: y"}', "$ref “#/x: y”가 가리키는 곳이 없습니다"),
        ('{"required": ["b"]}', "필수 항목 “b”가 properties에 없습니다"),
        ('{"enum": []}', "“enum”은 비어 있지 않은 목록이어야 합니다"),
        ('{"maxLength": -1}', "“maxLength”는 정수여야 합니다"),
        ('{"type": "integer", "minimum": 5, "maximum": 4}', "5부터 4까지의 정수는"),
    ],
)
def test_what_is_wrong_with_a_schema_is_said_in_korean(
    qapp: QApplication, schema: str, said: str
) -> None:
    with pytest.raises(GrammarInvalid) as caught:
        grammar_of_schema(schema)
    assert said in in_korean(caught.value)
    assert str(caught.value).startswith("The format of the answer cannot be used: JSON schema: ")


@pytest.mark.parametrize(
    ("grammar", "said"),
    [
        ('a ::= "b"', "문법에 root 규칙이 없습니다"),
        ('root ::= "a"\nx', "2번째 줄: “::=”이 없습니다"),
        ('root ::= ("a"', "1번째 줄: “)”가 없습니다"),
        ("root ::= lost", "1번째 줄의 “lost”"),
        ('root ::= root "a"', "규칙 “root”"),
        ('root ::= ( root "a" )', "시작합니다"),
    ],
)
def test_what_is_wrong_with_a_grammar_is_said_in_korean(
    qapp: QApplication, grammar: str, said: str
) -> None:
    with pytest.raises(GrammarInvalid) as caught:
        check_grammar(grammar)
    assert said in in_korean(caught.value)


def test_what_is_wrong_with_an_adapter_is_said_in_korean(
    qapp: QApplication, tmp_path: Path
) -> None:
    with pytest.raises(AdapterInvalid) as caught:
        AdapterFile(str(tmp_path))
    assert in_korean(caught.value).endswith("사용할 수 없습니다: 보통 파일이 아닙니다.")
    (tmp_path / "own.gguf").write_bytes(b"GGUF")
    with pytest.raises(AdapterInvalid) as caught:
        AdapterFile(str(tmp_path / "own.gguf")).directions(8, 2)
    assert "GGUF 파일이 아니거나 손상되었습니다" in in_korean(caught.value)
    model = tiny_llama(tmp_path / "model.gguf")
    with pytest.raises(AdapterInvalid) as caught:
        AdapterFile(str(model)).directions(8, 2)
    assert "제어 벡터가 아니라 " in in_korean(caught.value)
    with pytest.raises(AdapterInvalid) as caught:
        check_adapters([Adapter(tmp_path / "own.gguf")] * 2)
    assert "두 번 지정되었습니다" in in_korean(caught.value)


def test_what_is_wrong_with_an_importance_matrix_is_said_in_korean(
    qapp: QApplication, tmp_path: Path
) -> None:
    path = tmp_path / "matrix.dat"
    path.write_bytes(b"\xff\xff\xff\x7f")
    with pytest.raises(ImportanceRefused) as caught:
        read_importance(path)
    error = ImportanceInvalid(importance=path.name, problem=caught.value.reason)
    assert "들어 있는 수 2147483647이 범위를 벗어났습니다" in in_korean(error)


def test_a_reason_that_nobody_knows_stays_as_it_was_said(qapp: QApplication) -> None:
    assert "something new" in in_korean(GrammarInvalid(problem="something new"))
