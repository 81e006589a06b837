"""The keychains that Snug trusts with a secret: those of the systems themselves, through keyring.

keyring would also take what PYTHON_KEYRING_BACKEND, a keyringrc.cfg or an installed package names,
down to files in plain text, and lets KEYRING_PROPERTY_* change its backends. Here the system alone
decides, and nothing else is read. libsecret is left out: it reaches the same Secret Service.
"""

import os
import sys
from collections.abc import Callable
from typing import Any, Final, cast

from keyring import errors
from keyring.backend import KeyringBackend

from app.domain.errors import KeychainUnavailable
from app.security.keychain_backend import SERVICE, Backend
from app.security.session_bus import refuse_remote_bus

_THIS_MACHINE_ONLY: Final = 2
"""CRED_PERSIST_LOCAL_MACHINE; keyring's own choice travels with a roaming profile."""
_REFUSALS: Final = (errors.KeyringLocked, errors.PasswordSetError, errors.PasswordDeleteError)


def open_native(may_ask: bool, platform: str = sys.platform) -> Backend:
    """The first of a system's keychains that is there and answers.

    `may_ask` lets the Secret Service ask the person for its password; on the other systems Snug has
    no say in that. Raises KeychainUnavailable.
    """
    openers: tuple[Callable[[bool], Backend], ...]
    if platform == "darwin":
        openers = (_macos,)
    elif platform == "win32":
        openers = (_windows,)
    else:
        refuse_remote_bus(os.environ)
        openers = (_secret_service, _kwallet)
    problem = ""
    for opener in openers:
        try:
            return opener(may_ask)
        except Exception as error:  # D-Bus and keyring have many, and the next may be there
            problem = problem or _reason(error)
    raise KeychainUnavailable(problem)


def is_refusal(error: BaseException) -> bool:
    """Whether an error of keyring's says that a keychain is there, and locked or unwilling."""
    return isinstance(error, _REFUSALS)


def _reason(error: Exception) -> str:
    """What stands in the way, without a text from outside."""
    return error.detail if isinstance(error, KeychainUnavailable) else type(error).__name__


def _macos(_may_ask: bool) -> Backend:
    from keyring.backends import macOS

    return _own(macOS.Keyring, "macOS Keychain", keychain=None)


def _windows(_may_ask: bool) -> Backend:
    from keyring.backends import Windows

    return _own(Windows.WinVaultKeyring, "Windows Credential Locker", _persist=_THIS_MACHINE_ONLY)


def _secret_service(may_ask: bool) -> Backend:
    from app.security.secret_service import SecretService

    backend = SecretService(may_ask)
    backend.knock()
    return backend


def _kwallet(_may_ask: bool) -> Backend:
    from keyring.backends import kwallet

    # Without `_migrate`: it moves what other programs once kept.
    return _own(kwallet.DBusKeyring, "KWallet", appid=SERVICE, _migrate=lambda *_: None)


def _own(kind: type[KeyringBackend], title: str, **fixed: object) -> Backend:
    """A backend of keyring's that the environment cannot change. Raises when it cannot be used."""
    kind.priority  # noqa: B018 - how keyring asks whether it can be used: it raises when not
    members: dict[str, Any] = {"title": title, "set_properties_from_env": lambda _self: None}
    return cast(Backend, type(f"Own{kind.__name__}", (kind,), members | fixed)())
