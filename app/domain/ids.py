"""Identifiers: opaque strings that sort by the time they were made."""

import secrets
import time
from typing import NewType

ConversationId = NewType("ConversationId", str)
MessageId = NewType("MessageId", str)
FolderId = NewType("FolderId", str)
AttachmentId = NewType("AttachmentId", str)
CollectionId = NewType("CollectionId", str)
DocumentId = NewType("DocumentId", str)
LibraryId = NewType("LibraryId", str)
EvaluationId = NewType("EvaluationId", str)

_RANDOM_BYTES = 10


def new_conversation_id() -> ConversationId:
    """Return a fresh conversation id."""
    return ConversationId(_time_ordered())


def new_message_id() -> MessageId:
    """Return a fresh message id."""
    return MessageId(_time_ordered())


def new_folder_id() -> FolderId:
    """Return a fresh folder id."""
    return FolderId(_time_ordered())


def new_attachment_id() -> AttachmentId:
    """Return a fresh attachment id."""
    return AttachmentId(_time_ordered())


def new_collection_id() -> CollectionId:
    """Return a fresh collection id."""
    return CollectionId(_time_ordered())


def new_document_id() -> DocumentId:
    """Return a fresh document id."""
    return DocumentId(_time_ordered())


def new_library_id() -> LibraryId:
    """Return a fresh id of a prompt or an assistant."""
    return LibraryId(_time_ordered())


def new_evaluation_id() -> EvaluationId:
    """Return a fresh id of a set of questions, or of what came of some."""
    return EvaluationId(_time_ordered())


def _time_ordered() -> str:
    """32 hex digits: 48 bits of Unix milliseconds, 80 random bits (after UUIDv7, RFC 9562 5.7)."""
    milliseconds = time.time_ns() // 1_000_000
    return f"{milliseconds & (1 << 48) - 1:012x}{secrets.token_hex(_RANDOM_BYTES)}"
