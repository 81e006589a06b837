"""The key file's bytes: every flip, cut and forgery is told apart, and none gives a wrong key."""

import hashlib
import hmac
import json
import struct
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import VaultNewer
from app.domain.vault import KdfParameters, SlotKind
from app.security.key_file import MAX_BYTES, VERSION, Header, decode, encode, is_sound
from app.security.keys import Purpose, derive
from app.security.slots import NO_SECRET, Malformed, PendingKey, Slot

VAULT_ID = "0123456789abcdef" * 2
DATA_KEY = bytes(range(32))
CHEAP = KdfParameters(64, 1, 1)
PASSPHRASE, RECOVERY = "비밀 words".encode(), b"r" * 20

# Made once by this format's first version; every later release has to open it.
RELEASED = bytes.fromhex(
    "534e55474b45595301000000e80200007b226861735f6461746162617365223a747275652c2270656e64696e6722"
    "3a7b226e6f6e6365223a22353738616234363662356238616133363133306237653133222c227772617070656422"
    "3a223136613832333630613263396332656665666163646365656463343061393330633135656632653532613733"
    "36663261666634303138626461323739613431613034383034656266353263393565663162303536613030343835"
    "303261366638227d2c22736c6f7473223a5b7b226964223a2233613338326531336238663139386130222c226b64"
    "66223a7b226c616e6573223a312c226d656d6f7279223a36342c22706173736573223a317d2c226b696e64223a22"
    "70617373706872617365222c226e6f6e6365223a2265393636613063646438333237643764396434646164623022"
    "2c2273616c74223a226634316365656636343230663932343363343039666134636234323861353963222c227772"
    "6170706564223a223433366434306562626361303735333238353132316433386237396130363739383039353631"
    "38633466336334653030366366646333343165376262383730393964313737653932646465373334656462326139"
    "633739623939666333646231227d2c7b226964223a2239336331303831373736333136633132222c226b6466223a"
    "6e756c6c2c226b696e64223a227265636f76657279222c226e6f6e6365223a223762323831643765626636643234"
    "65633036353231393132222c2273616c74223a223266376638656365366338653139366137636138633366383031"
    "386533326263222c2277726170706564223a22666364346637313465653831313639343637633039393662396531"
    "38646532656463363163613031306530383139633136303937646638356132386136356534626665646538663466"
    "6235663733613666316461303366623361303538393030227d5d2c227661756c74223a2230313233343536373839"
    "61626364656630313233343536373839616263646566227d2bc68805f8400ff5ceef4cc298889b95f6be94714a11"
    "d508e716a3c5759e1dbf9a23d8b9d2eccf69ad2537db87096fc94773c04756f70468ee537e2a9ba14f9b"
)


def header(**changes: Any) -> Header:
    slots = (
        Slot.wrap(SlotKind.PASSPHRASE, PASSPHRASE, DATA_KEY, VAULT_ID, CHEAP),
        Slot.wrap(SlotKind.RECOVERY, RECOVERY, DATA_KEY, VAULT_ID),
    )
    return replace(Header(VAULT_ID, slots, has_database=True), **changes)


def body_of(raw: bytes) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(raw[16:-64])
    return body


