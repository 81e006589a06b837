"""Updates: signed, never older, never asked for by itself, and checked without a network, too."""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from update_room import RELEASE, TODAY, Publisher, UpdateRoom

from app.config import settings as options
from app.domain.errors import (
    FileNotThere,
    OfflineNow,
    SettingsNotSaved,
    UpdateAddressMissing,
    UpdateFileDiffers,
    UpdateFileUnknown,
    UpdateKeyMissing,
    UpdateReplayed,
    UpdatesElsewhere,
    UpdateUntrusted,
)
from app.domain.network import Consent
from app.domain.releases import ReleaseFile, Standing, Version
from app.security.update_signature import MOST_BYTES, NotSigned, signed_text
from app.services.release_text import read_release, write_release
from app.services.updates import channel_of

PUBLISHER = Publisher()


@pytest.fixture
def room() -> UpdateRoom:
    return UpdateRoom(PUBLISHER)


# --- versions -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("older", "newer"), [("0.1.0", "0.1.1"), ("0.9", "0.10"), ("1.0", "1.0.0.1"), ("9.9.9", "10.0")]
)
def test_versions_are_compared_as_numbers(older: str, newer: str) -> None:
    assert Version(older) < Version(newer)
    assert not Version(newer) < Version(older)


def test_versions_with_and_without_zeros_are_the_same() -> None:
    assert Version("1.2") == Version("1.2.0")
    assert hash(Version("1.2")) == hash(Version("1.2.0"))


@pytest.mark.parametrize("text", ["", "1", "1.0rc1", "v1.0", "1..0", "1.0.0.0.0", "١.٠", "-1.0"])
def test_anything_else_is_no_version(text: str) -> None:
    with pytest.raises(ValueError, match="version"):
        Version(text)


# --- what is signed -------------------------------------------------------------------------------


def test_what_is_written_is_read_again() -> None:
    assert read_release(write_release(RELEASE)) == RELEASE


def tampered(change: Any) -> bytes:
    value = json.loads(PUBLISHER.signed())
    change(value)
    return json.dumps(value).encode()


def other_version(value: dict[str, Any]) -> None:
    value["signed"] = value["signed"].replace("0.3.0", "9.3.0")


@pytest.mark.parametrize(
    "envelope",
    [
        b"",
        b"{}",
        b"[" * 100_000,
        b'"text"',
        b"\xff",
        tampered(other_version),
        tampered(lambda value: value.update(signatures=[])),
        tampered(lambda value: value.update(signatures=None)),
        tampered(lambda value: value.update(version=2)),
        tampered(lambda value: value.update(format="other")),
        tampered(lambda value: value.update(signed=7)),
        tampered(lambda value: value["signatures"][0].update(signature="AAAA")),
        tampered(lambda value: value["signatures"][0].update(signature="not base64")),
        tampered(lambda value: value["signatures"][0].update(key="0" * 16)),
        Publisher(2).signed(),
        json.dumps(PUBLISHER.envelope(write_release(RELEASE), prefix=b"")).encode(),
        PUBLISHER.signed() + b" " * MOST_BYTES,
    ],
)
def test_what_the_publisher_did_not_sign_is_refused(room: UpdateRoom, envelope: bytes) -> None:
    room.answer = envelope
    with pytest.raises(UpdateUntrusted):
        room.service.check()
    assert room.settings.get(options.UPDATE_SEEN) == ""


@given(place=st.integers(0, len(PUBLISHER.signed()) - 1), bit=st.integers(0, 7))
def test_no_flipped_bit_gets_another_text_through(place: int, bit: int) -> None:
    envelope = bytearray(PUBLISHER.signed())
    envelope[place] ^= 1 << bit
    try:
        text = signed_text(bytes(envelope), (PUBLISHER.key,))
    except NotSigned:
        return
    assert text == write_release(RELEASE)


