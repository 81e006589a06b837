"""A damaged history gives back what can be read of it, says what is lost, and is kept itself."""

import hashlib
import os
import random
import shutil
from pathlib import Path

import pytest
from vault_files import (
    KEY,
    OTHER_KEY,
    VAULT_ID,
    answer,
    everything,
    fill,
    open_database,
    question,
    raw_connection,
)

from app.domain.collections import (
    Chunk,
    Collection,
    DocumentState,
    Layout,
    StoredDocument,
)
from app.domain.conversations import Conversation, Folder
from app.domain.errors import NothingToRescue
from app.domain.ids import (
    ConversationId,
    FolderId,
    new_collection_id,
    new_conversation_id,
    new_document_id,
)
from app.domain.retrieval import SearchFilter
from app.store.conversations import VaultConversations
from app.store.damaged_file import DamagedFile
from app.store.documents import VaultDocuments
from app.store.index_check import heal
from app.store.page_cipher import PAGE_BYTES
from app.store.rescue import Rescued
from app.store.rescued_file import is_sound, put_in_place, rescue
from app.store.salvage import Salvage

OLD = Path(__file__).parents[1] / "fixtures" / "vaults" / "schema-1.db"
OLD_KEY = bytes.fromhex("5a" * 32)
LONG = "a long message " * 3000
CHUNK = "the contract about whales"


@pytest.fixture
def sound(path: Path) -> dict[ConversationId, list[str]]:
    """What a closed database holds; every kind of table has rows."""
    made = open_database(path, create=True)
    store = VaultConversations(made)
    store.add_folder(Folder(FolderId("outer"), "Outer 바깥"))
    store.add_folder(Folder(FolderId("inner"), "Inner", parent=FolderId("outer")))
    fill(store, conversations=8)
    conversation = Conversation(new_conversation_id(), "Long", folder=FolderId("inner"))
    store.add(conversation)
    store.append(conversation.id, question(LONG))
    store.append(conversation.id, answer("short"))
    store.keep_draft(conversation.id, "typed")
    documents = VaultDocuments(made)
    collection = Collection(new_collection_id(), "Leases 임대차", ("/papers",))
    documents.put_collection(collection)
    for number in range(4):
        chunks = [Chunk(n, n * 25, n * 25 + 25, f"{CHUNK} {n} " * 40) for n in range(12)]
        kept = StoredDocument(
            new_document_id(), collection.id, f"/papers/{number}", f"{number}",
            DocumentState.INDEXED, sha256="ab", chunks=12, changed_ns=5,
        )  # fmt: skip
        documents.put_document(kept, Layout(), chunks, None)
    found = everything(made)
    made.close()
    return found


def damage(path: Path, *pages: int) -> None:
    """Overwrite pages with noise; they are counted from 1."""
    raw = bytearray(path.read_bytes())
    for number in pages:
        raw[(number - 1) * PAGE_BYTES : number * PAGE_BYTES] = os.urandom(PAGE_BYTES)
    path.write_bytes(raw)


def pages_of(path: Path, table: str, *, inner: bool = False) -> list[int]:
    """The pages of a table, its root first; those below it without `inner`."""
    connection = raw_connection(path)
    try:
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        root = connection.execute(query, (table,)).fetchone()[0]
    finally:
        connection.close()
    if inner:
        return [root]
    file = DamagedFile(path, KEY)
    salvage = Salvage(file)
    before = set(salvage._reached)
    salvage._reached.clear()
    list(salvage._walk(root, None))
    found = sorted(salvage._reached - {root})
    salvage._reached |= before
    file.close()
    return found


def rescued(path: Path) -> tuple[Rescued, dict[ConversationId, list[str]]]:
    """Rescue, and read what the new database holds; nothing may be wrong with it."""
    before = digests(path)
    done, _, new = rescue(path, KEY, VAULT_ID)
    assert digests(path) == before  # the damaged one is only read
    aside = put_in_place(new, path)
    assert digests(path.with_name(aside)) == before
    database = open_database(path)
    assert database.verify() == []
    assert heal(database) == []
    found = everything(database)
    database.close()
    return done, found


def digests(path: Path) -> dict[str, str]:
    """Of a database file and its WAL."""
    return {
        end: hashlib.sha256(file.read_bytes()).hexdigest()
        for end in ("", "-wal")
        if (file := path.with_name(path.name + end)).exists()
    }


def counted(found: dict[ConversationId, list[str]]) -> int:
    return sum(map(len, found.values()))


