"""Which keychain is taken, whatever the environment asks for, and what it does on a real bus."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from keychains import impatient
from keyring.backend import KeyringBackend
from keyring.backends import Windows, kwallet, macOS
from keyring.errors import KeyringLocked

from app.domain.errors import KeychainRefused, KeychainUnavailable
from app.security import native_keychains
from app.security.keychain import Keychain
from app.security.keychain_backend import Backend
from app.security.native_keychains import open_native
from app.security.session_bus import BUS

ROOT = Path(__file__).parents[2]
VAULT = "0123456789abcdef0123456789abcdef"
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")

if sys.platform == "linux":
    from session_bus import SessionBus

    from app.security.secret_service import SecretService


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Iterator[SessionBus]":
    made = SessionBus(tmp_path / "bus")
    monkeypatch.setenv(BUS, made.address)
    yield made
    made.close()


class Foreign(KeyringBackend):
    """What any installed package may bring along."""

    priority = 99  # type: ignore[assignment]  # keyring's is a property of the class

    def get_password(self, service: str, username: str) -> str | None:
        raise AssertionError("a foreign backend was used")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("a foreign backend was used")


LOOK = """
import json, sys
reached = []
sys.addaudithook(lambda event, args: reached.append(args[1]) if event == "socket.connect" else None)
from app.security.keychain import Keychain
from app.security.keychain_backend import Backend
at_import = "keyring" in sys.modules
keychain = Keychain()
secret = keychain.keep_new("0123456789abcdef0123456789abcdef")
backend = keychain._open(False)
same = keychain.read("0123456789abcdef0123456789abcdef", may_ask=False) == secret
print(json.dumps({
    "at_import": at_import, "same": same, "title": keychain.title(),
    "reached": sorted(set(reached)),
    "class": f"{type(backend).__module__}.{type(backend).__name__}",
    "properties": sorted(vars(backend)), "foreign": "foreign_backend" in sys.modules,
}))
"""


@linux_only
def test_nothing_but_the_system_chooses(bus: "SessionBus", tmp_path: Path) -> None:
    """Environment, configuration and an installed package all ask for something else."""
    site = tmp_path / "site"
    entry = site / "foreign-1.0.dist-info"
    entry.mkdir(parents=True)
    (entry / "METADATA").write_text("Metadata-Version: 2.1\nName: foreign\nVersion: 1.0\n")
    (entry / "entry_points.txt").write_text("[keyring.backends]\nforeign = foreign_backend\n")
    (site / "foreign_backend.py").write_text("raise SystemExit('a foreign backend was loaded')\n")
    (tmp_path / "python_keyring").mkdir()
    (tmp_path / "python_keyring" / "keyringrc.cfg").write_text(
        f"[backend]\ndefault-keyring=foreign_backend.Foreign\nkeyring-path={site}\n"
    )
    environment = os.environ | {
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "XDG_CONFIG_HOME": str(tmp_path),
        "PYTHONPATH": str(site),
        "KEYRING_PROPERTY_APPID": "Other",
        "KEYRING_PROPERTY_SCHEME": "KeePassXC",
        "KEYRING_PROPERTY_PREFERRED_COLLECTION": "/org/freedesktop/secrets/collection/other",
    }
    done = subprocess.run(
        [sys.executable, "-c", LOOK], cwd=ROOT, env=environment, capture_output=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout) == {
        "at_import": False,
        "same": True,
        "title": "Secret Service",
        "reached": [bus.address.removeprefix("unix:path=")],
        "class": "app.security.secret_service.SecretService",
        "properties": ["_may_ask", "_may_make"],
        "foreign": False,
    }
    ((attributes, _),) = bus.items.values()
    assert attributes["application"] == "Snug"
    assert attributes["service"] == "Snug"


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_where_the_system_has_none_no_other_is_taken(
    platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(BUS, raising=False)
    if sys.platform == platform != "linux":
        pytest.skip("this system has one")
    with pytest.raises(KeychainUnavailable):
        open_native(False, platform)


def as_if_usable(own: Callable[..., Backend]) -> Callable[..., Backend]:
    """The classes of other systems raise when they are asked whether they can be used here."""

    def usable(kind: type[KeyringBackend], title: str, **fixed: object) -> Backend:
        return own(type(kind.__name__, (kind,), {"priority": 5}), title, **fixed)

    return usable


@pytest.mark.parametrize(
    ("platform", "kind", "title"),
    [
        ("darwin", macOS.Keyring, "macOS Keychain"),
        ("win32", Windows.WinVaultKeyring, "Windows Credential Locker"),
        ("linux", kwallet.DBusKeyring, "KWallet"),
    ],
)
def test_each_system_has_its_own(
    platform: str,
    kind: type[KeyringBackend],
    title: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """As if the system were there: the classes are keyring's own, and can be used."""
    monkeypatch.setattr(native_keychains, "_own", as_if_usable(native_keychains._own))
    monkeypatch.setenv(BUS, f"unix:path={tmp_path}/no-secret-service-here")
    monkeypatch.setenv("KEYRING_PROPERTY_APPID", "Other")
    monkeypatch.setenv("KEYRING_PROPERTY_PERSIST", "enterprise")
    backend = open_native(False, platform)
    assert isinstance(backend, kind)
    assert backend.title == title
    assert set(vars(backend)) <= {"handle"}
    if platform == "win32":
        assert backend._persist == 2
    if platform == "linux":
        assert backend.appid == "Snug"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "tcp:host=203.0.113.7,port=1",
        "unixexec:path=/bin/true",
        "unix:path=/x;tcp:host=a,port=1",
    ],
)
def test_a_bus_across_the_network_is_none(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BUS, address)
    tried: list[bool] = []
    for opener in ("_secret_service", "_kwallet"):
        monkeypatch.setattr(native_keychains, opener, tried.append)
    with pytest.raises(KeychainUnavailable):
        Keychain().title()
    assert tried == []


