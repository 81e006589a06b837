"""The vault in use: real keys and a real encrypted database around a fake engine."""

import contextlib
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fake_engine import Hold
from kept_room import VaultRoom
from vault_files import raw_connection
from vaults import CHEAP, PASSPHRASE

from app.bootstrap import open_vault
from app.config.instance import Presence
from app.domain.conversations import Conversation, Folder, Message
from app.domain.errors import (
    BackupInvalid,
    HistoryDamaged,
    KeyFileMissing,
    VaultDiskFull,
    VaultExists,
    VaultLocked,
    VaultMissing,
    WrongPassphrase,
)
from app.domain.events import VaultChanged
from app.domain.generation import FinishReason, Role
from app.domain.ids import FolderId, new_conversation_id, new_message_id
from app.domain.safety import Judged, SafetyReport, Verdict
from app.domain.vault import VaultState
from app.security.vault import DATABASE_FILE, KEY_FILE, Vault
from app.services.current_store import CurrentStore
from app.services.vault import VaultService
from app.store.memory import MemoryStore

JUDGED = SafetyReport((Verdict(Judged.ANSWER, 0.9, ("hate",), is_flagged=True),), "guard")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[VaultRoom]:
    made = VaultRoom(tmp_path / "home")
    yield made
    made.close()


def again(room: VaultRoom) -> VaultRoom:
    """The next start of Snug in the same home."""
    room.close()
    shutil.rmtree(room.folder / "models")
    return VaultRoom(room.folder)


def test_what_was_in_memory_moves_into_a_new_vault(room: VaultRoom) -> None:
    conversation = room.said("Whales")
    judged = {room.chat.messages(conversation)[-1].id: JUDGED}
    for message in judged:
        room.current.verdicts.put(conversation, message, JUDGED)
    assert room.vault.state is VaultState.NONE
    assert room.vault.create(PASSPHRASE, kdf=CHEAP)
    assert room.events[-1] == VaultChanged(VaultState.OPEN)
    assert room.texts(conversation) == ["Whales", "Hello."]
    assert room.current.verdicts.of(conversation) == judged
    later = again(room)
    with pytest.raises(VaultLocked):
        later.chat.conversations()
    later.vault.unlock(PASSPHRASE)
    assert later.texts(conversation) == ["Whales", "Hello."]
    later.close()


def test_folders_move_into_a_new_vault_with_what_is_in_them(room: VaultRoom) -> None:
    conversation = room.said("Whales")
    inner, outer = Folder(FolderId("a"), "Inner", FolderId("b"), 30), Folder(FolderId("b"), "Outer")
    for folder in (outer, replace(inner, parent=None)):
        room.current.add_folder(folder)
    room.current.update_folder(inner)
    room.current.revise([conversation], lambda each: replace(each, folder=inner.id, tags=("sea",)))
    room.vault.create(PASSPHRASE, kdf=CHEAP)
    assert {each.id: each for each in room.current.folders()} == {"a": inner, "b": outer}
    kept = room.current.get(conversation)
    assert kept is not None
    assert (kept.folder, kept.tags) == (inner.id, ("sea",))


def test_an_answer_under_way_moves_with_the_rest(room: VaultRoom) -> None:
    room.engine.says("Half", Hold, " and half")
    conversation = room.chat.begin("Whales")
    room.chat.send(conversation, "Whales")
    assert room.grew.wait(60)
    room.vault.create(PASSPHRASE, kdf=CHEAP)
    room.engine.go_on()
    room.wait()
    assert room.texts(conversation) == ["Whales", "Half and half"]


def test_locking_ends_answers_keeps_them_and_forgets_the_engine(room: VaultRoom) -> None:
    room.vault.create(PASSPHRASE, kdf=CHEAP)
    room.engine.says("Half", Hold, " and half")
    conversation = room.chat.begin("Whales")
    room.chat.send(conversation, "Whales")
    assert room.grew.wait(60)
    room.vault.lock()
    assert room.vault.state is VaultState.LOCKED
    assert room.engine.forgotten == 1
    with pytest.raises(VaultLocked):
        room.chat.messages(conversation)
    with pytest.raises(WrongPassphrase):
        room.vault.unlock("not this")
    assert room.vault.unlock(PASSPHRASE) == ""
    assert room.texts(conversation) == ["Whales", "Half"]
    assert room.chat.messages(conversation)[-1].finish is FinishReason.CANCELLED


def test_the_recovery_code_opens_it_and_a_new_passphrase_is_set(room: VaultRoom) -> None:
    code = room.vault.create(PASSPHRASE, kdf=CHEAP)
    room.vault.lock()
    room.vault.unlock_with_recovery(code.lower())
    room.vault.set_passphrase("another one entirely")
    room.vault.lock()
    with pytest.raises(WrongPassphrase):
        room.vault.unlock(PASSPHRASE)
    room.vault.unlock("another one entirely")


