"""The vault: what opens it, what never does, and what is said of every half of one."""

import errno
import os
import stat
import sys
import threading
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import (
    AppError,
    FolderUnusable,
    HistoryMissing,
    KeyFileDamaged,
    KeyFileMissing,
    KeyFileUnreadable,
    PassphraseRefused,
    RecoveryCodeInvalid,
    VaultDiskFull,
    VaultExists,
    VaultLocked,
    VaultMissing,
    VaultNewer,
    VaultReadOnly,
    WrongPassphrase,
)
from app.domain.vault import KdfParameters, SlotKind, VaultState
from app.security import key_file, keys, private_file, vault
from app.security.key_file import Header, decode, encode
from app.security.keys import Keys
from app.security.recovery_code import format_code, new_secret
from app.security.slots import Slot
from app.security.vault import DATABASE_FILE, KEY_BACKUP, KEY_FILE, Vault

posix = pytest.mark.skipif(sys.platform == "win32", reason="rights are those of POSIX")
CHEAP = KdfParameters(64, 1, 1)
PASSPHRASE = "우리 고양이 window 7"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vault"


def made(folder: Path, passphrase: str | None = PASSPHRASE) -> tuple[Vault, Keys, str]:
    new = Vault(folder)
    return (new, *new.create(passphrase, kdf=CHEAP))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_was_made_opens(folder: Path) -> None:
    _, made_keys, code = made(folder)
    opened = Vault(folder).unlock(PASSPHRASE)
    assert opened.keys.same_as(made_keys)
    assert opened.pending is None
    assert Vault(folder).unlock_with_recovery(code).keys.same_as(made_keys)
    assert names(folder) == [KEY_FILE, KEY_BACKUP]
    assert (folder / KEY_FILE).read_bytes() == (folder / KEY_BACKUP).read_bytes()


def test_two_vaults_share_nothing(tmp_path: Path) -> None:
    one, two = (made(tmp_path / name) for name in "ab")
    assert one[1].vault_id != two[1].vault_id
    assert one[1].data_key != two[1].data_key
    assert one[2] != two[2]


def test_korean_opens_from_every_keyboard(folder: Path) -> None:
    _, made_keys, _ = made(folder, unicodedata.normalize("NFD", PASSPHRASE))
    assert Vault(folder).unlock(unicodedata.normalize("NFC", PASSPHRASE)).keys.same_as(made_keys)
    assert Vault(folder).unlock(PASSPHRASE + "\n").keys.same_as(made_keys)


def test_the_state_is_told(folder: Path) -> None:
    new = Vault(folder)
    assert new.state() is VaultState.NONE
    assert new.facts() is None
    assert not folder.exists()
    made_keys, _ = new.create(PASSPHRASE, kdf=CHEAP)
    assert new.state() is VaultState.OPEN
    assert Vault(folder).state() is VaultState.LOCKED
    (folder / DATABASE_FILE).write_bytes(b"x" * 5000)
    (folder / (DATABASE_FILE + "-wal")).write_bytes(b"x" * 100)
    facts = Vault(folder).facts()
    assert facts is not None
    assert facts.vault_id == made_keys.vault_id
    assert facts.slots == (SlotKind.PASSPHRASE, SlotKind.RECOVERY)
    assert (facts.kdf, facts.database_bytes, facts.has_pending_key) == (CHEAP, 5100, False)
    new.lock()
    assert new.state() is VaultState.LOCKED
    assert made_keys.is_wiped


@posix
def test_only_the_owner_gets_in(folder: Path) -> None:
    before = os.umask(0)
    try:
        new, made_keys, _ = made(folder)
        new.change_passphrase(made_keys, "other")
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in (KEY_FILE, KEY_BACKUP):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    for name in (KEY_FILE, KEY_BACKUP):  # as a restored copy may come
        (folder / name).chmod(0o644)
    new.unlock("other")
    for name in (KEY_FILE, KEY_BACKUP):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600


def test_without_a_passphrase_anyone_opens_it(folder: Path) -> None:
    new, made_keys, code = made(folder, None)
    assert code == ""
    assert Vault(folder).unlock_unprotected().keys.same_as(made_keys)
    facts = new.facts()
    assert facts is not None
    assert (facts.slots, facts.kdf) == ((SlotKind.NONE,), None)
    with pytest.raises(WrongPassphrase):
        Vault(folder).unlock("anything")