@linux_only
def test_a_secret_is_kept_read_replaced_and_removed(bus: "SessionBus") -> None:
    keychain = Keychain()
    assert keychain.read(VAULT, may_ask=False) is None
    assert keychain.drop(VAULT)
    keychain.keep_new(VAULT)
    secret = keychain.keep_new(VAULT)
    assert len(bus.items) == 1
    assert keychain.read(VAULT, may_ask=False) == secret
    assert keychain.read(VAULT.replace("0", "1"), may_ask=True) is None
    assert keychain.drop(VAULT)
    assert bus.items == {}


@linux_only
def test_a_locked_one_asks_the_person_only_when_it_may(bus: "SessionBus") -> None:
    secret = Keychain().keep_new(VAULT)
    bus.is_locked, bus.answer = True, False
    with pytest.raises(KeychainRefused):
        Keychain().read(VAULT, may_ask=False)
    assert not Keychain().drop(VAULT)
    assert "Prompt" not in bus.calls
    with pytest.raises(KeychainRefused):
        Keychain().read(VAULT, may_ask=True)
    with pytest.raises(KeychainRefused):
        Keychain().keep_new(VAULT)
    assert "Prompt" in bus.calls
    bus.answer = True
    assert Keychain().read(VAULT, may_ask=True) == secret


@linux_only
def test_a_person_who_does_not_answer_is_not_waited_for_long(bus: "SessionBus") -> None:
    Keychain().keep_new(VAULT)
    bus.is_locked = True
    with pytest.raises(KeychainUnavailable):
        impatient().read(VAULT, may_ask=True)


@linux_only
def test_a_default_keyring_is_made_only_to_keep_something(bus: "SessionBus") -> None:
    bus.has_collection, bus.answer = False, True
    assert Keychain().title() == "Secret Service"
    with pytest.raises(KeychainUnavailable) as caught:
        Keychain().read(VAULT, may_ask=True)
    assert caught.value.__context__ is None  # nothing of secretstorage's
    assert "CreateCollection" not in bus.calls
    bus.answer = False
    with pytest.raises(KeychainRefused):
        Keychain().keep_new(VAULT)
    bus.answer = True
    assert Keychain().keep_new(VAULT) == Keychain().read(VAULT, may_ask=False)


@linux_only
@pytest.mark.parametrize(
    "silent_at", ["connect", "Hello", "AddMatch", "NameHasOwner", "Get", "SearchItems", "GetSecret"]
)
def test_silence_ends_in_time(bus: "SessionBus", silent_at: str) -> None:
    Keychain().keep_new(VAULT)
    bus.is_silent_at = silent_at
    with pytest.raises(KeychainUnavailable):
        impatient().read(VAULT, may_ask=False)


@linux_only
def test_its_name_is_known_without_what_opens_it(
    bus: "SessionBus", monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = ("app.security.native_keychains", "app.security.secret_service")
    for each in opening:
        monkeypatch.delitem(sys.modules, each)
    assert Keychain().title() == "Secret Service"
    for bus.is_silent_at in ("connect", "Hello", "NameHasOwner", "Get"):
        with pytest.raises(KeychainUnavailable):
            impatient().title()
    assert not any(each in sys.modules for each in opening)


@linux_only
def test_a_bus_without_a_service_has_no_keychain(bus: "SessionBus") -> None:
    bus.has_service = False
    with pytest.raises(KeychainUnavailable) as caught:
        Keychain().title()
    assert caught.value.detail == "no Secret Service"
    bus.close()
    with pytest.raises(KeychainUnavailable):
        Keychain().title()


@linux_only
def test_what_is_locked_by_itself_is_not_asked_for(bus: "SessionBus") -> None:
    class Entry:
        def is_locked(self) -> bool:
            return True

        def unlock(self) -> bool:
            return False

    with pytest.raises(KeyringLocked):
        SecretService(may_ask=False).unlock(Entry())
    SecretService(may_ask=True).unlock(Entry())
