"""What the network gate let through: kept in the vault while it is open, in memory until then."""

import threading

from app.domain.errors import AppError
from app.domain.network import Connection, Ledger
from app.security.network_gate import NetworkGate
from app.services.open_vault import KeptHistory


class NetworkLedger:
    """Keeps every connection, from its beginning. Safe to use from several threads."""

    def __init__(self, gate: NetworkGate) -> None:
        self._gate = gate
        self._lock = threading.RLock()
        self._ledger: Ledger | None = None
        self._waiting: dict[str, Connection] = {}
        """Lines that no vault has, by id."""
        gate.listen(self._hear)

    @property
    def is_offline(self) -> bool:
        """Whether nothing connects unless it is agreed to by name."""
        return self._gate.is_offline

    def lines(self) -> list[Connection]:
        """What is known, the latest first: of the open vault, and what waits for one."""
        with self._lock:
            kept = [] if self._ledger is None else self._ledger.lines()
            waiting = dict(self._waiting)
        found = {each.id: each for each in kept} | waiting
        return sorted(found.values(), key=lambda each: each.at, reverse=True)

    def opened(self, history: KeptHistory) -> None:
        """The vault is open: it takes what waited."""
        with self._lock:
            self._ledger = history.ledger()
            self._flush()

    def closing(self) -> None:
        """The vault is about to be closed."""
        with self._lock:
            self._ledger = None

    def _hear(self, line: Connection) -> None:
        """A connection begins or ends."""
        with self._lock:
            self._waiting[line.id] = line
            self._flush()

    def _flush(self) -> None:
        """Keep what waits; what cannot be kept waits on. Never in the way of a connection."""
        if self._ledger is None:
            return
        for line in list(self._waiting.values()):
            try:
                self._ledger.keep(line)
            except AppError:
                return
            del self._waiting[line.id]
