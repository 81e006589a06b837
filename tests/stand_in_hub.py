"""A small server on loopback that speaks the hub's protocol, and can be told to behave badly."""

import contextlib
import hashlib
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"
REPOSITORY = "room/tiny-GGUF"
_API = re.compile(r"/api/models/(?P<repository>[^/]+/[^/]+)(/revision/(?P<revision>[^/]+))?")
_RESOLVE = re.compile(r"/(?P<repository>[^/]+/[^/]+)/resolve/(?P<revision>[^/]+)/(?P<file>.+)")
_CHUNK = 1 << 16


@dataclass
class Seen:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]


@dataclass
class StandInHub:
    """What it holds, and how it behaves. Everything may be changed while it runs."""

    files: dict[str, bytes] = field(default_factory=dict)
    """Of the repository, by path."""
    repository: str = REPOSITORY
    commit: str = COMMIT
    architecture: object = "llama"
    """What it says of the models in its files."""
    is_gated: bool = False
    token: str = ""
    """The one that opens a gated repository."""
    refusals: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    """Answers to the next requests in place of what they asked for."""
    cuts: Iterator[int] | None = None
    """How many bytes each answer holds before the line is cut; None: all."""
    wrong: bytes | None = None
    """What is sent in place of a file."""
    hold_at: int | None = None
    """Where an answer stands still until `go_on`."""
    knows_ranges: bool = True
    redirect: str = ""
    """Where files really are: the address of another server."""
    seen: list[Seen] = field(default_factory=list)
    is_held: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    address: str = ""

    def asked(self, beginning: str) -> list[Seen]:
        """The requests whose path begins like this."""
        return [each for each in self.seen if each.path.startswith(beginning)]

    def byte_requests(self) -> list[Seen]:
        """The requests for the contents of files."""
        return [each for each in self.seen if each.method == "GET" and "/resolve/" in each.path]


@contextlib.contextmanager
def running(hub: StandInHub, context: Any = None) -> Iterator[StandInHub]:
    """Serve until the end of the block; with an SSL context over TLS."""

    class Handler(_Handler):
        behaviour = hub

    server = _Server(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    scheme = "https" if context is not None else "http"
    hub.address = f"{scheme}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        hub.go_on.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that is killed is nothing to write about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    behaviour: StandInHub

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""

    def _answer(self) -> None:
        hub = self.behaviour
        path = unquote(urlsplit(self.path).path)
        hub.seen.append(Seen(self.command, self.path, dict(self.headers.items())))
        if hub.refusals:
            status, headers = hub.refusals.pop(0)
            self._end(status, headers)
        elif match := _API.fullmatch(path):
            self._describe(match["repository"], match["revision"])
        elif match := _RESOLVE.fullmatch(path):
            self._resolve(match["repository"], match["revision"], match["file"])
        else:
            self._end(404, {})

    def _describe(self, repository: str, revision: str | None) -> None:
        hub = self.behaviour
        if repository != hub.repository or revision not in (None, "main", hub.commit):
            self._end(401, {"X-Error-Code": "RepoNotFound"})
            return
        siblings = [
            {
                "rfilename": name,
                "size": len(data),
                "blobId": "0" * 40,
                "lfs": {"sha256": _sha256(data), "size": len(data), "pointerSize": 134},
            }
            for name, data in hub.files.items()
        ]
        siblings.append({"rfilename": "README.md", "size": 10, "blobId": "1" * 40})
        told = {
            "id": repository,
            "sha": hub.commit,
            "siblings": siblings,
            "gated": hub.is_gated,
            "gguf": {"architecture": hub.architecture, "total": 1000},
        }
        self._end(200, {"Content-Type": "application/json"}, json.dumps(told).encode())

    def _resolve(self, repository: str, revision: str, file: str) -> None:
        hub = self.behaviour
        data = hub.files.get(file)
        if repository != hub.repository or data is None or revision != hub.commit:
            self._end(404, {"X-Error-Code": "EntryNotFound"})
            return
        if hub.is_gated and self.headers.get("Authorization") != f"Bearer {hub.token}":
            self._end(401 if "Authorization" not in self.headers else 403, {
                "X-Error-Code": "GatedRepo",
            })  # fmt: skip
            return
        headers = {
            "X-Repo-Commit": hub.commit,
            "X-Linked-Size": str(len(data)),
            "X-Linked-Etag": f'"{_sha256(data)}"',
            "ETag": f'"{_sha256(data)}"',
        }
        if hub.redirect:
            headers["Location"] = hub.redirect + self.path
            self._end(302, headers)
        else:
            self._send(data, headers)

    def _send(self, data: bytes, headers: dict[str, str]) -> None:
        hub = self.behaviour
        shown = data if hub.wrong is None else hub.wrong
        first, status = 0, 200
        if hub.knows_ranges and (match := re.fullmatch(r"bytes=(\d+)-", self._range())):
            first, status = int(match[1]), 206
            headers["Content-Range"] = f"bytes {first}-{len(shown) - 1}/{len(shown)}"
        body = shown[first:]
        if self.command == "HEAD":
            self._end(status, headers | {"Content-Length": str(len(body))})
            return
        most = next(hub.cuts, None) if hub.cuts is not None else None
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self._pour(body if most is None else body[:most], first)
        if most is not None and most < len(body):
            self.close_connection = True

    def _pour(self, body: bytes, first: int) -> None:
        hub = self.behaviour
        for start in range(0, len(body), _CHUNK):
            chunk = body[start : start + _CHUNK]
            if hub.hold_at is not None and first + start + len(chunk) > hub.hold_at:
                before = max(0, hub.hold_at - first - start)
                self.wfile.write(chunk[:before])
                self.wfile.flush()
                hub.is_held.set()
                hub.go_on.wait()
                chunk = chunk[before:]
            self.wfile.write(chunk)

    def _range(self) -> str:
        return str(self.headers.get("Range", ""))

    def _end(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
