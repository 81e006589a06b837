"""Homes with a vault for tests, and a search for words in all of their files."""

import sqlite3
from pathlib import Path
from typing import Final

from sqlalchemy import Connection
from vaults import CHEAP, PASSPHRASE

from app.bootstrap import Application, build
from app.security.vault import DATABASE_FILE, Vault
from app.store.database import Database
from app.store.migrations import MIGRATIONS

ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be", "cp949")


def make_vault(home: Path, passphrase: str | None = PASSPHRASE) -> str:
    """A vault in a home; its recovery code."""
    app = build(home, offline=True)
    try:
        return app.vault.create(passphrase, kdf=CHEAP)
    finally:
        app.close()


def opened(home: Path, passphrase: str = PASSPHRASE) -> Application:
    """The application with the vault open; the caller closes it."""
    app = build(home, offline=True)
    app.vault.unlock(passphrase)
    return app


def files_with(folder: Path, words: str) -> list[str]:
    """The files below a folder in which the words stand, in any of the usual encodings."""
    needles = []
    for encoding in ENCODINGS:
        try:
            needles.append(words.encode(encoding))
        except UnicodeEncodeError:
            continue
    found = []
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        data = path.read_bytes()
        if any(needle in data for needle in needles):
            found.append(str(path.relative_to(folder)))
    return found


def write_plainly(path: Path, words: str) -> None:
    """What a database without encryption would hold."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE messages (text)")
    connection.execute("INSERT INTO messages VALUES (?)", (words,))
    connection.commit()
    connection.close()


def make_newer(home: Path) -> None:
    """Let the vault of a home be one that a later release of Snug has opened."""

    def next_step(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE of_tomorrow (id INTEGER PRIMARY KEY)")

    keys = Vault(home).unlock(PASSPHRASE).keys
    database = Database(
        home / DATABASE_FILE,
        keys.database_key,
        vault_id=keys.vault_id,
        create=False,
        steps=(*MIGRATIONS, next_step),
    )
    database.close()
