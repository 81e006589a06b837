"""A reader of plain text and an embedder of words, for tests of what is built upon them."""

import hashlib
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Event

import numpy as np

from app.domain.documents import (
    Block,
    BlockKind,
    DocumentKind,
    PagePicture,
    ParsedDocument,
    Part,
    PartKind,
    ReadingLimits,
    Refusal,
)
from app.domain.embedding import Embeddings, EmbedKind
from app.domain.errors import refused
from app.index.centring import LanguageMeans
from app.store.words import terms

DIMENSIONS = 64
PICTURE = "A picture of text."
"""A file of these words is read by recognition alone."""


def parsed(text: str) -> ParsedDocument:
    """Paragraphs parted by blank lines; a line that begins with # is a heading."""
    blocks, at = [], 0
    for paragraph in text.split("\n\n"):
        start = text.index(paragraph, at)
        at = start + len(paragraph)
        if paragraph.strip():
            is_heading = paragraph.startswith("#")
            kind = BlockKind.HEADING if is_heading else BlockKind.PARAGRAPH
            blocks.append(Block(kind, start, at, int(is_heading)))
    parts = (Part(PartKind.PAGE, 1, 0, len(text)),)
    return ParsedDocument(DocumentKind.TEXT, text, parts, tuple(blocks))


class PlainReader:
    """Reads UTF-8 files here and now. `reads` are the names; `hold` keeps them waiting."""

    def __init__(self) -> None:
        self.reads: list[str] = []
        self.recognised: list[str] = []
        self.can_recognise = True
        self.fingerprint = "plain"
        self.hold = threading.Event()
        self.hold.set()
        self.error: Exception | None = None

    def read(
        self,
        path: Path,
        *,
        inside: Path | None = None,
        limits: ReadingLimits | None = None,
        recognise: bool = False,
        cancel: Event | None = None,
    ) -> ParsedDocument:
        self.reads.append(path.name)
        if recognise:
            self.recognised.append(path.name)
        while not self.hold.wait(0.01):
            if cancel is not None and cancel.is_set():
                raise refused(Refusal.CANCELLED, file=path.name)
        if self.error is not None:
            raise self.error
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            raise refused(Refusal.BINARY, file=path.name) from None
        if not text.strip():
            raise refused(Refusal.EMPTY, file=path.name)
        if text == PICTURE and not recognise:
            raise refused(Refusal.NO_TEXT, file=path.name)
        return parsed(text)

    def draw(
        self, path: Path, page: int, width: int, marks: Sequence[tuple[int, int]] = ()
    ) -> PagePicture:
        raise NotImplementedError


class WordEmbedder:
    """A vector is the sum of its words' own: texts that share words are near each other."""

    def __init__(self, name: str = "words", *, is_there: bool = True) -> None:
        self.name = name
        self.embedded = 0
        self.present = is_there
        self.before: WordEmbedder | None = None
        self.means: LanguageMeans | None = None

    def fingerprint(self) -> str:
        return self.name

    def is_there(self) -> bool:
        return self.present

    def earlier(self, fingerprint: str) -> "WordEmbedder | None":
        before = self.before
        return before if before and before.present and before.name == fingerprint else None

    def language_means(self) -> LanguageMeans | None:
        return self.means

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def embed(
        self, texts: Sequence[str], kind: EmbedKind, *, cancel: Event | None = None
    ) -> Embeddings:
        self.embedded += len(texts)
        rows = [self._row(text) for text in texts]
        return Embeddings(DIMENSIONS, b"".join(row.astype("<f4").tobytes() for row in rows))

    def _row(self, text: str) -> np.ndarray:
        row = np.full(DIMENSIONS, 1e-3)
        for term in terms(text).split():
            row = row + _of_term(self.name + term)
        return row / np.linalg.norm(row)


@lru_cache(10_000)
def _of_term(term: str) -> np.ndarray:
    seed = int.from_bytes(hashlib.sha256(term.encode()).digest()[:4], "big")
    return np.random.default_rng(seed).standard_normal(DIMENSIONS)
