"""Backups grow by what changed, keep nothing that was deleted, and never lie where others do."""

import base64
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from old_backups import write_first
from vault_files import KEY, OTHER_KEY, decrypted_pages, everything, fill, open_database, question

from app.domain.errors import BackupTaken, HistoryDamaged, VaultBusy, VaultDiskFull
from app.domain.vault import BackupReport
from app.store.backup_blocks import Update
from app.store.backup_file import opened, unpack
from app.store.backup_format import BLOCK_BYTES, DATA_AT
from app.store.backup_update import Source, back_up
from app.store.conversations import VaultConversations
from app.store.database import Database
from app.store.file_lock import locked

BACKUP_KEY, OTHER_BACKUP_KEY = b"b" * 32, b"c" * 32
SECRET = "zxqj-the-blue-whale"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "all.snugbackup"


def write(
    database: Database,
    target: Path,
    *,
    vault_id: str = "id",
    keys: bytes = b"keys",
    key: bytes = BACKUP_KEY,
    over: bool = False,
) -> BackupReport:
    with database.still() as pages:
        return back_up(target, Source(vault_id, "now", pages, keys, key), over=over)


def flaws(target: Path, key: bytes = BACKUP_KEY) -> list[str]:
    with opened(target) as contents:
        assert contents.is_sealed_with(key)
        return contents.flaws()


def restored(target: Path, folder: Path, key: bytes = KEY) -> dict[object, list[str]]:
    folder.mkdir()
    unpack(target, folder / "history.db", folder / "vault.key")
    found = open_database(folder / "history.db", key)
    assert found.verify() == []
    texts = everything(found)
    found.close()
    return dict(texts)


