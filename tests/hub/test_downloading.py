"""Downloads from a stand-in hub: whole and proved, or nothing, whatever happens on the way."""

import itertools
import os
import random
import shutil
import subprocess
import sys
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from catalog_entries import entry_for
from hub_room import HubRoom, children, model_bytes
from stand_in_hub import COMMIT, REPOSITORY, StandInHub, running

from app.domain.downloads import DownloadPhase
from app.domain.errors import (
    DiskFull,
    DownloadFailed,
    GatedModel,
    HubBusy,
    HubUnreachable,
    ModelDamaged,
    NoModelFiles,
    NoSuchFile,
    NotOnHub,
    OfflineNow,
    RedirectRefused,
    UnknownModel,
    VerificationFailed,
)
from app.domain.models import HubSource
from app.domain.network import Consent, Outcome
from app.hub import waiting_list

FILE = "tiny.Q4_K_M.gguf"
KNOWN = "tiny-instruct"
"""The same file as an entry of the catalog: the hub need not be asked which it is."""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return model_bytes(tmp_path_factory.mktemp("made"))


@pytest.fixture
def hub(data: bytes) -> Iterator[StandInHub]:
    with running(StandInHub({FILE: data})) as made:
        yield made


def room_of(folder: Path, hub: StandInHub, **options: Any) -> HubRoom:
    source = HubSource(REPOSITORY, COMMIT, FILE)
    entry = entry_for(hub.files[FILE], id=KNOWN, source=source, file_name=FILE)
    return HubRoom(folder / "home", hub, catalog=(entry,), **options)


@pytest.fixture
def room(tmp_path: Path, hub: StandInHub) -> Iterator[HubRoom]:
    made = room_of(tmp_path, hub)
    yield made
    hub.go_on.set()
    made.service.close()
    assert made.defects == []
    assert children() == []


# --- as it should be ----------------------------------------------------------------------------


def test_a_model_comes_by_the_name_of_its_repository(
    room: HubRoom, hub: StandInHub, data: bytes
) -> None:
    download = room.get(REPOSITORY)
    assert download.error is None
    assert download.path == room.paths.models / FILE
    assert download.path.read_bytes() == data
    assert (download.done, download.total) == (len(data), len(data))
    assert room.files() == [FILE]
    assert room.phases(download.id)[:3] == [
        DownloadPhase.WAITING,
        DownloadPhase.ASKING,
        DownloadPhase.RUNNING,
    ]
    assert room.installed() == [download.path]
    # One question, one look at the file, the file: nothing else, and nothing of the user.
    assert [each.method for each in hub.seen] == ["GET", "HEAD", "GET"]
    for each in hub.seen:
        names = {name.lower() for name in each.headers}
        assert names <= {"host", "accept", "accept-encoding", "connection", "user-agent"}


def test_every_connection_is_a_line(room: HubRoom, hub: StandInHub, data: bytes) -> None:
    room.offline = True
    room.get(REPOSITORY)
    asked, fetched = room.gate.ledger()
    assert asked.purpose == f"list of {REPOSITORY}"
    assert fetched.purpose == f"model {REPOSITORY}, {FILE}"
    port = hub.address.rpartition(":")[2]
    for line in (asked, fetched):
        assert (line.host, line.addresses) == ("127.0.0.1", (f"127.0.0.1:{port}",))
        assert (line.consent, line.outcome) == (Consent.THIS_DOWNLOAD, Outcome.DONE)
        assert line.bytes_out is not None
        assert 100 < line.bytes_out < 2000
    assert len(data) < fetched.bytes_in < len(data) + 2000


def test_what_is_offered_is_listed(room: HubRoom, hub: StandInHub, data: bytes) -> None:
    hub.files = {
        "tiny.Q8_0.gguf": bytes(9000),
        FILE: data[:5000],
        "mmproj-tiny-f16.gguf": b"x",
        "notes.txt": b"x",
    }
    listing, choice = room.service.look(REPOSITORY)
    assert [(each.quantization, each.bytes) for each in listing.models] == [
        ("Q4_K_M", 5000),
        ("Q8_0", 9000),
    ]
    assert (listing.commit, choice) == (COMMIT, FILE)
    assert room.service.look(f"{REPOSITORY}:q8_0")[1] == "tiny.Q8_0.gguf"
    with pytest.raises(NoSuchFile) as caught:
        room.service.look(f"{REPOSITORY}:Q2_K")
    assert caught.value.values["files"] == "Q4_K_M, Q8_0"
    hub.files = {"notes.txt": b"x"}
    with pytest.raises(NoModelFiles):
        room.service.look(REPOSITORY)


