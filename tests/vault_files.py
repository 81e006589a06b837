"""Encrypted databases for tests, and what is in their pages once they are decrypted."""

from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app.domain.conversations import Conversation, Message
from app.domain.generation import FinishReason, Role
from app.domain.ids import ConversationId, new_conversation_id, new_message_id
from app.store.conversations import VaultConversations
from app.store.database import Database

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
VAULT_ID = "0123456789abcdef"
_PAGE = 4096
_RESERVED = 80
"""At the end of each page: 16 bytes of initialisation vector and 64 of HMAC (SQLCipher 4)."""
_SALT = 16
_WAL_HEADER, _FRAME_HEADER = 32, 24


def open_database(path: Path, key: bytes = KEY, *, create: bool = False, **more: Any) -> Database:
    """Without ballast and without patience, unless a test asks for them."""
    options = {"vault_id": VAULT_ID, "busy_s": 0.2, "ballast_bytes": 0} | more
    return Database(path, key, create=create, **options)


def question(text: str) -> Message:
    return Message(new_message_id(), Role.USER, text)


def answer(text: str, finish: FinishReason | None = FinishReason.STOP) -> Message:
    return Message(new_message_id(), Role.ASSISTANT, text, model="tiny", finish=finish)


def fill(
    store: VaultConversations, conversations: int = 3, messages: int = 20, *, first: int = 0
) -> None:
    """Conversations of some length, in English and Korean, so that every table has pages.

    They are numbered from `first` on; what has a number that is there already is not added again.
    """
    for number in range(first, first + conversations):
        made = Conversation(new_conversation_id(), f"Title {number} 제목", tags=("one", "two"))
        tree: list[Message] = []
        for index in range(messages):
            text = f"message {number}-{index} about a contract 계약서 {'word ' * 60}"
            kind = answer(text) if index % 2 else question(text)
            parent = tree[-1].id if tree else None
            tree.append(Message(kind.id, kind.role, text, finish=kind.finish, parent=parent))
        store.import_conversation(made, tree, source=f"test:{number}")


def everything(database: Database) -> dict[ConversationId, list[str]]:
    """All texts by conversation."""
    store = VaultConversations(database)
    return {
        each.id: [message.text for message in store.messages(each.id)]
        for each in store.conversations()
    }


def raw_connection(path: Path, key: bytes | None = KEY) -> Any:
    """A connection of the driver, with nothing set but the key."""
    connection = driver.connect(str(path), isolation_level=None)
    connection.execute("PRAGMA cipher_log_level=NONE")
    if key is not None:
        connection.set_key(f"x'{key.hex()}'")
    return connection


def decrypted_pages(path: Path, key: bytes = KEY) -> bytes:
    """The content of all pages of the main file, also of those that nothing refers to any more."""
    raw = path.read_bytes()
    pages = (raw[at : at + _PAGE] for at in range(0, len(raw), _PAGE))
    return b"".join(_decrypted(page, key, is_first=not at) for at, page in enumerate(pages))


def flip_a_bit_beside(path: Path, text: str, key: bytes = KEY) -> None:
    """Damage the page of the main file that holds `text`."""
    content = _PAGE - _RESERVED
    at = (decrypted_pages(path, key).index(text.encode()) + _SALT) // content
    raw = bytearray(path.read_bytes())
    raw[at * _PAGE + 50] ^= 1
    path.write_bytes(raw)


def decrypted_wal(path: Path, key: bytes = KEY) -> bytes:
    """The content of all frames of the WAL beside a database."""
    wal = path.with_name(path.name + "-wal")
    raw = wal.read_bytes() if wal.exists() else b""
    found = b""
    for at in range(_WAL_HEADER, len(raw) - _PAGE, _FRAME_HEADER + _PAGE):
        number = int.from_bytes(raw[at : at + 4], "big")
        page = raw[at + _FRAME_HEADER : at + _FRAME_HEADER + _PAGE]
        found += _decrypted(page, key, is_first=number == 1)
    return found


def _decrypted(page: bytes, key: bytes, *, is_first: bool) -> bytes:
    vector = page[_PAGE - _RESERVED : _PAGE - _RESERVED + 16]
    cipher = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return cipher.update(page[_SALT if is_first else 0 : _PAGE - _RESERVED])