def test_all_of_a_sound_one_comes_over(path: Path, sound: dict[ConversationId, list[str]]) -> None:
    assert is_sound(path, KEY)
    done, found = rescued(path)
    assert found == sound
    assert done == Rescued(9, 0, 0, counted(sound), 0, 4, 0)
    database = open_database(path)
    store, documents = VaultConversations(database), VaultDocuments(database)
    assert [(each.id, each.parent) for each in store.folders()] == [
        ("outer", None),
        ("inner", "outer"),
    ]
    last = next(each for each in store.conversations() if each.title == "Long")
    assert last.folder == "inner"
    assert store.draft(last.id) == "typed"
    assert all(each.tags == ("one", "two") for each in store.conversations() if each != last)
    assert len(store.search("계약서", 500)) == 160
    assert sum(map(len, documents.search_words("whales", SearchFilter(), 100).values())) == 48
    kept = documents.documents(documents.collections()[0].id)
    assert [each.state for each in kept] == [DocumentState.INDEXED] * 4
    database.close()


def test_a_flipped_bit_anywhere_loses_nothing(
    path: Path, sound: dict[ConversationId, list[str]]
) -> None:
    """The HMAC of a page tells which bit it was; that of the salt is found by the other pages."""
    chance = random.Random(1)
    raw = path.read_bytes()
    for number in [1, 1, *chance.sample(range(2, len(raw) // PAGE_BYTES + 1), 3)]:
        damaged = bytearray(raw)
        damaged[(number - 1) * PAGE_BYTES + chance.randrange(PAGE_BYTES)] ^= 1 << chance.randrange(
            8
        )
        path.write_bytes(damaged)
        assert not is_sound(path, KEY)
        done, found = rescued(path)
        assert found == sound
        assert done.lost_messages == done.lost_documents == 0
    damaged = bytearray(raw)
    damaged[3] ^= 16
    path.write_bytes(damaged)
    assert rescued(path)[1] == sound


def test_a_lost_leaf_costs_its_messages_and_they_are_counted(
    path: Path, sound: dict[ConversationId, list[str]]
) -> None:
    leaves = pages_of(path, "messages")
    damage(path, leaves[1], leaves[5])
    done, found = rescued(path)
    lost = counted(sound) - counted(found)
    assert lost > 0
    assert (done.messages, done.lost_messages) == (counted(found), lost)
    assert done.conversations + done.cut_conversations == len(sound)
    whole = [each for each, texts in sound.items() if found.get(each) == texts]
    assert done.conversations == len(whole)
    for each, texts in found.items():  # in one branch, in their order, and no word changed
        assert texts == [text for text in sound[each] if text in set(texts)]


@pytest.mark.parametrize("table", ["messages", "conversations", "chunks", "tags", "folders"])
def test_a_lost_root_costs_nothing_but_itself(
    path: Path, sound: dict[ConversationId, list[str]], table: str
) -> None:
    """Leaves below it are found by the shape of their rows."""
    below = pages_of(path, table)
    damage(path, *pages_of(path, table, inner=True))
    done, found = rescued(path)
    if below or table in ("tags", "folders"):  # else the root was the only leaf
        assert found == sound
        assert done.lost_messages == 0
    if table == "conversations" and not below:
        assert (done.conversations, done.cut_conversations) == (0, 9)
        assert sorted(map(sorted, found.values())) == sorted(map(sorted, sound.values()))


def test_a_lost_index_costs_nothing(path: Path, sound: dict[ConversationId, list[str]]) -> None:
    for name in ("messages_of_conversation", "messages_by_parent", "message_words_data"):
        damage(path, *pages_of(path, name, inner=True))
    done, found = rescued(path)
    assert found == sound
    assert done.cut_conversations == 0


def test_a_lost_start_costs_the_proof_alone(
    path: Path, sound: dict[ConversationId, list[str]]
) -> None:
    """Without the salt no page proves anything, and the schema is lost; the rows are there."""
    damage(path, 1)
    done, is_proven, new = rescue(path, KEY, VAULT_ID)
    assert not is_proven
    assert done.messages == counted(sound)
    put_in_place(new, path)
    database = open_database(path)
    assert everything(database) == sound
    database.close()


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_file_that_was_cut_off_gives_what_is_left(
    path: Path, sound: dict[ConversationId, list[str]], share: float
) -> None:
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * share)])
    done, found = rescued(path)
    assert done.messages == counted(found)
    known = done.messages + done.lost_messages
    # Where the indexes are cut off as well, nobody can tell how many there were.
    assert known == counted(sound) if share > 0.2 else known <= counted(sound)
    for each, texts in found.items():
        assert texts == [text for text in sound[each] if text in set(texts)]


def test_what_waits_in_the_wal_comes_over(path: Path, tmp_path: Path) -> None:
    made = open_database(path, create=True)
    store = VaultConversations(made)
    fill(store)
    made.checkpoint()
    store.append(store.conversations()[0].id, question("in the WAL alone"))
    found = everything(made)
    copy = tmp_path / "copy" / path.name
    copy.parent.mkdir()
    for end in ("", "-wal"):
        shutil.copy(path.with_name(path.name + end), copy.with_name(copy.name + end))
    made.close()
    damage(copy, pages_of(path, "message_words_data")[0])
    without = tmp_path / "without" / path.name
    without.parent.mkdir()
    shutil.copy(copy, without)
    done, there = rescued(copy)
    assert there == found
    assert done.lost_messages == 0
    _, there = rescued(without)  # and without the WAL what was in the file
    assert counted(there) == counted(found) - 1


