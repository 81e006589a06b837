"""What a message is to be answered from: a collection, a document, or all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto

from app.domain.calendar_days import first_moment, moment_after
from app.domain.document_groups import KINDS, DocumentGroup
from app.domain.ids import CollectionId, DocumentId
from app.domain.retrieval import SearchFilter


class SourceKind(Enum):
    """What is named."""

    ALL = auto()
    COLLECTION = auto()
    DOCUMENT = auto()
    GROUP = auto()
    """Not documents themselves: a kind that they are narrowed to."""
    SINCE = auto()
    UNTIL = auto()

    @property
    def is_narrowing(self) -> bool:
        """Whether it leaves out some of what is chosen."""
        return self in (SourceKind.GROUP, SourceKind.SINCE, SourceKind.UNTIL)


@dataclass(frozen=True, slots=True)
class Source:
    """`id` is that of a collection or a document, a group, or a day as it is written.

    `note` is said beside its name in a list.
    """

    kind: SourceKind
    id: str = ""
    name: str = field(default="", repr=False)
    note: str = field(default="", repr=False, compare=False)


ALL = Source(SourceKind.ALL)


def filter_of(sources: Sequence[Source]) -> SearchFilter | None:
    """What a search is narrowed to by them; None when there are none: documents are not asked."""
    if not sources:
        return None
    after = [first_moment(each.id) for each in sources if each.kind is SourceKind.SINCE]
    before = [moment_after(each.id) for each in sources if each.kind is SourceKind.UNTIL]
    groups = [KINDS[DocumentGroup(e.id)] for e in sources if e.kind is SourceKind.GROUP]
    return SearchFilter(
        frozenset(CollectionId(e.id) for e in sources if e.kind is SourceKind.COLLECTION),
        frozenset(DocumentId(e.id) for e in sources if e.kind is SourceKind.DOCUMENT),
        frozenset(kind for kinds in groups for kind in kinds),
        max(after, default=None),
        min(before, default=None),
    )


def sources_of(about: SearchFilter, names: Mapping[str, str]) -> tuple[Source, ...]:
    """What `filter_of` makes this of; `names` are those of its collections and documents.

    One without a name is gone. Where all are, nothing stays: that would be a wider choice.
    """
    kinds = (
        (SourceKind.COLLECTION, about.collections),
        (SourceKind.DOCUMENT, about.documents),
    )
    named = [
        Source(kind, each, names[each])
        for kind, ids in kinds
        for each in sorted(ids, key=lambda each: names.get(each, ""))
        if each in names
    ]
    if not named and (about.collections or about.documents):
        return ()
    narrowing = [
        Source(SourceKind.GROUP, group) for group in DocumentGroup if about.kinds >= {*KINDS[group]}
    ]
    if about.changed_after is not None:
        narrowing.append(Source(SourceKind.SINCE, _day(about.changed_after)))
    if about.changed_before is not None:
        last = about.changed_before - timedelta(microseconds=1)
        narrowing.append(Source(SourceKind.UNTIL, _day(last)))
    return (*named, *narrowing) or (ALL,)


def _day(moment: datetime) -> str:
    return moment.astimezone().date().isoformat()
