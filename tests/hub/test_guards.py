"""What keeps processes from connecting past the gate; each proof beside what is allowed."""

import json
import platform
import socket
import ssl
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hub_room import HubRoom, model_bytes
from stand_in_hub import REPOSITORY, StandInHub, running

from app.domain.errors import HubUnreachable

ROOT = Path(__file__).parents[2]
FILE = "tiny.Q4_K_M.gguf"
linux = pytest.mark.skipif(platform.system() != "Linux", reason="guards of Linux")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return model_bytes(tmp_path_factory.mktemp("made"), feed_forward=64)


@pytest.fixture
def hub(data: bytes) -> Iterator[StandInHub]:
    with running(StandInHub({FILE: data})) as made:
        yield made


def told(code: str, *arguments: object) -> Any:
    """What a process prints as JSON that runs this code."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout)


# --- the main process -----------------------------------------------------------------------------

TRIES = """
    import json, socket, sys

    def tries(host, port, path):
        found = {}
        def tried(name, work):
            try:
                work()
                found[name] = "passed"
            except PermissionError as error:
                found[name] = str(error)
        tried("connect", lambda: socket.create_connection((host, port), 5).close())
        tried("numeric", lambda: socket.socket().connect((host, port)))
        tried("look-up", lambda: socket.getaddrinfo("localhost", 80))
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        tried("datagram", lambda: udp.sendto(b"x", (host, port)))
        tried("local", lambda: socket.socket(socket.AF_UNIX).connect(path))
        return found
