"""The Secret Service of a Linux desktop, which asks the person only when it may.

keyring's own backend lets every look at a locked keychain end in a dialog that waits for ever.
Source: the Secret Service specification of freedesktop.org, by way of secretstorage.
"""

from typing import Any

import secretstorage
from jeepney.io.blocking import DBusConnection
from keyring.backends.SecretService import Keyring
from keyring.errors import KeyringLocked
from secretstorage.exceptions import (
    ItemNotFoundException,
    LockedException,
    PromptDismissedException,
)
from secretstorage.util import add_match_rules

from app.domain.errors import KeychainUnavailable
from app.security.keychain_backend import SERVICE
from app.security.secret_service_bus import TITLE, connected, knock


class SecretService(Keyring):
    """The default keyring of the person who is logged in."""

    title = TITLE
    appid = SERVICE

    def __init__(self, may_ask: bool) -> None:
        base: Any = super()  # keyring's backends come without types
        base.__init__()
        self._may_ask = may_ask
        self._may_make = False

    def set_properties_from_env(self) -> None:
        """Take nothing from the environment."""

    def knock(self) -> None:
        """Raise unless the service is there, or can be started, and answers."""
        knock()

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it; where there is no default keyring yet, the person may be asked to make one."""
        self._may_make = self._may_ask
        base: Any = super()
        try:
            base.set_password(service, username, password)
        except (LockedException, PromptDismissedException):
            raise KeyringLocked from None

    def delete_password(self, service: str, username: str) -> None:
        """Remove it."""
        base: Any = super()
        try:
            base.delete_password(service, username)
        except (LockedException, PromptDismissedException):
            raise KeyringLocked from None

    def get_preferred_collection(self) -> Any:
        """The default keyring, open; its connection is the caller's to close."""
        bus = _connected()
        try:
            collection = self._default(bus)
            if collection.is_locked() and (not self._may_ask or collection.unlock()):
                raise KeyringLocked
        except BaseException:
            bus.close()
            raise
        return collection

    def unlock(self, item: Any) -> None:
        """Open one entry, where those are locked by themselves."""
        if item.is_locked() and (not self._may_ask or item.unlock()):
            raise KeyringLocked

    def _default(self, bus: Any) -> Any:
        try:
            return secretstorage.Collection(bus)
        except ItemNotFoundException:
            if not self._may_make:
                raise KeychainUnavailable("no default keyring") from None
        try:
            return secretstorage.create_collection(bus, "Default", "default")
        except PromptDismissedException:
            raise KeyringLocked from None


def _connected() -> DBusConnection:
    """A connection that hears what becomes of a question to the person."""
    bus = connected()
    try:
        add_match_rules(bus)
    except BaseException:
        bus.close()
        raise
    return bus
