"""`snug tokens`: a text as a model reads it, and an answer that is there."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from fake_engine import FakeEngine
from gguf_files import tiny_llama
from judged_answers import judgement
from vault_homes import make_vault

from app import bootstrap
from app.bootstrap import build
from app.cli.main import run


@pytest.fixture
def engine(home: Path, monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    (home / "models").mkdir(parents=True)
    tiny_llama(home / "models" / "tiny.gguf")
    fake = FakeEngine()
    monkeypatch.setattr(bootstrap, "EngineClient", lambda: fake)
    monkeypatch.setattr("sys.stdin", None)  # nothing is piped in
    return fake


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> tuple[str, str]:
    capsys.readouterr()
    assert run(["tokens", *arguments]) == code
    caught = capsys.readouterr()
    return caught.out, caught.err


def value(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    return dict(json.loads(said(capsys, *arguments, "--json")[0]))


def test_pieces_ids_and_count(engine: FakeEngine, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        engine.says(judgement("Hello there."))
    found = value(capsys, "Hello there.")
    assert found == {
        "model": "tiny",
        "count": 3,
        "tokens": [{"id": 0, "text": "Hello"}, {"id": 1, "text": " there"}, {"id": 2, "text": "."}],
    }
    out, err = said(capsys, "Hello there.")
    assert '" there"' in out
    assert "PROBABILITY" not in out
    assert err == "3 tokens\n"


def test_a_continuation_with_what_could_have_stood_there(
    engine: FakeEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        engine.says(judgement("Paris.", -0.5, Paris=-1.0))
    found = value(capsys, "Paris.", "--after", "The capital of France?")
    first = found["tokens"][0]
    assert first["probability"] == pytest.approx(math.exp(-1.0), abs=1e-5)
    assert [each["text"] for each in first["alternatives"]] == ["Paris", " else"]
    assert found["logprob"] == -1.5
    assert [each.text for each in engine.requests[0].messages] == ["The capital of France?"]
    out, _err = said(capsys, "Paris.", "--after", "The capital of France?")
    assert "36.8%" in out
    assert '" else" 22.3%' in out
    assert '"Paris" 81' not in out  # it stands there already


def test_an_answer_of_a_conversation(
    engine: FakeEngine, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_vault(home, None)
    engine.says("Hello there.")
    assert run(["chat", "Hi", "--json"]) == 0
    conversation = json.loads(capsys.readouterr().out)["conversation"]
    app = build(home, offline=True)
    app.vault.unlock_unprotected()
    answer = app.chat.messages(conversation)[-1]
    app.close()
    engine._loaded = None
    for _ in range(2):
        engine.says(judgement("Hello there.", -0.1, there=-2.5))
    found = value(capsys, "--conversation", conversation, "--message", answer.id[:8])
    assert found["message"] == answer.id
    assert [each["text"] for each in found["stretches"]] == ["Hello", " there", "."]
    assert found["logprob_per_token"] == -0.9
    assert found["doubts"] == []
    assert value(capsys, "--conversation", conversation)["message"] == answer.id
    _out, err = said(capsys, "--conversation", conversation, "--message", "0" * 32, code=2)
    assert "There is no answer" in err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Give a TEXT"),
        (("x", "--conversation", "abcdef"), "Give a TEXT"),
        (("x", "--message", "abcdef"), "--message needs"),
        (("--conversation", "abcdef", "--after", "x"), "--after needs"),
        (("",), "There is no text"),
    ],
)
def test_what_does_not_go_together(
    arguments: tuple[str, ...],
    sentence: str,
    engine: FakeEngine,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert sentence in said(capsys, *arguments, code=2)[1]
