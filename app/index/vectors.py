"""Vectors of chunks in memory: int8 rows, compared exactly with every question.

A row keeps its values as int8 with one scale, an eighth of the memory of double precision; the
question is split into two such rows, so that its own rounding does not count. Every row is
compared: 100,000 of 384 dimensions take a few milliseconds, and nothing is missed that a graph
index would miss. The products are those of `numkong`, with the processor's own instructions.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

import numkong
import numpy as np
import numpy.typing as npt

from app.domain.collections import Language
from app.domain.document_store import QuantizedVectors, VectorRows
from app.domain.embedding import Embeddings

_Item = TypeVar("_Item", bound=np.generic)

_FULL: Final = 127.0
_LANGUAGES: Final = tuple(Language)
_FIRST_ROWS: Final = 1024


@dataclass(frozen=True, slots=True)
class DenseHit:
    """A chunk by its vector."""

    chunk: int
    document: int
    language: Language
    cosine: float


def quantized(embeddings: Embeddings, embedder: str) -> QuantizedVectors:
    """Vectors as they are kept."""
    rows = np.frombuffer(embeddings.data, "<f4").reshape(len(embeddings), embeddings.dimensions)
    values, scales = _split(rows)
    return QuantizedVectors(
        embedder, embeddings.dimensions, tuple(scales.tolist()), values.tobytes()
    )


class VectorIndex:
    """The vectors of one embedder. Safe to use from several threads."""

    def __init__(self, dimensions: int) -> None:
        self.dimensions = dimensions
        self._lock = threading.Lock()
        self._size = 0
        self._values: npt.NDArray[np.int8] = np.zeros((_FIRST_ROWS, dimensions), np.int8)
        self._scales: npt.NDArray[np.float32] = np.zeros(_FIRST_ROWS, np.float32)
        self._chunks: npt.NDArray[np.int64] = np.zeros(_FIRST_ROWS, np.int64)
        self._documents: npt.NDArray[np.int64] = np.zeros(_FIRST_ROWS, np.int64)
        self._languages: npt.NDArray[np.int8] = np.zeros(_FIRST_ROWS, np.int8)

    def __len__(self) -> int:
        """How many vectors there are."""
        return self._size

    def add(self, rows: VectorRows) -> None:
        """Add vectors. Raises ValueError for those of other dimensions."""
        if rows.vectors.dimensions != self.dimensions:
            raise ValueError(f"{rows.vectors.dimensions} dimensions instead of {self.dimensions}")
        count = len(rows.chunks)
        values = np.frombuffer(rows.vectors.values, np.int8).reshape(count, self.dimensions)
        with self._lock:
            self._make_room(self._size + count)
            place = slice(self._size, self._size + count)
            self._values[place] = values
            self._scales[place] = rows.vectors.scales
            self._chunks[place] = rows.chunks
            self._documents[place] = rows.documents
            self._languages[place] = [_LANGUAGES.index(each) for each in rows.languages]
            self._size += count

    def keep_only(self, chunks: Iterable[int]) -> None:
        """Remove the vectors of all chunks but these."""
        wanted = np.fromiter(chunks, np.int64)
        with self._lock:
            stays = np.isin(self._chunks[: self._size], wanted)
            kept = int(stays.sum())
            for array in (
                self._values, self._scales, self._chunks, self._documents, self._languages,
            ):  # fmt: skip
                array[:kept] = array[: self._size][stays]
            self._size = kept

    @property
    def last_chunk(self) -> int:
        """The highest number of a chunk that is here; 0 when there is none."""
        with self._lock:
            return int(self._chunks[: self._size].max()) if self._size else 0

    def search(
        self, question: bytes, limit: int, documents: frozenset[int] | None = None
    ) -> dict[Language, list[DenseHit]]:
        """The nearest chunks of each language, the nearest first; of some documents alone.

        `question` is a vector of length 1 in little-endian float32.
        """
        with self._lock:
            cosines = self._cosines(np.frombuffer(question, "<f4"))
            passes = np.ones(self._size, bool)
            if documents is not None:
                passes = np.isin(self._documents[: self._size], list(documents))
            return {
                language: self._best(cosines, passes, number, limit)
                for number, language in enumerate(_LANGUAGES)
            }

    def _cosines(self, question: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Of every row, with the rounding of the question made good by a second row."""
        if not self._size:
            return np.zeros(0, np.float32)
        first, scale = _split(question[None, :])
        rest, small = _split(question[None, :] - first * scale[:, None])
        rows = self._values[: self._size]
        products = scale[0] * np.asarray(numkong.cdist(first, rows, "dot"))
        products += small[0] * np.asarray(numkong.cdist(rest, rows, "dot"))
        cosines: npt.NDArray[np.float32] = products.ravel().astype(np.float32)
        return cosines * self._scales[: self._size]

    def _best(
        self,
        cosines: npt.NDArray[np.float32],
        passes: npt.NDArray[np.bool_],
        language: int,
        limit: int,
    ) -> list[DenseHit]:
        of_language = np.flatnonzero(self._languages[: self._size] == language)
        if not len(of_language):
            return []
        places = of_language[passes[of_language]]
        count = min(limit, len(places))
        if not count:
            return []
        best = np.argpartition(-cosines[places], count - 1)[:count]
        places = places[best[np.argsort(-cosines[places[best]], kind="stable")]]
        return [
            DenseHit(
                int(self._chunks[at]),
                int(self._documents[at]),
                _LANGUAGES[language],
                float(cosines[at]),
            )
            for at in places
        ]

    def _make_room(self, size: int) -> None:
        if size <= len(self._values):
            return
        rows = max(size, 2 * len(self._values))
        self._values = _grown(self._values, rows)
        self._scales = _grown(self._scales, rows)
        self._chunks = _grown(self._chunks, rows)
        self._documents = _grown(self._documents, rows)
        self._languages = _grown(self._languages, rows)


def _split(
    rows: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Rows as int8 and the scale of each; a row of zeros stays one."""
    scales = np.abs(rows).max(axis=1).astype(np.float32) / np.float32(_FULL)
    divisors = np.where(scales > 0, scales, np.float32(1))
    return np.rint(rows / divisors[:, None]).astype(np.int8), scales


def _grown(array: npt.NDArray[_Item], rows: int) -> npt.NDArray[_Item]:
    larger = np.zeros((rows, *array.shape[1:]), array.dtype)
    larger[: len(array)] = array
    return larger
