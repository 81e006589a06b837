"""Documents from the outside: read, found, asked, cited and forgotten by real processes."""

import json
import os
import shutil
from pathlib import Path

import pytest
from started_commands import snug
from vault_homes import files_with, make_vault
from vaults import PASSPHRASE

pytestmark = pytest.mark.real_engine
LEASE = """# Lease

## Payment

The rent is 900 euros a month. It is due on the first Monday of every month.

## Deposit

The deposit is 1,800 euros. It is paid back within 30 days after the keys are returned.
"""
KOREAN = "임대차 계약서\n\n임대료는 매월 말일에 지급한다. 계약 기간은 2년이다.\n"


@pytest.fixture
def vault_home(starter_home: Path, starter_embedder: Path) -> Path:
    """A home with a vault and both starter models."""
    (starter_home / "models" / starter_embedder.name).symlink_to(starter_embedder)
    make_vault(starter_home)
    return starter_home


@pytest.fixture
def opening(tmp_path: Path) -> tuple[str, ...]:
    """What opens the vault."""
    path = tmp_path / "passphrase.txt"
    path.write_text(PASSPHRASE + "\n", "utf-8")
    return "--passphrase-file", str(path), "--json"


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A folder with documents in two languages and encodings, and one that cannot be read."""
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "lease.md").write_text(LEASE, "utf-8")
    (folder / "계약서.txt").write_bytes(KOREAN.encode("cp949"))
    (folder / "noise.bin").write_bytes(bytes(range(256)) * 40)
    return folder


def values(*arguments: str, text: str = "") -> list[dict[str, object]]:
    done = snug(*arguments, text=text)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_documents_are_read_asked_and_forgotten(
    vault_home: Path, opening: tuple[str, ...], papers: Path
) -> None:
    (added,) = values("index", "add", str(papers), *opening)
    assert (added["indexed"], added["waiting"]) == (2, 0)
    (refused,) = added["refused"]  # type: ignore[misc] - a list, as JSON has it
    assert refused["reason"] == "binary"
    assert "noise.bin" in refused["sentence"]
    assert files_with(vault_home, "900 euros") == []
    assert files_with(vault_home, "계약 기간") == []

    questions = "How much is the deposit?\n계약 기간은 얼마인가요?\nWho discovered penicillin?\n"
    deposit, period, unknown = values("ask", "-", *opening, text=questions)
    assert deposit["query"] == "How much is the deposit?"
    (citation, *_) = deposit["citations"]  # type: ignore[misc]
    assert citation["document"] == str(papers / "lease.md")
    assert citation["status"] == "verified"
    assert "1,800 euros" in citation["text"]
    assert deposit["refused"] is False
    assert "2년" in period["citations"][0]["text"]  # type: ignore[index]
    assert unknown["refused"] is True
    assert unknown["citations"] == []
    assert unknown["passages"]

    first = values("search", "when must the tenant pay", "--limit", "3", *opening)[0]
    assert first["document"] == str(papers / "lease.md")
    assert {"start", "end", "text", "score", "dense_rank", "lexical_rank"} <= set(first)

    shutil.move(papers / "lease.md", papers / "moved.md")
    (status,) = values("index", "status", *opening)
    assert status["indexed"] == 2
    assert values("index", "remove", "Documents", *opening) == [{"removed": 3}]
    assert values("index", "list", *opening) == []
    assert values("search", "deposit", *opening) == []
    assert (papers / "moved.md").exists()


def test_a_loose_file_is_asked_and_kept_nowhere(
    vault_home: Path, opening: tuple[str, ...], papers: Path
) -> None:
    lease = str(papers / "lease.md")
    (answer,) = values("ask", "When is the rent due?", "--in", lease, *opening)
    assert answer["searched_for"] == "When is the rent due?"
    assert "first Monday" in str(answer["text"])
    assert values("index", "list", *opening) == []


def test_a_search_is_narrowed_and_changed_files_are_told(
    vault_home: Path, starter_embedder: Path, opening: tuple[str, ...], papers: Path
) -> None:
    (papers / "rent.csv").write_text("what,euros\ndeposit,1800\n", "utf-8")
    os.utime(papers / "rent.csv", (946_684_800, 946_684_800))
    values("index", "add", str(papers), *opening)

    def names(*narrow: str) -> set[str]:
        found = values("search", "deposit euros", *narrow, *opening)
        return {Path(str(each["document"])).name for each in found}

    assert {"rent.csv", "lease.md"} <= names()
    assert names("--kind", "sheets") == {"rent.csv"}
    # By words alone from here on: a second is saved each time that the model need not be loaded.
    (vault_home / "models" / starter_embedder.name).unlink()
    assert names("--kind", "pdf,text", "--kind", "mail", "--until", "2001") == set()
    assert names("--until", "2001-06") == {"rent.csv"}
    assert "lease.md" in names("--since", "2001-06")
    assert names("--in", str(papers / "lease.md"), "--kind", "text") == {"lease.md"}

    (papers / "lease.md").write_text("Another text.", "utf-8")
    (papers / "rent.csv").unlink()
    narrow = ("--in", "Documents", "--kind", "text,csv")
    (answer,) = values("ask", "How much is the deposit?", *narrow, *opening)
    assert answer["filter"] == {
        "in": ["Documents"],
        "kinds": ["csv", "markdown", "text"],
        "since": None,
        "before": None,
    }
    files = {Path(str(e["document"])).name: e["file"] for e in answer["passages"]}  # type: ignore[attr-defined]
    assert (files["lease.md"], files["rent.csv"]) == ("changed", "gone")
    assert {each["file"] for each in answer["citations"]} <= {"changed", "gone"}  # type: ignore[attr-defined]
    told = snug("search", "deposit", *opening[:2])
    assert "One file has changed since it was read." in told.stderr
    assert "the file isn’t at its place any more" in told.stdout

    (again,) = values("index", "again", "Documents", *opening)
    assert again["indexed"] == 2
    assert [each["reason"] for each in again["refused"]] == ["binary"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("ask", "What?", "--in", "nowhere"), 2, "neither a collection nor a file"),
        (("index", "add", "nowhere"), 2, "is not there"),
        (("index", "remove", "nothing"), 2, "is no collection"),
        (("index", "list", "nothing"), 2, "There is no collection"),
        (("search", ""), 2, "nothing to look for"),
        (("search", "x", "--limit", "0"), 2, "--limit"),
        (("search", "x", "--kind", "film"), 2, "no kind of document. There are: pdf, word"),
        (("ask", "x", "--since", "monday"), 2, "--since monday: a day is written like"),
        (("ask", "x", "--since", "2026-02", "--until", "2026-01"), 2, "lies after"),
    ],
)
def test_what_cannot_be_is_said(
    vault_home: Path, opening: tuple[str, ...], arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    done = snug(*arguments, *opening)
    assert done.returncode == code, done.stderr
    assert sentence in done.stderr


def test_without_a_vault_nothing_is_indexed(starter_home: Path) -> None:
    done = snug("index", "list")
    assert done.returncode == 1
    assert "vault" in done.stderr
