"""Sets of questions: those that came with Snug, files of one's own, and what is wrong with some."""

import contextlib
import json
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.catalog.evaluation_files import find_set, included_sets, read_set
from app.config.paths import Paths
from app.domain.errors import EvaluationInvalid, EvaluationUnknown
from app.domain.evaluation import QuestionKind
from app.services.answer_scoring import is_right

FOLDER = Paths.resource("evaluations")
NAMES = included_sets(FOLDER)


def test_what_came_with_snug() -> None:
    topics = ("truthfulness", "refusal", "grounded", "instructions")
    assert set(NAMES) == {f"{topic}-{language}" for topic in topics for language in ("en", "ko")}


@pytest.mark.parametrize("name", NAMES)
def test_every_set_is_whole_and_says_how_small_it_is(name: str) -> None:
    found = find_set(name, FOLDER)
    assert len(found.questions) == 20
    assert name.endswith(f"-{found.language}")
    assert "20" in found.about
    texts = [(each.passage, each.text) for each in found.questions]
    assert len(set(texts)) == len(texts)
    has_hangul = any("\uac00" <= mark <= "\ud7a3" for each in found.questions for mark in each.text)
    assert has_hangul == (found.language == "ko")
    for each in found.questions:
        assert len(each.choices) in (0, 4)
        for accepted in each.accept:
            assert is_right(each, f"I think: {accepted}."), "what is accepted is found"
        assert each.choices or not is_right(each, each.text), "the question is no answer"


@pytest.mark.parametrize("name", ["grounded-en", "grounded-ko"])
def test_what_a_passage_answers_stands_in_it(name: str) -> None:
    for each in find_set(name, FOLDER).questions:
        if each.accept:
            said = each.passage.replace(",", "").casefold()
            words = [accepted.casefold().replace(",", "") for accepted in each.accept]
            assert any(word in said or word.replace("a ", "one ") in said for word in words), each


GOOD = {
    "choice": {"question": "2+2?", "choices": ["4", "5"], "answer": 1},
    "short": {"question": "Capital?", "accept": ["Paris"], "max_tokens": 5},
    "pattern": {"question": "Say yes", "pattern": "^(?:yes|no)$"},
    "grounded": {"passage": "It rains.", "question": "Who?", "refuses": True},
}


def test_json_lines_with_a_head(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    lines = [{"name": "Mine", "language": "ko"}, *GOOD.values()]
    path.write_text("\n\n".join(json.dumps(line) for line in lines), "utf-8-sig")
    found = find_set(str(path), FOLDER)
    assert (found.id, found.name, found.language) == ("mine", "Mine", "ko")
    assert [each.kind for each in found.questions] == [
        QuestionKind.CHOICE, QuestionKind.SHORT, QuestionKind.SHORT, QuestionKind.REFUSAL,
    ]  # fmt: skip
    assert (found.questions[0].answer, found.questions[1].max_tokens) == (0, 5)


def test_a_file_by_its_path_and_a_name_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('[[item]]\nquestion = "Why?"\naccept = ["because"]\n')
    assert find_set(str(path), FOLDER).name == "own"
    for name in ("no-such-set", str(tmp_path), "", "x" * 5000, "../evaluations/grounded-en", "\0"):
        with pytest.raises(EvaluationUnknown):
            find_set(name, FOLDER)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"question": ""}, "no “question”"),
        ({"question": 7}, "to be a text"),
        ({"question": "x" * 4001}, "more than 4,000"),
        ({"choices": ["a"]}, "two or more"),
        ({"choices": ["a", "a"]}, "same choice twice"),
        ({"choices": ["a", " "]}, "an empty"),
        ({"choices": "ab"}, "list of texts"),
        ({"choices": [f"{n}" for n in range(21)]}, "too many"),
        ({"answer": 3}, "from 1 to 2"),
        ({"answer": 0}, "from 1 to 2"),
        ({"answer": True}, "from 1 to 2"),
        ({"accept": ["a"]}, "needs one of"),
        ({"choices": []}, "needs one of"),
        ({"choices": [], "accept": ["x"]}, "no “choices”"),
        ({"refuses": "yes"}, "true or false"),
        ({"max_tokens": 100_000}, "from 1 to 512"),
        ({"hint": "x"}, "“hint”"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, change: dict[str, object], problem: str) -> None:
    path = tmp_path / "own.jsonl"
    good = json.dumps(GOOD["short"])
    path.write_text(f"{good}\n{json.dumps(GOOD['choice'] | change)}\n")
    with pytest.raises(EvaluationInvalid, match=problem) as caught:
        read_set(path)
    assert "question 2" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("a.toml", b"[[item]\n", "not TOML"),
        ("a.toml", b"\xff\xfe", "not UTF-8"),
        ("a.toml", b"name = 'x'\n", "no question"),
        ("a.toml", b"item = 5\n", r"\[\[item\]\]"),
        ("a.toml", b"item = [5]\n", "not a table"),
        ("a.toml", b"colour = 'x'\n", "“colour”"),
        ("a.jsonl", b"{\n", "line 1 is not JSON"),
        ("a.jsonl", b"[" * 100_000, "line 1 is not JSON"),
        ("a.toml", b"a=" + b"[" * 100_000, "not TOML"),
        ("a.jsonl", b"5\n", "question 1 is not a table"),
        ("a.jsonl", b'{"question":"q","accept":["a"]}\n' * 2001, "more than 2,000"),
        ("a.toml", b"#" * ((4 << 20) + 1), "more than 4 MB"),
    ],
)
def test_files_that_are_none(tmp_path: Path, name: str, data: bytes, problem: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(EvaluationInvalid, match=problem):
        read_set(path)


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+$",
        "(a|a)*b",
        r"(a)\1",
        "a*a*a*b",
        "^a*a*a*a*b",
        "(?=a)",
        "(",
        "(?:a*){5}",
        "(?i)(x){2}",
    ],
)
def test_patterns_that_could_take_for_ever_are_refused(tmp_path: Path, pattern: str) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(json.dumps({"question": "q", "pattern": pattern}))
    with pytest.raises(EvaluationInvalid, match="pattern"):
        read_set(path)


def test_the_worst_pattern_that_is_taken_ends(tmp_path: Path) -> None:
    for pattern in ("^a*a*a*b", "a*a*b", "[a-z]*[a-z]+b"):
        path = tmp_path / "own.jsonl"
        path.write_text(json.dumps({"question": "q", "pattern": pattern}))
        (question,) = read_set(path).questions
        began = time.process_time()
        assert not is_right(question, "a" * 100_000)
        assert time.process_time() - began < 20, "no figure of speed, only no accident"


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from(["own.toml", "own.jsonl"]))
def test_anything_else_is_read_or_refused(tmp_path: Path, data: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b'{"question": "q", "accept": ["a"]}\n'[: len(data)] + data)
    with contextlib.suppress(EvaluationInvalid):
        assert read_set(path).questions