def test_a_document_that_lost_text_waits_to_be_read_again(
    path: Path, sound: dict[ConversationId, list[str]]
) -> None:
    damage(path, pages_of(path, "chunks")[3])
    done, found = rescued(path)
    assert found == sound
    assert done.documents == 4
    assert 1 <= done.lost_documents <= 2
    database = open_database(path)
    documents = VaultDocuments(database)
    kept = documents.documents(documents.collections()[0].id)
    waiting = [each for each in kept if each.state is DocumentState.WAITING]
    assert len(waiting) == done.lost_documents
    assert all(each.sha256 == "" for each in waiting)
    database.close()


def test_nothing_is_done_with_another_key(
    path: Path, sound: dict[ConversationId, list[str]]
) -> None:
    before = digests(path)
    with pytest.raises(NothingToRescue):
        rescue(path, OTHER_KEY, VAULT_ID)
    assert digests(path) == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("size", [0, 1, 5000, 300_000])
def test_noise_is_no_history(path: Path, size: int) -> None:
    path.parent.mkdir()
    path.write_bytes(os.urandom(size))
    with pytest.raises(NothingToRescue):
        rescue(path, KEY, VAULT_ID)
    assert path.stat().st_size == size


def test_an_interrupted_rescue_leaves_the_original(
    path: Path, sound: dict[ConversationId, list[str]]
) -> None:
    damage(path, pages_of(path, "messages")[2])
    before = digests(path)

    def stop(share: float) -> None:
        if share > 0.6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rescue(path, KEY, VAULT_ID, stop)
    assert digests(path) == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    path.with_name(f"{path.name}.rescue").write_bytes(b"half")  # a kill leaves more
    path.with_name(f"{path.name}.rescue-wal").write_bytes(b"half")
    done, _ = rescued(path)
    assert done.lost_messages > 0


@pytest.mark.parametrize("at", ["link", "wal", "renamed"])
def test_a_kill_while_the_new_one_takes_its_place_is_made_good(
    path: Path, sound: dict[ConversationId, list[str]], at: str
) -> None:
    """The damaged one and its WAL are put back together, and the rescue begins anew."""
    wal = path.with_name(path.name + "-wal")
    wal.write_bytes(b"a WAL")
    before = digests(path)
    aside = path.with_name(path.name + ".damaged-20260101-000000")
    aside.hardlink_to(path)
    if at != "link":
        wal.rename(aside.with_name(aside.name + "-wal"))
    if at == "renamed":
        path.unlink()
    assert is_sound(path, KEY)
    assert digests(path) == before
    assert sorted(each.name for each in path.parent.iterdir()) == [path.name, wal.name]


def test_random_damage_never_gives_wrong_words(
    path: Path, sound: dict[ConversationId, list[str]]
) -> None:
    chance = random.Random(8)
    raw = path.read_bytes()
    count = len(raw) // PAGE_BYTES
    texts = {text for each in sound.values() for text in each}
    for _ in range(3):
        path.write_bytes(raw)
        damage(path, *chance.sample(range(2, count + 1), chance.randint(2, 12)))
        done, found = rescued(path)
        assert {text for each in found.values() for text in each} <= texts
        assert done.messages == counted(found)
        assert done.messages + done.lost_messages <= counted(sound)


@pytest.mark.parametrize("page", [0, 1, 4])
def test_a_vault_of_an_old_release_comes_over(tmp_path: Path, page: int) -> None:
    """Its tables lack columns of today, and keep some elsewhere."""
    path, other = tmp_path / "history.db", tmp_path / "other.db"
    for each in (path, other):
        shutil.copy(OLD, each)
    connection = raw_connection(other, OLD_KEY)
    vault_id = connection.execute("SELECT value FROM about WHERE key='vault_id'").fetchone()[0]
    connection.close()
    migrated = open_database(other, OLD_KEY, vault_id=vault_id)
    expected = everything(migrated)
    with migrated.reading() as reading:
        kept = reading.exec_driver_sql("SELECT * FROM attachment_data").all()
    migrated.close()
    if page:
        damage(path, page)
    rescue(path, OLD_KEY, vault_id)
    put_in_place(path.with_name(f"{path.name}.rescue"), path)
    found = open_database(path, OLD_KEY, vault_id=vault_id)
    assert everything(found) == expected
    with found.reading() as reading:
        assert reading.exec_driver_sql("SELECT * FROM attachment_data").all() == kept
    assert heal(found) == []
    found.close()