"""


@linux
def test_the_main_process_reaches_nobody(tmp_path: Path) -> None:
    path = str(tmp_path / "s")
    guarded = """
    import app.cli.main
    app.cli.main.run = lambda _arguments: print(json.dumps(
        [tries(sys.argv[1], int(sys.argv[2]), sys.argv[3]), main_process_guard().holds])) or 0
    from app.__main__ import main
    from app.security.outbound_guard import main_process_guard
    main()
    """
    free = "print(json.dumps([tries(sys.argv[1], int(sys.argv[2]), sys.argv[3]), False]))"
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as local:
        local.bind(path)
        local.listen()
        port = server.getsockname()[1]
        control = told(textwrap.dedent(TRIES) + free, "127.0.0.1", port, path)
        found, holds = told(
            textwrap.dedent(TRIES) + textwrap.dedent(guarded), "127.0.0.1", port, path
        )
    assert control == [
        dict.fromkeys(("connect", "numeric", "look-up", "datagram", "local"), "passed"),
        False,
    ]
    assert found.pop("local") == "passed"
    assert all("not passed by the network gate" in each for each in found.values())
    assert holds


# --- the downloading child ------------------------------------------------------------------------


def test_the_child_reaches_the_hosts_of_its_errand_alone(hub: StandInHub) -> None:
    code = """
    import json, socket, sys
    from app.hub.host.door import Door, GateRefused
    from app.hub.messages import Opening, Passed, Refused
    from app.security.outbound_guard import guard_connections

    def tell(message):
        if isinstance(message, Opening):
            is_good = message.host == "127.0.0.1"
            door.answered(Passed(message.number) if is_good else Refused(message.number))

    door = Door(tell)
    guard_connections(door.knows_name, door.knows_address)
    from app.hub.host.environment import fix_environment
    fix_environment(sys.argv[1])
    from app.hub.host.connections import session_maker
    session = session_maker(door, "", 5.0)()

    def tried(work):
        try:
            return work()
        except (GateRefused, PermissionError) as error:
            return type(error).__name__

    port = int(sys.argv[1].rpartition(":")[2])
    print(json.dumps([
        tried(lambda: socket.create_connection(("127.0.0.1", port), 5) and "past the door"),
        tried(lambda: session.get(sys.argv[1] + "/api/models/room/tiny-GGUF").status_code),
        tried(lambda: session.get(f"http://localhost:{port}/").status_code),
        tried(lambda: socket.create_connection(("127.0.0.2", port), 5) and "past the door"),
        tried(lambda: socket.getaddrinfo("localhost", 80) and "looked up"),
    ]))
    """
    refused = "PermissionError"
    assert told(code, hub.address) == [refused, 200, "GateRefused", refused, refused]


@linux
def test_the_child_changes_files_in_its_folder_alone(tmp_path: Path) -> None:
    mine, other = tmp_path / "models", tmp_path / "other"
    mine.mkdir()
    other.mkdir()
    code = """
    import json, os, pathlib, socket, subprocess, sys
    from app.workers.sandbox import confine_downloader
    guards = confine_downloader(os.getppid(), sys.argv[1])
    found = {each.name: each.holds for each in guards}
    for name, work in {
        "mine": lambda: pathlib.Path(sys.argv[1], "a.part").write_bytes(b"x"),
        "renamed": lambda: pathlib.Path(sys.argv[1], "a.part").unlink(),
        "other": lambda: pathlib.Path(sys.argv[2], "a").write_bytes(b"x"),
        "program": lambda: subprocess.run(["true"]),
        "socket": lambda: socket.socket().close(),
    }.items():
        try:
            work()
            found[name] = "passed"
        except OSError as error:
            found[name] = type(error).__name__
    print(json.dumps(found))
    """
    found = told(code, mine, other)
    assert [found[name] for name in ("mine", "renamed", "socket")] == ["passed"] * 3
    assert found["program"] == "PermissionError"
    assert found["no core dumps"]
    assert found["no new programs"]
    if found["writes only models"]:  # where the kernel has Landlock
        assert found["other"] == "PermissionError"


def test_nothing_of_the_environment_leads_elsewhere_or_tells_of_the_user(
    tmp_path: Path, hub: StandInHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = tmp_path / "user"
    (user / ".cache" / "huggingface").mkdir(parents=True)
    (user / ".cache" / "huggingface" / "token").write_text("hf_implicit")
    (user / ".netrc").write_text("machine 127.0.0.1 login me password secret")
    before = sorted(user.rglob("*"))
    planted = {
        "HOME": str(user),
        "HF_HOME": str(user / ".cache" / "huggingface"),
        "HF_TOKEN": "hf_environment",
        "HF_ENDPOINT": "http://127.0.0.1:9",
        "HF_HUB_DISABLE_TELEMETRY": "0",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
        "ALL_PROXY": "http://127.0.0.1:9",
        "NETRC": str(user / ".netrc"),
    }
    for name, value in planted.items():
        monkeypatch.setenv(name, value)
    room = HubRoom(tmp_path / "home", hub)
    assert room.get(REPOSITORY).error is None
    assert len(hub.seen) == 3, "no ping, no telemetry"
    for each in hub.seen:
        assert "authorization" not in {name.lower() for name in each.headers}
        assert "secret" not in str(each)
    assert sorted(user.rglob("*")) == before


def test_a_proxy_of_the_settings_is_used_and_named(tmp_path: Path, hub: StandInHub) -> None:
    proxied = ["network.mirror=http://localhost:9", f"network.proxy={hub.address}"]
    room = HubRoom(tmp_path / "home", hub, settings=proxied)
    assert room.get(REPOSITORY).error is None
    assert {each.host for each in room.gate.ledger()} == {"localhost through 127.0.0.1"}
    assert all(each.path.startswith("http://localhost:9/") for each in hub.seen)


def test_over_tls_and_with_the_right_certificate_alone(
    tmp_path: Path, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)
    with running(StandInHub({FILE: data}), context) as hub:
        assert isinstance(HubRoom(tmp_path / "home", hub).get(REPOSITORY).error, HubUnreachable)
        assert hub.seen == []
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        room = HubRoom(tmp_path / "home", hub)
        assert room.get(REPOSITORY).error is None
        assert room.gate.ledger()[-1].bytes_in > len(data)


def certificate(folder: Path) -> Path:
    """A certificate of 127.0.0.1 that signs itself, with its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stand-in")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(address())]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "stand-in.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def address() -> Any:
    import ipaddress

    return ipaddress.ip_address("127.0.0.1")
