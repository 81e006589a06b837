"""What a search in documents finds, why, and what an answer may say with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.domain.collections import Chunk, StoredDocument
from app.domain.documents import DocumentKind, PartKind
from app.domain.ids import CollectionId, DocumentId
from app.domain.sources import FileState


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """What a search is narrowed to; empty means everything.

    What belongs to one of `collections` or is one of `documents` is searched; the rest narrows that
    further.
    """

    collections: frozenset[CollectionId] = frozenset()
    documents: frozenset[DocumentId] = frozenset()
    kinds: frozenset[DocumentKind] = frozenset()
    changed_after: datetime | None = None
    """The file was changed at this moment or later."""
    changed_before: datetime | None = None
    """The file was changed before this moment."""

    @property
    def is_narrow(self) -> bool:
        """Whether something is left out."""
        return self != SearchFilter()

    @property
    def first_ns(self) -> int | None:
        """`changed_after` in nanoseconds since 1970, as files tell their time."""
        return None if self.changed_after is None else _nanoseconds(self.changed_after)

    @property
    def end_ns(self) -> int | None:
        """`changed_before` in nanoseconds since 1970."""
        return None if self.changed_before is None else _nanoseconds(self.changed_before)

    def passes(self, document: StoredDocument) -> bool:
        """Whether a document is among what is searched."""
        is_named = document.collection in self.collections or document.id in self.documents
        if (self.collections or self.documents) and not is_named:
            return False
        return self.lets(document.kind, document.changed_ns)

    def lets(self, kind: DocumentKind | None, changed_ns: int) -> bool:
        """Whether a file of this kind, changed then, passes, wherever it lies."""
        if self.kinds and kind not in self.kinds:
            return False
        first, end = self.first_ns, self.end_ns
        return (first is None or changed_ns >= first) and (end is None or changed_ns < end)


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000_000 + moment.microsecond * 1_000


class Kept(StrEnum):
    """Why a passage is among the results."""

    RANKED = "ranked"
    """It ranks high."""
    OTHER_LANGUAGE = "other_language"
    """It ranks high, in another language than the question's."""
    NEIGHBOUR = "neighbour"
    """It stands beside one that was found, and completes it."""
    WHOLE = "whole"
    """The whole document fits, so that all of it is read."""


@dataclass(frozen=True, slots=True)
class Ranks:
    """How a passage came to its place; ranks count from 1, None where it was not found that way."""

    dense: int | None = None
    cosine: float | None = None
    lexical: int | None = None
    bm25: float | None = None
    fused: float = 0.0
    reranked: float | None = None
    kept: Kept = Kept.RANKED


@dataclass(frozen=True, slots=True)
class Passage:
    """A place in a document that was found; `start` and `end` count in the document's text.

    It is the chunk, or a part of it, or reaches beyond it into its neighbours.
    """

    document: StoredDocument
    chunk: Chunk
    start: int
    end: int
    text: str = field(repr=False)
    ranks: Ranks = Ranks()
    number: int = 0
    """Of the chunk in its store."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to: the best first. `support` from 0 to 1: how likely the answer is there.

    `is_answerable` is the decision that follows from it; below it the documents do not say. `where`
    is what was searched. `by_words_only` says that the search model is installed and could not be
    asked: only the words were looked for. `rerank_failed` says the same of the model that judges
    passages again.
    """

    query: str = field(repr=False)
    passages: tuple[Passage, ...] = ()
    support: float = 0.0
    is_answerable: bool = False
    seconds: float = 0.0
    where: SearchFilter = SearchFilter()
    by_words_only: bool = False
    rerank_failed: bool = False


class CitationStatus(StrEnum):
    """What was checked of a citation; one of which the text was not found is never shown."""

    VERIFIED = "verified"
    """The text stands at its place, and supports the sentence by the checks."""
    LOCATED = "located"
    """The text stands at its place; whether it supports the sentence was not confirmed."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A place that an answer names as its source.

    `number` is what the answer shows. `start` and `end` count in the document's text, which is
    `text` there. `quote_start` and `quote_end` are the stretch of the answer that it supports.
    """

    number: int
    document: DocumentId
    name: str = field(repr=False)
    start: int
    end: int
    text: str = field(repr=False)
    status: CitationStatus
    part_kind: PartKind = PartKind.WHOLE
    part_number: int = 1
    part_label: str = field(default="", repr=False)
    quote_start: int = 0
    quote_end: int = 0


class LeftOutWhy(StrEnum):
    """Why words of a document were not handed to the model."""

    ORDERS = "orders"
    """They give orders to a model, by the rules."""
    FLAGGED = "flagged"
    """A safety model flagged them when they were handed over before."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words that the model was not given; `start` and `end` count in the document's text."""

    document: DocumentId
    name: str = field(repr=False)
    start: int
    end: int
    text: str = field(repr=False)
    why: LeftOutWhy


class AnswerBasis(StrEnum):
    """How an answer about documents came about."""

    WRITTEN = "written"
    """The model wrote it, and its citations were checked."""
    EXTRACT = "extract"
    """Sentences of the documents, in order: the model was too weak, or failed the checks."""
    NOT_SAID = "not_said"
    """The documents do not say."""


@dataclass(frozen=True, slots=True)
class Grounding:
    """What an answer rests on: kept with its message.

    `unsupported` are stretches of the answer that no source was found for. `files` says of the
    documents whether their files are still what was read, as of a moment ago: it is not kept.
    `by_words_only` is that of `found`, which is not kept. `left_out` are words of the documents
    that no model was given.
    """

    basis: AnswerBasis
    citations: tuple[Citation, ...] = ()
    unsupported: tuple[tuple[int, int], ...] = ()
    found: Found | None = None
    files: Mapping[DocumentId, FileState] = field(default_factory=dict)
    by_words_only: bool = False
    left_out: tuple[LeftOut, ...] = ()

    @property
    def cited(self) -> frozenset[DocumentId]:
        """The documents that are cited."""
        return frozenset(each.document for each in self.citations)

    @property
    def documents(self) -> frozenset[DocumentId]:
        """The documents that are cited, and those in which something was found."""
        passages = self.found.passages if self.found is not None else ()
        return self.cited | {each.document.id for each in passages}
