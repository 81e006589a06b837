"""An older Snug leaves the vault of a newer one alone, and every command says so with code 4."""

from pathlib import Path

import pytest
from vault_homes import make_newer, make_vault
from vaults import PASSPHRASE

from app.cli.main import run

KEPT = ("history.db", "vault.key", "vault.key.bak")


def contents(home: Path) -> dict[str, bytes]:
    return {name: (home / name).read_bytes() for name in KEPT}


@pytest.fixture
def opening(home: Path, tmp_path: Path) -> list[str]:
    make_vault(home)
    make_newer(home)
    key = tmp_path / "passphrase.txt"
    key.write_text(PASSPHRASE, "utf-8")
    return ["--passphrase-file", str(key), "--offline"]


@pytest.mark.parametrize(
    "command",
    [
        ["history", "list"],
        ["history", "export", "all.json", "--format", "json"],
        ["history", "import", "all.json"],
        ["search", "rent"],
        ["index", "list"],
        ["prompts", "list"],
        ["chat", "Hello", "--conversation", "0"],
        ["vault", "verify"],
        ["vault", "backup", "all.snugbackup"],
        ["vault", "rekey"],
        ["doctor", "--network"],
    ],
    ids=" ".join,
)
def test_the_commands_refuse_it_and_change_nothing(
    home: Path, opening: list[str], command: list[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "all.json").write_text('{"format": "snug-conversations", "version": 1, '
                                       '"conversations": []}')  # fmt: skip
    before = contents(home)
    assert run([*command, *opening]) == 4
    said = capsys.readouterr()
    assert "newer release of Snug" in said.err
    assert "Install the newer release" in said.err
    assert contents(home) == before
    assert not (tmp_path / "all.snugbackup").exists()


def test_what_needs_no_vault_still_works(home: Path, opening: list[str]) -> None:
    assert run(["vault", "status", *opening]) == 0
    assert run(["doctor", "--where", *opening]) == 0
