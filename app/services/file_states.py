"""Whether files are still what was read of them."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from app.domain.collections import StoredDocument
from app.domain.document_store import DocumentStore
from app.domain.errors import AppError
from app.domain.ids import DocumentId
from app.domain.retrieval import Grounding
from app.domain.sources import FileState
from app.services.document_reading import hash_of

_GLANCE_BYTES: Final = 8 << 20
"""A touched file up to this size is looked into at once; a larger one is said to have changed."""


def state_of_file(document: StoredDocument, most_read: int | None = None) -> FileState:
    """What became of a file; blocks. Mostly its size and its time tell.

    One that only seems to have changed, copied or touched, is read again, unless it is larger than
    `most_read` bytes.
    """
    path = Path(document.path)
    try:
        about = path.stat()
        if about.st_size != document.bytes:
            return FileState.CHANGED
        if about.st_mtime_ns == document.changed_ns:
            return FileState.THERE
        if not document.sha256 or (most_read is not None and about.st_size > most_read):
            return FileState.CHANGED
        is_same = hash_of(path) == document.sha256
    except FileNotFoundError:
        return FileState.GONE
    except NotADirectoryError:  # a folder on the way is a file now
        return FileState.GONE
    except (OSError, AppError):
        return FileState.CHANGED
    return FileState.THERE if is_same else FileState.CHANGED


def states_of(
    store: DocumentStore, document_ids: Iterable[DocumentId]
) -> dict[DocumentId, FileState]:
    """What became of the files of a few documents, at a glance; raises the errors of the vault."""
    found = {}
    for each in sorted(set(document_ids)):
        document = store.document(each)
        found[each] = (
            FileState.FORGOTTEN if document is None else state_of_file(document, _GLANCE_BYTES)
        )
    return found


def with_states(store: DocumentStore, grounding: Grounding) -> Grounding:
    """The same, with what became of the files; raises the errors of the vault."""
    return replace(grounding, files=states_of(store, grounding.documents))