def test_what_was_fetched_once_stays_that_file(room: HubRoom, hub: StandInHub, data: bytes) -> None:
    room.get(REPOSITORY)
    (room.paths.models / FILE).unlink()
    hub.files["newer.Q4_K_M.gguf"] = data
    del hub.seen[:]
    for each in room.service.list():
        room.service.forget(each.id)
    download = room.get(REPOSITORY)
    assert download.path == room.paths.models / FILE
    assert hub.asked("/api/") == []
    assert not room.get(REPOSITORY).error, "what is here is done at once"
    assert len(hub.byte_requests()) == 1


def test_a_split_model_appears_once_all_of_it_is_there(
    room: HubRoom, hub: StandInHub, data: bytes
) -> None:
    second = b"GGUF" + bytes(70_000)
    hub.files = {
        "Q4_K_M/big-Q4_K_M-00002-of-00002.gguf": second,
        "Q4_K_M/big-Q4_K_M-00001-of-00002.gguf": data,
        "lost-Q4_K_M-00001-of-00002.gguf": data,
    }
    hub.hold_at = 100_000
    download = room.service.start(f"{REPOSITORY}:Q4_K_M", Consent.THIS_DOWNLOAD)
    assert hub.is_held.wait(60)
    assert room.installed() == []
    assert "big-Q4_K_M-00002-of-00002.gguf" in room.files()
    hub.go_on.set()
    done = room.wait(download.id)
    assert done.path == room.paths.models / "big-Q4_K_M-00001-of-00002.gguf"
    assert done.total == len(data) + len(second)
    assert room.installed() == [done.path]


def test_files_of_one_name_lie_side_by_side(room: HubRoom, data: bytes) -> None:
    room.paths.ensure(room.paths.models)
    (room.paths.models / FILE).write_bytes(b"mine")
    download = room.get(REPOSITORY)
    assert download.path == room.paths.models / f"room--tiny-GGUF--{FILE}"
    assert (room.paths.models / FILE).read_bytes() == b"mine"
    # Nor is a file written over that lies where a pinned one was.
    download.path.write_bytes(b"mine as well")
    room.service.forget(download.id)
    again = room.get(REPOSITORY)
    assert again.path == room.paths.models / f"room--tiny-GGUF--{COMMIT[:12]}--{FILE}"
    assert download.path.read_bytes() == b"mine as well"


# --- cut, killed, paused ------------------------------------------------------------------------


def test_a_hundred_cuts_end_in_the_same_file(room: HubRoom, hub: StandInHub, data: bytes) -> None:
    chance = random.Random(7)
    places = sorted(chance.sample(range(1, len(data)), 100))
    lengths = [after - before for before, after in itertools.pairwise([0, *places])]
    hub.cuts = iter(lengths)
    download = room.get(KNOWN)
    assert download.path is not None
    assert download.path.read_bytes() == data
    begun = [each.headers.get("Range", "bytes=0-") for each in hub.byte_requests()]
    assert begun == [f"bytes={place}-" for place in (0, *places)]
    outcomes = [each.outcome for each in room.gate.ledger()]
    assert outcomes.count(Outcome.FAILED) == 100
    assert sum(each.bytes_in for each in room.gate.ledger()) > len(data)


