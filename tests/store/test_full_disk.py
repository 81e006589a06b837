"""A full disk: nothing that was kept is lost, and something can still be deleted (B16)."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection
from vault_files import everything, fill, open_database, question

from app.domain.conversations import Conversation
from app.domain.errors import VaultDiskFull
from app.domain.ids import new_conversation_id
from app.store.conversations import VaultConversations


def test_what_does_not_fit_is_refused_whole(path: Path) -> None:
    database = open_database(path, create=True)
    store = VaultConversations(database)
    fill(store, conversations=2, messages=10)
    before = everything(database)
    conversation = store.conversations()[0]

    def limit(pages: int) -> None:
        def change(connection: Connection) -> None:
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}").all()

        database.write(change)

    limit(1)  # SQLite makes of it the pages that there are
    with pytest.raises(VaultDiskFull) as caught:
        store.append(conversation.id, question("long " * 20_000))
    assert caught.value.values == {"folder": path.parent}
    assert everything(database) == before
    assert store.get(conversation.id) == conversation
    limit(1_000_000)
    store.append(conversation.id, question("short"))
    assert len(store.messages(conversation.id)) == 11
    assert database.verify() == []
    database.close()


ON_A_SMALL_DISK = """
import sys
from pathlib import Path
from test_full_disk import on_a_small_disk
on_a_small_disk(Path(sys.argv[1]), ballast_bytes=int(sys.argv[2]))
"""


def on_a_small_disk(folder: Path, ballast_bytes: int) -> None:
    """Fill the disk with messages, delete a conversation, and go on. Runs on a disk of its own."""
    path = folder / "history.db"
    database = open_database(path, create=True, ballast_bytes=ballast_bytes)
    store = VaultConversations(database)
    doomed = Conversation(new_conversation_id(), "doomed")
    store.add(doomed)
    for number in range(40):
        store.append(doomed.id, question(f"doomed {number} " + "word " * 400))
    kept = Conversation(new_conversation_id(), "kept")
    store.add(kept)
    ballast = folder / "history.db.ballast"
    assert ballast.exists() == bool(ballast_bytes)
    with (folder / "something else").open("wb") as other:
        other.write(bytes(shutil.disk_usage(folder).free - (2 << 20)))
    count, words = 0, 20_000
    while words:
        try:
            store.append(kept.id, question(f"kept {count} " + "word " * words))
            count += 1
            database.checkpoint()  # or the room of the WAL would be enough for the deletion
        except VaultDiskFull:
            words //= 2
    assert [each.text.split()[1] for each in store.messages(kept.id)] == [
        str(number) for number in range(count)
    ]
    with (folder / "whatever else").open("wb") as other:  # takes the last byte
        try:
            while True:
                os.write(other.fileno(), bytes(512))
        except OSError:
            pass
    assert ballast.exists() == bool(ballast_bytes)
    store.remove(doomed.id)
    assert store.purge() == 1
    assert not ballast.exists()
    store.append(kept.id, replace(question("there is room again")))
    assert len(store.messages(kept.id)) == count + 1
    assert database.verify() == []
    database.close()
    again = open_database(path)
    assert len(VaultConversations(again).messages(kept.id)) == count + 1
    again.close()


def _with_a_disk(folder: Path, ballast_bytes: int) -> subprocess.CompletedProcess[str]:
    """Run `on_a_small_disk` on a tmpfs of 64 MiB that only its own process sees."""
    folder.mkdir()
    mount = 'mount -t tmpfs -o size=64m snug "$1" && exec "$2" -c "$3" "$1" "$4"'
    command = ["unshare", "--mount", "sh", "-c", mount, "sh", str(folder), sys.executable]
    paths = [str(Path(__file__).parent), *(each for each in sys.path if each)]
    return subprocess.run(
        [*command, ON_A_SMALL_DISK, str(ballast_bytes)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )


_CAN_MOUNT = sys.platform == "linux" and os.geteuid() == 0


@pytest.mark.skipif(not _CAN_MOUNT, reason="only root of a Linux machine can mount a small disk")
def test_on_a_full_disk_something_can_still_be_deleted(tmp_path: Path) -> None:
    done = _with_a_disk(tmp_path / "disk", ballast_bytes=3 << 20)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not _CAN_MOUNT, reason="only root of a Linux machine can mount a small disk")
def test_without_ballast_it_could_not(tmp_path: Path) -> None:
    done = _with_a_disk(tmp_path / "disk", ballast_bytes=0)
    assert done.returncode != 0
    assert "VaultDiskFull" in done.stderr
    assert "store.remove" in done.stderr or "store.purge" in done.stderr
