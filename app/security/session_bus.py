"""The session bus, behind which the keychains of Linux are: only one on this machine is asked."""

from collections.abc import Mapping
from typing import Final

from app.domain.errors import KeychainUnavailable

BUS: Final = "DBUS_SESSION_BUS_ADDRESS"


def refuse_remote_bus(environment: Mapping[str, str]) -> None:
    """Raise KeychainUnavailable without a session bus that is a local socket.

    D-Bus also knows addresses across the network, and such that start a program.
    """
    address = environment.get(BUS, "")
    transports = {part.partition(":")[0] for part in address.split(";") if part}
    if not transports:
        raise KeychainUnavailable("no session bus")
    if transports != {"unix"}:
        raise KeychainUnavailable("the session bus is not a local socket")