def test_a_protected_vault_asks(folder: Path) -> None:
    made(folder)
    with pytest.raises(VaultLocked):
        Vault(folder).unlock_unprotected()


def test_a_wrong_secret_is_one_constant_error_and_touches_nothing(folder: Path) -> None:
    made(folder)
    (folder / DATABASE_FILE).write_bytes(b"encrypted" * 1000)
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_atime_ns)
              for path in folder.iterdir() if path.name == DATABASE_FILE}  # fmt: skip
    key_bytes = (folder / KEY_FILE).read_bytes()
    locked = Vault(folder)
    attempts: list[Callable[[], object]] = [
        lambda: locked.unlock("wrong"),
        lambda: locked.unlock(""),
        lambda: locked.unlock("\ud800"),
        lambda: locked.unlock(PASSPHRASE.upper()),
        lambda: locked.unlock(" " + PASSPHRASE),
        lambda: locked.unlock_with_recovery(format_code(new_secret())),
    ]
    seen = set()
    for attempt in attempts:
        with pytest.raises(WrongPassphrase) as caught:
            attempt()
        error = caught.value
        assert error.__cause__ is None
        seen.add((type(error), error.args, error.detail, str(error), tuple(error.values)))
    assert len(seen) == 1
    assert locked.state() is VaultState.LOCKED
    assert before == {
        path.name: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_atime_ns)
        for path in folder.iterdir() if path.name == DATABASE_FILE
    }  # fmt: skip
    assert (folder / KEY_FILE).read_bytes() == key_bytes


def test_a_typing_error_in_the_code_derives_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, code = made(folder)

    def refuse(*_: object) -> None:
        raise AssertionError("a key was derived")

    monkeypatch.setattr("app.security.slots.derive", refuse)
    wrong = ("2" if code[0] != "2" else "3") + code[1:]
    with pytest.raises(RecoveryCodeInvalid):
        Vault(folder).unlock_with_recovery(wrong)


def test_the_right_and_a_wrong_passphrase_derive_once_each(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(folder)
    calls = []

    def counted(secret: bytes, salt: bytes, cost: KdfParameters) -> bytes:
        calls.append(cost)
        return keys.stretch(secret, salt, cost)

    monkeypatch.setattr("app.security.slots.stretch", counted)
    Vault(folder).unlock(PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        Vault(folder).unlock("wrong")
    assert calls == [CHEAP, CHEAP]


@pytest.mark.parametrize(
    "name", [KEY_FILE, KEY_BACKUP, DATABASE_FILE, DATABASE_FILE + "-wal", KEY_FILE + ".damaged"]
)
def test_nothing_is_made_over_a_part_of_a_vault(folder: Path, name: str) -> None:
    folder.mkdir()
    (folder / name).write_bytes(b"")
    with pytest.raises(VaultExists):
        Vault(folder).create(PASSPHRASE, kdf=CHEAP)
    assert names(folder) == [name]
    assert Vault(folder).state() is VaultState.LOCKED


def test_of_two_who_make_one_at_a_time_one_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.security.key_store.KeyStore.is_empty", lambda self: True)
    _, made_keys, _ = made(folder)
    with pytest.raises(VaultExists):
        made(folder, "another")
    assert Vault(folder).unlock(PASSPHRASE).keys.same_as(made_keys)


def test_a_refused_passphrase_makes_nothing(folder: Path) -> None:
    with pytest.raises(PassphraseRefused):
        Vault(folder).create("", kdf=CHEAP)
    assert not folder.exists()


def test_no_vault_is_said(folder: Path) -> None:
    for attempt in (lambda: Vault(folder).unlock("x"), lambda: Vault(folder).unlock_unprotected()):
        with pytest.raises(VaultMissing):
            attempt()


def test_a_history_without_its_keys_is_said(folder: Path) -> None:
    made(folder)
    (folder / DATABASE_FILE).write_bytes(b"x" * 5000)
    (folder / KEY_FILE).unlink()
    for attempt in (lambda: Vault(folder).unlock(PASSPHRASE), lambda: Vault(folder).facts()):
        with pytest.raises(KeyFileMissing) as caught:
            attempt()
        assert caught.value.values == {"file": KEY_FILE, "backup": KEY_BACKUP}
    assert KEY_FILE not in names(folder)
    Vault(folder).restore_key_file()
    Vault(folder).unlock(PASSPHRASE)


@pytest.mark.parametrize("left", [None, b"", b"\0"])
def test_a_missing_history_is_never_made_again(folder: Path, left: bytes | None) -> None:
    new, made_keys, code = made(folder)
    (folder / DATABASE_FILE).write_bytes(b"x" * 5000)
    new.note_database()
    (folder / DATABASE_FILE).unlink()
    if left is not None:
        (folder / DATABASE_FILE).write_bytes(left)
    locked = Vault(folder)
    for attempt in (
        lambda: locked.unlock(PASSPHRASE),
        lambda: locked.unlock_with_recovery(code),
    ):
        with pytest.raises(HistoryMissing):
            attempt()
    assert locked.state() is VaultState.LOCKED
    with pytest.raises(WrongPassphrase):
        locked.unlock("wrong")
    assert locked.unlock(PASSPHRASE, needs_history=False).keys.same_as(made_keys)


def test_before_the_first_commit_no_history_is_missed(folder: Path) -> None:
    made(folder)
    Vault(folder).unlock(PASSPHRASE)


def test_a_history_is_noted_once_and_with_open_keys(folder: Path) -> None:
    new, _, _ = made(folder)
    with pytest.raises(VaultLocked):
        Vault(folder).note_database()
    new.note_database()
    before = (folder / KEY_FILE).stat().st_ino
    new.note_database()
    assert (folder / KEY_FILE).stat().st_ino == before
    (folder / DATABASE_FILE).write_bytes(b"x" * 5000)
    Vault(folder).unlock(PASSPHRASE)


def test_every_flipped_byte_gives_the_right_error(folder: Path) -> None:
    made(folder)
    path = folder / KEY_FILE
    raw = path.read_bytes()
    locked = Vault(folder)
    for place in range(len(raw)):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ 1 << place % 8]) + raw[place + 1 :])
        with pytest.raises(KeyFileDamaged) as caught:
            locked.unlock(PASSPHRASE)
        assert caught.value.values == {"file": KEY_FILE, "backup": KEY_BACKUP}
    path.write_bytes(raw)
    locked.unlock(PASSPHRASE)


