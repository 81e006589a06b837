"""Chunks found by their words, and the documents that pass a filter."""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, select, text

from app.domain.collections import Language
from app.domain.document_store import WordHit
from app.domain.retrieval import SearchFilter
from app.store import chunk_index
from app.store.document_rows import language_of
from app.store.schema import documents

_MORE: Final = 2
"""So many times the limit is taken from the index, which does not know the languages."""

_BY_WORDS: Final = text(
    "SELECT f.rowid AS seq, f.rank, c.document, c.language FROM"
    " (SELECT rowid, rank FROM chunk_words WHERE chunk_words MATCH :expression"
    " AND (:documents IS NULL OR rowid IN (SELECT seq FROM chunks"
    " WHERE document IN (SELECT value FROM json_each(:documents))))"
    " ORDER BY rank LIMIT :limit) f"
    " CROSS JOIN chunks c ON c.seq = f.rowid ORDER BY f.rank, f.rowid"
)


def search_words(
    connection: Connection, question: str, where: SearchFilter, limit: int
) -> Mapping[Language, Sequence[WordHit]]:
    """Chunks with words of a question, for each language the best first."""
    found: dict[Language, list[WordHit]] = {language: [] for language in Language}
    expression = chunk_index.expression_of(connection, question)
    if not expression or limit <= 0:
        return found
    numbers = numbers_of(connection, where)
    values = {
        "expression": expression,
        "limit": _MORE * limit,
        "documents": None if numbers is None else json.dumps(sorted(numbers)),
    }
    for row in connection.execute(_BY_WORDS, values):
        language = language_of(row.language)
        if len(found[language]) < limit:
            found[language].append(WordHit(row.seq, row.document, language, -row.rank))
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
