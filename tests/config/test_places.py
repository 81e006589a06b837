"""What a removal leaves: every place, with what it takes."""

import json
from pathlib import Path

import pytest

from app.cli.main import run
from app.config.autostart import autostart_of_system
from app.config.paths import Paths
from app.config.places import places


def filled(home: Path) -> None:
    (home / "models").mkdir(parents=True)
    (home / "logs").mkdir()
    for name, size in (
        ("history.db", 1000), ("history.db-wal", 100), ("vault.key", 10), ("vault.key.bak", 10),
        ("settings.toml", 7), ("models/own.gguf", 5000), ("logs/a.log", 3), ("crash.log", 2),
    ):  # fmt: skip
        (home / name).write_bytes(bytes(size))
    (home / "models" / "linked.gguf").symlink_to("/etc/hostname")


@pytest.fixture(autouse=True)
def _no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_everything_is_counted_once(home: Path) -> None:
    filled(home)
    found = {each.name: each for each in places(Paths(home))}
    assert {name: each.bytes for name, each in found.items()} == {
        "vault": 1120,
        "models": 5000,
        "settings": 7,
        "other files of Snug": 5,
    }
    assert found["models"].files == 2
    total = sum(
        each.stat().st_size for each in home.rglob("*") if each.is_file() and not each.is_symlink()
    )
    assert sum(each.bytes for each in found.values()) == total


def test_the_entry_of_the_session_is_named(home: Path) -> None:
    autostart_of_system().turn_on(["snug", "--hidden"])
    assert [each.where for each in places(Paths(home))] == [autostart_of_system().place]


def test_the_command_prints_them(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--where"]) == 0
    assert capsys.readouterr().out == "Snug keeps nothing here.\n"
    assert not home.exists()
    filled(home)
    assert run(["doctor", "--where"]) == 0
    said = capsys.readouterr()
    assert str(home / "models") in said.out
    assert "snug vault erase" in said.err
    assert run(["doctor", "--where", "--json"]) == 0
    lines = [json.loads(each) for each in capsys.readouterr().out.splitlines()]
    assert lines[0] == {"name": "vault", "where": str(home), "bytes": 1120, "files": 4}