def test_one_good_signature_among_others_is_enough(room: UpdateRoom) -> None:
    value = json.loads(room.answer)
    value["signatures"] = [
        {"key": "f" * 16, "signature": "AAAA"},
        *Publisher(2).envelope(value["signed"])["signatures"],
        *value["signatures"],
    ]
    room.answer = json.dumps(value).encode()
    assert room.service.check().standing is Standing.NEWER


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("version", "1.0rc1"),
        ("released", "yesterday"),
        ("expires", "2020-01-01"),
        ("vault_schema", -1),
        ("vault_schema", True),
        ("oldest_schema", 99),
        ("page", "http://snug.example"),
        ("page", "javascript:alert(1)"),
        ("notes", []),
        ("notes", {"en": 7}),
        ("notes", {"../en": "x"}),
        ("notes", {"en": "x" * 9000}),
        ("files", {}),
        ("files", [{"platform": "deb", "name": "../evil", "bytes": 1, "sha256": "0" * 64}]),
        ("files", [{"platform": "deb", "name": "a.deb", "bytes": -1, "sha256": "0" * 64}]),
        ("files", [{"platform": "deb", "name": "a.deb", "bytes": 1, "sha256": "0"}]),
        ("files", [7]),
    ],
)
def test_a_signed_text_is_checked_field_by_field(
    room: UpdateRoom, field: str, value: object
) -> None:
    told = {**json.loads(write_release(RELEASE)), field: value}
    room.answer = json.dumps(PUBLISHER.envelope(json.dumps(told))).encode()
    with pytest.raises(UpdateUntrusted):
        room.service.check()


@pytest.mark.parametrize("text", ["", "7", "[]", "{}", "null"])
def test_a_signed_text_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # of json, or ours
        read_release(text)


def test_notes_hold_no_marks_that_steer_a_terminal() -> None:
    told = {**json.loads(write_release(RELEASE)), "notes": {"en": "a\x1b[31m\u202eb\nc"}}
    assert read_release(json.dumps(told)).notes_in("en") == "a[31mb\nc"


# --- what it means --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "standing"),
    [
        ("0.1.9", Standing.CURRENT),
        ("0.2.0", Standing.CURRENT),
        ("0.2", Standing.CURRENT),
        ("0.2.1", Standing.NEWER),
        ("1.0", Standing.NEWER),
    ],
)
def test_only_a_newer_one_is_offered(room: UpdateRoom, version: str, standing: Standing) -> None:
    room.answer = PUBLISHER.signed(version=Version(version))
    assert room.service.check().standing is standing


def test_one_that_does_not_open_this_vault_comes_after_another(room: UpdateRoom) -> None:
    room.answer = PUBLISHER.signed(oldest_schema=3)
    assert room.service.check().standing is Standing.TOO_FAR


def test_an_old_answer_is_not_taken_for_the_latest(room: UpdateRoom) -> None:
    room.answer = PUBLISHER.signed(version=Version("0.5"))
    room.service.check()
    assert room.settings.get(options.UPDATE_SEEN) == "0.5"
    room.answer = PUBLISHER.signed(version=Version("0.4"))
    with pytest.raises(UpdateReplayed) as refused:
        room.service.check()
    assert "0.5" in str(refused.value)
    room.answer = PUBLISHER.signed(version=Version("0.5.0"))
    assert room.service.check().standing is Standing.NEWER, "the same one again is no replay"


def test_an_expired_answer_says_so(room: UpdateRoom) -> None:
    room.today = RELEASE.expires
    assert not room.service.check().is_expired
    room.today = date(2027, 5, 2)
    assert room.service.check().is_expired


# --- when it is asked -----------------------------------------------------------------------------


def test_nothing_is_asked_by_itself(room: UpdateRoom) -> None:
    assert room.service.check_if_due() is None
    assert room.asked == []


