"""A small package index on loopback, as HTML or JSON, that can be told to behave badly."""

import contextlib
import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from app.domain.addresses import Address
from app.domain.models import WheelFile

JSON = "application/vnd.pypi.simple.v1+json"


@dataclass
class StandInIndex:
    """One wheel of one package. Everything may be changed while it runs."""

    package: str
    file: str
    data: bytes
    speaks_json: bool = True
    tells_hash: str | None = None
    """What the page says in place of the wheel's own SHA-256."""
    sends: bytes | None = None
    """What comes in place of the wheel."""
    link: str | None = None
    """Where the page says that the wheel is, in place of where it is."""
    cut_at: int | None = None
    """The first answer with bytes ends here."""
    hold_at: int | None = None
    """Where an answer stands still until `go_on`."""
    go_on: threading.Event = field(default_factory=threading.Event)
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    url: str = ""

    @property
    def address(self) -> Address:
        """Of the index."""
        return Address.parse(f"{self.url}/simple")

    @property
    def wheel(self) -> WheelFile:
        """As the catalog would pin it."""
        return WheelFile(self.file, len(self.data), hashlib.sha256(self.data).hexdigest())

    def page(self) -> tuple[str, bytes]:
        """Its media type and text."""
        link = self.link if self.link is not None else f"../../files/{self.file}"
        told = self.tells_hash if self.tells_hash is not None else self.wheel.sha256
        if self.speaks_json:
            other = {"filename": "other-1.0.whl", "url": "x", "hashes": {}}
            one = {"filename": self.file, "url": link, "hashes": {"sha256": told}}
            meta = {"meta": {"api-version": "1.1"}, "name": self.package, "files": [other, one]}
            return JSON, json.dumps(meta).encode()
        anchor = f'<a href="{link}#sha256={told}" data-requires-python="&gt;=3.9">{self.file}</a>'
        text = f"<!DOCTYPE html><html><body><a href='x'>x</a><br>{anchor}</body></html>"
        return "text/html; charset=utf-8", text.encode()


@contextlib.contextmanager
def serving(index: StandInIndex) -> Iterator[StandInIndex]:
    """Serve until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            index.seen.append((self.path, dict(self.headers.items())))
            if self.path.endswith(f"/simple/{index.package}/"):
                kind, body = index.page()
                self._send(200, body, {"Content-Type": kind})
            elif self.path.endswith(f"/files/{index.file}"):
                self._send_wheel(index.data if index.sends is None else index.sends)
            else:
                self._send(404, b"", {})

        def _send_wheel(self, data: bytes) -> None:
            first = int(self.headers.get("Range", "bytes=0-")[6:-1])
            span = {"Content-Range": f"bytes {first}-{len(data) - 1}/{len(data)}"} if first else {}
            self.send_response(206 if first else 200)
            for name, value in {"Content-Length": str(len(data) - first), **span}.items():
                self.send_header(name, value)
            self.end_headers()
            if index.hold_at is not None:
                self.wfile.write(data[first : index.hold_at])
                self.wfile.flush()
                index.go_on.wait()
            elif index.cut_at is not None and not first:
                self.wfile.write(data[: index.cut_at])
                self.close_connection = True
            else:
                self.wfile.write(data[first:])

        def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            """Nothing is printed."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_args: Any) -> None:
            """A client that goes is nothing to write about."""

    server = Server(("127.0.0.1", 0), Handler)
    index.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield index
    finally:
        index.go_on.set()
        server.shutdown()
        server.server_close()
        thread.join()