def test_a_forged_byte_with_a_digest_that_fits_never_gives_a_wrong_key(folder: Path) -> None:
    """What an attacker can do who writes the unkeyed digest anew."""
    import hashlib

    _, made_keys, _ = made(folder)
    path = folder / KEY_FILE
    raw = path.read_bytes()
    locked = Vault(folder)
    for place in range(len(raw) - 32):
        content = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 : -32]
        path.write_bytes(content + hashlib.sha256(content).digest())
        try:
            opened = locked.unlock(PASSPHRASE)
        except (KeyFileDamaged, WrongPassphrase, VaultNewer):
            continue
        pytest.fail(f"opened with byte {place} changed: {opened.keys.same_as(made_keys)}")


@pytest.mark.parametrize("length", [0, 1, 7, 8, 16, 47, 80, 200, -32, -1])
def test_a_cut_key_file_is_damaged(folder: Path, length: int) -> None:
    made(folder)
    path = folder / KEY_FILE
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(KeyFileDamaged):
        Vault(folder).unlock(PASSPHRASE)
    with pytest.raises(KeyFileDamaged):
        Vault(folder).facts()
    Vault(folder).restore_key_file()
    Vault(folder).unlock(PASSPHRASE)
    assert KEY_FILE + ".damaged" in names(folder)


def test_a_folder_in_its_place_is_damage(folder: Path) -> None:
    made(folder)
    (folder / KEY_FILE).unlink()
    (folder / KEY_FILE).mkdir()
    with pytest.raises((KeyFileDamaged, KeyFileUnreadable)):
        Vault(folder).unlock(PASSPHRASE)


def test_a_backup_that_would_not_help_is_not_named(folder: Path) -> None:
    made(folder)
    for name in (KEY_FILE, KEY_BACKUP):
        (folder / name).write_bytes(b"noise")
    with pytest.raises(KeyFileDamaged) as caught:
        Vault(folder).unlock(PASSPHRASE)
    assert caught.value.values["backup"] != KEY_BACKUP
    with pytest.raises(KeyFileDamaged):
        Vault(folder).restore_key_file()
    assert names(folder) == [KEY_FILE, KEY_BACKUP]


def test_a_sound_key_file_is_not_restored_over(folder: Path) -> None:
    new, made_keys, _ = made(folder)
    old = (folder / KEY_FILE).read_bytes()
    new.change_passphrase(made_keys, "new")
    (folder / KEY_BACKUP).write_bytes(old)
    new.restore_key_file()
    Vault(folder).unlock("new")


