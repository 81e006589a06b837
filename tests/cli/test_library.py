"""`snug prompts` and `snug assistants`, as a person and as a program use them."""

import json
from pathlib import Path
from typing import Any

import pytest
from vault_files import question
from vault_homes import make_vault

from app.bootstrap import build
from app.cli.main import run
from app.domain.conversations import Conversation
from app.domain.ids import new_conversation_id


class Shell:
    """Runs commands in this process, against a vault that opens without a passphrase."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def text(self, *arguments: str, code: int = 0) -> str:
        self._capsys.readouterr()
        assert run(arguments) == code, self._capsys.readouterr().err
        caught = self._capsys.readouterr()
        return caught.out + caught.err

    def values(self, *arguments: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text(*arguments, "--json").splitlines()]


@pytest.fixture
def shell(home: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    make_vault(home, None)
    return Shell(capsys)


def test_a_prompt_from_its_making_to_its_end(shell: Shell, tmp_path: Path) -> None:
    source = tmp_path / "text.txt"
    source.write_text("요약: {{글: selection}} {{수: number = 3}}", "utf-8")
    (made,) = shell.values("prompts", "add", "나의 요약", "--file", str(source), "--about", "짧게")
    assert [each["name"] for each in made["variables"]] == ["글", "수"]
    (later,) = shell.values("prompts", "edit", "나의 요약", "--name", "Mine", "--text", "{{a}}!")
    assert (later["id"], later["version"], later["about"]) == (made["id"], 2, "짧게")
    assert [each["version"] for each in shell.values("prompts", "versions", "mine")] == [2, 1]
    (earlier,) = shell.values("prompts", "show", "Mine", "--number", "1")
    assert earlier["text"] == source.read_text("utf-8")
    assert shell.text("prompts", "fill", "Mine", "a={{b}}=c") == "{{b}}=c!\n"
    (back,) = shell.values("prompts", "restore", "Mine", "1")
    assert (back["name"], back["version"]) == ("나의 요약", 3)
    shell.values("prompts", "remove", made["id"])
    listed = shell.values("prompts", "list", "--language", "ko")
    assert len(listed) >= 12
    assert all(each["included"] for each in listed)


def test_files_go_out_and_come_in(shell: Shell, tmp_path: Path) -> None:
    (copy,) = shell.values("prompts", "copy", "included.ko.proofread")
    (written,) = shell.values("prompts", "export", "--to", str(tmp_path))
    assert Path(written["file"]).name == "맞춤법 검사.md"
    (tmp_path / "other.md").write_text("# Other")
    shell.values("prompts", "remove", copy["id"])
    (report,) = shell.values("prompts", "import", str(tmp_path))
    assert [each["name"] for each in report["added"]] == ["맞춤법 검사"]
    assert [each["code"] for each in report["refused"]] == ["library_file_refused"]
    assert "Known already: 1" in shell.text("prompts", "import", str(tmp_path))


def test_an_assistant_is_made_and_answers(shell: Shell, home: Path) -> None:
    app = build(home, offline=True)
    app.vault.unlock_unprotected()
    conversation = Conversation(new_conversation_id(), "Herons")
    app.vault._store.begin_turn(conversation.id, [question("about")], new=conversation)
    app.close()
    (made,) = shell.values(
        "assistants", "add", "변호사", "--text", "Be exact.", "--colour", "teal",
        "--preset", "precise", "--model", "big",
    )  # fmt: skip
    assert (made["colour"], made["preset"], made["model"]) == ("teal", "precise", "big")
    (later,) = shell.values("assistants", "edit", "변호사", "--preset", "usual")
    assert (later["preset"], later["text"]) == (None, "Be exact.")
    (held,) = shell.values("assistants", "assign", conversation.id, "변호사")
    assert held["assistant"] == made["id"]
    (held,) = shell.values("assistants", "assign", conversation.id, "none")
    assert held["assistant"] is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("prompts", "show", "Nothing here"), "There is nothing called"),
        (("prompts", "add", "X", "--text", "{{a: date}}"), "no kind of variable"),
        (("prompts", "fill", "included.en.interview"), "Nothing was filled in for"),
        (("prompts", "fill", "included.en.interview", "x=1"), "gives no variable a value"),
        (("assistants", "add", "X", "--text", "t", "--in", "Gone"), "There is no collection"),
        (("prompts", "show", "included.en.interview", "--number", "9"), "no version 9"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    shell: Shell, arguments: tuple[str, ...], words: str
) -> None:
    assert words in shell.text(*arguments, code=2)


def test_without_a_vault_nothing_is_pretended_to_be_kept(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = Shell(capsys)
    shell.text("prompts", "add", "X", "--text", "t", code=1)
    assert "Summarise" in shell.text("prompts", "list")
