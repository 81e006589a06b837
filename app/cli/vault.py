"""`snug vault`: make it, look at it, change what opens it, check it, erase it."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from app.bootstrap import Application, build
from app.cli import keychain
from app.cli.output import Output
from app.cli.passphrase import ask, new_passphrase, open_vault, read_passphrase
from app.config.folder_kind import FolderKind, folder_kind
from app.config.instance import Instance
from app.config.lock_request import LockOutcome, ask_to_lock
from app.config.paths import Paths
from app.domain.errors import (
    BackupInvalid,
    HistoryDamaged,
    NothingToLock,
    NoWindowToLock,
    UsageError,
    VaultMissing,
    WindowSilent,
)
from app.domain.sizes import format_bytes
from app.domain.vault import SlotKind, VaultState
from app.security.vault import Erased

_OPENED_BY: Final = {
    SlotKind.PASSPHRASE: "a passphrase",
    SlotKind.RECOVERY: "a recovery code",
    SlotKind.KEYCHAIN: "the system's keychain",
    SlotKind.NONE: "nothing: whoever can read the folder",
}
_PLACES: Final = {
    FolderKind.LOCAL: "",
    FolderKind.NETWORK: "Careful: Snug's folder is on a network drive. Two computers can write to "
    "it at once, and a broken connection can damage the history. Keep it on this computer "
    "(snug --home FOLDER), and put backups there instead.",
    FolderKind.SYNCED: "Careful: another program keeps Snug's folder in step with other computers. "
    "It can copy the history in the middle of a change, or bring an older one back: conversations "
    "can be lost. Keep Snug's folder outside of it (snug --home FOLDER), and put backups there "
    "instead.",
}
_ERASE_WORD: Final = "erase"
_LOCK_SECONDS: Final = 10.0
"""The window is empty at once; an answer under way may take some seconds to end."""


def add_parser(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare `snug vault` and its own commands."""
    parser = commands.add_parser(
        "vault",
        parents=[common],
        help="the encrypted history",
        description="The vault keeps conversations encrypted, with a key from your passphrase.",
    )
    actions = parser.add_subparsers(dest="vault_action", metavar="ACTION", required=True)

    def add(name: str, text: str) -> argparse.ArgumentParser:
        action: argparse.ArgumentParser = actions.add_parser(name, parents=[common], help=text)
        return action

    create = add("create", "make a vault; prints the recovery code")
    create.add_argument(
        "--no-passphrase",
        action="store_true",
        help="encrypt, but let whoever can read the folder open it",
    )
    add("status", "whether there is one, and what opens it")
    passwd = add("passwd", "change the passphrase")
    passwd.add_argument(
        "--new-passphrase-file", metavar="FILE", help="read the new passphrase from FILE"
    )
    passwd.add_argument(
        "--recovery", action="store_true", help="the recovery code opens it, not the passphrase"
    )
    add("recovery", "another recovery code in place of the one before")
    add("rekey", "encrypt everything anew, after a suspected leak; prints a new recovery code")
    keychain.add_parser(actions, common)
    verify = add("verify", "read every page; exit code 4 when one is damaged")
    verify.add_argument(
        "--backup", type=Path, metavar="FILE", help="read a backup instead, and look into it"
    )
    backup = add("backup", "write everything, encrypted, to one file, or bring that up to date")
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.add_argument(
        "--replace", action="store_true", help="write all of it anew, whatever lies there"
    )
    restore = add("restore", "take a vault out of a backup, where there is none")
    restore.add_argument("file", type=Path, metavar="FILE")
    add("rescue", "put what can be read of a damaged history into a new one")
    add("lock", "lock the window that is open")
    erase = add("erase", "destroy the keys and the history")
    erase.add_argument("--yes", action="store_true", help="without asking")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, out: Output) -> int:
    """Do what was asked and return the exit code. Raises AppError."""
    if args.vault_action == "lock":  # it is to be quick, and needs nothing of the application
        return _lock(args.home, out)
    app = build(args.home, tuple(args.set), offline=args.offline)
    try:
        return _ACTIONS[args.vault_action](args, app, out)
    finally:
        app.close()


