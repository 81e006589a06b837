"""Every connection that the gate lets through is kept: in the vault, or until there is one."""

import contextlib
import json
import socket
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from vault_files import open_database
from vault_homes import files_with, make_vault
from vaults import CHEAP, PASSPHRASE

from app.bootstrap import Application, build
from app.cli.main import run
from app.domain.errors import DownloadCancelled, DownloadFailed, OfflineNow, VaultDiskFull
from app.domain.models import PackageSource
from app.domain.network import Connection, Consent, Outcome
from app.security import network_gate
from app.security.network_gate import NetworkGate
from app.services.network_ledger import NetworkLedger
from app.services.package_fetching import PackageFetcher
from app.store import ledger as ledger_rows
from app.store.conversations import VaultConversations
from app.store.database import Database
from app.store.ledger import VaultLedger

WHEEL = "(target / 'a-1-py3-none-any.whl').write_bytes(b'x' * 1000)\n"
NAME = "heron-7b-instruct"


def gate_with(folder: Path, body: str, *, is_offline: bool = False) -> NetworkGate:
    """A gate with a command in pip's place."""
    script = folder / "fake_pip.py"
    start = "import pathlib, socket, sys, time\n"
    start += "target = pathlib.Path(sys.argv[sys.argv.index('-d') + 1])\n"
    script.write_text(start + body, encoding="utf-8")
    return NetworkGate(lambda: is_offline, (sys.executable, str(script)))


def download(
    gate: NetworkGate, folder: Path, cancel: threading.Event | None = None
) -> Connection | None:
    """The line of a download, whatever becomes of it."""
    before = len(gate.ledger())
    target = folder / f"target {before}"
    target.mkdir()
    source = PackageSource("a", "1", "m")
    with contextlib.suppress(DownloadFailed, DownloadCancelled, OfflineNow):
        gate.download_package(source, target, name=NAME, consent=Consent.GENERAL, cancel=cancel)
    lines = gate.ledger()
    return lines[-1] if len(lines) > before else None


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = open_database(tmp_path / "v" / "history.db", create=True)
    yield made
    made.close()


@pytest.fixture
def vault(database: Database) -> VaultConversations:
    return VaultConversations(database)


# --- the gate -----------------------------------------------------------------------------------


def test_a_connection_is_written_down_before_it_is_made(tmp_path: Path) -> None:
    gate = gate_with(tmp_path, WHEEL)
    heard: list[Connection] = []
    gate.listen(heard.append)
    line = download(gate, tmp_path)
    assert line is not None
    assert (line.purpose, line.bytes_in, line.bytes_out) == (f"model {NAME}", 1000, None)
    assert line.outcome is Outcome.DONE
    begun, ended = heard
    assert ended == line
    assert begun == replace(line, bytes_in=0, outcome=Outcome.UNDER_WAY, addresses=())


def test_how_it_ended_is_told(tmp_path: Path) -> None:
    failed = download(gate_with(tmp_path, "sys.exit(1)\n"), tmp_path)
    assert failed is not None
    assert failed.outcome is Outcome.FAILED
    cancel = threading.Event()
    cancel.set()
    (tmp_path / "b").mkdir()
    stopped = download(gate_with(tmp_path, "time.sleep(60)\n"), tmp_path / "b", cancel)
    assert stopped is not None
    assert stopped.outcome is Outcome.STOPPED
    (tmp_path / "c").mkdir()
    assert download(gate_with(tmp_path, WHEEL, is_offline=True), tmp_path / "c") is None


def test_with_whom_it_spoke_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look = network_gate._addresses_of
    answered: list[socket.socket] = []

    def look_and_answer(process_id: int) -> set[str]:
        found = look(process_id)
        if found and not answered:
            answered.append(server.accept()[0])
            answered[0].close()
        return found

    monkeypatch.setattr(network_gate, "_addresses_of", look_and_answer)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        body = f"socket.create_connection(('127.0.0.1', {port})).recv(1)\n"
        line = download(gate_with(tmp_path, body + WHEEL), tmp_path)
    assert line is not None
    assert line.addresses == (f"127.0.0.1:{port}",)


# --- in the vault -------------------------------------------------------------------------------


def test_lines_wait_for_the_vault_and_then_stay(tmp_path: Path, vault: VaultConversations) -> None:
    gate = gate_with(tmp_path, WHEEL)
    network = NetworkLedger(gate)
    first = download(gate, tmp_path)
    assert network.lines() == [first]
    assert vault.ledger().lines() == []
    network.opened(vault)
    assert vault.ledger().lines() == [first]
    second = download(gate, tmp_path)
    assert network.lines() == [second, first]
    assert vault.ledger().lines() == [second, first]
    network.closing()
    assert network.lines() == []
    third = download(gate, tmp_path)
    assert network.lines() == [third]
    network.opened(vault)
    assert network.lines() == [third, second, first]


