"""Migrations of the vault: numbered steps, never edited after their release.

`PRAGMA user_version` holds the number of the last step that was made. Each step and its number are
one transaction: a process killed in the middle leaves the version before, and the next start goes
on from there.
"""

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import Connection

from app.domain.errors import VaultNewer
from app.store.migrations import m0001_first, m0002_documents, m0003_verdicts

Migration = Callable[[Connection], None]

MIGRATIONS: Final[tuple[Migration, ...]] = (
    m0001_first.migrate,
    m0002_documents.migrate,
    m0003_verdicts.migrate,
)
"""The step at index N leads from version N to version N + 1."""


def check(version: int, steps: Sequence[Migration] = MIGRATIONS) -> bool:
    """Whether steps are missing; raises VaultNewer for a version from the future."""
    if version > len(steps):
        raise VaultNewer(found=version, known=len(steps))
    return version < len(steps)


def make_next(connection: Connection, steps: Sequence[Migration] = MIGRATIONS) -> bool:
    """Make the next missing step within the transaction of `connection`; whether there was one."""
    version = version_of(connection)
    if not check(version, steps):
        return False
    steps[version](connection)
    connection.exec_driver_sql(f"PRAGMA user_version={version + 1}")
    return True


def version_of(connection: Connection) -> int:
    """The number of the last step that was made."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
