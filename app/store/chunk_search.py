"""Chunks found by their words, and the documents that pass a filter."""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, select, text

from app.domain.collections import Language
from app.domain.document_store import WordHit
from app.domain.retrieval import SearchFilter
from app.store import chunk_index, document_changes
from app.store.document_rows import language_of
from app.store.schema import documents
from app.store.term_counts import TermCounts

_MORE: Final = 2
"""So many times the limit is taken from the index, which does not know the languages."""

_BY_WORDS: Final = (
    "SELECT f.rowid, f.score, c.document, c.language FROM"
    " (SELECT rowid, +rank AS score FROM chunk_words WHERE chunk_words MATCH :expression {among}"
    " ORDER BY score, rowid LIMIT :limit) f"
    " CROSS JOIN chunks c INDEXED BY chunks_by_number ON c.seq = f.rowid ORDER BY f.score, f.rowid"
)
"""By `+rank` SQLite itself keeps the best few, where FTS5 would put all rows in order; and without
that index each hit would have its text read."""
_AMONG: Final = (
    " AND rowid IN (SELECT seq FROM chunks"
    " WHERE document IN (SELECT value FROM json_each(:documents)))"
)
_IN_ALL: Final = text(_BY_WORDS.format(among=""))
_IN_SOME: Final = text(_BY_WORDS.format(among=_AMONG))


def search_words(
    connection: Connection, question: str, where: SearchFilter, limit: int, counts: TermCounts
) -> Mapping[Language, Sequence[WordHit]]:
    """Chunks with words of a question, for each language the best first."""
    found: dict[Language, list[WordHit]] = {language: [] for language in Language}
    changes = document_changes.changes(connection)
    expression = chunk_index.expression_of(connection, question, counts, changes)
    if not expression or limit <= 0:
        return found
    numbers = numbers_of(connection, where)
    values: dict[str, object] = {"expression": expression, "limit": _MORE * limit}
    if numbers is not None:
        values["documents"] = json.dumps(sorted(numbers))
    query = _IN_ALL if numbers is None else _IN_SOME
    for seq, score, document, stored in connection.execute(query, values):
        language = language_of(stored)
        if len(found[language]) < limit:
            found[language].append(WordHit(seq, document, language, -score))
    return found


def numbers_of(connection: Connection, where: SearchFilter) -> frozenset[int] | None:
    """The numbers of the documents that pass a filter; None when all do."""
    if not where.is_narrow:
        return None
    query = select(documents.c.seq)
    if where.collections or where.documents:
        is_in_one = documents.c.collection.in_(sorted(where.collections))
        query = query.where(is_in_one | documents.c.id.in_(sorted(where.documents)))
    if where.kinds:
        query = query.where(documents.c.media_type.in_(sorted(where.kinds)))
    if where.first_ns is not None:
        query = query.where(documents.c.changed_at >= where.first_ns)
    if where.end_ns is not None:
        query = query.where(documents.c.changed_at < where.end_ns)
    return frozenset(connection.execute(query).scalars())