def test_a_newer_vault_is_left_alone(folder: Path) -> None:
    import hashlib

    made(folder)
    path = folder / KEY_FILE
    raw = path.read_bytes()
    content = raw[:8] + (2).to_bytes(4, "little") + raw[12:-32]
    newer = content + hashlib.sha256(content).digest()
    path.write_bytes(newer)
    for attempt in (
        lambda: Vault(folder).unlock(PASSPHRASE),
        lambda: Vault(folder).facts(),
        lambda: Vault(folder).restore_key_file(),
    ):
        with pytest.raises(VaultNewer):
            attempt()
    assert path.read_bytes() == newer


def resealed(folder: Path, change: Callable[[Header], Header], data_key: bytes) -> None:
    path = folder / KEY_FILE
    path.write_bytes(encode(change(decode(path.read_bytes()).header), data_key))


def test_a_slot_taken_out_or_put_in_is_refused(folder: Path) -> None:
    _, made_keys, _ = made(folder)
    raw = (folder / KEY_FILE).read_bytes()
    own = Slot.wrap(SlotKind.RECOVERY, b"attacker's own secret"[:20], bytes(32), made_keys.vault_id)
    for change in (
        lambda header: header.without_slot(SlotKind.RECOVERY),
        lambda header: header.with_slot(own),
    ):
        (folder / KEY_FILE).write_bytes(raw)
        resealed(folder, change, b"not the data key, 32 bytes long.")
        with pytest.raises(KeyFileDamaged):
            Vault(folder).unlock(PASSPHRASE)


def test_a_cheaper_cost_is_refused(folder: Path) -> None:
    from dataclasses import replace

    made(folder)

    def cheaper(header: Header) -> Header:
        slot = header.slot(SlotKind.PASSPHRASE)
        assert slot is not None
        return header.with_slot(replace(slot, kdf=KdfParameters(8, 1, 1)))

    resealed(folder, cheaper, bytes(32))
    with pytest.raises(WrongPassphrase):
        Vault(folder).unlock(PASSPHRASE)


def test_a_bomb_is_refused_before_it_goes_off(folder: Path) -> None:
    from dataclasses import replace

    made(folder)
    bomb = KdfParameters(1 << 40, 1, 4)

    def armed(header: Header) -> Header:
        slot = header.slot(SlotKind.PASSPHRASE)
        assert slot is not None
        return header.with_slot(replace(slot, kdf=bomb))

    resealed(folder, armed, bytes(32))
    with pytest.raises(KeyFileDamaged):
        Vault(folder).unlock(PASSPHRASE)


def test_a_new_passphrase_replaces_the_old_one_everywhere(folder: Path) -> None:
    new, made_keys, code = made(folder)
    new.change_passphrase(made_keys, "new words")
    for name in (KEY_FILE, KEY_BACKUP):
        copy = folder.with_name(name)
        copy.mkdir()
        (copy / KEY_FILE).write_bytes((folder / name).read_bytes())
        with pytest.raises(WrongPassphrase):
            Vault(copy).unlock(PASSPHRASE)
        assert Vault(copy).unlock("new words").keys.same_as(made_keys)
    assert Vault(folder).unlock_with_recovery(code).keys.same_as(made_keys)
    facts = new.facts()
    assert facts is not None
    assert facts.kdf == CHEAP


def test_the_cost_can_be_changed_with_the_passphrase(folder: Path) -> None:
    new, made_keys, _ = made(folder)
    dearer = KdfParameters(128, 2, 1)
    new.change_passphrase(made_keys, PASSPHRASE, kdf=dearer)
    facts = Vault(folder).facts()
    assert facts is not None
    assert facts.kdf == dearer
    Vault(folder).unlock(PASSPHRASE)


def test_a_new_recovery_code_replaces_the_old_one(folder: Path) -> None:
    new, made_keys, code = made(folder)
    second = new.new_recovery_code(made_keys)
    with pytest.raises(WrongPassphrase):
        Vault(folder).unlock_with_recovery(code)
    assert Vault(folder).unlock_with_recovery(second).keys.same_as(made_keys)
    assert Vault(folder).unlock(PASSPHRASE).keys.same_as(made_keys)


