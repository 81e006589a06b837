"""Vectors of chunks in memory: int8 rows, compared exactly with every question.

A row keeps its values as int8 with one scale, an eighth of the memory of double precision; the
question is split into two such rows, so that its own rounding does not count. Every row is
compared with the first: 100,000 of 384 dimensions take about two milliseconds, and nothing is
missed that a graph index would miss. The second is small, so it is left to the rows that it could
bring among the best. The products are those of `numkong`, with the processor's own instructions.
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
_LONGEST: Final = 1.1
"""A row has length 1; rounding to int8 makes it a little longer or shorter."""


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
        self._places: list[npt.NDArray[np.intp]] | None = None

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
            self._places = None

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
            self._places = None

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
        asked = np.frombuffer(question, "<f4")[None, :]
        first, scale = _split(asked)
        rest, small = _split(asked - first * scale[:, None])
        with self._lock:
            if not self._size:
                return {language: [] for language in Language}
            rough = self._products(first, slice(self._size)) * scale[0]
            error = _LONGEST * float(small[0] * np.linalg.norm(rest.astype(np.float32)))
            found = {}
            for language, of_it in zip(_LANGUAGES, self._places_by_language(), strict=True):
                among = of_it
                if documents is not None:
                    among = of_it[np.isin(self._documents[of_it], list(documents))]
                places = among[_nearest(rough[among], limit, error)]
                cosines = rough[places] + self._products(rest, places) * small[0]
                best = np.argsort(-cosines, kind="stable")[:limit]
                found[language] = self._hits(places[best], cosines[best], language)
            return found

    def _products(
        self, row: npt.NDArray[np.int8], places: slice | npt.NDArray[np.intp]
    ) -> npt.NDArray[np.float32]:
        """Of one row with those at some places, which are brought back to their own length."""
        rows = self._values[places]
        if not len(rows):
            return np.zeros(0, np.float32)
        products = np.asarray(numkong.cdist(row, rows, "dot")).ravel().astype(np.float32)
        scaled: npt.NDArray[np.float32] = products * self._scales[places]
        return scaled

    def _places_by_language(self) -> list[npt.NDArray[np.intp]]:
        """Where the rows of each language are; kept until rows come or go."""
        if self._places is None:
            languages = self._languages[: self._size]
            self._places = [
                np.flatnonzero(languages == number) for number in range(len(_LANGUAGES))
            ]
        return self._places

    def _hits(
        self,
        places: npt.NDArray[np.intp],
        cosines: npt.NDArray[np.float32],
        language: Language,
    ) -> list[DenseHit]:
        chunks, documents = self._chunks[places].tolist(), self._documents[places].tolist()
        return [
            DenseHit(chunk, document, language, cosine)
            for chunk, document, cosine in zip(chunks, documents, cosines.tolist(), strict=True)
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


def _nearest(rough: npt.NDArray[np.float32], limit: int, error: float) -> npt.NDArray[np.intp]:
    """Where the `limit` highest can be, when each is wrong by `error` at most."""
    if not 0 < limit < len(rough):
        return np.arange(len(rough) if limit > 0 else 0)
    last = np.partition(rough, len(rough) - limit)[len(rough) - limit]
    return np.flatnonzero(rough >= last - 2 * error)


def _grown(array: npt.NDArray[_Item], rows: int) -> npt.NDArray[_Item]:
    larger = np.zeros((rows, *array.shape[1:]), array.dtype)
    larger[: len(array)] = array
    return larger
