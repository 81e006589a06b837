"""`snug vault` as a person and as a program see it: backups and checks."""

import json
from pathlib import Path

import pytest
from vault_homes import make_vault
from vaults import PASSPHRASE

from app.cli.main import run


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "home"
    make_vault(made)
    return made


@pytest.fixture
def opening(home: Path, tmp_path: Path) -> list[str]:
    """The arguments that name the home and open its vault."""
    key = tmp_path / "passphrase.txt"
    key.write_text(PASSPHRASE + "\n", "utf-8")
    return ["--home", str(home), "--passphrase-file", str(key), "--offline"]


def test_a_backup_says_what_was_written(
    opening: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = str(tmp_path / "all.snugbackup")
    assert run(["vault", "backup", backup, *opening]) == 0
    assert "Written: " in capsys.readouterr().err
    assert run(["vault", "backup", backup, *opening]) == 0
    assert "Brought up to date: " in capsys.readouterr().err
    assert run(["vault", "backup", backup, *opening, "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert value["new"] is False
    assert 0 < value["written_bytes"] < value["bytes"]
    assert run(["vault", "verify", "--backup", backup, *opening]) == 0
    assert "whole" in capsys.readouterr().out


def test_another_file_is_replaced_only_when_told(
    opening: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Mirabel")
    assert run(["vault", "backup", str(letter), *opening]) == 1
    assert "not a backup of this vault" in capsys.readouterr().err
    assert letter.read_text() == "Dear Mirabel"
    assert run(["vault", "backup", str(letter), "--replace", *opening]) == 0


def test_a_damaged_backup_is_told_by_its_exit_code(
    opening: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = tmp_path / "all.snugbackup"
    assert run(["vault", "backup", str(backup), *opening]) == 0
    raw = bytearray(backup.read_bytes())
    raw[100_000] ^= 1
    backup.write_bytes(raw)
    assert run(["vault", "verify", "--backup", str(backup), *opening]) == 4
    assert "is damaged" in capsys.readouterr().out


def test_a_rescue_says_what_came_over(
    home: Path, opening: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["vault", "rescue", *opening]) == 0
    assert "sound" in capsys.readouterr().out
    raw = (home / "history.db").read_bytes()
    (home / "history.db").write_bytes(bytes(len(raw)))
    assert run(["vault", "rescue", *opening]) == 4
    assert "Not one conversation" in capsys.readouterr().err
