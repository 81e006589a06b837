"""A vault's database in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from vault_files import open_database

from app.store.conversations import VaultConversations
from app.store.database import Database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vault" / "history.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    made = open_database(path, create=True)
    yield made
    made.close()


@pytest.fixture
def vault(database: Database) -> VaultConversations:
    return VaultConversations(database)
