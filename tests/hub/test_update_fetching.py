"""The one request about updates: by the real child, through the gate, telling nothing."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from app.config.paths import Paths
from app.config.settings import Settings
from app.domain.addresses import Address
from app.domain.errors import OfflineNow, RedirectRefused, UpdateUnreachable
from app.domain.network import Consent, Outcome
from app.security.network_gate import NetworkGate
from app.services.update_fetching import UpdateFetcher

BODY = '{"format": "snug-update", "notes": "새 소식"}'.encode()


class Server:
    """Answers every request the same, and notes them."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.status, self.body, self.location = 200, BODY, ""
        room = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                room.requests.append((self.path, dict(self.headers.items())))
                self.send_response(room.status)
                if room.location:
                    self.send_header("Location", room.location)
                self.send_header("Content-Length", str(len(room.body)))
                self.end_headers()
                self.wfile.write(room.body)

            def log_message(self, *_args: object) -> None: ...

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = Address.parse(f"http://127.0.0.1:{self.http.server_port}/snug-update.json")


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.http.serve_forever, args=(0.02,))
    thread.start()
    yield made
    made.http.shutdown()
    thread.join()
    made.http.server_close()


class Room:
    def __init__(self, home: Path) -> None:
        self.is_offline = False
        self.gate = NetworkGate(lambda: self.is_offline)
        self.fetch = UpdateFetcher(Paths(home), self.gate, Settings())


@pytest.fixture
def room(home: Path) -> Room:
    return Room(home)


def test_it_arrives_and_the_request_tells_nothing(server: Server, room: Room) -> None:
    assert room.fetch(server.address, 1000, Consent.THIS_DOWNLOAD) == BODY
    [(path, headers)] = server.requests
    assert path == "/snug-update.json"
    told = {key.lower(): value for key, value in headers.items()}
    assert told.pop("host") == f"127.0.0.1:{server.http.server_port}"
    assert told.pop("connection", "keep-alive") in ("keep-alive", "close")
    assert told == {
        "user-agent": "Snug",
        "accept": "application/json",
        "accept-encoding": "identity",
    }
    [line] = room.gate.ledger()
    assert (line.purpose, line.outcome) == ("look for a newer Snug", Outcome.DONE)
    assert line.consent is Consent.THIS_DOWNLOAD
    assert line.bytes_in > len(BODY)


def test_offline_it_needs_consent_by_name(server: Server, room: Room) -> None:
    room.is_offline = True
    with pytest.raises(OfflineNow):
        room.fetch(server.address, 1000, Consent.GENERAL)
    assert server.requests == []
    assert room.gate.ledger() == ()
    assert room.fetch(server.address, 1000, Consent.THIS_DOWNLOAD) == BODY


@pytest.mark.parametrize(
    ("status", "body"), [(404, b""), (500, b""), (200, b"x" * 1001), (200, b"\xff\xfe")]
)
def test_any_other_answer_is_none(server: Server, room: Room, status: int, body: bytes) -> None:
    server.status, server.body = status, body
    with pytest.raises(UpdateUnreachable):
        room.fetch(server.address, 1000, Consent.THIS_DOWNLOAD)


def test_it_is_not_led_elsewhere_without_encryption(server: Server, room: Room) -> None:
    server.status, server.location = 302, "http://10.0.0.1/snug-update.json"
    with pytest.raises((UpdateUnreachable, RedirectRefused)):
        room.fetch(server.address, 1000, Consent.THIS_DOWNLOAD)
    assert len(room.gate.ledger()) == 1


def test_nobody_there(room: Room) -> None:
    with pytest.raises(UpdateUnreachable):
        room.fetch(Address.parse("http://127.0.0.1:9/x.json"), 1000, Consent.THIS_DOWNLOAD)
