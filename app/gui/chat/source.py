"""What a message is to be answered from: a collection, a document, or all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from app.domain.ids import CollectionId, DocumentId
from app.domain.retrieval import SearchFilter


class SourceKind(Enum):
    """What is named."""

    ALL = auto()
    COLLECTION = auto()
    DOCUMENT = auto()


@dataclass(frozen=True, slots=True)
class Source:
    """`id` is that of a collection or a document; `note` is said beside its name in a list."""

    kind: SourceKind
    id: str = ""
    name: str = field(default="", repr=False)
    note: str = field(default="", repr=False, compare=False)


ALL = Source(SourceKind.ALL)


def filter_of(sources: Sequence[Source]) -> SearchFilter | None:
    """What a search is narrowed to by them; None when there are none: documents are not asked."""
    if not sources:
        return None
    if any(each.kind is SourceKind.ALL for each in sources):
        return SearchFilter()
    return SearchFilter(
        frozenset(CollectionId(e.id) for e in sources if e.kind is SourceKind.COLLECTION),
        frozenset(DocumentId(e.id) for e in sources if e.kind is SourceKind.DOCUMENT),
    )
