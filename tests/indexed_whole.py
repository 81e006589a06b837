"""Whether what a vault holds of documents is whole: text, words and vectors of each fit.

What is promised is checked from the tables themselves, after whatever ended the process.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from documents import parsed

from app.domain.collections import DocumentState, StoredDocument
from app.store.database import Database
from app.store.documents import VaultDocuments
from app.store.index_check import heal

_ORPHANS = {
    "chunks without a document": "SELECT count(*) FROM chunks"
    " WHERE document NOT IN (SELECT seq FROM documents)",
    "layouts without a document": "SELECT count(*) FROM layouts"
    " WHERE document NOT IN (SELECT seq FROM documents)",
    "vectors without a chunk": "SELECT count(*) FROM vectors"
    " WHERE chunk NOT IN (SELECT seq FROM chunks)",
    "chunks without a vector": "SELECT count(*) FROM chunks"
    " WHERE seq NOT IN (SELECT chunk FROM vectors)",
    "documents without a collection": "SELECT count(*) FROM documents"
    " WHERE collection NOT IN (SELECT id FROM collections)",
}


def faults(database: Database, contents: Mapping[str, str]) -> list[str]:
    """What is not whole; `contents` are the texts that any file ever had, by their SHA-256."""
    store = VaultDocuments(database)
    wrong = []
    for collection in store.collections():
        for document in store.documents(collection.id):
            wrong += [f"{document.name}: {each}" for each in _faults_of(store, document, contents)]
    with database.reading() as connection:
        for name, query in _ORPHANS.items():
            count = connection.exec_driver_sql(query).scalar_one()
            if count:
                wrong.append(f"{count} {name}")
    return wrong + heal(database) + [str(each) for each in database.verify()]


def _faults_of(
    store: VaultDocuments, document: StoredDocument, contents: Mapping[str, str]
) -> list[str]:
    chunks = store.chunks_of(document.id)
    text = "".join(chunk.text for chunk in chunks)
    if document.state is DocumentState.REFUSED:
        return ["refused, and has text"] if chunks else []
    if document.state is DocumentState.WAITING:
        # Of the content before, or nothing yet.
        return [] if not chunks or text in contents.values() else ["waits with a torn text"]
    wrong = []
    if contents.get(document.sha256) != text:
        wrong.append("its text is not that of its file")
    if [chunk.position for chunk in chunks] != list(range(len(chunks))):
        wrong.append("its chunks are not in order")
    ends = [0, *(chunk.end for chunk in chunks)]
    if [chunk.start for chunk in chunks] != ends[:-1]:
        wrong.append("its chunks do not tile its text")
    if (document.chunks, document.characters) != (len(chunks), len(text)):
        wrong.append("its counts are not those of its chunks")
    if store.layout(document.id) is None:
        wrong.append("its layout is missing")
    return wrong


def hash_and_text(data: str) -> tuple[str, str]:
    """Under which hash a file of this content is kept, and the text that it has."""
    return hashlib.sha256(data.encode()).hexdigest(), parsed(data).text


def everything(database: Database, embedder: str) -> list[Any]:
    """What is known of all documents, by path: equal for two vaults that hold the same."""
    store = VaultDocuments(database)
    found = []
    for collection in store.collections():
        for document in store.documents(collection.id):
            vectors = store.vectors_of(document.id, embedder)
            values = hashlib.sha256(vectors.values).hexdigest() if vectors else ""
            found.append(
                [
                    document.path,
                    document.state,
                    document.reason,
                    document.sha256,
                    document.bytes,
                    document.changed_ns,
                    document.title,
                    [chunk.text for chunk in store.chunks_of(document.id)],
                    values,
                ]
            )
    return found