def _create(args: argparse.Namespace, app: Application, out: Output) -> int:
    app.vault.require_none()
    if warning := _PLACES[folder_kind(app.paths.home.resolve())]:
        out.note(warning)
    code = app.vault.create(None if args.no_passphrase else new_passphrase(args))
    if out.is_json:
        out.json({"state": app.vault.state, "recovery_code": code or None})
        return 0
    if code:
        out.line(code)
        out.note("Write this recovery code down: it opens the vault when the passphrase is lost.")
    else:
        out.note("Made without a passphrase: whoever can read this folder can read the history.")
    return 0


def _status(_args: argparse.Namespace, app: Application, out: Output) -> int:
    facts = app.vault.facts()
    by_keychain = app.vault.keychain_state()
    if out.is_json:
        value: dict[str, object] = {"state": app.vault.state, "keychain": by_keychain}
        if facts is not None:
            kdf = facts.kdf
            value |= {
                "id": facts.vault_id,
                "slots": list(facts.slots),
                "database_bytes": facts.database_bytes,
                "kdf": kdf and {"memory_kib": kdf.memory_kib, "passes": kdf.passes},
            }
        out.json(value)
        return 0
    if facts is None:
        out.line("There is no vault: conversations are kept in memory alone.")
        return 0
    out.pairs(
        ("Opened by", ", ".join(_OPENED_BY[slot] for slot in facts.slots)),
        ("Keychain", keychain.SAID[by_keychain]),
        ("History", format_bytes(facts.database_bytes)),
    )
    if facts.kdf is not None:
        memory = format_bytes(facts.kdf.memory_kib << 10)
        out.pairs(("A guess costs", f"{memory} of memory, {facts.kdf.passes} passes (Argon2id)"))
    return 0


def _passwd(args: argparse.Namespace, app: Application, out: Output) -> int:
    _require_vault(app)
    new_from = argparse.Namespace(passphrase_file=args.new_passphrase_file)
    if args.recovery:
        app.vault.unlock_with_recovery(ask("Recovery code: "))
        app.vault.set_passphrase(_new(new_from))
    elif not app.vault.needs_passphrase():
        app.vault.unlock_unprotected()
        code = app.vault.protect(_new(new_from))
        out.json({"recovery_code": code}) if out.is_json else out.line(code)
        return 0
    else:
        old = read_passphrase(args, "Passphrase now: ")
        app.vault.unlock(old)
        app.vault.change_passphrase(old, _new(new_from))
    out.json({"changed": True}) if out.is_json else out.note("The passphrase is changed.")
    return 0


def _new(source: argparse.Namespace) -> str:
    if source.passphrase_file:
        return read_passphrase(source, "")
    first = ask("New passphrase: ")
    if ask("Again: ") != first:
        raise UsageError(problem="The two passphrases are not the same")
    return first


def _recovery(args: argparse.Namespace, app: Application, out: Output) -> int:
    _require_vault(app)
    passphrase = read_passphrase(args, "Passphrase: ")
    app.vault.unlock(passphrase)
    code = app.vault.new_recovery_code(passphrase)
    out.json({"recovery_code": code}) if out.is_json else out.line(code)
    return 0


def _rekey(args: argparse.Namespace, app: Application, out: Output) -> int:
    _require_vault(app)
    passphrase = None
    if app.vault.needs_passphrase():
        passphrase = read_passphrase(args, "Passphrase: ")
        app.vault.unlock(passphrase)
    else:
        app.vault.unlock_unprotected()
    code = app.vault.encrypt_anew(passphrase)
    out.json({"recovery_code": code or None}) if out.is_json else out.line(code)
    out.note("Older copies and backups still open with what opened them.")
    return 0


def _verify(args: argparse.Namespace, app: Application, out: Output) -> int:
    if args.backup is not None:
        return _verify_backup(args, app, out)
    _require_vault(app)
    open_vault(app, args)
    healed: list[str] = []
    problems = app.vault.verify(healed.append)
    if out.is_json:
        out.json({"whole": not problems, "problems": problems, "healed": healed})
        return HistoryDamaged.exit_code if problems else 0
    for sentence in healed:
        out.line(sentence)
    if not problems:
        out.line("Every page of the history is as it was written.")
    for problem in problems:
        out.line(problem)
    return HistoryDamaged.exit_code if problems else 0


def _verify_backup(args: argparse.Namespace, app: Application, out: Output) -> int:
    problems = app.vault.verify_backup(args.backup, lambda: read_passphrase(args, "Passphrase: "))
    if out.is_json:
        out.json({"whole": not problems, "problems": problems})
    elif not problems:
        out.line("The backup is whole, and this passphrase opens the history in it.")
    else:
        for problem in problems:
            out.line(problem)
    return BackupInvalid.exit_code if problems else 0