def forged(raw: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """A key file with another body, under the old HMAC and a SHA-256 that fits."""
    body = body_of(raw)
    change(body)
    text = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    return with_digest(struct.pack("<8sII", b"SNUGKEYS", VERSION, len(text)) + text + raw[-64:-32])


def with_digest(content: bytes) -> bytes:
    return content + hashlib.sha256(content).digest()


def test_what_is_written_is_read() -> None:
    pending = PendingKey.wrap(b"n" * 32, DATA_KEY, VAULT_ID)
    for written in (header(), header(pending=pending), header(has_database=False)):
        sealed = decode(encode(written, DATA_KEY))
        assert sealed.header == written
        assert sealed.is_sealed_with(DATA_KEY)
        assert not sealed.is_sealed_with(b"x" * 32)


def test_the_outline_is_that_of_the_documentation() -> None:
    raw = encode(header(), DATA_KEY)
    magic, version, length = struct.unpack_from("<8sII", raw)
    assert (magic, version, len(raw)) == (b"SNUGKEYS", 1, 16 + length + 64)
    seal = hmac.digest(derive(DATA_KEY, Purpose.HEADER), raw[:-64], "sha256")
    assert raw[-64:-32] == seal
    assert raw[-32:] == hashlib.sha256(raw[:-32]).digest()
    assert DATA_KEY.hex().encode() not in raw
    assert DATA_KEY not in raw


def test_a_released_file_still_opens() -> None:
    sealed = decode(RELEASED)
    found = sealed.header
    assert found.vault_id == VAULT_ID
    for kind, secret in ((SlotKind.PASSPHRASE, PASSPHRASE), (SlotKind.RECOVERY, RECOVERY)):
        slot = found.slot(kind)
        assert slot is not None
        assert slot.unwrap(secret, VAULT_ID) == DATA_KEY
    assert sealed.is_sealed_with(DATA_KEY)
    assert found.pending is not None
    assert found.pending.unwrap(DATA_KEY, VAULT_ID) == b"n" * 32


def test_every_slot_opens_with_its_own_secret_alone() -> None:
    secrets = {SlotKind.PASSPHRASE: PASSPHRASE, SlotKind.RECOVERY: RECOVERY,
               SlotKind.KEYCHAIN: b"k" * 32, SlotKind.NONE: NO_SECRET}  # fmt: skip
    for kind, secret in secrets.items():
        kdf = CHEAP if kind is SlotKind.PASSPHRASE else None
        slot = Slot.wrap(kind, secret, DATA_KEY, VAULT_ID, kdf)
        assert slot.unwrap(secret, VAULT_ID) == DATA_KEY
        assert slot.unwrap(secret, "f" * 32) is None  # another vault's
        for other in secrets.values():
            assert (slot.unwrap(other, VAULT_ID) is None) == (other != secret)


def test_two_slots_of_one_secret_have_nothing_in_common() -> None:
    one, two = (Slot.wrap(SlotKind.RECOVERY, RECOVERY, DATA_KEY, VAULT_ID) for _ in range(2))
    for name in ("id", "salt", "nonce", "wrapped"):
        assert getattr(one, name) != getattr(two, name)


def test_everything_about_a_slot_is_bound_to_it() -> None:
    slot = Slot.wrap(SlotKind.PASSPHRASE, PASSPHRASE, DATA_KEY, VAULT_ID, CHEAP)
    for change in (
        {"id": bytes(8)},
        {"salt": bytes(16)},
        {"nonce": bytes(12)},
        {"kdf": KdfParameters(32, 1, 1)},
        {"wrapped": slot.wrapped[:-1] + bytes([slot.wrapped[-1] ^ 1])},
    ):
        assert replace(slot, **change).unwrap(PASSPHRASE, VAULT_ID) is None  # type: ignore[arg-type]
    recovery = Slot.wrap(SlotKind.RECOVERY, RECOVERY, DATA_KEY, VAULT_ID)
    assert replace(recovery, kind=SlotKind.KEYCHAIN).unwrap(RECOVERY, VAULT_ID) is None


@pytest.mark.parametrize("flip", [0x01, 0x80, 0xFF])
def test_every_flipped_byte_is_damage(flip: int) -> None:
    raw = encode(header(), DATA_KEY)
    for place in range(len(raw)):
        damaged = raw[:place] + bytes([raw[place] ^ flip]) + raw[place + 1 :]
        with pytest.raises(Malformed):
            decode(damaged)
        assert not is_sound(damaged)


def test_every_truncation_and_extension_is_damage() -> None:
    raw = encode(header(), DATA_KEY)
    for length in range(len(raw)):
        with pytest.raises(Malformed):
            decode(raw[:length])
    for more in (b"\0", b"x" * 100, raw):
        with pytest.raises(Malformed):
            decode(raw + more)


def test_a_newer_version_is_said_to_be_newer() -> None:
    for version in (VERSION + 1, 2**32 - 1):
        newer = with_digest(struct.pack("<8sII", b"SNUGKEYS", version, 5) + b"other" + bytes(99))
        with pytest.raises(VaultNewer) as caught:
            decode(newer)
        assert caught.value.values == {"found": version, "known": VERSION}
        assert is_sound(newer)
    with pytest.raises(Malformed):
        decode(with_digest(struct.pack("<8sII", b"SNUGKEYS", 0, 5) + b"other" + bytes(32)))


def test_a_bomb_is_refused_in_no_time() -> None:
    raw = encode(header(), DATA_KEY)
    bombs = [
        {"memory": 1 << 40, "passes": 1, "lanes": 4},
        {"memory": 2 * 1024 * 1024 + 1, "passes": 1, "lanes": 4},
        {"memory": 1 << 20, "passes": 1 << 31, "lanes": 4},
        {"memory": 2 << 20, "passes": 16, "lanes": 4},
        {"memory": 64, "passes": 1, "lanes": 1 << 20},
        {"memory": 64, "passes": -1, "lanes": 1},
        {"memory": True, "passes": True, "lanes": True},
        {"memory": 64.0, "passes": 1, "lanes": 1},
        {"memory": "64", "passes": 1, "lanes": 1},
        {"memory": 64, "passes": True, "lanes": 1},
        {"memory": 64, "passes": 1},
        [],
    ]
    for bomb in bombs:
        attack = forged(raw, lambda body, bomb=bomb: body["slots"][0].update(kdf=bomb))
        with pytest.raises(Malformed):
            decode(attack)


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.update(slots=[]),
        lambda body: body.update(slots=body["slots"][:1] * 2),
        lambda body: body.update(slots=body["slots"] * 9),
        lambda body: body.update(slots={}),
        lambda body: body.update(slots=[1]),
        lambda body: body.update(extra=1),
        lambda body: body.pop("pending"),
        lambda body: body.update(pending={}),
        lambda body: body.update(pending=[]),
        lambda body: body.update(has_database=1),
        lambda body: body.update(vault="x"),
        lambda body: body.update(vault="A" * 32),
        lambda body: body.update(vault=None),
        lambda body: body["slots"][0].update(kind="other"),
        lambda body: body["slots"][0].update(kind=["passphrase"]),
        lambda body: body["slots"][0].update(kdf=None),
        lambda body: body["slots"][1].update(kdf=body["slots"][0]["kdf"]),
        lambda body: body["slots"][0].update(salt="00"),
        lambda body: body["slots"][0].update(salt="zz" * 16),
        lambda body: body["slots"][0].update(salt=body["slots"][0]["salt"].upper() + ""),
        lambda body: body["slots"][0].update(salt="  " * 16),
        lambda body: body["slots"][0].update(wrapped=""),
        lambda body: body["slots"][0].update(nonce=5),
        lambda body: body["slots"][0].update(id="\ud800"),
        lambda body: body["slots"][0].pop("id"),
    ],
)
def test_what_snug_does_not_write_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    raw = encode(header(), DATA_KEY)
    attack = forged(raw, change)
    if attack != raw:  # a salt without letters has one spelling
        with pytest.raises(Malformed):
            decode(attack)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[]", b'"x"', b"\xff\xfe", b"[" * 20_000, b'{"a":' * 5_000, b"1" * 5_000],
)
def test_what_is_no_header_is_refused(body: bytes) -> None:
    content = struct.pack("<8sII", b"SNUGKEYS", VERSION, len(body)) + body + bytes(32)
    with pytest.raises(Malformed):
        decode(with_digest(content))