def blocks_with(target: Path, text: str, keys: tuple[bytes, ...], folder: Path) -> list[int]:
    """Where a text stands in what lies in a backup, decrypted under any of these keys."""
    data = target.read_bytes()[DATA_AT:]
    found = []
    for at in range(0, len(data) - BLOCK_BYTES + 1, BLOCK_BYTES):
        block = folder / "block"
        block.write_bytes(data[at : at + BLOCK_BYTES])
        if any(text.encode() in decrypted_pages(block, key) for key in keys):
            found.append(at // BLOCK_BYTES)
    return found


def test_only_what_changed_is_written(database: Database, target: Path, tmp_path: Path) -> None:
    store = VaultConversations(database)
    fill(store, conversations=40)
    first = write(database, target)
    assert first.is_new
    assert first.written_bytes >= database.path.stat().st_size
    assert first.total_bytes == target.stat().st_size
    unchanged = write(database, target)
    assert not unchanged.is_new
    assert unchanged.written_bytes < first.written_bytes / 10
    store.append(store.conversations()[0].id, question("one more"))
    changed = write(database, target)
    assert unchanged.written_bytes < changed.written_bytes < first.written_bytes / 2
    assert flaws(target) == []
    assert restored(target, tmp_path / "new") == everything(database)


def test_writing_goes_on_meanwhile(database: Database, target: Path, tmp_path: Path) -> None:
    store = VaultConversations(database)
    fill(store)
    before = everything(database)
    with database.still() as pages:
        fill(store, first=10)
        back_up(target, Source("id", "now", pages, b"keys", BACKUP_KEY))
    assert restored(target, tmp_path / "new") == before


def test_many_updates_keep_the_file_small(database: Database, target: Path, tmp_path: Path) -> None:
    store = VaultConversations(database)
    chance = random.Random(5)
    for number in range(25):
        fill(store, conversations=chance.randint(1, 6), first=10 * number)
        if chance.random() < 0.5:
            store.remove(chance.choice(store.conversations()).id)
            store.purge()
        report = write(database, target)
        assert flaws(target) == []
        assert report.total_bytes < database.path.stat().st_size * 1.4 + 50 * BLOCK_BYTES
    assert restored(target, tmp_path / "new") == everything(database)


def test_what_was_deleted_does_not_stay(database: Database, target: Path, tmp_path: Path) -> None:
    store = VaultConversations(database)
    fill(store)
    conversation = store.conversations()[0].id
    store.append(conversation, question(SECRET))
    write(database, target)
    assert blocks_with(target, SECRET, (KEY,), tmp_path)
    store.remove(conversation)
    store.purge()
    write(database, target)
    assert blocks_with(target, SECRET, (KEY,), tmp_path) == []
    assert flaws(target) == []


def test_another_key_leaves_nothing_under_the_old_one(
    database: Database, target: Path, tmp_path: Path
) -> None:
    store = VaultConversations(database)
    fill(store, conversations=20)
    store.append(store.conversations()[0].id, question(SECRET))
    write(database, target, keys=b"old wrapped keys")
    size = target.stat().st_size
    database.rekey(OTHER_KEY)
    write(database, target, keys=b"new wrapped keys", key=OTHER_BACKUP_KEY)
    assert flaws(target, OTHER_BACKUP_KEY) == []
    assert blocks_with(target, SECRET, (KEY,), tmp_path) == []
    assert len(blocks_with(target, SECRET, (OTHER_KEY,), tmp_path)) == 1
    assert b"old wrapped keys" not in target.read_bytes()
    assert target.stat().st_size < size * 1.3
    assert restored(target, tmp_path / "new", OTHER_KEY) == everything(database)


def test_another_key_file_replaces_the_one_before(database: Database, target: Path) -> None:
    fill(VaultConversations(database))
    write(database, target, keys=b"old wrapped keys")
    raw = target.read_bytes()
    assert base64.b64encode(b"old wrapped keys") in raw
    write(database, target, keys=b"new wrapped keys")
    assert base64.b64encode(b"old wrapped keys") not in target.read_bytes()


@pytest.mark.parametrize("what", ["text", "another vault", "newer", "empty", "damaged other"])
def test_what_is_no_backup_of_this_vault_is_left_alone(
    database: Database, target: Path, what: str
) -> None:
    fill(VaultConversations(database))
    if what == "another vault":
        write(database, target, vault_id="other")
    elif what == "newer":
        write_first(target, [], vault_id="id", created_at="")
        target.write_bytes(target.read_bytes()[:-10])
    elif what == "damaged other":
        write(database, target, vault_id="other")
        target.write_bytes(target.read_bytes()[:100_000])
    else:
        target.write_bytes(b"a letter" if what == "text" else b"")
    before = target.read_bytes()
    with pytest.raises(BackupTaken):
        write(database, target)
    assert target.read_bytes() == before
    assert write(database, target, over=True).is_new
    assert flaws(target) == []


def test_a_backup_of_the_first_format_is_replaced_whole(database: Database, target: Path) -> None:
    fill(VaultConversations(database))
    write_first(target, [("history.db", b"old" * 9000)], vault_id="id", created_at="then")
    assert write(database, target).is_new
    assert flaws(target) == []


def test_a_damaged_backup_of_this_vault_is_made_anew(database: Database, target: Path) -> None:
    fill(VaultConversations(database))
    write(database, target)
    target.write_bytes(target.read_bytes()[:-1000])
    assert write(database, target).is_new
    assert flaws(target) == []


def test_a_damaged_page_never_replaces_a_sound_one(
    path: Path, database: Database, target: Path
) -> None:
    fill(VaultConversations(database))
    write(database, target)
    before = everything(database)
    database.close()
    raw = bytearray(path.read_bytes())
    raw[-2000] ^= 1
    path.write_bytes(raw)
    damaged = open_database(path)
    with pytest.raises(HistoryDamaged):
        write(damaged, target)
    damaged.close()
    assert flaws(target) == []
    assert restored(target, target.parent / "new") == before


def test_blocks_of_a_stranger_are_noticed(database: Database, target: Path) -> None:
    """Old parts put in place of new ones decrypt well: only the seal tells."""
    fill(VaultConversations(database))
    write(database, target, key=OTHER_BACKUP_KEY)
    with opened(target) as contents:
        assert contents.flaws() == []
        assert contents.is_sealed_with(BACKUP_KEY) is False


def test_two_processes_do_not_write_one_backup(database: Database, target: Path) -> None:
    fill(VaultConversations(database))
    write(database, target)
    with target.open("rb+") as file, locked(file), pytest.raises(VaultBusy):
        write(database, target)
    write(database, target)


ON_A_SMALL_DISK = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from vault_files import everything, fill, open_database
from app.domain.errors import VaultDiskFull
from app.store.conversations import VaultConversations
from test_backup_update import flaws, restored, write

disk, beside = Path(sys.argv[1]), Path(sys.argv[3])
database = open_database(beside / "history.db", create=True)
store = VaultConversations(database)
fill(store, conversations=30)
before = everything(database)
target = disk / "all.snugbackup"
(disk / "filler").write_bytes(os.urandom((8 << 20) - (256 << 10)))
def is_refused():
    try:
        write(database, target)
    except VaultDiskFull:
        return True
assert is_refused()
assert sorted(os.listdir(disk)) == ["filler"]
(disk / "filler").write_bytes(b"")
write(database, target)
size = target.stat().st_size
room = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
(disk / "filler").write_bytes(os.urandom(room - (64 << 10)))
fill(store, conversations=30, first=30)
assert is_refused()
assert target.stat().st_size == size
assert flaws(target) == []
assert restored(target, beside / "new") == before
(disk / "filler").unlink()
write(database, target)
assert restored(target, beside / "newer") == everything(database)
database.close()
"""


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0,
    reason="only root of a Linux machine can mount a small disk",
)
def test_on_a_full_disk_the_backup_before_stays(tmp_path: Path) -> None:
    disk, beside = tmp_path / "disk", tmp_path / "beside"
    disk.mkdir()
    beside.mkdir()
    mount = 'mount -t tmpfs -o size=8m snug "$1" && exec "$2" -c "$3" "$1" "$4" "$5"'
    command = ["unshare", "--mount", "sh", "-c", mount, "sh", str(disk), sys.executable]
    here = str(Path(__file__).parent)
    paths = [here, str(Path(here).parent), *(each for each in sys.path if each)]
    done = subprocess.run(
        [*command, ON_A_SMALL_DISK, here, str(beside)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_disk_that_fails_at_any_write_leaves_the_backup_before(
    database: Database, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The n-th flush fails, for every n: the old state or the new one is whole."""
    store = VaultConversations(database)
    fill(store)
    states = [everything(database)]
    write(database, target)
    shutil.copy(target, tmp_path / "kept")
    fill(store, first=10)
    states.append(everything(database))
    flush, counted = os.fsync, [0]

    for failing in range(1, 5):
        shutil.copy(tmp_path / "kept", target)
        counted[0] = 0

        def fail(handle: int, failing: int = failing) -> None:
            counted[0] += 1
            if counted[0] >= failing:
                raise OSError(28, "No space left on device")
            flush(handle)

        with database.still() as pages:
            monkeypatch.setattr(os, "fsync", fail)
            with pytest.raises(VaultDiskFull):
                back_up(target, Source("id", "now", pages, b"keys", BACKUP_KEY))
            monkeypatch.setattr(os, "fsync", flush)
        folder = tmp_path / f"new{failing}"
        assert restored(target, folder) == states[failing > 2]
        write(database, target)
        assert flaws(target) == []


def test_a_power_cut_leaves_the_state_before_or_the_new_one(
    database: Database, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what was not flushed yet the disk keeps any part, in any order, down to its sectors."""
    store = VaultConversations(database)
    fill(store, conversations=6)
    write(database, target)
    before = target.read_bytes()
    fill(store, conversations=3, first=20)
    store.remove(store.conversations()[-1].id)
    store.purge()
    done: list[tuple[int, bytes] | None] = []
    keep, flush = Update._write, os.fsync

    def recorded(self: Update, at: int, data: bytes) -> None:
        done.append((at, bytes(data)))
        keep(self, at, data)

    def flushed(handle: int) -> None:
        done.append(None)
        flush(handle)

    with database.still() as pages:
        states = {pages.read(0, pages.size)}
        monkeypatch.setattr(Update, "_write", recorded)
        monkeypatch.setattr(os, "fsync", flushed)
        back_up(target, Source("id", "now", pages, b"keys", BACKUP_KEY))
        monkeypatch.undo()
    target.write_bytes(before)
    with opened(target) as contents:
        states.add(b"".join(contents.pieces()))
    chance = random.Random(6)
    ends: set[bytes] = set()
    for _ in range(150):
        cut = chance.randrange(len(done) + 1)
        flushes = [index for index in range(cut) if done[index] is None]
        safe = flushes[-1] if flushes else 0
        disk = bytearray(before)
        for index, each in enumerate(done[:cut]):
            if each is None:
                continue
            at, data = each
            for start in range(0, len(data), 512):
                if index < safe or chance.random() < 0.5:
                    end = at + start + len(data[start : start + 512])
                    disk.extend(bytes(max(0, end - len(disk))))
                    disk[at + start : end] = data[start : start + 512]
        target.write_bytes(disk)
        with opened(target) as contents:
            ends.add(b"".join(contents.pieces()))
    assert ends == states
