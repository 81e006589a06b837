"""What comes of a keychain that refuses, breaks or never answers: one of two errors, in time."""

import sys
import threading
import time

import pytest
from keychains import QUICK, Entries, keychain
from keyring import errors

from app.domain.errors import AppError, KeychainRefused, KeychainUnavailable
from app.security.keychain import Keychain
from app.security.keychain_backend import SERVICE
from app.security.session_bus import BUS

VAULT = "0123456789abcdef0123456789abcdef"
HIDDEN = "/home/somebody/secret"


@pytest.fixture
def entries() -> Entries:
    return Entries()


def test_each_vault_has_a_secret_of_its_own(entries: Entries) -> None:
    safe = keychain(entries)
    other = VAULT[::-1]
    secret, another = safe.keep_new(VAULT), safe.keep_new(other)
    assert secret != another
    assert safe.read(VAULT, may_ask=False) == secret
    assert safe.drop(other)
    assert safe.read(other, may_ask=False) is None
    assert safe.read(VAULT, may_ask=True) == secret
    assert {service for service, _ in entries.entries} == {SERVICE}


def test_the_person_is_asked_only_where_they_chose_to(entries: Entries) -> None:
    safe = keychain(entries)
    safe.title()
    safe.read(VAULT, may_ask=False)
    safe.drop(VAULT)
    assert entries.asked == [False] * 3
    safe.keep_new(VAULT)
    safe.read(VAULT, may_ask=True)
    safe.drop(VAULT, may_ask=True)
    assert entries.asked == [False] * 3 + [True] * 3


REFUSED = [
    errors.KeyringLocked(HIDDEN),
    errors.PasswordSetError(HIDDEN),
    errors.PasswordDeleteError(HIDDEN),
]
BROKEN = [
    errors.InitError(HIDDEN),
    errors.NoKeyringError(HIDDEN),
    errors.KeyringError(HIDDEN),
    RuntimeError(HIDDEN),
    OSError(13, HIDDEN),
    TimeoutError(HIDDEN),
    ModuleNotFoundError(HIDDEN),
    SystemExit(HIDDEN),
    KeyError(HIDDEN),
]


@pytest.mark.parametrize("error", REFUSED + BROKEN, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("failing", ["open", "get", "set", "delete"])
def test_every_error_is_one_of_two_and_says_nothing_of_its_cause(
    entries: Entries, error: BaseException, failing: str
) -> None:
    safe = keychain(entries)
    safe.keep_new(VAULT)
    entries.error, entries.failing = error, {failing}
    expected = KeychainRefused if error in REFUSED else KeychainUnavailable
    attempts = {
        "open": safe.title,
        "get": lambda: safe.read(VAULT, may_ask=True),
        "set": lambda: safe.keep_new(VAULT),
    }
    assert not (failing == "delete" and safe.drop(VAULT))
    if failing in attempts:
        with pytest.raises(expected) as caught:
            attempts[failing]()
        _knows_nothing(caught.value)


def _knows_nothing(error: AppError) -> None:
    """Neither a text nor an exception from outside comes along."""
    assert HIDDEN not in f"{error} {error.detail} {error.args} {error.values}"
    assert error.__cause__ is None
    assert error.__context__ is None


@pytest.mark.parametrize("failing", ["open", "get"])
def test_silence_ends_in_time_and_is_not_waited_for_twice(entries: Entries, failing: str) -> None:
    safe = keychain(entries, is_patient=False)
    entries.failing = {failing}
    entries.hold.clear()
    started = time.monotonic()
    with pytest.raises(KeychainUnavailable) as caught:
        safe.read(VAULT, may_ask=True)
    _knows_nothing(caught.value)
    assert time.monotonic() - started >= QUICK
    threads = threading.active_count()
    asked = len(entries.asked)
    for _ in range(5):
        with pytest.raises(KeychainUnavailable):
            safe.read(VAULT, may_ask=True)
    assert not safe.drop(VAULT)
    assert threading.active_count() <= threads
    assert len(entries.asked) == asked
    entries.hold.set()
    _until_it_answers(safe)


def _until_it_answers(safe: Keychain) -> None:
    """What was silent may answer again later."""
    for _ in range(1200):
        try:
            safe.title()
        except KeychainUnavailable:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("it never answered again")


def test_a_person_gets_more_time_than_a_keychain(entries: Entries) -> None:
    safe = Keychain(entries.open, quick_seconds=5, asking_seconds=QUICK)
    entries.failing = {"get"}
    entries.hold.clear()
    with pytest.raises(KeychainUnavailable):
        safe.read(VAULT, may_ask=True)
    entries.hold.set()
    safe = Keychain(entries.open, quick_seconds=1, asking_seconds=60)
    entries.hold.clear()
    threading.Timer(1.5, entries.hold.set).start()
    assert safe.read(VAULT, may_ask=True) is None


def test_what_does_not_come_back_was_not_kept(entries: Entries) -> None:
    safe = keychain(entries)
    entries.before = lambda call: entries.entries.clear() if call == "get" else None
    with pytest.raises(KeychainUnavailable):
        safe.keep_new(VAULT)


def test_the_promise_counts_sockets_across_the_network_alone() -> None:
    """A session bus is a local socket: the guard of the tests lets it pass, and nothing else."""
    sys.audit("socket.connect", None, "/run/user/1000/bus")
    sys.audit("socket.connect", None, "\0abstract")
    with pytest.raises(AssertionError):
        sys.audit("socket.connect", None, ("203.0.113.7", 1))


def test_an_answer_of_the_bus_that_is_an_error_is_one_of_two(entries: Entries) -> None:
    jeepney = pytest.importorskip("jeepney")
    reply = jeepney.new_error(
        jeepney.new_method_call(jeepney.DBusAddress("/a", "a.b", "a.b"), "Method"), "a.b.Refused"
    )
    entries.error = jeepney.DBusErrorResponse(reply)
    with pytest.raises(KeychainUnavailable) as caught:
        keychain(entries).title()
    _knows_nothing(caught.value)


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="keychains without a bus")
def test_without_a_bus_nothing_is_loaded_to_ask_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(BUS, raising=False)
    monkeypatch.delitem(sys.modules, "app.security.native_keychains", raising=False)
    with pytest.raises(KeychainUnavailable):
        Keychain().title()
    assert "app.security.native_keychains" not in sys.modules