@pytest.mark.parametrize(("often", "days"), [("weekly", 7), ("monthly", 30)])
def test_it_is_asked_as_often_as_somebody_chose(room: UpdateRoom, often: str, days: int) -> None:
    room.settings.tell(f"updates.check={often}")
    finding = room.service.check_if_due()
    assert finding is not None
    assert room.asked == [("https://snug.example/snug-update.json", Consent.GENERAL)]
    assert room.settings.get(options.UPDATE_CHECKED) == TODAY.isoformat()
    for later, is_due in ((days - 1, False), (days, True), (-1, True)):
        room.today = date.fromordinal(TODAY.toordinal() + later)
        assert room.service.is_due() is is_due, later


def test_a_due_look_waits_while_snug_is_offline(room: UpdateRoom) -> None:
    room.settings.tell("updates.check=weekly")
    room.error = OfflineNow(host="snug.example")
    assert room.service.check_if_due() is None
    assert room.service.is_due()


def test_a_due_look_says_nothing_of_nothing_new(room: UpdateRoom) -> None:
    room.settings.tell("updates.check=weekly")
    room.answer = PUBLISHER.signed(version=Version("0.2.0"))
    assert room.service.check_if_due() is None


def test_a_package_is_updated_by_its_system(room: UpdateRoom) -> None:
    room.settings.tell("updates.check=weekly")
    room.channel = "deb"
    assert not room.service.is_due()
    with pytest.raises(UpdatesElsewhere):
        room.service.check()
    assert room.asked == []


def test_without_an_address_or_a_key_nothing_is_asked(room: UpdateRoom) -> None:
    room.settings.tell("updates.address=")
    with pytest.raises(UpdateAddressMissing):
        room.service.check()
    keyless = UpdateRoom(PUBLISHER, has_keys=False)
    keyless.settings.tell("updates.check=weekly")
    with pytest.raises(UpdateKeyMissing):
        keyless.service.check()
    assert keyless.service.check_if_due() is None
    assert room.asked == keyless.asked == []


# --- files that were fetched elsewhere ------------------------------------------------------------


def test_an_installer_is_checked_against_what_lies_beside_it(
    room: UpdateRoom, tmp_path: Path
) -> None:
    installer = tmp_path / "renamed by a browser (1).deb"
    installer.write_bytes(b"installer")
    sum_ = hashlib.sha256(b"installer").hexdigest()
    room.put(tmp_path, PUBLISHER.signed(files=(ReleaseFile("linux-x86_64-deb", "a.deb", 9, sum_),)))
    finding = room.service.verify(installer)
    assert finding.file is not None
    assert finding.file.name == "a.deb"
    assert finding.standing is Standing.NEWER
    assert room.asked == []
    installer.write_bytes(b"installed")
    with pytest.raises(UpdateFileDiffers):
        room.service.verify(installer)


def test_a_package_can_be_verified_although_its_system_updates_it(
    room: UpdateRoom, tmp_path: Path
) -> None:
    room.channel = "deb"
    assert room.service.verify(room.put(tmp_path)).standing is Standing.NEWER


def test_an_installer_alone_says_what_is_missing(room: UpdateRoom, tmp_path: Path) -> None:
    (tmp_path / "snug.deb").write_bytes(b"installer")
    with pytest.raises(UpdateFileUnknown):
        room.service.verify(tmp_path / "snug.deb")
    with pytest.raises(FileNotThere):
        room.service.verify(tmp_path / "missing.deb")


def test_the_channel_is_one_word_in_a_file(tmp_path: Path) -> None:
    assert channel_of(tmp_path / "channel") == ""
    (tmp_path / "channel").write_text("deb\n")
    assert channel_of(tmp_path / "channel") == "deb"


def test_a_disk_that_keeps_no_note_hides_no_release(
    room: UpdateRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_values: object) -> None:
        raise SettingsNotSaved(folder=Path("home"))

    monkeypatch.setattr(room.settings, "_save", full)
    assert room.service.check().standing is Standing.NEWER
    room.answer = PUBLISHER.signed(version=Version("0.2.9"))
    with pytest.raises(UpdateReplayed):
        room.service.check()
