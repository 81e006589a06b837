"""What a model was resolved to: with the models, or in the vault once there is one."""

from dataclasses import replace
from pathlib import Path

import pytest
from vault_homes import files_with, make_vault
from vaults import PASSPHRASE

from app.bootstrap import build
from app.domain.hub import HubFile, Pin
from app.services.pins import Pins

PIN = Pin(
    "heron-7b", "room/heron-GGUF", "a" * 40, (HubFile("h.gguf", 10, "b" * 64),), ("heron.gguf",)
)


def test_they_are_kept_in_a_private_file(tmp_path: Path) -> None:
    file = tmp_path / ".pins.json"
    pins = Pins(file)
    assert pins.get("heron-7b") is None
    pins.keep(PIN)
    pins.keep(other := replace(PIN, wanted="room/heron-GGUF"))
    pins.keep(newer := replace(PIN, commit="c" * 40))
    assert Pins(file).all() == {"heron-7b": newer, "room/heron-GGUF": other}
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "text", ["", "{", '{"format": 2, "pins": []}', '{"format": 1, "pins": [7]}']
)
def test_damage_is_no_pin(tmp_path: Path, text: str) -> None:
    (tmp_path / "p").write_text(text)
    assert Pins(tmp_path / "p").all() == {}


def test_a_pin_that_leads_elsewhere_is_none(tmp_path: Path) -> None:
    pins = Pins(tmp_path / "p")
    pins.keep(PIN)
    text = (tmp_path / "p").read_text()
    (tmp_path / "p").write_text(text.replace("heron.gguf", "../heron.gguf"))
    assert pins.all() == {}


def test_the_vault_takes_them_and_tells_nothing_while_it_is_locked(home: Path) -> None:
    models = home / "models"
    models.mkdir(parents=True)
    file = models / ".pins.json"
    Pins(file).keep(PIN)
    make_vault(home)
    app = build(home)
    app.vault.unlock(PASSPHRASE)
    pins = app.fetching.pins
    assert pins.get("heron-7b") == PIN
    assert not file.exists()
    assert files_with(home, "heron-7b") == []
    app.vault.lock()
    assert pins.all() == {}
    pins.keep(late := replace(PIN, wanted="late"))
    app.vault.unlock(PASSPHRASE)
    assert pins.all() == {"heron-7b": PIN, "late": late}
    assert not file.exists()
    app.close()