def test_another_spelling_is_refused() -> None:
    raw = encode(header(), DATA_KEY)
    for text in (raw[16:-64] + b" ", raw[16:-64].replace(b'"vault":', b'"vault":"", "vault":')):
        content = struct.pack("<8sII", b"SNUGKEYS", VERSION, len(text)) + text + raw[-64:-32]
        with pytest.raises(Malformed):
            decode(with_digest(content))


def test_too_large_is_refused() -> None:
    with pytest.raises(Malformed):
        decode(with_digest(b"SNUGKEYS" + bytes(MAX_BYTES)))


def test_what_was_changed_without_the_key_is_not_sealed() -> None:
    raw = encode(header(), DATA_KEY)
    changes: list[Callable[[dict[str, Any]], object]] = [
        lambda body: body["slots"].pop(),  # the recovery code taken out
        lambda body: body["slots"].reverse(),
        lambda body: body.update(has_database=False),
        lambda body: body["slots"][0]["kdf"].update(memory=32),
    ]
    for change in changes:
        assert not decode(forged(raw, change)).is_sealed_with(DATA_KEY)


def test_a_header_keeps_one_slot_at_least() -> None:
    only = header().without_slot(SlotKind.RECOVERY)
    with pytest.raises(Malformed):
        only.without_slot(SlotKind.PASSPHRASE)


def test_a_pending_key_opens_with_the_present_one_alone() -> None:
    pending = PendingKey.wrap(b"n" * 32, DATA_KEY, VAULT_ID)
    assert pending.unwrap(DATA_KEY, VAULT_ID) == b"n" * 32
    assert pending.unwrap(b"x" * 32, VAULT_ID) is None
    assert pending.unwrap(DATA_KEY, "f" * 32) is None


@given(st.binary(max_size=300))
def test_any_bytes_are_refused(data: bytes) -> None:
    for raw in (data, with_digest(b"SNUGKEYS" + data), with_digest(data)):
        assert_refused(raw)


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.floats(),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["vault", "slots", "pending", "has_database", "kdf"]), inner),
    max_leaves=12,
))  # fmt: skip
def test_any_json_is_refused(value: object) -> None:
    text = json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    content = struct.pack("<8sII", b"SNUGKEYS", VERSION, len(text)) + text + bytes(32)
    assert_refused(with_digest(content))


def assert_refused(raw: bytes) -> None:
    with pytest.raises((Malformed, VaultNewer)):
        decode(raw)