def test_a_killed_child_loses_little(room: HubRoom, hub: StandInHub, data: bytes) -> None:
    hub.hold_at = 1_000_000
    download = room.service.start(KNOWN, Consent.THIS_DOWNLOAD)
    assert hub.is_held.wait(60)
    (child,) = children()
    child.kill()
    failed = room.wait(download.id)
    assert isinstance(failed.error, DownloadFailed)
    assert room.installed() == []
    hub.hold_at = None
    hub.go_on.set()
    room.service.resume(download.id, Consent.THIS_DOWNLOAD)
    done = room.wait(download.id)
    assert done.path is not None
    assert done.path.read_bytes() == data


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_killed_program_goes_on_where_it_was(
    tmp_path: Path, hub: StandInHub, data: bytes
) -> None:
    home = tmp_path / "home"
    hub.cuts = iter([600_000, len(data)])
    hub.hold_at = 1_200_000
    command = [sys.executable, "-m", "app", "models", "get", REPOSITORY, "--home", str(home)]
    command += ["--set", f"network.mirror={hub.address}"]
    with subprocess.Popen(
        command, cwd=Path(__file__).parents[2], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as program:
        assert hub.is_held.wait(60)
        program.kill()
    hub.hold_at = hub.cuts = None
    hub.go_on.set()
    room = HubRoom(home, hub)
    (found,) = room.service.list()
    assert found.phase is DownloadPhase.PAUSED
    assert 600_000 <= found.done <= 1_200_000
    assert found.total == len(data)
    asked = len(hub.byte_requests())
    room.service.resume(found.id, Consent.THIS_DOWNLOAD)
    done = room.wait(found.id)
    assert done.error is None
    assert done.path is not None
    assert done.path.read_bytes() == data
    assert hub.byte_requests()[asked].headers["Range"] == f"bytes={found.done}-"
    room.service.close()


def test_pause_resume_and_cancel(room: HubRoom, hub: StandInHub, data: bytes) -> None:
    hub.hold_at = 700_000
    download = room.service.start(KNOWN, Consent.THIS_DOWNLOAD)
    assert hub.is_held.wait(60)
    room.service.pause(download.id)
    paused = room.wait(download.id, DownloadPhase.PAUSED)
    assert 0 < paused.done <= 700_000
    assert room.files() == [f"{FILE}.part", f"{FILE}.part.json"]
    assert (room.paths.models / f"{FILE}.part").stat().st_mode & 0o077 == 0
    again = HubRoom(room.paths.home, hub)
    assert [each.phase for each in again.service.list()] == [DownloadPhase.PAUSED]
    hub.hold_at = 1_500_000
    hub.is_held.clear()
    room.service.resume(download.id, Consent.THIS_DOWNLOAD)
    assert hub.is_held.wait(60)
    assert hub.byte_requests()[-1].headers["Range"] == f"bytes={paused.done}-"
    room.service.cancel(download.id)
    room.wait_removed(download.id)
    assert room.files() == []
    assert room.service.list() == ()
    assert Outcome.STOPPED in {each.outcome for each in room.gate.ledger()}


def test_two_at_once_and_the_third_waits(room: HubRoom, hub: StandInHub, data: bytes) -> None:
    hub.files = {f"tiny-{number}.Q4_0.gguf": data for number in range(3)}
    hub.hold_at = 600_000
    ids = [
        room.service.start(f"{REPOSITORY}:{name}", Consent.THIS_DOWNLOAD).id for name in hub.files
    ]
    room.wait_for(lambda: len(hub.byte_requests()) == 2 or None)
    assert len(children()) == 2
    assert room.shown(ids[2]).phase is DownloadPhase.WAITING
    hub.go_on.set()
    assert [room.wait(each).phase for each in ids] == [DownloadPhase.DONE] * 3
    assert {each.read_bytes() for each in room.paths.models.glob("*.gguf")} == {data}


def test_what_had_no_turn_is_there_after_a_restart(
    room: HubRoom, tmp_path: Path, hub: StandInHub, data: bytes
) -> None:
    hub.files = {f"tiny-{number}.Q4_0.gguf": data for number in range(3)}
    hub.hold_at = 600_000
    names = [f"{REPOSITORY}:{name}" for name in hub.files]
    for name in names:
        room.service.start(name, Consent.THIS_DOWNLOAD)
    room.wait_for(lambda: len(hub.byte_requests()) == 2 or None)
    kept = waiting_list.read(room.paths.models)
    assert kept == (names[2],)
    room.service.close()
    later = HubRoom(room.paths.home, hub)
    shown = later.service.list()
    assert [(each.name, each.phase) for each in shown] == [
        (name, DownloadPhase.PAUSED) for name in names
    ]
    before = len(hub.seen)
    hub.hold_at = None
    hub.go_on.set()
    assert len(hub.seen) == before, "nothing goes on by itself"
    for each in shown:
        later.service.resume(each.id, Consent.THIS_DOWNLOAD)
    assert [later.wait(each.id).phase for each in shown] == [DownloadPhase.DONE] * 3
    assert waiting_list.read(room.paths.models) == ()
    assert HubRoom(room.paths.home, hub).service.list() == ()
    later.service.close()


def test_what_was_cancelled_or_failed_waits_no_more(
    room: HubRoom, hub: StandInHub, data: bytes
) -> None:
    hub.files = {f"tiny-{number}.Q4_0.gguf": data for number in range(3)}
    hub.hold_at = 600_000
    ids = [
        room.service.start(f"{REPOSITORY}:{name}", Consent.THIS_DOWNLOAD).id for name in hub.files
    ]
    room.wait_for(lambda: len(hub.byte_requests()) == 2 or None)
    room.service.cancel(ids[2])
    room.wait_removed(ids[2])
    assert waiting_list.read(room.paths.models) == ()
    hub.go_on.set()
    for each in ids[:2]:
        room.wait(each)
    failed = room.service.start(f"{REPOSITORY}:Q2_K", Consent.THIS_DOWNLOAD)
    assert room.wait(failed.id).phase is DownloadPhase.FAILED
    assert waiting_list.read(room.paths.models) == ()


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"format": 2, "wanted": ["a/b"]}', '{"format": 1, "wanted": 7}']
)
def test_what_is_no_list_of_names_is_left_alone(tmp_path: Path, text: str) -> None:
    (tmp_path / ".waiting.json").write_text(text, "utf-8")
    assert waiting_list.read(tmp_path) == ()
    waiting_list.write(tmp_path, ["owner/name"])
    assert waiting_list.read(tmp_path) == ("owner/name",)


