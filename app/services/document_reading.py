"""One file on its way into a collection: its hash, its text, its chunks."""

import hashlib
import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import BinaryIO, Final, Protocol, TypeVar

from app.domain.collections import Chunk, DocumentState, Layout, StoredDocument
from app.domain.document_store import QuantizedVectors
from app.domain.documents import ReadingLimits, Refusal
from app.domain.embedding import Embeddings, EmbedKind
from app.domain.errors import AppError, DocumentRefused, EmbeddingCancelled, refused
from app.domain.protocols import Reader
from app.index.centring import LanguageMeans
from app.index.chunking import CHUNKING, CountTokens, chunks_of

_PIECE: Final = 1 << 20
_MOST_BYTES: Final = ReadingLimits().file_bytes

_T = TypeVar("_T")


class DocumentEmbedder(Protocol):
    """The embedding model that reads documents."""

    def fingerprint(self) -> str:
        """What its vectors are kept under: equal only where they can be compared."""

    def is_there(self) -> bool:
        """Whether a model is installed; without one documents are found by their words alone."""

    def earlier(self, fingerprint: str) -> "DocumentEmbedder | None":
        """The installed model that made those vectors, or None; it is closed with this one."""

    def language_means(self) -> LanguageMeans | None:
        """What its vectors have of each language, where that is known."""

    def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """Tokens of each text, the special ones left out."""

    def embed(
        self, texts: Sequence[str], kind: EmbedKind, *, cancel: Event | None = None
    ) -> Embeddings:
        """A vector for each text."""


class PassageJudge(Protocol):
    """The model that judges found passages again."""

    def is_there(self) -> bool:
        """Whether one is installed and wanted."""

    def rerank(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """A score for each text, in their order, higher is better."""


class StatementJudge(Protocol):
    """The model that tells what follows from a text."""

    def is_there(self) -> bool:
        """Whether one is installed and wanted."""

    def entails(self, hypothesis: str, premises: Sequence[str]) -> Sequence[float]:
        """How likely a hypothesis follows from each premise, from 0 to 1."""


class EmbedderFails(Exception):
    """The embedder was to be asked, and cannot be; `error` says why. Words alone must do."""

    def __init__(self, error: AppError) -> None:
        super().__init__(error.code)
        self.error = error


def asked(ask: Callable[[], _T]) -> _T:
    """What an embedder says; EmbedderFails stands for all its errors but EmbeddingCancelled."""
    try:
        return ask()
    except EmbeddingCancelled:
        raise
    except AppError as error:
        raise EmbedderFails(error) from error


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read: what is to be kept of it, its vectors aside.

    `vectors` are there already when another document has the same content.
    """

    document: StoredDocument
    layout: Layout | None = None
    chunks: tuple[Chunk, ...] = field(default=(), repr=False)
    vectors: QuantizedVectors | None = None


def hash_of(path: Path, inside: str | None = None, cancel: Event | None = None) -> str:
    """SHA-256 of a file as hex digits; raises DocumentRefused when it cannot be read.

    A pipe or a device is refused without waiting for it, a link when it leads out of `inside`, and
    what is too large to be read without a look at its content.
    """
    try:
        if inside is not None and not path.resolve().is_relative_to(Path(inside).resolve()):
            raise refused(Refusal.NOT_A_FILE, file=path.name)
        with open(path, "rb", opener=_open_at_once) as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise refused(Refusal.NOT_A_FILE, file=path.name)
            if about.st_size > _MOST_BYTES:
                raise refused(Refusal.TOO_LARGE, f"{about.st_size} bytes", file=path.name)
            return _hash(file, path.name, cancel)
    except FileNotFoundError:
        raise refused(Refusal.MISSING, file=path.name) from None
    except OSError as error:
        raise refused(Refusal.FORBIDDEN, str(error.strerror), file=path.name) from None


def state_of(path: Path) -> tuple[int, int] | None:
    """What differs once somebody has written to a file: its size and its time; None without it."""
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_size, about.st_mtime_ns


def can_be_opened(path: Path) -> bool:
    """Whether the system lets us read a file now."""
    try:
        os.close(_open_at_once(str(path), os.O_RDONLY))
    except OSError:
        return False
    return True


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))


def _hash(file: BinaryIO, name: str, cancel: Event | None) -> str:
    digest = hashlib.sha256()
    while piece := file.read(_PIECE):
        if cancel is not None and cancel.is_set():
            raise refused(Refusal.CANCELLED, file=name)
        digest.update(piece)
    return digest.hexdigest()


def read_file(
    document: StoredDocument,
    inside: str | None,
    reader: Reader,
    count_tokens: CountTokens,
    *,
    recognise: bool = False,
    cancel: Event | None = None,
) -> ReadFile:
    """Read a file and cut it into chunks; a refusal is a result, too. Blocks.

    Raises ReaderUnavailable, and DocumentRefused with CANCELLED alone.
    """
    try:
        parsed = reader.read(
            Path(document.path),
            inside=None if inside is None else Path(inside),
            recognise=recognise,
            cancel=cancel,
        )
    except DocumentRefused as error:
        if error.reason is Refusal.CANCELLED:
            raise
        return ReadFile(refusal_of(document, error.reason))
    chunks = chunks_of(parsed, count_tokens)
    if not chunks:
        return ReadFile(refusal_of(document, Refusal.NO_TEXT))
    kept = replace(
        document,
        state=DocumentState.INDEXED,
        reason=None,
        kind=parsed.kind,
        title=parsed.title,
        characters=len(parsed.text),
        chunks=len(chunks),
        parts=len(parsed.parts),
        notes=parsed.notes,
        chunking=CHUNKING,
    )
    return ReadFile(kept, Layout(parsed.parts, parsed.blocks), tuple(chunks))


def refusal_of(document: StoredDocument, reason: Refusal) -> StoredDocument:
    """The document as one that was not read."""
    return replace(
        document,
        state=DocumentState.REFUSED,
        reason=reason,
        title="",
        characters=0,
        chunks=0,
        parts=0,
        notes=(),
    )
