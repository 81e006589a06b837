"""A damaged database gives an error, never wrong data."""

import random
import shutil
from pathlib import Path

import pytest
from vault_files import everything, fill, flip_a_bit_beside, open_database

from app.domain.errors import HistoryDamaged
from app.domain.ids import ConversationId
from app.store import cipher
from app.store.conversations import VaultConversations

PAGE = cipher.PAGE_BYTES


@pytest.fixture
def sound(path: Path) -> dict[ConversationId, list[str]]:
    """What a database of about a hundred pages holds; it is closed."""
    made = open_database(path, create=True)
    fill(VaultConversations(made), conversations=3, messages=20)
    found = everything(made)
    made.close()
    return found


def problems_of(path: Path) -> tuple[dict[ConversationId, list[str]] | None, list[str]]:
    """What can be read (None: an error was told), and what a check finds."""
    try:
        database = open_database(path)
    except HistoryDamaged as error:
        return None, [error.detail]
    try:
        found = everything(database)
    except HistoryDamaged:
        found = None
    problems = database.verify()
    database.close()
    return found, problems


def test_a_bit_that_flips_in_any_page_is_found(
    path: Path, sound: dict[ConversationId, list[str]]
) -> None:
    chance = random.Random(2)
    raw = path.read_bytes()
    assert len(raw) // PAGE > 50
    for page in range(len(raw) // PAGE):
        damaged = bytearray(raw)
        damaged[page * PAGE + chance.randrange(PAGE)] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        found, problems = problems_of(path)
        assert found is None or found == sound, f"page {page} gave wrong data"
        assert problems, f"the check did not find page {page}"
    path.write_bytes(raw)
    assert problems_of(path) == (sound, [])


def test_two_pages_that_change_places_are_found(
    path: Path, sound: dict[ConversationId, list[str]]
) -> None:
    raw = bytearray(path.read_bytes())
    first, second = 10 * PAGE, 11 * PAGE
    raw[first : first + PAGE], raw[second : second + PAGE] = (
        raw[second : second + PAGE],
        raw[first : first + PAGE],
    )
    path.write_bytes(raw)
    found, problems = problems_of(path)
    assert found is None or found == sound
    assert len(problems) >= 2


@pytest.mark.parametrize("size", [2, 15, 16, 100, 4095, 4096, 4097, 8192, 100_000])
def test_a_file_that_was_cut_off_is_found(
    path: Path, sound: dict[ConversationId, list[str]], size: int
) -> None:
    path.write_bytes(path.read_bytes()[:size])
    found, problems = problems_of(path)
    assert found is None or found == sound
    assert problems


def test_what_is_sound_can_be_read_after_something_damaged(
    path: Path, sound: dict[ConversationId, list[str]]
) -> None:
    """A damaged page makes its connection useless: the next reader has to get another one."""
    flip_a_bit_beside(path, "message 1-12 about")
    database = open_database(path)
    store = VaultConversations(database)
    for _ in range(6):
        for each, texts in sound.items():
            if "message 1-12" in "".join(texts):
                with pytest.raises(HistoryDamaged):
                    store.messages(each)
            else:
                assert store.messages(each)[-1].text == texts[-1]
    database.close()


def test_a_damaged_page_does_not_stop_the_writer(
    path: Path, sound: dict[ConversationId, list[str]]
) -> None:
    flip_a_bit_beside(path, "message 1-12 about")
    database = open_database(path)
    store = VaultConversations(database)
    with pytest.raises(HistoryDamaged):
        database.write(lambda each: each.exec_driver_sql("UPDATE messages SET text = text || '!'"))
    store.keep_draft(None, "still typing")
    assert store.draft(None) == "still typing"
    assert [each.id for each in store.conversations()][::-1] == list(sound)[::-1]
    first = list(sound)[-1]
    assert [each.text for each in store.messages(first)] == sound[first]
    database.close()


def test_a_wal_that_was_damaged_gives_no_wrong_data(path: Path, tmp_path: Path) -> None:
    """SQLite drops a WAL frame whose checksum is wrong: what came before it stays."""
    made = open_database(path, create=True)
    store = VaultConversations(made)
    fill(store, conversations=2, messages=10)
    before = everything(made)
    made.checkpoint()
    store.keep_draft(None, "typed")
    copy = tmp_path / "copy" / path.name
    copy.parent.mkdir()
    for end in ("", "-wal"):
        source = path.with_name(path.name + end)
        shutil.copy(source, copy.with_name(source.name))
    made.close()
    wal = copy.with_name(f"{path.name}-wal")
    raw = bytearray(wal.read_bytes())
    raw[32 + 24 + 500] ^= 1
    wal.write_bytes(raw)
    found = open_database(copy)
    assert everything(found) == before
    assert VaultConversations(found).draft(None) == ""
    assert found.verify() == []
    found.close()