def test_the_way_to_no_protection_and_back(folder: Path) -> None:
    new, made_keys, code = made(folder)
    new.set_unprotected(made_keys)
    assert Vault(folder).unlock_unprotected().keys.same_as(made_keys)
    for attempt in (
        lambda: Vault(folder).unlock(PASSPHRASE),
        lambda: Vault(folder).unlock_with_recovery(code),
    ):
        with pytest.raises(WrongPassphrase):
            attempt()
    new.change_passphrase(made_keys, "again", kdf=CHEAP)
    with pytest.raises(VaultLocked):
        Vault(folder).unlock_unprotected()
    second = new.new_recovery_code(made_keys)
    assert Vault(folder).unlock("again").keys.same_as(made_keys)
    assert Vault(folder).unlock_with_recovery(second).keys.same_as(made_keys)


def test_wiped_keys_change_nothing(folder: Path) -> None:
    new, made_keys, _ = made(folder)
    before = (folder / KEY_FILE).read_bytes()
    new.lock()
    with pytest.raises(VaultLocked):
        new.change_passphrase(made_keys, "other")
    with pytest.raises(VaultLocked):
        new.begin_rekey(made_keys)
    assert (folder / KEY_FILE).read_bytes() == before


def test_keys_of_another_vault_change_nothing(folder: Path) -> None:
    new, made_keys, _ = made(folder)
    before = (folder / KEY_FILE).read_bytes()
    for wrong in (Keys.new(made_keys.vault_id), Keys(made_keys.vault_id, bytes(32))):
        with pytest.raises(KeyFileDamaged):
            new.change_passphrase(wrong, "other")
    assert (folder / KEY_FILE).read_bytes() == before


def test_locking_during_a_change_never_seals_with_zeros(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, made_keys, _ = made(folder)
    wrap = Slot.wrap

    def wrap_while_locking(*arguments: object) -> Slot:
        new.lock()
        return wrap(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Slot, "wrap", wrap_while_locking)
    new.change_passphrase(made_keys, "other")
    monkeypatch.undo()
    assert made_keys.is_wiped
    assert any(Vault(folder).unlock("other").keys.data_key)


@pytest.mark.parametrize(
    ("code", "kind"), [(errno.ENOSPC, VaultDiskFull), (errno.EROFS, VaultReadOnly)]
)
@pytest.mark.parametrize("failing_write", [1, 2])
def test_a_change_that_cannot_be_written_leaves_the_old_one(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: int,
    kind: type[AppError],
    failing_write: int,
) -> None:
    new, made_keys, _ = made(folder)
    whole, calls = private_file.replace_whole, []

    def fail(path: Path, data: bytes, prefix: str) -> None:
        calls.append(path)
        if len(calls) == failing_write:
            raise OSError(code, "no")
        whole(path, data, prefix)

    monkeypatch.setattr(private_file, "replace_whole", fail)
    with pytest.raises(kind):
        new.change_passphrase(made_keys, "other")
    monkeypatch.undo()
    assert Vault(folder).unlock(PASSPHRASE).keys.same_as(made_keys)
    assert (folder / KEY_FILE).read_bytes() == (folder / KEY_BACKUP).read_bytes()


def test_an_unlock_finishes_what_a_kill_left(folder: Path) -> None:
    new, made_keys, _ = made(folder)
    sound = (folder / KEY_FILE).read_bytes()
    (folder / ".vault-key-left").write_bytes(b"x")
    os.utime(folder / ".vault-key-left", (0, 0))
    new.change_passphrase(made_keys, "other")
    halfway = (folder / KEY_FILE).read_bytes()
    (folder / KEY_FILE).write_bytes(sound)  # killed between the backup and the file
    for backup in (halfway, b"noise", None):
        if backup is None:
            (folder / KEY_BACKUP).unlink()
        else:
            (folder / KEY_BACKUP).write_bytes(backup)
        Vault(folder).unlock(PASSPHRASE)
        assert (folder / KEY_BACKUP).read_bytes() == sound
    assert names(folder) == [KEY_FILE, KEY_BACKUP]


def test_a_backup_under_other_keys_is_left_alone(folder: Path, tmp_path: Path) -> None:
    made(folder)
    made(tmp_path / "other", "other")
    others = (tmp_path / "other" / KEY_FILE).read_bytes()
    (folder / KEY_BACKUP).write_bytes(others)
    Vault(folder).unlock(PASSPHRASE)
    assert (folder / KEY_BACKUP).read_bytes() == others


def test_a_folder_that_cannot_be_written_still_opens(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, made_keys, _ = made(folder)
    (folder / KEY_BACKUP).unlink()

    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, "read-only")

    monkeypatch.setattr(private_file, "replace_whole", refuse)
    assert Vault(folder).unlock(PASSPHRASE).keys.same_as(made_keys)


def test_a_key_file_that_may_not_be_read_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(folder)

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(private_file, "read_bounded", refuse)
    with pytest.raises(KeyFileUnreadable) as caught:
        Vault(folder).unlock(PASSPHRASE)
    assert KEY_FILE in str(caught.value)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FolderUnusable):
        Vault(tmp_path / "file" / "vault").create(PASSPHRASE, kdf=CHEAP)