# --- a hub that behaves badly -------------------------------------------------------------------


def test_wrong_bytes_are_removed(room: HubRoom, hub: StandInHub, data: bytes) -> None:
    hub.wrong = data[:-1] + bytes([data[-1] ^ 1])
    download = room.get(KNOWN)
    assert isinstance(download.error, VerificationFailed)
    assert "SHA-256" in download.error.detail
    assert room.files() == []
    hub.wrong = None
    room.service.resume(download.id, Consent.THIS_DOWNLOAD)
    assert room.wait(download.id).error is None


def test_more_bytes_than_announced_are_refused(room: HubRoom, hub: StandInHub, data: bytes) -> None:
    hub.wrong = data + data
    assert isinstance(room.get(KNOWN).error, VerificationFailed)
    assert room.files() == []


def test_what_lay_damaged_on_the_disk_is_fetched_again(
    room: HubRoom, hub: StandInHub, data: bytes
) -> None:
    hub.hold_at = 700_000
    download = room.service.start(KNOWN, Consent.THIS_DOWNLOAD)
    assert hub.is_held.wait(60)
    room.service.pause(download.id)
    room.wait(download.id, DownloadPhase.PAUSED)
    hub.go_on.set()
    part = room.paths.models / f"{FILE}.part"
    part.write_bytes(bytes(part.stat().st_size))
    room.service.resume(download.id, Consent.THIS_DOWNLOAD)
    done = room.wait(download.id)
    assert done.path is not None
    assert done.path.read_bytes() == data


def test_a_file_that_is_no_model_is_not_let_in(room: HubRoom, hub: StandInHub) -> None:
    hub.files = {FILE: b"GGUF\x03\0\0\0" + b"\xff" * 5000}
    download = room.get(REPOSITORY)
    assert isinstance(download.error, ModelDamaged)
    assert download.error.values["name"] == FILE
    assert room.files() == []


def test_a_gated_model_says_where_to_agree(tmp_path: Path, hub: StandInHub, data: bytes) -> None:
    hub.is_gated, hub.token = True, "hf_secret"
    room = room_of(tmp_path, hub)
    error = room.get(KNOWN).error
    assert isinstance(error, GatedModel)
    assert f"{hub.address}/{REPOSITORY}" in str(error)
    wrong = room_of(tmp_path, hub, settings=["network.hub_token=hf_other"])
    assert isinstance(wrong.get(KNOWN).error, GatedModel)
    right = room_of(tmp_path, hub, settings=["network.hub_token=hf_secret"])
    done = right.get(KNOWN)
    assert done.path is not None
    assert done.path.read_bytes() == data


@pytest.mark.parametrize("refusal", [(429, {"Retry-After": "0"}), (503, {}), (500, {})])
def test_a_busy_hub_is_asked_again(
    room: HubRoom, hub: StandInHub, refusal: tuple[int, dict[str, str]]
) -> None:
    hub.refusals = [refusal] * 3
    assert room.get(KNOWN).error is None


def test_a_hub_that_stays_busy_is_left_alone(room: HubRoom, hub: StandInHub) -> None:
    hub.refusals = [(429, {"Retry-After": "100000"})]
    download = room.get(KNOWN)
    assert isinstance(download.error, HubBusy)
    assert len(hub.seen) == 1
    hub.refusals = [(503, {})] * 100
    room.service.resume(download.id, Consent.THIS_DOWNLOAD)
    assert isinstance(room.wait(download.id).error, HubBusy)
    assert len(hub.seen) < 10


