"""Which documents somebody means who asks for a summary."""

from typing import Final

from app.domain.collections import DocumentState
from app.domain.document_store import DocumentStore
from app.domain.ids import DocumentId
from app.domain.retrieval import Found, SearchFilter
from app.index.reading import MOST_WHOLE
from app.index.summary import asks_for_summary

MOST_CHOSEN: Final = 8
"""Documents that a few sentences can stand for when each of them was chosen."""


def to_sum_up(
    store: DocumentStore, question: str, where: SearchFilter, found: Found
) -> frozenset[DocumentId]:
    """The documents that a summary is asked of; none when the question asks something else.

    Those that were chosen; where none were, all if they are few, or the one that is named.
    """
    if not asks_for_summary(question):
        return frozenset()
    each_is_chosen = bool(where.documents) and not where.collections
    passing = {
        document.id
        for collection in store.collections()
        for document in store.documents(collection.id)
        if document.state is DocumentState.INDEXED and where.passes(document)
    }
    if len(passing) <= (MOST_CHOSEN if each_is_chosen else MOST_WHOLE):
        return frozenset(passing)
    return frozenset((found.passages[0].document.id,)) if found.is_answerable else frozenset()
