"""`snug history` files conversations: folders, tags, pins, the archive."""

import json
from datetime import UTC, datetime, timedelta
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
        assert run(["history", *arguments]) == code, self._capsys.readouterr().err
        caught = self._capsys.readouterr()
        return caught.out + caught.err

    def values(self, *arguments: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text(*arguments, "--json").splitlines()]

    def titles(self, *arguments: str) -> set[str]:
        return {each["title"] for each in self.values("list", *arguments)}


@pytest.fixture
def shell(home: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    make_vault(home, None)
    return Shell(capsys)


@pytest.fixture
def ids(shell: Shell, home: Path) -> dict[str, str]:
    app = build(home, offline=True)
    app.vault.unlock_unprotected()
    found = {}
    for title in ("Whales", "Herons", "고양이"):
        made = Conversation(new_conversation_id(), title)
        app.vault._store.begin_turn(made.id, [question(f"about {title}")], new=made)
        found[title] = str(made.id)
    app.close()
    return found


def test_conversations_are_put_into_folders(shell: Shell, ids: dict[str, str]) -> None:
    (sea,) = shell.values("folders", "add", "Sea")
    (deep,) = shell.values("folders", "add", "깊은 곳", "--in", "sea")
    assert (sea["path"], deep["path"], deep["parent"]) == ("Sea", "Sea/깊은 곳", sea["id"])
    (moved,) = shell.values("move", "--to", "깊은 곳", ids["Whales"])
    assert (moved["title"], moved["folder"]) == ("Whales", "Sea/깊은 곳")
    shell.values("move", ids["Herons"], ids["고양이"], "--to", "Sea")
    assert shell.titles("--folder", "sea") == {"Whales", "Herons", "고양이"}
    assert shell.titles("--folder", "Sea/깊은 곳") == {"Whales"}
    assert shell.titles("--folder", deep["id"][:14]) == {"Whales"}
    assert [hit["title"] for hit in shell.values("search", "in:깊은 about")] == ["Whales"]
    listed = {each["path"]: each["conversations"] for each in shell.values("folders", "list")}
    assert listed == {"Sea": 2, "Sea/깊은 곳": 1}
    (renamed,) = shell.values("folders", "rename", "깊은 곳", "Deep")
    assert renamed["name"] == "Deep"
    (removed,) = shell.values("folders", "remove", "Sea")
    assert set(removed["moved_up"]) == {ids["Herons"], ids["고양이"]}
    assert [each["path"] for each in shell.values("folders", "list")] == ["Deep"]
    shell.values("move", "--out", ids["Whales"])
    assert shell.titles("--folder", "Deep") == set()
    assert len(shell.titles()) == 3


def test_tags_pins_and_the_archive(shell: Shell, ids: dict[str, str]) -> None:
    shell.values("tag", "#Animals", ids["Whales"], ids["고양이"])
    shell.values("tag", "집", ids["고양이"])
    assert shell.titles("--tag", "ANIMALS") == {"Whales", "고양이"}
    assert shell.titles("--tag", "animals", "--tag", "집") == {"고양이"}
    assert shell.values("tags") == [
        {"tag": "Animals", "conversations": 2},
        {"tag": "집", "conversations": 1},
    ]
    (untagged,) = shell.values("untag", "animals", ids["Whales"])
    assert untagged["tags"] == []
    shell.values("pin", ids["Herons"])
    assert shell.titles("--pinned") == {"Herons"}
    shell.values("archive", ids["Herons"], ids["Whales"])
    assert shell.titles() == {"고양이"}
    assert shell.titles("--archived") == {"Herons", "Whales"}
    assert shell.titles("--archived", "--pinned") == {"Herons"}
    shell.values("unarchive", ids["Herons"])
    shell.values("unpin", ids["Herons"])
    assert shell.titles() == {"고양이", "Herons"}
    text = shell.text("list")
    assert "고양이  #Animals  #집" in text
    assert "Archived and not shown: 1" in text


def test_a_folder_keeps_its_time(shell: Shell, ids: dict[str, str]) -> None:
    shell.text("folders", "add", "Work")
    shell.text("folders", "add", "Plans", "--in", "Work")
    (work,) = shell.values("folders", "retention", "Work", "30")
    assert work["keep_days"] == 30
    plans = shell.values("folders", "list")[1]
    assert (plans["path"], plans["own_keep_days"], plans["keep_days"]) == ("Work/Plans", None, 30)
    (plans,) = shell.values("folders", "retention", "Plans", "ever")
    assert (plans["own_keep_days"], plans["keep_days"]) == (0, 0)
    (plans,) = shell.values("folders", "retention", "Plans", "inherit")
    assert (plans["own_keep_days"], plans["keep_days"]) == (None, 30)
    assert "30 days" in shell.text("folders", "list")
    with pytest.raises(SystemExit):
        shell.text("folders", "retention", "Work", "-3")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("move", "--to", "Nowhere", "{id}"), "There is no folder"),
        (("move", "--to", "Twice", "{id}"), "names several folders: A/Twice, B/Twice"),
        (("pin", "{id}", "ffffffffffff"), "There is no conversation"),
        (("folders", "add", "twice", "--in", "b"), "There is already a folder"),
        (("folders", "move", "A", "--to", "A/Twice"), "cannot be moved into a folder"),
        (("tag", " #", "{id}"), "is no name for a tag"),
        (("folders", "add", " "), "There is no letter"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    shell: Shell, ids: dict[str, str], arguments: tuple[str, ...], words: str
) -> None:
    for name, parent in (("A", None), ("B", None), ("Twice", "A"), ("Twice", "B")):
        shell.text("folders", "add", name, *(("--in", parent) if parent else ()))
    said = shell.text(*(each.format(id=ids["Herons"]) for each in arguments), code=2)
    assert words in said
    assert shell.titles("--pinned") == set()


def test_what_is_old_is_shown_and_deleted(shell: Shell, home: Path, ids: dict[str, str]) -> None:
    old = datetime.now(UTC) - timedelta(days=40)
    app = build(home, offline=True)
    app.vault.unlock_unprotected()
    app.vault._store.add(Conversation(new_conversation_id(), "Old", old, old))
    app.close()
    assert shell.values("retention") == [{"keep_days": 0}]
    assert shell.values("retention", "30") == [{"keep_days": 30}]
    (preview,) = shell.values("expire", "--dry-run")
    assert [each["title"] for each in preview["conversations"]] == ["Old"]
    assert preview["deleted"] == 0
    assert "It would be 1." in shell.text("expire", "--dry-run")
    (done,) = shell.values("expire")
    assert (done["deleted"], done["held"]) == (1, None)
    assert shell.titles() == set(ids)
    assert "for ever" in shell.text("retention", "ever")


def test_what_is_deleted_by_itself_is_said(shell: Shell, home: Path, ids: dict[str, str]) -> None:
    app = build(home, offline=True)
    app.vault.unlock_unprotected()
    old = datetime.now(UTC) - timedelta(days=40)
    app.vault._store.add(Conversation(new_conversation_id(), "Old", old, old))
    app.close()
    (preview,) = shell.values("expire", "--dry-run", "--set", "history.keep_days=30")
    assert len(preview["conversations"]) == 1
    assert "Old" in shell.text("list")
    shell.text("retention", "30")
    text = shell.text("list")
    assert "Deleted by age: 1." in text
    assert "Old" not in text
    assert shell.titles() == set(ids)
