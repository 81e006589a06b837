"""`snug history settings` chooses for one conversation, and answers there go by it."""

import json
from pathlib import Path
from typing import Any

import pytest
from vault_homes import make_vault

from app.bootstrap import build
from app.cli.main import run
from app.domain.conversations import Conversation, Message
from app.domain.generation import PRESETS, Role, Sampling
from app.domain.ids import new_conversation_id, new_message_id


@pytest.fixture
def conversation(home: Path) -> str:
    make_vault(home, None)
    app = build(home, offline=True)
    app.vault.unlock_unprotected()
    made = Conversation(new_conversation_id(), "Herons")
    said = [Message(new_message_id(), Role.SYSTEM, "Be kind.")]
    said.append(Message(new_message_id(), Role.USER, "Hello"))
    app.vault._store.begin_turn(made.id, said, new=made)
    app.close()
    return made.id


def _values(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> dict[str, Any]:
    capsys.readouterr()
    assert run(["history", "settings", *arguments, "--json"]) == code
    caught = capsys.readouterr()
    return {"error": caught.err} if code else dict(json.loads(caught.out))


def test_values_are_chosen_and_taken_back(
    conversation: str, home: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert _values(capsys, conversation) == {"id": conversation, "instructions": "Be kind."}
    schema = tmp_path / "city.json"
    schema.write_text('{"type": "object", "properties": {"city": {"type": "string"}}}')
    chosen = _values(
        capsys, conversation[:8], "preset=precise", "temperature=0.4", "top_k=5", "max_tokens=90",
        "thinking=off", "instructions=Be brief.", f"schema={schema}",
    )  # fmt: skip
    assert chosen == {
        "id": conversation,
        "preset": "precise",
        "sampling": {"temperature": 0.4, "top_k": 5},
        "max_tokens": 90,
        "thinking": "off",
        "instructions": "Be brief.",
        "schema": schema.read_text(),
    }
    app = build(home, offline=True)
    app.vault.unlock_unprotected()
    held = app.chat.sampling(app.history.conversations()[0].id)
    app.close()
    assert (held.temperature, held.top_k, held.top_p) == (0.4, 5, PRESETS["precise"].top_p)
    back = ("preset=", "temperature=", "top_k=", "max_tokens=", "thinking=", "schema=")
    assert _values(capsys, conversation, *back) == {
        "id": conversation,
        "instructions": "Be brief.",
    }
    assert held != Sampling()


@pytest.mark.parametrize(
    "choice",
    [
        "preset=wild",
        "temperature=9",
        "temperature=x",
        "max_tokens=-1",
        "warmth=1",
        "preset",
        "schema=nowhere.json",
    ],
)
def test_what_cannot_be_chosen_is_refused_and_changes_nothing(
    conversation: str, capsys: pytest.CaptureFixture[str], choice: str
) -> None:
    assert _values(capsys, conversation, choice, code=2)["error"]
    assert _values(capsys, conversation) == {"id": conversation, "instructions": "Be kind."}


def test_a_schema_that_no_answer_can_follow_is_refused(
    conversation: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    schema = tmp_path / "pattern.json"
    schema.write_text('{"properties": {"zip": {"type": "string", "pattern": "[0-9]"}}}')
    error = _values(capsys, conversation, f"schema={schema}", code=2)["error"]
    assert "pattern" in error
    assert "zip" in error


def test_documents_are_chosen_and_the_conversation_goes_on_with_them(
    conversation: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", None)  # nothing is piped in
    lease = tmp_path / "lease.txt"
    lease.write_text("The deposit is 1,800 euros. The rent is due on Monday.")
    assert run(["index", "add", str(lease), "--collection", "Letters"]) == 0
    assert "no collection" in _values(capsys, conversation, "documents=Other", code=2)["error"]
    assert _values(capsys, conversation, "documents=letters")["documents"] == "Letters"
    asked = ["chat", "How much is the deposit?", "--conversation", conversation]
    assert run([*asked, "--json", "--set", "documents.answers=extract"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert "1,800 euros" in said["text"]
    assert said["basis"] == "extract"
    assert said["citations"][0]["document"] == str(lease)
    assert run([*asked, "--set", "documents.answers=extract"]) == 0
    caught = capsys.readouterr()
    assert "From your documents: Letters" in caught.err
    assert "lease.txt" in caught.out
    assert run(["index", "remove", "Letters"]) == 0
    assert _values(capsys, conversation)["documents"] == ""
    assert "documents" not in _values(capsys, conversation, "documents=")
