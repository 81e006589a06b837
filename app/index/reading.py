"""What of the documents is handed over to be answered from: the best passages, within a budget.

A document that fits is read as a whole: nothing is missed then, and nothing has to be ranked.
Otherwise the best passages come with what stands beside them while there is room. Passages of one
document stand in its order, the document with the best one first.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from app.domain.collections import Language
from app.domain.document_store import DocumentStore, StoredChunk
from app.domain.ids import DocumentId
from app.domain.retrieval import Kept, Passage, Ranks, SearchFilter
from app.index.retriever import passage_of

MOST_WHOLE: Final = 3
"""Documents that are read as a whole at once."""
_CHARACTERS_PER_TOKEN: Final = {Language.KOREAN: 1.2, Language.OTHER: 3.2, Language.BOTH: 2.2}
"""Of models at large; rather too few, so that what is handed over fits."""


def tokens_of(passage: Passage) -> int:
    """About how many tokens of a language model a passage is."""
    per_token = _CHARACTERS_PER_TOKEN[passage.chunk.language]
    return int((len(passage.text) + len(passage.chunk.heading)) / per_token) + 16


def whole_documents(store: DocumentStore, where: SearchFilter, budget: int) -> list[Passage]:
    """Every passage of the documents that a filter names and lets through, if they fit.

    Nothing otherwise, and nothing when it names collections: then they are not all there is.
    """
    if where.collections or not 0 < len(where.documents) <= MOST_WHOLE:
        return []
    passages: list[Passage] = []
    for document_id in sorted(where.documents):
        document = store.document(document_id)
        if document is not None and not where.passes(document):
            continue
        if document is None or document.characters > budget * _CHARACTERS_PER_TOKEN[Language.OTHER]:
            return []
        for chunk in store.chunks_of(document_id):
            stored = StoredChunk(0, document, chunk)
            if chunk.text.strip():
                passages.append(passage_of(stored, Ranks(kept=Kept.WHOLE)))
    return passages if sum(map(tokens_of, passages)) <= budget else []


def spread_over(
    store: DocumentStore, documents: Iterable[DocumentId], budget: int
) -> list[Passage]:
    """Passages of documents at even distances, the first always: what a summary is made from."""
    chosen = sorted(documents)
    found: list[Passage] = []
    for document_id in chosen:
        document = store.document(document_id)
        chunks = [each for each in store.chunks_of(document_id) if each.text.strip()]
        if document is None or not chunks:
            continue
        passages = [
            passage_of(StoredChunk(0, document, each), Ranks(kept=Kept.WHOLE)) for each in chunks
        ]
        cost = sum(map(tokens_of, passages))
        count = max(1, int(len(passages) * min(1.0, budget / len(chosen) / cost)))
        apart = (len(passages) - 1) / max(1, count - 1)
        found += [passages[round(at * apart)] for at in range(count)]
    return found


def with_neighbours(
    store: DocumentStore, passages: Sequence[Passage], budget: int, most: int
) -> list[Passage]:
    """The best passages that fit, at most `most`, and what stands beside them if there is room."""
    kept: dict[tuple[str, int], Passage] = {}
    room = budget
    for passage in passages[:most]:
        cost = tokens_of(passage)
        if cost <= room and not _is_repeated(passage, kept.values()):
            kept[passage.document.id, passage.chunk.position] = passage
            room -= cost
    for passage in list(kept.values()):
        for beside in _beside(store, passage):
            key = (beside.document.id, beside.chunk.position)
            cost = tokens_of(beside)
            if key not in kept and cost <= room:
                kept[key] = beside
                room -= cost
    return _in_order(list(kept.values()))


def _beside(store: DocumentStore, passage: Passage) -> list[Passage]:
    """The passage before and the one after, of the same section alone."""
    return [
        passage_of(each, Ranks(kept=Kept.NEIGHBOUR))
        for each in store.neighbours(passage.number, 1, 1)
        if abs(each.chunk.position - passage.chunk.position) == 1
        and each.chunk.heading == passage.chunk.heading
        and each.chunk.text.strip()
    ]


def _is_repeated(passage: Passage, others: Iterable[Passage]) -> bool:
    """Whether the same words are there already: copies of a file, a page that is printed twice."""
    words = passage.text.split()
    return any(words == other.text.split() for other in others)


def _in_order(passages: Sequence[Passage]) -> list[Passage]:
    first: dict[str, int] = {}
    for place, passage in enumerate(passages):
        first.setdefault(passage.document.id, place)
    return sorted(passages, key=lambda each: (first[each.document.id], each.start))