def test_what_the_hub_does_not_know(room: HubRoom, hub: StandInHub) -> None:
    assert isinstance(room.get("room/elsewhere").error, NotOnHub)
    with pytest.raises(UnknownModel):
        room.service.start("no-such-model")
    del hub.files[FILE]
    assert isinstance(room.get(REPOSITORY).error, NoModelFiles)


def test_nobody_answers(tmp_path: Path, hub: StandInHub) -> None:
    room = room_of(tmp_path, hub, settings=["network.mirror=http://127.0.0.1:9"])
    error = room.get(KNOWN).error
    assert isinstance(error, HubUnreachable)
    assert {each.outcome for each in room.gate.ledger()} == {Outcome.FAILED}


def test_a_silent_hub_is_left_in_time(tmp_path: Path, hub: StandInHub) -> None:
    hub.hold_at = 300_000
    room = room_of(tmp_path, hub, stall=0.2)
    assert isinstance(room.get(KNOWN).error, HubUnreachable)
    assert f"{FILE}.part" in room.files()


def test_a_hub_without_ranges_begins_again(room: HubRoom, hub: StandInHub, data: bytes) -> None:
    hub.knows_ranges = False
    hub.cuts = iter([500_000])
    done = room.get(KNOWN)
    assert done.path is not None
    assert done.path.read_bytes() == data


def test_the_bytes_may_lie_on_another_server_which_gets_no_token(
    tmp_path: Path, hub: StandInHub, data: bytes
) -> None:
    with running(StandInHub({FILE: data})) as store:
        hub.redirect = store.address
        hub.is_gated, hub.token = True, "hf_secret"
        room = room_of(tmp_path, hub, settings=["network.hub_token=hf_secret"])
        assert room.get(KNOWN).error is None
        (request,) = store.seen
        assert "authorization" not in {each.lower() for each in request.headers}
        ports = {each.addresses[0] for each in room.gate.ledger()}
        assert ports == {each.address.removeprefix("http://") for each in (hub, store)}


@pytest.mark.parametrize("place", ["http://localhost:{port}", "http://192.168.0.7", "ftp://a.b"])
def test_no_redirect_leads_to_where_nobody_may_look(
    room: HubRoom, hub: StandInHub, data: bytes, place: str
) -> None:
    with running(StandInHub({FILE: data})) as store:
        hub.redirect = place.format(port=store.address.rpartition(":")[2])
        assert isinstance(room.get(KNOWN).error, RedirectRefused)
        assert store.seen == []


# --- consent and room ---------------------------------------------------------------------------


def test_offline_nothing_is_asked(room: HubRoom, hub: StandInHub) -> None:
    room.offline = True
    download = room.service.start(REPOSITORY)
    assert isinstance(room.wait(download.id).error, OfflineNow)
    with pytest.raises(OfflineNow):
        room.service.look(REPOSITORY)
    assert hub.seen == []
    assert room.gate.ledger() == ()


def test_going_offline_ends_what_only_the_setting_allowed(room: HubRoom, hub: StandInHub) -> None:
    hub.hold_at = 500_000
    hub.cuts = iter([600_000])
    download = room.service.start(KNOWN)
    assert hub.is_held.wait(60)
    room.offline = True
    hub.go_on.set()
    assert isinstance(room.wait(download.id).error, OfflineNow)
    assert len(hub.byte_requests()) == 1


def test_what_does_not_fit_is_not_begun(
    room: HubRoom, hub: StandInHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(100, 99, 1))
    assert isinstance(room.get(KNOWN).error, DiskFull)
    assert hub.byte_requests() == []


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a small disk")
def test_a_disk_that_fills_up_keeps_what_fits(
    room: HubRoom, hub: StandInHub, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = room.paths.ensure(room.paths.models)
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(models)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("mounting is not allowed here")
    usage = namedtuple("usage", "total used free")
    try:
        with monkeypatch.context() as patch:
            patch.setattr(shutil, "disk_usage", lambda _path: usage(1 << 40, 0, 1 << 40))
            download = room.get(KNOWN)
        assert isinstance(download.error, DiskFull)
        subprocess.run(["mount", "-o", "remount,size=200m", str(models)], check=True)
        room.service.resume(download.id, Consent.THIS_DOWNLOAD)
        done = room.wait(download.id)
        assert done.error is None
        assert done.path is not None
        assert done.path.read_bytes() == data
    finally:
        subprocess.run(["umount", str(models)], check=True)
