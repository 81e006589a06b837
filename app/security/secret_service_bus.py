"""Knocks at the Secret Service of a Linux desktop by jeepney alone.

Whether there is one is asked at every start, and with what talks to it, which is loaded only where
a secret is to be kept there, the answer cost 15 MB.
"""

from contextlib import closing
from typing import Final

from jeepney import DBusAddress, MessageType, Properties
from jeepney.bus import get_bus
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, Proxy, prep_socket

from app.domain.errors import KeychainUnavailable

TITLE: Final = "Secret Service"
_NAME: Final = "org.freedesktop.secrets"
_SERVICE: Final = DBusAddress(
    "/org/freedesktop/secrets", bus_name=_NAME, interface="org.freedesktop.Secret.Service"
)


def knock() -> None:
    """Raise unless the service is there, or can be started, and answers."""
    with closing(connected()) as bus:
        names = Proxy(message_bus, bus)
        if not names.NameHasOwner(_NAME)[0] and _NAME not in names.ListActivatableNames()[0]:
            raise KeychainUnavailable("no Secret Service")
        answer = bus.send_and_get_reply(Properties(_SERVICE).get("Collections"))
        if answer.header.message_type is MessageType.error:
            raise KeychainUnavailable("the Secret Service answers with an error")


class _Connection(DBusConnection):  # type: ignore[misc]  # jeepney has no types
    """A connection that is closed when the bus does not greet; jeepney's own leaves it open."""

    def __init__(self) -> None:
        bus = prep_socket(get_bus("SESSION"))
        try:
            super().__init__(bus)
        except BaseException:
            self.close()
            raise


def connected() -> DBusConnection:
    """A connection to the session bus."""
    return _Connection()
