"""`snug vault keychain` and what asks for the vault, with a keychain in this process."""

import argparse
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from keychains import Entries, keychain
from keyring.errors import KeyringLocked
from vault_homes import make_vault
from vaults import PASSPHRASE

from app.bootstrap import Application, build
from app.cli import keychain as command
from app.cli import passphrase, vault
from app.cli.output import Output
from app.domain.errors import UsageError, VaultLocked, VaultMissing, WrongPassphrase
from app.domain.vault import KeychainState, VaultState
from app.security.vault import Vault


class Desk:
    """A home, its keychain, and what the command line says there."""

    def __init__(self, home: Path, words: Path) -> None:
        self.home = home
        self.words = words
        self.entries = Entries()
        self.apps: list[Application] = []
        words.write_text(PASSPHRASE)

    def app(self) -> Application:
        app = build(self.home, offline=True)
        app.vault._vault = Vault(self.home, keychain(self.entries))
        self.apps.append(app)
        return app

    def vault_id(self) -> str:
        facts = self.app().vault.facts()
        assert facts is not None
        return facts.vault_id

    def args(self, switch: str = "status", *, words: bool = True) -> argparse.Namespace:
        return argparse.Namespace(
            switch=switch, passphrase_file=str(self.words) if words else None, quiet=False
        )

    def run(self, switch: str, *, words: bool = True) -> tuple[KeychainState, str]:
        """The state in JSON afterwards, and what was said beside it."""
        stdout, stderr = io.StringIO(), io.StringIO()
        out = Output(json=True, stdout=stdout, stderr=stderr)
        app = self.app()
        try:
            assert command.keychain(self.args(switch, words=words), app, out) == 0
        finally:
            app.close()
        return KeychainState(json.loads(stdout.getvalue())["keychain"]), stderr.getvalue()

    def status(self) -> tuple[dict[str, Any], str]:
        """`snug vault status` for programs and for people."""
        said = []
        for is_json in (True, False):
            stdout = io.StringIO()
            app = self.app()
            vault._status(self.args(), app, Output(json=is_json, stdout=stdout))
            app.close()
            said.append(stdout.getvalue())
        return json.loads(said[0]), said[1]


@pytest.fixture
def desk(home: Path, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(home, tmp_path / "words.txt")
    yield made
    for app in made.apps:
        app.close()


@pytest.fixture
def made(desk: Desk) -> Desk:
    make_vault(desk.home)
    return desk


def test_on_off_and_status(made: Desk) -> None:
    assert made.run("status") == (KeychainState.OFF, "")
    state, said = made.run("on")
    assert state is KeychainState.ON
    assert "from now on" in said
    value, text = made.status()
    assert value["keychain"] == "on"
    assert "keychain" in value["slots"]
    assert command.SAID[KeychainState.ON] in text
    assert made.run("off", words=False)[0] is KeychainState.OFF  # it opens the vault for that
    assert made.entries.entries == {}


def test_off_takes_along_what_an_interrupted_on_left(made: Desk) -> None:
    made.app().vault._vault._keychain.keep_new(made.vault_id())
    state, said = made.run("off")
    assert state is KeychainState.OFF
    assert "was not in use" in said
    assert made.entries.entries == {}


def test_a_wrong_passphrase_turns_nothing_on(made: Desk) -> None:
    made.words.write_text("not this")
    with pytest.raises(WrongPassphrase):
        made.run("on")
    assert made.entries.entries == {}


def test_without_a_vault_or_a_passphrase_there_is_nothing_to_turn_on(desk: Desk) -> None:
    assert desk.run("status") == (KeychainState.OFF, "")
    with pytest.raises(VaultMissing):
        desk.run("on")
    make_vault(desk.home, None)
    with pytest.raises(UsageError):
        desk.run("on")


def test_what_a_keychain_does_not_let_go_of_is_said(made: Desk) -> None:
    made.run("on")
    made.entries.error, made.entries.failing = KeyringLocked(), {"delete"}
    state, said = made.run("off")
    assert state is KeychainState.OFF
    assert "still holds its secret" in said


def test_the_keychain_is_tried_first(made: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made.run("on")
    monkeypatch.setattr(passphrase, "ask", lambda prompt: pytest.fail("asked"))
    app = made.app()
    passphrase.open_vault(app, made.args(words=False))
    assert app.vault.state is VaultState.OPEN


def test_a_passphrase_that_is_told_goes_before_it(made: Desk) -> None:
    made.run("on")
    made.entries.calls.clear()
    app = made.app()
    passphrase.open_vault(app, made.args())
    assert app.vault.state is VaultState.OPEN
    assert made.entries.calls == []


def test_where_it_does_not_open_the_passphrase_is_asked_for_and_why_is_said(
    made: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made.run("on")
    made.entries.entries.clear()
    assert made.run("status")[0] is KeychainState.STALE
    monkeypatch.setattr(passphrase, "ask", lambda prompt: PASSPHRASE)
    app = made.app()
    passphrase.open_vault(app, made.args(words=False))
    assert app.vault.state is VaultState.OPEN
    assert "does not hold the key" in capsys.readouterr().err


def test_where_it_is_off_it_is_not_asked(made: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(prompt: str) -> str:
        raise VaultLocked

    monkeypatch.setattr(passphrase, "ask", nobody)
    with pytest.raises(VaultLocked):
        passphrase.open_vault(made.app(), made.args(words=False))
    assert made.entries.calls == []


def test_the_doctor_names_it_or_what_stands_in_its_way(desk: Desk) -> None:
    assert command.found(desk.app()) == {"name": "a keychain for tests", "problem": None}
    desk.entries.error = OSError("with words that nobody needs")
    assert command.found(desk.app()) == {"name": None, "problem": "OSError"}
