"""A tripwire in a process: no socket of Python's reaches out but where it was allowed by name.

It is an audit hook, which sees what is done in Python (PEP 578), and neither Qt's nor native code's
sockets; those are held by the children's own guards and by the run in a network without a way out.
"""

import sys
from collections.abc import Callable
from typing import Any, Final

from app.domain.models import Guard

_LOOK_UPS: Final = {
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.gethostbyaddr",
    "socket.getnameinfo",
}
_REACHES: Final = {"socket.connect", "socket.sendto", "socket.sendmsg"}

_guarding: list[str] = []
"""What holds in this process; it cannot be taken back."""

Allows = Callable[[str], bool]
"""Whether a process may look up or reach this name or numeric address."""


def guard_connections(may_look_up: Allows, may_reach: Allows) -> str:
    """Refuse names and addresses that are not allowed, from now on; what holds, in words.

    What is refused raises PermissionError where it was tried. Sockets of the file system (AF_UNIX)
    are let through: they do not leave the machine.
    """

    def refuse(event: str, args: tuple[Any, ...]) -> None:
        if event in _LOOK_UPS:
            _check(event, _host_of(args[0]), may_look_up)
        elif event in _REACHES:
            address = args[1] if len(args) > 1 else None
            if isinstance(address, tuple) and address:
                _check(event, _host_of(address), may_reach)

    sys.addaudithook(refuse)
    return "audit hook"


def guard_main_process() -> None:
    """Refuse every connection of a process whose errands are all done by children."""
    _guarding.append(guard_connections(_nobody, _nobody))


def main_process_guard() -> Guard:
    """Whether this process has been guarded like that."""
    detail = _guarding[0] if _guarding else "not installed in this process"
    return Guard("no connections of its own", holds=bool(_guarding), detail=detail)


def _nobody(_host: str) -> bool:
    return False


def _host_of(value: Any) -> str:
    """The host of an argument of the audited calls; empty for this computer's own wildcard."""
    if isinstance(value, tuple):
        value = value[0] if value else ""
    if isinstance(value, bytes | bytearray):
        return bytes(value).decode("ascii", "replace")
    return "" if value is None else str(value)


def _check(event: str, host: str, allows: Allows) -> None:
    if host and not allows(host):
        raise PermissionError(f"{event}: {host[:80]} was not passed by the network gate")
