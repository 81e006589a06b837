"""`snug chat`: the assistant, the preset and the model that were asked for, and their order."""

import json
from pathlib import Path
from typing import Any

import pytest
from fake_engine import FakeEngine
from gguf_files import tiny_llama
from vault_homes import make_vault

from app import bootstrap
from app.cli.main import run
from app.domain.generation import PRESETS


class Shell:
    """Chats in this process with a fake engine, in a vault that opens without a passphrase."""

    def __init__(self, engine: FakeEngine, capsys: pytest.CaptureFixture[str]) -> None:
        self.engine = engine
        self._capsys = capsys
        self.err = ""

    def run(self, *arguments: str, code: int = 0) -> str:
        self._capsys.readouterr()
        assert run(arguments) == code, self._capsys.readouterr().err
        caught = self._capsys.readouterr()
        self.err = caught.err
        return caught.out

    def chat(self, *arguments: str) -> dict[str, Any]:
        self.engine._loaded = None  # each run has an engine of its own
        return dict(json.loads(self.run("chat", "Hi", *arguments, "--json")))

    def model(self) -> str:
        return Path(self.engine.loads[-1].path).stem


@pytest.fixture
def shell(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    make_vault(home, None)
    (home / "models").mkdir(parents=True)
    for name in ("alpha", "beta"):
        tiny_llama(home / "models" / f"{name}.gguf")
    fake = FakeEngine()
    monkeypatch.setattr(bootstrap, "EngineClient", lambda: fake)
    monkeypatch.setattr("sys.stdin", None)  # nothing is piped in
    return Shell(fake, capsys)


def test_an_assistant_answers_with_all_that_it_has(shell: Shell) -> None:
    made = ("assistants", "add", "Strict", "--text", "Be strict.", "--model", "beta")
    shell.run(*made, "--preset", "precise")
    answer = shell.chat("--assistant", "strict")
    request = shell.engine.requests[-1]
    assert [each.text for each in request.messages] == ["Be strict.", "Hi"]
    assert request.sampling == PRESETS["precise"]
    assert answer["model"] == "beta"
    assert shell.model() == "beta"
    goes_on = shell.chat("--conversation", answer["conversation"])  # it still answers there
    assert goes_on["model"] == "beta"
    assert shell.engine.requests[-1].messages[0].text == "Be strict."
    hot = shell.chat("--assistant", "Strict", "--temperature", "1.4", "--model", "alpha")
    assert hot["model"] == "alpha"  # what is said here holds more
    assert shell.engine.requests[-1].sampling.temperature == 1.4
    assert shell.engine.requests[-1].sampling.top_k == PRESETS["precise"].top_k


def test_an_assistant_takes_over_a_conversation(shell: Shell) -> None:
    first = shell.chat("--system", "Be kind.")
    shell.run("assistants", "add", "Strict", "--text", "Be strict.")
    shell.chat("--conversation", first["conversation"], "--assistant", "Strict")
    assert shell.engine.requests[-1].messages[0].text == "Be strict."


def test_an_unknown_assistant_and_two_instructions_are_a_sentence(shell: Shell) -> None:
    shell.run("chat", "Hi", "--assistant", "Nobody", code=2)
    assert "nothing called “Nobody”" in shell.err
    assert "Plain writer" in shell.err
    shell.run("chat", "Hi", "--assistant", "Plain writer", "--system", "x", code=2)
    assert "--system and --assistant" in shell.err
    assert shell.engine.requests == []


def test_the_model_of_an_assistant_that_is_gone_is_told_of(shell: Shell) -> None:
    shell.run("assistants", "add", "Far", "--text", "Hm.", "--model", "gamma")
    assert shell.chat("--assistant", "Far")["model"] == "alpha"
    assert "gamma" in shell.err


def test_a_preset_of_this_run(shell: Shell) -> None:
    shell.chat("--preset", "creative")
    assert shell.engine.requests[-1].sampling == PRESETS["creative"]


def test_a_conversation_keeps_the_model_that_was_named(shell: Shell, home: Path) -> None:
    first = shell.chat("--model", "beta")
    assert first["model"] == "beta"
    assert shell.chat()["model"] == "alpha"  # elsewhere the usual one
    assert shell.chat("--conversation", first["conversation"])["model"] == "beta"
    conversation = str(first["conversation"])
    known = json.loads(shell.run("history", "settings", conversation, "--json"))
    assert known["model"].endswith("beta.gguf")
    (home / "models" / "beta.gguf").unlink()
    assert shell.chat("--conversation", conversation)["model"] == "alpha"
    assert "“beta.gguf”, is not on this computer" in shell.err
    assert "alpha answers" in shell.err
    shell.run("history", "settings", conversation, "model=")
    shell.chat("--conversation", conversation)
    assert shell.err == ""
    shell.run("history", "settings", conversation, "model=nothing", code=1)