def test_the_old_passphrase_is_asked_for_before_a_change(room: VaultRoom) -> None:
    room.vault.create(PASSPHRASE, kdf=CHEAP)
    with pytest.raises(WrongPassphrase):
        room.vault.change_passphrase("not this", "new words here")
    room.vault.change_passphrase(PASSPHRASE, "new words here")
    assert room.said("still open")
    room.vault.lock()
    room.vault.unlock("new words here")


def test_everything_is_encrypted_anew(room: VaultRoom) -> None:
    room.vault.create(PASSPHRASE, kdf=CHEAP)
    conversation = room.said("Whales")
    old_keys = (room.folder / KEY_FILE).read_bytes()
    code = room.vault.encrypt_anew(PASSPHRASE)
    assert room.said("after") != conversation
    room.vault.lock()
    (room.folder / "aside").mkdir()
    room.vault.unlock_with_recovery(code)
    assert room.texts(conversation) == ["Whales", "Hello."]
    room.vault.lock()
    # Whoever kept the old key file and gets the new history reads nothing of it.
    current = (room.folder / KEY_FILE).read_bytes()
    (room.folder / KEY_FILE).write_bytes(old_keys)
    with pytest.raises(HistoryDamaged):
        room.vault.unlock(PASSPHRASE)
    (room.folder / KEY_FILE).write_bytes(current)
    room.vault.unlock(PASSPHRASE)
    assert room.texts(conversation) == ["Whales", "Hello."]