def _backup(args: argparse.Namespace, app: Application, out: Output) -> int:
    _require_vault(app)
    open_vault(app, args)
    report = app.vault.backup(args.file, over=args.replace)
    if out.is_json:
        value: dict[str, object] = {"file": str(args.file), "created_at": report.created_at}
        value |= {"bytes": report.total_bytes, "written_bytes": report.written_bytes}
        out.json(value | {"new": report.is_new})
        return 0
    size, written = format_bytes(report.total_bytes), format_bytes(report.written_bytes)
    if report.is_new:
        out.note(f"Written: {size}. Today's passphrase opens it.")
    else:
        out.note(f"Brought up to date: {written} of {size} written. Today's passphrase opens it.")
    return 0


def _restore(args: argparse.Namespace, app: Application, out: Output) -> int:
    made = app.vault.restore(args.file)
    if out.is_json:
        out.json({"restored": True, "created_at": made})
    else:
        out.note(f"Restored as it was at {made}. The passphrase of then opens it.")
    return 0


def _lock(given_home: Path | None, out: Output) -> int:
    home = Paths.of(given_home).ensure()
    instance = Instance(home)
    if instance.acquire():
        instance.release()
        raise NoWindowToLock
    outcome = ask_to_lock(home, _LOCK_SECONDS)
    if outcome is LockOutcome.NOTHING:
        raise NothingToLock
    if outcome is not LockOutcome.LOCKED:
        raise WindowSilent
    out.json({"locked": True}) if out.is_json else out.note("Locked.")
    return 0


def _rescue(args: argparse.Namespace, app: Application, out: Output) -> int:
    _require_vault(app)
    passphrase = read_passphrase(args, "Passphrase: ") if app.vault.needs_passphrase() else ""
    report = app.vault.rescue(passphrase)
    if out.is_json:
        out.json(asdict(report))
        return 0
    if not report.set_aside:
        out.line("The history is sound: nothing had to be rescued.")
        return 0
    out.pairs(
        ("Whole conversations", str(report.conversations)),
        ("With messages lost", str(report.cut_conversations)),
        ("Lost as a whole", str(report.lost_conversations)),
        ("Messages", f"{report.messages}, {report.lost_messages} known to be lost"),
        ("Documents", f"{report.documents}, {report.lost_documents} to be read again"),
    )
    if not report.is_proven:
        out.line("The start of the file is lost: single characters may be wrong.")
    out.note(f"The damaged history lies beside the new one, encrypted: {report.set_aside}")
    return 0


def _erase(args: argparse.Namespace, app: Application, out: Output) -> int:
    _require_vault(app)
    if not args.yes:
        out.note("This destroys the keys, then every conversation. It cannot be undone.")
        if ask(f"Type {_ERASE_WORD} to go on: ") != _ERASE_WORD:
            out.note("Nothing was changed.")
            return 1
    done = app.vault.erase()
    if out.is_json:
        names = {"overwritten": done.overwritten, "removed": done.removed, "left": done.left}
        out.json({"erased": not done.left} | {key: list(value) for key, value in names.items()})
    else:
        _print_receipt(done, out)
    return 1 if done.left else 0


def _print_receipt(done: Erased, out: Output) -> None:
    out.line(f"Keys overwritten: {', '.join(done.overwritten) or 'none'}")
    out.line(f"Removed: {', '.join(done.removed) or 'nothing'}")
    if done.left:
        out.line(f"The system did not let go of: {', '.join(done.left)}")
    out.line("Without the keys nobody can read what remains of the history on this disk.")
    out.line("Not reached: backups and copies elsewhere, and what a solid-state disk keeps aside.")


def _require_vault(app: Application) -> None:
    if app.vault.state is VaultState.NONE:
        raise VaultMissing(folder=app.paths.home)


_ACTIONS: Final = {
    "create": _create,
    "status": _status,
    "passwd": _passwd,
    "recovery": _recovery,
    "keychain": keychain.keychain,
    "rekey": _rekey,
    "verify": _verify,
    "backup": _backup,
    "restore": _restore,
    "rescue": _rescue,
    "erase": _erase,
}