def test_a_connection_that_never_ended_is_there(tmp_path: Path, vault: VaultConversations) -> None:
    gate = gate_with(tmp_path, WHEEL)
    network = NetworkLedger(gate)
    network.opened(vault)
    gate.listen(lambda _line: network.closing())  # as if the program had ended at once
    download(gate, tmp_path)
    assert [each.outcome for each in vault.ledger().lines()] == [Outcome.UNDER_WAY]


def test_what_cannot_be_kept_waits(
    tmp_path: Path, vault: VaultConversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = gate_with(tmp_path, WHEEL)
    network = NetworkLedger(gate)
    network.opened(vault)

    def full(_self: object, _line: object) -> None:
        raise VaultDiskFull(folder="here")

    with monkeypatch.context() as patch:
        patch.setattr(VaultLedger, "keep", full)
        line = download(gate, tmp_path)
        assert line is not None
        assert line.outcome is Outcome.DONE
        assert network.lines() == [line]
    later = download(gate, tmp_path)
    assert vault.ledger().lines() == [later, line]


def test_a_line_comes_back_as_it_was(vault: VaultConversations) -> None:
    at = datetime(2026, 3, 29, 2, 30, 0, 123457, UTC)
    line = Connection(
        "여기",
        "model x",
        Consent.THIS_DOWNLOAD,
        5,
        7,
        addresses=("[::1]:443", "10.0.0.1:80"),
        outcome=Outcome.FAILED,
        at=at,
    )
    vault.ledger().keep(line)
    vault.ledger().keep(replace(line, bytes_in=6))
    assert vault.ledger().lines() == [replace(line, bytes_in=6)]


def test_the_ledger_does_not_grow_for_ever(
    vault: VaultConversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_rows, "MOST_LINES", 20)
    monkeypatch.setattr(ledger_rows, "ALWAYS", 5)
    ledger = vault.ledger()
    for number in range(30):
        ledger.keep(Connection("host", str(number)))
    assert [each.purpose for each in ledger.lines()] == [str(each) for each in range(29, 9, -1)]
    ledger.keep(Connection("host", "much later", at=datetime.now(UTC) + timedelta(days=800)))
    assert [each.purpose for each in ledger.lines()] == ["much later", "29", "28", "27", "26"]


# --- the application ----------------------------------------------------------------------------


def through(app: Application, folder: Path) -> None:
    """A connection through the gate of an application."""
    packages = app.library._gate
    assert isinstance(packages, PackageFetcher)
    gate = packages._gate
    assert isinstance(gate, NetworkGate)
    gate._pip = gate_with(folder, WHEEL)._pip
    download(gate, folder)


def test_the_doctor_lists_what_the_vault_knows(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = build(home)
    app.settings.tell("network.offline=off")
    through(app, tmp_path)
    app.vault.create(None, kdf=CHEAP)
    app.close()
    assert files_with(home, NAME) == []
    capsys.readouterr()
    assert run(["doctor", "--network", "--json"]) == 0
    (line,) = (json.loads(each) for each in capsys.readouterr().out.splitlines())
    assert line["purpose"] == f"model {NAME}"
    assert (line["bytes_in"], line["bytes_out"], line["outcome"]) == (1000, None, "done")
    assert (line["consent"], line["addresses"]) == ("general", [])
    assert run(["doctor", "--network"]) == 0
    text = capsys.readouterr().out
    assert NAME in text
    assert "not counted" in text


def test_a_locked_vault_tells_nothing(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_vault(home)
    app = build(home)
    app.vault.unlock(PASSPHRASE)
    app.settings.tell("network.offline=off")
    through(app, tmp_path)
    assert len(app.network.lines()) == 1
    app.vault.lock()
    assert app.network.lines() == []
    app.vault.unlock(PASSPHRASE)
    assert len(app.network.lines()) == 1
    app.close()
    capsys.readouterr()
    assert run(["doctor", "--network"]) == 3
    assert NAME not in capsys.readouterr().out


def test_without_a_vault_it_says_so(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--network"]) == 0
    caught = capsys.readouterr()
    assert "No connection was made." in caught.out
    assert "Without a vault" in caught.err


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_a_download_on_the_command_line_is_written_into_a_vault_that_need_not_be_asked_for(
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    passphrase: str | None,
) -> None:
    make_vault(home, passphrase)
    monkeypatch.setenv("PIP_NO_INDEX", "1")  # pip itself, which finds nothing
    get = ["models", "get", "smollm2-135m-instruct"]
    assert run(get) == 1
    locked = "The vault was locked" in capsys.readouterr().err
    assert locked is (passphrase is not None)
    if passphrase is not None:
        file = tmp_path / "passphrase"
        file.write_text(passphrase, "utf-8")
        monkeypatch.setenv("SNUG_PASSPHRASE_FILE", str(file))
        assert run(get) == 1
    capsys.readouterr()
    assert run(["doctor", "--network", "--json"]) == 0
    (line,) = (json.loads(each) for each in capsys.readouterr().out.splitlines())
    assert (line["consent"], line["outcome"]) == ("this download", "failed")