def test_a_re_encryption_whose_last_step_fails_is_ended_by_asking_again(
    room: VaultRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.vault.create(PASSPHRASE, kdf=CHEAP)
    conversation = room.said("Whales")
    with monkeypatch.context() as patch:

        def refuse(*_args: object) -> str:
            raise VaultDiskFull(folder="here")

        patch.setattr(room.vault._vault, "finish_rekey", refuse)
        with pytest.raises(VaultDiskFull):
            room.vault.encrypt_anew(PASSPHRASE)
    assert room.said("it goes on")
    code = room.vault.encrypt_anew(PASSPHRASE)
    room.vault.change_passphrase(PASSPHRASE, "other words here")
    room.vault.lock()
    room.vault.unlock_with_recovery(code)
    assert room.texts(conversation) == ["Whales", "Hello."]


def test_how_far_a_re_encryption_is_can_be_seen(room: VaultRoom) -> None:
    room.vault.create(PASSPHRASE, kdf=CHEAP)
    for _ in range(30):
        conversation = Conversation(new_conversation_id(), "long")
        room.current.add(conversation)
        room.current.append(conversation.id, Message(new_message_id(), Role.USER, "x" * 200_000))
    seen: list[float] = []
    has_ended = threading.Event()

    def look() -> None:
        while not has_ended.is_set():
            seen.append(room.vault.share_encrypted_anew())

    watcher = threading.Thread(target=look)
    watcher.start()
    for _ in range(10):  # one may be over before a busy machine lets the watcher look
        room.vault.encrypt_anew(PASSPHRASE)
        if any(seen):
            break
    has_ended.set()
    watcher.join()
    assert seen[0] == room.vault.share_encrypted_anew() == 0.0
    assert any(0 < share < 1 for share in seen)
    assert all(0 <= share <= 1 for share in seen)


def test_a_passphrase_can_be_taken_away_and_given_again(room: VaultRoom) -> None:
    first = room.vault.create(PASSPHRASE, kdf=CHEAP)
    conversation = room.said("Whales")
    with pytest.raises(WrongPassphrase):
        room.vault.unprotect("not this")
    assert room.vault.needs_passphrase()
    room.vault.unprotect(PASSPHRASE)
    assert not room.vault.needs_passphrase()
    later = again(room)
    assert later.vault.unlock("") == ""
    code = later.vault.protect("other words here")
    assert later.vault.needs_passphrase()
    later.vault.lock()
    with pytest.raises(VaultLocked):
        later.vault.unlock_unprotected()
    with pytest.raises(WrongPassphrase):
        later.vault.unlock_with_recovery(first)
    later.vault.unlock_with_recovery(code)
    assert later.texts(conversation) == ["Whales", "Hello."]
    later.close()


@pytest.mark.parametrize("has_changed_over", [False, True])
def test_an_interrupted_re_encryption_is_settled(room: VaultRoom, has_changed_over: bool) -> None:
    room.vault.create(PASSPHRASE, kdf=CHEAP)
    conversation = room.said("Whales")
    pending = room.vault._vault.begin_rekey(room.vault._open_keys)
    if has_changed_over:
        room.vault._open.file.rekey(pending.database_key)
    later = again(room)
    code = later.vault.unlock(PASSPHRASE)
    assert bool(code) is has_changed_over
    assert later.texts(conversation) == ["Whales", "Hello."]
    facts = later.vault.facts()
    assert facts is not None
    assert not facts.has_pending_key
    later.close()


def test_a_check_heals_an_index_and_says_so(room: VaultRoom) -> None:
    room.vault.create(PASSPHRASE, kdf=CHEAP)
    room.said("Whales")
    told: list[str] = []
    assert room.vault.verify(told.append) == []
    assert told == []
    key = bytes(room.vault._open_keys.database_key)
    with contextlib.closing(raw_connection(room.folder / DATABASE_FILE, key)) as connection:
        connection.execute("DELETE FROM message_words_docsize")
    assert room.vault.verify(told.append) == []
    assert len(told) == 1
    assert "messages" in told[0]
    assert room.vault.verify(told.append) == []
    assert len(told) == 1


def test_without_a_passphrase_it_opens_by_itself(room: VaultRoom) -> None:
    assert room.vault.create(None) == ""
    conversation = room.said("Whales")
    later = again(room)
    assert not later.vault.needs_passphrase()
    later.vault.unlock("")
    assert later.texts(conversation) == ["Whales", "Hello."]
    code = later.vault.protect(PASSPHRASE)
    later.vault.lock()
    later.vault.unlock_with_recovery(code)
    later.close()


def test_a_vault_is_never_made_over_another(room: VaultRoom) -> None:
    room.vault.create(PASSPHRASE, kdf=CHEAP)
    room.vault.lock()
    with pytest.raises(VaultExists):
        room.vault.create("other words", kdf=CHEAP)
    with pytest.raises(VaultExists):
        room.vault.restore(room.folder / "anything")


def test_history_without_its_keys_is_said(room: VaultRoom) -> None:
    room.vault.create(PASSPHRASE, kdf=CHEAP)
    later = again(room)
    for path in later.folder.glob(f"{KEY_FILE}*"):
        path.unlink()
    with pytest.raises(KeyFileMissing):
        later.vault.unlock(PASSPHRASE)
    assert (later.folder / DATABASE_FILE).exists()
    later.close()


def test_erasing_leaves_nothing_and_goes_on_in_memory(room: VaultRoom) -> None:
    room.vault.create(PASSPHRASE, kdf=CHEAP)
    room.said("Whales")
    done = room.vault.erase()
    assert done.overwritten
    assert not done.left
    assert room.vault.state is VaultState.NONE
    assert not list(room.folder.glob("history.db*"))
    assert not list(room.folder.glob("vault.key*"))
    assert room.said("Herons")
    with pytest.raises(VaultMissing):
        room.vault.erase()


def test_what_a_crash_cut_off_is_marked_once_nobody_else_is_there(room: VaultRoom) -> None:
    room.vault.create(PASSPHRASE, kdf=CHEAP)
    room.engine.says("Half", Hold, " and half")
    conversation = room.chat.begin("Whales")
    answer = room.chat.send(conversation, "Whales")
    assert answer is not None
    assert room.grew.wait(60)
    room.chat._answers.keep_all()
    other = VaultRoom(room.folder.parent / "other")
    other.close()
    # Another process opens the same vault while this one writes.
    beside = VaultService(
        Vault(room.folder), CurrentStore(None), open_vault, MemoryStore, other.chat,
        other.models, other.settings, other.bus, Presence(room.folder),
    )  # fmt: skip
    beside.unlock(PASSPHRASE)
    seen = beside._store.message(conversation, answer)
    assert seen is not None
    assert (seen.text, seen.finish) == ("Half", None)
    beside.close()
    room.engine.go_on()
    assert room.wait().finish is FinishReason.STOP


def test_many_threads_may_lock_and_unlock(room: VaultRoom) -> None:
    room.vault.create(PASSPHRASE, kdf=CHEAP)
    conversation = room.said("Whales")
    problems: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(3):
                room.vault.lock()
                room.vault.unlock(PASSPHRASE)
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    room.vault.unlock(PASSPHRASE)
    assert room.texts(conversation) == ["Whales", "Hello."]


def test_a_backup_takes_the_place_of_what_is_here(room: VaultRoom, tmp_path: Path) -> None:
    room.vault.create(PASSPHRASE, kdf=CHEAP)
    conversation = room.said("Whales")
    room.vault.backup(tmp_path / "whole.snugbackup")
    later = room.said("Herons")
    room.vault.restore_in_place(tmp_path / "whole.snugbackup")
    assert room.vault.state is VaultState.LOCKED
    room.vault.unlock(PASSPHRASE)
    assert [each.id for each in room.chat.conversations()] == [conversation]
    assert later not in [each.id for each in room.chat.conversations()]
    assert list(room.folder.glob(f"vault-before-*/{DATABASE_FILE}"))


def test_a_bad_backup_changes_nothing(room: VaultRoom, tmp_path: Path) -> None:
    room.vault.create(PASSPHRASE, kdf=CHEAP)
    conversation = room.said("Whales")
    (tmp_path / "bad").write_bytes(b"no backup")
    with pytest.raises(BackupInvalid):
        room.vault.restore_in_place(tmp_path / "bad")
    assert room.vault.state is VaultState.LOCKED
    room.vault.unlock(PASSPHRASE)
    assert room.texts(conversation) == ["Whales", "Hello."]
    assert not list(room.folder.glob("vault-before-*"))