def test_everything_is_erased_keys_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new, made_keys, _ = made(folder)
    for name in (DATABASE_FILE, DATABASE_FILE + "-wal", ".vault-key-left", "unrelated"):
        (folder / name).write_bytes(b"x" * 5000)
    order: list[str] = []
    unlink = Path.unlink

    def watched(path: Path, **options: bool) -> None:
        if path.name != DATABASE_FILE and not path.name.startswith(DATABASE_FILE):
            assert b"SNUGKEYS" not in path.read_bytes()
        order.append(path.name)
        unlink(path, **options)

    monkeypatch.setattr(Path, "unlink", watched)
    erased = new.destroy()
    keys_gone = (KEY_FILE, KEY_BACKUP, ".vault-key-left")
    assert erased.overwritten == keys_gone
    assert erased.removed == (*keys_gone, DATABASE_FILE, DATABASE_FILE + "-wal")
    assert tuple(order) == erased.removed
    assert erased.left == ()
    assert names(folder) == ["unrelated"]
    assert made_keys.is_wiped
    assert new.state() is VaultState.NONE
    assert new.destroy() == vault.Erased((), (), ())
    monkeypatch.undo()
    new.create("a new one", kdf=CHEAP)


def test_what_could_not_be_erased_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new, _, _ = made(folder)

    def refuse(path: Path, **_: bool) -> None:
        raise PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr(Path, "unlink", refuse)
    erased = new.destroy()
    assert erased.removed == ()
    assert erased.left == (KEY_FILE, KEY_BACKUP)
    assert erased.overwritten == (KEY_FILE, KEY_BACKUP)
    monkeypatch.undo()
    with pytest.raises(KeyFileDamaged):
        Vault(folder).unlock(PASSPHRASE)


def test_threads_change_it_one_after_another(folder: Path) -> None:
    new, made_keys, _ = made(folder)
    failures: list[BaseException] = []

    def change(number: int) -> None:
        try:
            for turn in range(4):
                new.change_passphrase(made_keys, f"{number} {turn}")
                new.new_recovery_code(made_keys)
                new.facts()
                new.state()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=change, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    opened = 0
    for number in range(4):
        try:
            opened += Vault(folder).unlock(f"{number} 3").keys.same_as(made_keys)
        except WrongPassphrase:
            continue
    assert opened == 1
    assert names(folder) == [KEY_FILE, KEY_BACKUP]


def test_the_state_is_told_while_a_passphrase_is_being_worked_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(folder)
    locked = Vault(folder)
    entered, leave = threading.Event(), threading.Event()

    def slow(secret: bytes, salt: bytes, cost: KdfParameters) -> bytes:
        entered.set()
        assert leave.wait(20)
        return keys.stretch(secret, salt, cost)

    monkeypatch.setattr("app.security.slots.stretch", slow)
    thread = threading.Thread(target=locked.unlock, args=(PASSPHRASE,))
    thread.start()
    assert entered.wait(20)
    assert locked.state() is VaultState.LOCKED
    assert locked.facts() is not None
    leave.set()
    thread.join()
    assert locked.state() is VaultState.OPEN


def test_no_secret_is_in_the_files(folder: Path) -> None:
    new, made_keys, code = made(folder)
    new.change_passphrase(made_keys, "second words")
    secrets = [PASSPHRASE.encode(), b"second words", bytes(made_keys.data_key), code.encode(),
               bytes(made_keys.database_key), bytes(made_keys.backup_key)]  # fmt: skip
    for path in folder.iterdir():
        raw = path.read_bytes()
        for secret in secrets:
            assert secret not in raw
            assert secret.hex().encode() not in raw
    assert len((folder / KEY_FILE).read_bytes()) < 1500 < key_file.MAX_BYTES
