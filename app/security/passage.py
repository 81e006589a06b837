"""What one errand may reach, connection by connection, and the line that each of them leaves."""

import threading
from collections.abc import Callable, Collection
from dataclasses import replace

from app.domain.errors import OfflineNow, RedirectRefused
from app.domain.network import Connection, Consent, Outcome


class Passage:
    """The open gate for one errand; `close` shuts it. Safe to call from threads.

    Made by `NetworkGate.errand` alone, after consent was checked.
    """

    def __init__(
        self,
        purpose: str,
        name: str,
        consent: Consent,
        hosts: Collection[str],
        offline: Callable[[], bool],
        record: Callable[[Connection], None],
    ) -> None:
        """`hosts` are those that the user's settings name; others are reached by redirect only."""
        self._purpose = purpose
        self._name = name
        self._consent = consent
        self._hosts = tuple(hosts)
        self._offline = offline
        self._record = record
        self._open: dict[str, Connection] = {}
        self._lock = threading.Lock()
        self._is_closed = False

    def reach(self, host: str, target: str, *, is_encrypted: bool) -> str:
        """Let a connection to `host` be made, and write it down first; the id of its line.

        `target` is whom it is for: another than `host` where that is a proxy. Raises OfflineNow
        when the user has gone offline since, RedirectRefused for an address that nobody named and
        that is not public or not encrypted.
        """
        if self._is_closed or (self._offline() and self._consent is not Consent.THIS_DOWNLOAD):
            raise OfflineNow(host=host)
        for each in {host, target} - set(self._hosts):
            if not is_encrypted or not _may_be_public(each):
                raise RedirectRefused(each, name=self._name)
        shown = host if host == target else f"{target} through {host}"
        line = Connection(shown, self._purpose, self._consent, bytes_out=0)
        with self._lock:
            self._open[line.id] = line
        self._record(line)
        return line.id

    def reached(self, line_id: str, address: str) -> None:
        """The connection stands, with this address."""
        with self._lock:
            if line := self._open.get(line_id):
                self._open[line_id] = replace(line, addresses=(address,))

    def count(self, line_id: str, bytes_in: int, bytes_out: int) -> None:
        """So many bytes passed until now."""
        with self._lock:
            if line := self._open.get(line_id):
                self._open[line_id] = replace(line, bytes_in=bytes_in, bytes_out=bytes_out)

    def left(self, line_id: str, outcome: Outcome) -> None:
        """The connection has ended."""
        with self._lock:
            line = self._open.pop(line_id, None)
        if line is not None:
            self._record(replace(line, outcome=outcome))

    def close(self, outcome: Outcome = Outcome.FAILED) -> None:
        """Nothing passes any more; connections whose end nobody told ended like this."""
        with self._lock:
            self._is_closed = True
            left = tuple(self._open)
        for line_id in left:
            self.left(line_id, outcome)


def _may_be_public(host: str) -> bool:
    """Whether a redirect may lead there: not into the user's own network, as far as names tell."""
    # Imported here: nothing of it is needed before somebody downloads.
    import ipaddress

    try:
        return ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        name = host.lower().rstrip(".")
        return "." in name and not name.endswith((".localhost", ".local", ".internal", ".lan"))
