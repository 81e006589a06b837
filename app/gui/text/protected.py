"""The words of the page that says what is protected."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from app.domain.models import Guard
from app.domain.sizes import format_bytes
from app.domain.vault import KeychainState, SlotKind
from app.gui.settings.privacy_facts import PrivacyFacts
from app.gui.text.moments import moment
from app.gui.text.saying import say
from app.gui.vault.protection import Protection

_MOST_CONNECTIONS: Final = 20


def protected_entry() -> str:
    return say("What is protected…")


def protected_title() -> str:
    return say("What is protected")


def _encrypted() -> str:
    return say("Encrypted")


def _encrypted_fact() -> str:
    return say(
        "Conversations, drafts, attachments, your instructions for the model, a"
        "nd what Snug has read of your documents: text, words and vectors"
    )


def _in_the_clear() -> str:
    return say("Not encrypted")


def _in_the_clear_fact() -> str:
    return say(
        "Other settings, model files, your own documents where they lie, and ho"
        "w large the history is"
    )


def _cipher() -> str:
    return say("How")


def _cipher_fact() -> str:
    return say(
        "AES-256, page by page, each page sealed against changes (SQLCipher). The key is random."
    )


def _where() -> str:
    return say("Where")


def _where_fact(folder: str, size: str) -> str:
    return say("{folder} ({size})", folder=folder, size=size)


def _opened_by() -> str:
    return say("What opens it")


def _by_passphrase() -> str:
    return say("Your passphrase")


def _by_recovery() -> str:
    return say("The recovery code")


def _by_keychain() -> str:
    return say("This computer's keychain, for whoever is logged in as you")


def _by_stale_keychain() -> str:
    return say("A keychain that no longer fits")


def _by_nothing() -> str:
    return say(
        "Nothing is needed: anyone who can use this account, or reads this disk, can read "
        "everything."
    )


def _guess() -> str:
    return say("What a guess costs")


def _guess_fact(memory: str, passes: int) -> str:
    return say(
        "{memory} of memory and {passes} passes for each passphrase that is tried (Argon2id)",
        memory=memory,
        passes=passes,
    )


def _locks() -> str:
    return say("When it locks")


def _never_locks() -> str:
    return say("Never: it opens without a passphrase.")


def _locks_by_hand() -> str:
    return say("When you lock it, and when Snug closes")


def _locks_idle(minutes: str) -> str:
    return say("After {minutes} minutes without use", minutes=minutes)


def _locks_screen() -> str:
    return say("When the screen is locked or the computer sleeps, where the system tells Snug")


def _backup() -> str:
    return say("Last backup from here")


def _no_backup() -> str:
    return say("None is known.")


def _guards() -> str:
    return say("Around the model's process")


def _guards_unknown() -> str:
    return say("The process could not be asked.")


def _holds(guard: str) -> str:
    return say("In force: {guard}", guard=guard)


def _fails(guard: str) -> str:
    return say("Not in force here: {guard}", guard=guard)


def _guard_dumps() -> str:
    return say("a crash leaves no image of its memory")


def _guard_parent() -> str:
    return say("it ends with Snug")


def _guard_files() -> str:
    return say("it can write no files")


def _guard_sockets() -> str:
    return say("it can open no connection and start no program")


def _guard_test() -> str:
    return say("a connection that it tries is refused")


def _guard_time() -> str:
    return say("its time is limited")


def _guard_bounds() -> str:
    return say("its memory and its time are limited")


def _guard_no_files() -> str:
    return say("it can open no file but the one it was given")


def _guard_file_test() -> str:
    return say("a file that it tries to open is refused")


def _guard_process_test() -> str:
    return say("a program that it tries to start is refused")


def _documents() -> str:
    return say("Around the reading of a document")


def _connections() -> str:
    return say("Connections that were made")


def _no_connections() -> str:
    return say("No connection was made.")


def _connections_unknown() -> str:
    return say("The list could not be read.")


def _connection(day: str, host: str, purpose: str, size: str) -> str:
    return say("{day}: {host}, {purpose}, {size} received", day=day, host=host, purpose=purpose,
               size=size)  # fmt: skip


def _earlier_connections(count: int) -> str:
    return say("And {count} earlier ones: “snug doctor --network” lists them all.", count=count)


def _in_memory_fact() -> str:
    return say("Conversations are in memory only. Settings and models lie in this folder.")


def privacy_lines(found: PrivacyFacts) -> list[tuple[str, str]]:
    """Headings and facts for the page of settings, in the order of reading."""
    if found.protection is not None:
        lines = protection_lines(found.protection)
    else:
        lines = [
            (_where(), f"{found.folder}\n{_in_memory_fact()}"),
            (_guards(), "\n".join(_guard_lines(found.guards)) or _guards_unknown()),
        ]
    around = "\n".join(_guard_lines(found.document_guards)) or _guards_unknown()
    return [*lines, (_documents(), around), (_connections(), _connections_made(found))]


def _connections_made(found: PrivacyFacts) -> str:
    if found.connections is None:
        return _connections_unknown()
    lines = [
        _connection(
            moment(each.at),
            each.host,
            each.purpose,
            format_bytes(each.bytes_in),
        )
        for each in found.connections[:_MOST_CONNECTIONS]
    ]
    if len(found.connections) > _MOST_CONNECTIONS:
        lines.append(_earlier_connections(len(found.connections) - _MOST_CONNECTIONS))
    return "\n".join(lines) or _no_connections()


def protection_lines(found: Protection) -> list[tuple[str, str]]:
    """Headings and facts, in the order of reading."""
    facts = found.facts
    slots = facts.slots if facts is not None else ()
    size = format_bytes(facts.database_bytes if facts is not None else 0)
    lines = [
        (_opened_by(), "\n".join(_ways_in(slots, found.keychain))),
        (_locks(), "\n".join(_locks_when(found, slots))),
        (_encrypted(), _encrypted_fact()),
        (_in_the_clear(), _in_the_clear_fact()),
        (_cipher(), _cipher_fact()),
    ]
    if facts is not None and facts.kdf is not None:
        memory = format_bytes(facts.kdf.memory_kib << 10)
        lines.append((_guess(), _guess_fact(memory, facts.kdf.passes)))
    made = found.last_backup
    day = datetime.fromisoformat(made).astimezone().date().isoformat() if made else _no_backup()
    return [
        *lines,
        (_where(), _where_fact(str(found.folder), size)),
        (_backup(), day),
        (_guards(), "\n".join(_guard_lines(found.guards)) or _guards_unknown()),
    ]


def _ways_in(slots: Sequence[SlotKind], keychain: KeychainState) -> Iterator[str]:
    if SlotKind.NONE in slots:
        yield _by_nothing()
    if SlotKind.PASSPHRASE in slots:
        yield _by_passphrase()
    if SlotKind.RECOVERY in slots:
        yield _by_recovery()
    if SlotKind.KEYCHAIN in slots:
        yield _by_keychain() if keychain is KeychainState.ON else _by_stale_keychain()


def _locks_when(found: Protection, slots: Sequence[SlotKind]) -> Iterator[str]:
    if SlotKind.NONE in slots:
        yield _never_locks()
        return
    yield _locks_by_hand()
    if found.lock_minutes:
        yield _locks_idle(f"{found.lock_minutes:g}")
    if found.locks_with_screen:
        yield _locks_screen()


def _guard_lines(guards: Sequence[Guard]) -> Iterator[str]:
    known = {
        "no core dumps": _guard_dumps,
        "ends with its parent": _guard_parent,
        "writes no files": _guard_files,
        "no sockets, no new programs": _guard_sockets,
        "no sockets": _guard_sockets,
        "network test": _guard_test,
        "bounds of time": _guard_time,
        "bounds of memory and time": _guard_bounds,
        "no files": _guard_no_files,
        "no sockets, no programs, no opening": _guard_sockets,
        "file test": _guard_file_test,
        "process test": _guard_process_test,
    }
    for guard in guards:
        name = known[guard.name]() if guard.name in known else guard.name
        yield _holds(name) if guard.holds else _fails(name)
