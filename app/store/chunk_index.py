"""The full-text index of chunks: one contentless FTS5 table of our terms, English ones stemmed.

As with messages, a row leaves by the 'delete' command with the very text that it was indexed with
(see `search_index`). A question is any of its words: the more and the rarer, the better (BM25).
Words that stand nearly everywhere are left out of it, since they cost time and tell nothing, and
in a large collection so are those that would make a search slow, the most common ones first.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Final

from sqlalchemy import Connection

from app.store.term_counts import TermCounts
from app.store.words import fold, pieces

TABLE: Final = "chunk_words"

_MOST_TERMS: Final = 32
_COMMON_SHARE: Final = 0.2
"""Of all chunks: a term that more of them hold is left out, when rarer ones are there. A tenth is
as good beside vectors, and saves a tenth of the time, but words alone then find less."""
_MOST_ROWS: Final = 20_000
"""Of all terms of a question together: each is scored, which takes about a microsecond. Where this
was a tenth of all chunks, eight Korean answers of a thousand and four English ones were lost from
the first five; a fifth halves that. Words alone lose more."""
_FEWEST_TERMS: Final = 3
"""The rarest ones, which are looked for in any case."""
_FEW_CHUNKS: Final = 500
"""Below so many nothing is too common: leaving terms out would save no time."""
_STOP: Final = frozenset(
    re.findall(
        r"\w+",
        """
        a about after all also an and any are as at be been but by can could did do does for from
        had has have he her his how i if in into is it its may me more most my no not of on or our
        she so some such than that the their them then there these they this those to was we were
        what when where which who whom whose why will with would you your tell explain please
        """,
    )
)


def index_chunks(connection: Connection, numbers: Sequence[int], terms: Sequence[str]) -> None:
    """Index chunks that are not indexed yet."""
    rows = list(zip(numbers, terms, strict=True))
    if rows:
        connection.exec_driver_sql(f"INSERT INTO {TABLE}(rowid, words) VALUES(?, ?)", rows)


def unindex_chunk(connection: Connection, seq: int, terms: str) -> None:
    """Take a chunk out, with exactly the terms that it was indexed with."""
    connection.exec_driver_sql(
        f"INSERT INTO {TABLE}({TABLE}, rowid, words) VALUES('delete', ?, ?)", (seq, terms)
    )


def clear(connection: Connection) -> None:
    """Take everything out."""
    connection.exec_driver_sql(f"INSERT INTO {TABLE}({TABLE}) VALUES('delete-all')")


def expression_of(connection: Connection, question: str, counts: TermCounts, changes: int) -> str:
    """The question as an expression of FTS5; empty when nothing in it can be searched for.

    `counts` are those of the store, after so many changes of it.
    Terms are letters and digits in quotes: nothing that was typed reaches FTS5 as its syntax.
    """
    asked = list(dict.fromkeys(_terms(question)))
    telling = [term for term in asked if term not in _STOP] or asked
    counted = counts.of(connection, changes, telling)
    chunks = int(
        connection.exec_driver_sql("SELECT coalesce(max(seq), 0) FROM chunks").scalar_one()
    )
    most = max(_FEW_CHUNKS, int(_COMMON_SHARE * chunks))
    rare = [term for term in telling if counted[term] <= most] or telling
    rare.sort(key=lambda term: counted[term])  # those that tell most, when there are many
    within = list(accumulate(counted[term] for term in rare))
    count = max(_FEWEST_TERMS, sum(rows <= _MOST_ROWS for rows in within))
    return " OR ".join(f'"{term}"' for term in rare[: min(count, _MOST_TERMS)])


def _terms(question: str) -> Iterable[str]:
    """As the index holds them; of a run without spaces the pairs, the last one alone left out."""
    for piece in pieces(fold(question)):
        terms = piece.terms
        yield from terms[:-1] if piece.is_run and len(terms) > 1 else terms
