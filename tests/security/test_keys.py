"""Keys: the vectors of the standards, derivations that never change, what shows, what is wiped."""

import copy
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.domain.errors import VaultLocked
from app.domain.vault import KdfParameters
from app.security.keys import DEFAULT_KDF, Keys, Purpose, calibrate, derive, is_acceptable, stretch

ROOT = Path(__file__).parents[2]
MIB = 1024
GIB = 1024 * MIB
KNOWN = {
    "DATABASE": "faea91f6f5b28030",
    "BACKUP": "4adcdb6bb82f38c6",
    "HEADER": "f1b45cf9c9dbffd2",
    "PENDING": "9b8b141beed6faca",
    "RECOVERY_SLOT": "ef271d03e46db814",
    "KEYCHAIN_SLOT": "0fd534b1ddcf1819",
    "OPEN_SLOT": "5bd29bafc6359321",
}
CHEAP = KdfParameters(64, 1, 1)


def test_argon2id_of_rfc_9106() -> None:
    """The test vector of section 5.3."""
    argon2 = Argon2id(
        salt=b"\x02" * 16, length=32, iterations=3, lanes=4, memory_cost=32,
        ad=b"\x04" * 12, secret=b"\x03" * 8,
    )  # fmt: skip
    assert argon2.derive(b"\x01" * 32).hex() == (
        "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
    )


def test_stretch_hands_its_cost_to_argon2id() -> None:
    cost = KdfParameters(96, 2, 3)
    expected = Argon2id(salt=b"s" * 16, length=32, iterations=2, lanes=3, memory_cost=96)
    assert stretch(b"secret", b"s" * 16, cost) == expected.derive(b"secret")
    assert stretch(b"secret", b"t" * 16, cost) != stretch(b"secret", b"s" * 16, cost)


def test_derivations_never_change() -> None:
    """HKDF-SHA256 with these purposes: a vault made by an old release depends on every byte."""
    assert {purpose.name: derive(bytes(32), purpose).hex()[:16] for purpose in Purpose} == KNOWN


def test_every_purpose_has_a_key_of_its_own() -> None:
    keys = {derive(b"k" * 32, purpose) for purpose in Purpose}
    assert len(keys) == len(Purpose)
    assert all(len(key) == 32 for key in keys)


def test_keys_are_derived_from_the_data_key() -> None:
    keys = Keys("id", b"d" * 32)
    assert keys.database_key == derive(b"d" * 32, Purpose.DATABASE)
    assert keys.backup_key == derive(b"d" * 32, Purpose.BACKUP)
    assert len({bytes(keys.data_key), bytes(keys.database_key), bytes(keys.backup_key)}) == 3
    assert keys.same_as(Keys("id", b"d" * 32))
    assert not keys.same_as(Keys("other", b"d" * 32))
    assert not keys.same_as(Keys("id", b"e" * 32))
    assert not Keys.new("id").same_as(Keys.new("id"))


def test_a_data_key_of_another_length_is_our_defect() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Keys("id", b"short")


def test_nothing_shows_keys() -> None:
    keys = Keys("the id", b"d" * 32)
    for shown in (repr(keys), str(keys), f"{keys}", "%r" % keys):  # noqa: UP031
        assert shown == "<Keys>"
    for copied in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            copied(keys)
    assert not hasattr(keys, "__dict__")


def test_wiping_overwrites_what_others_hold() -> None:
    keys = Keys("id", b"d" * 32)
    held = [keys.data_key, keys.database_key, keys.backup_key]
    keys.wipe()
    assert held == [bytearray(32)] * 3
    assert keys.is_wiped
    for name in ("data_key", "database_key", "backup_key"):
        with pytest.raises(VaultLocked):
            getattr(keys, name)
    keys.wipe()


@pytest.mark.parametrize(
    ("memory_kib", "passes", "lanes"),
    [
        (2 * GIB + 1, 1, 4), (1 << 50, 1, 4), (2 * GIB, 5, 4), (64, 17, 1), (64, 0, 1),
        (64, 1, 0), (64, 1, 17), (7, 1, 1), (31, 1, 4), (-1, 1, 1), (0, 0, 0),
    ],
)  # fmt: skip
def test_a_cost_out_of_bounds_is_never_worked_off(memory_kib: int, passes: int, lanes: int) -> None:
    cost = KdfParameters(memory_kib, passes, lanes)
    assert not is_acceptable(cost)
    with pytest.raises(ValueError, match="bounds"):
        stretch(b"x", bytes(16), cost)


@pytest.mark.parametrize(
    "cost",
    [CHEAP, DEFAULT_KDF, KdfParameters(64 * MIB, 3), KdfParameters(GIB, 2),
     KdfParameters(2 * GIB, 1), KdfParameters(2 * GIB, 4)],
)  # fmt: skip
def test_every_sensible_cost_is_accepted(cost: KdfParameters) -> None:
    assert is_acceptable(cost)


@pytest.mark.parametrize(
    ("floor_s", "available_gib", "memory_mib", "passes"),
    [
        (0.001, 64, 1024, 2),  # the cap
        (0.05, 64, 1024, 2),
        (0.12, 64, 512, 3),
        (0.15, 64, 512, 2),
        (0.2, 64, 256, 3),
        (0.2, 1, 256, 3),
        (0.2, 0.75, 128, 3),  # a quarter of the memory
        (0.4, 64, 128, 3),
        (0.9, 64, 64, 3),
        (9.0, 64, 64, 3),  # the floor, however slow
        (0.001, 0.1, 64, 3),  # the floor, however small
    ],
)
def test_the_cost_fits_the_computer(
    floor_s: float, available_gib: float, memory_mib: int, passes: int
) -> None:
    cost = calibrate(measure=lambda _: floor_s, available=int(available_gib * GIB * 1024))
    assert (cost.memory_kib, cost.passes, cost.lanes) == (memory_mib * MIB, passes, 4)


def test_this_computer_is_measured() -> None:
    plenty = 64 * GIB * 1024
    assert calibrate(0.0001, available=plenty) == KdfParameters(64 * MIB, 3)
    assert calibrate(100_000.0, available=plenty) == KdfParameters(GIB, 2)


_STARVED = """
import resource, sys
from app.domain.errors import UnlockNeedsMemory
from app.domain.vault import KdfParameters
from app.security.keys import stretch
stretch(b"warm up", bytes(16), KdfParameters(64, 1, 1))
resource.setrlimit(resource.RLIMIT_AS, (600 << 20, 600 << 20))
try:
    stretch(b"secret words", bytes(16), KdfParameters(1 << 20, 1, 4))
except UnlockNeedsMemory as error:
    assert error.values == {"mib": 1024} and error.__suppress_context__, error
    assert "1024 MiB" in str(error)
else:
    sys.exit("it got the memory")
assert len(stretch(b"small", bytes(16), KdfParameters(64, 1, 1))) == 32
"""


@pytest.mark.skipif(sys.platform != "linux", reason="sets a limit of Linux")
def test_too_little_memory_is_said_and_survived() -> None:
    command = [sys.executable, "-c", _STARVED]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
