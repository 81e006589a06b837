"""The session that huggingface_hub speaks through: its connections pass the door, one by one."""

import contextlib
import socket
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import httpcore2
import httpx2

from app.domain.addresses import LOOPBACK
from app.hub.host.door import Connection, Door, UnsafeAddress

_MOST_REDIRECTS: Final = 5
_CONNECT_SECONDS: Final = 20.0


def session_maker(door: Door, proxy: str, stall: float) -> Callable[[], httpx2.Client]:
    """What makes huggingface_hub's session. `stall`: seconds of silence before a read fails.

    Its environment gives no proxy, no name and no password; certificates are the system's, or
    those of SSL_CERT_FILE.
    """

    def make() -> httpx2.Client:
        backend = _Backend(door)
        return httpx2.Client(
            transport=_Transport(backend, proxy),
            event_hooks={"request": [backend.before]},
            follow_redirects=True,
            max_redirects=_MOST_REDIRECTS,
            timeout=httpx2.Timeout(stall, connect=min(stall, _CONNECT_SECONDS)),
            trust_env=False,
        )

    return make


class _Transport(httpx2.HTTPTransport):
    """The usual transport over connections of ours."""

    def __init__(self, backend: "_Backend", proxy: str) -> None:
        # Not the parent's: it makes a pool for itself, and cannot be given a network backend.
        context = httpx2.create_ssl_context()
        if proxy:
            self._pool = httpcore2.HTTPProxy(
                proxy_url=proxy, ssl_context=context, network_backend=backend
            )
        else:
            self._pool = httpcore2.ConnectionPool(ssl_context=context, network_backend=backend)


class _Backend(httpcore2.NetworkBackend):
    """Connects after the door's leave, to the addresses that it was told of."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._plain = httpcore2.SyncBackend()
        self._target = ""
        self._is_encrypted = True

    def before(self, request: httpx2.Request) -> None:
        """See a request before it is sent, each hop of a redirect too. Raises UnsafeAddress."""
        host = request.url.host
        self._is_encrypted = request.url.scheme == "https"
        if not self._is_encrypted and host not in LOOPBACK and f"[{host}]" not in LOOPBACK:
            raise UnsafeAddress(f"{request.url.scheme}://{host}")
        self._target = host

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """A connection to a host. Raises GateRefused, httpcore2.ConnectError, ConnectTimeout."""
        connection = self._door.ask(host, self._target or host, is_encrypted=self._is_encrypted)
        try:
            stream, address = self._connect(host, port, timeout, local_address, socket_options)
        except BaseException:
            connection.is_whole = False
            connection.close()
            raise
        connection.opened(f"[{address}]:{port}" if ":" in address else f"{address}:{port}")
        return _CountedStream(stream, connection)

    def _connect(
        self,
        host: str,
        port: int,
        timeout: float | None,
        local_address: str | None,
        socket_options: Iterable[Any] | None,
    ) -> tuple[httpcore2.NetworkStream, str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore2.ConnectError(f"{host}: {error}") from error
        failure: Exception = httpcore2.ConnectError(f"{host} has no address")
        for *_, address in found:
            numeric = str(address[0])
            self._door.found(numeric)
            try:
                stream = self._plain.connect_tcp(
                    numeric, port, timeout, local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
            else:
                return stream, numeric
        raise failure


class _CountedStream(httpcore2.NetworkStream):
    """Counts what passes; inside TLS that is what was said, without its wrapping."""

    def __init__(self, stream: httpcore2.NetworkStream, connection: Connection) -> None:
        self._stream = stream
        self._connection = connection
        ours = stream.get_extra_info("socket")
        connection.end = lambda: ours.shutdown(socket.SHUT_RDWR)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Bytes; none at the end, which no answer of a hub is without its length."""
        with self._noting():
            data = self._stream.read(max_bytes, timeout)
        self._connection.bytes_in += len(data)
        if not data:
            self._connection.is_whole = False
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it."""
        with self._noting():
            self._stream.write(buffer, timeout)
        self._connection.bytes_out += len(buffer)

    def close(self) -> None:
        """End it."""
        self._stream.close()
        self._connection.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """The same connection, encrypted."""
        with self._noting():
            inner = self._stream.start_tls(ssl_context, server_hostname, timeout)
        return _CountedStream(inner, self._connection)

    def get_extra_info(self, info: str) -> Any:
        """What the stream below says."""
        return self._stream.get_extra_info(info)

    @contextlib.contextmanager
    def _noting(self) -> Iterator[None]:
        """Note that something went wrong."""
        try:
            yield
        except BaseException:
            self._connection.is_whole = False
            raise
