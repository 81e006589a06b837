"""Vectors of chunks in memory: int8 rows, compared exactly with every question.

A row keeps its values as int8 with one scale, an eighth of the memory of double precision; the
question is split into two such rows, so that its own rounding does not count. Every row is
compared with the first: 100,000 of 384 dimensions take about two milliseconds, and nothing is
missed that a graph index would miss. The second is small, so it is left to the rows that it could
bring among the best. The products are those of `numkong`, with the processor's own instructions.
What a row has of its language counts nothing (`centring`): the products are corrected with a number
and a length that are kept beside each row.
"""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

import numkong
import numpy as np
import numpy.typing as npt

from app.domain.collections import Language
from app.domain.document_store import QuantizedVectors, VectorRows
from app.domain.embedding import Embeddings
from app.index.centring import Asked, LanguageMeans, no_means

_Item = TypeVar("_Item", bound=np.generic)

_FULL: Final = 127.0
_FIRST_ROWS: Final = 1024
_BLOCK: Final = 2_048
"""Rows that are made long at a time: of 384 dimensions they take 3 MB."""
_NEW_SHARE: Final = 0.05
"""Of the rows: as many may come and go before their means are taken anew."""
_SHORTEST: Final = 0.1
"""A row counts as no shorter without its mean: what is left of it says next to nothing."""
_LONGEST: Final = 1.1
"""A row has length 1; rounding to int8 makes it a little longer or shorter."""


@dataclass(frozen=True, slots=True)
class DenseHit:
    """A chunk by its vector; `is_own` says that it is in the question's language."""

    chunk: int
    document: int
    is_own: bool
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

    def __init__(self, dimensions: int, means: LanguageMeans | None = None) -> None:
        """Without `means` they are those of the rows alone. Raises ValueError for unfit ones."""
        if means is not None and means.dimensions != dimensions:
            raise ValueError(f"means of {means.dimensions} dimensions instead of {dimensions}")
        self.dimensions = dimensions
        self._means = means or no_means(dimensions)
        self._own_means: npt.NDArray[np.float32] = np.zeros((1, dimensions), np.float32)
        self._averaged = 0
        """How many rows the means are of."""
        self._measured = 0
        """Of how many rows, from the first on, the lengths without their means are known."""
        self._shortest = _SHORTEST
        self._order: npt.NDArray[np.intp] = np.zeros(0, np.intp)
        """Places of the rows that are measured, by the numbers of their chunks."""
        self._lock = threading.Lock()
        self._size = 0
        self._values: npt.NDArray[np.int8] = np.zeros((_FIRST_ROWS, dimensions), np.int8)
        self._scales: npt.NDArray[np.float32] = np.zeros(_FIRST_ROWS, np.float32)
        self._chunks: npt.NDArray[np.int64] = np.zeros(_FIRST_ROWS, np.int64)
        self._documents: npt.NDArray[np.int64] = np.zeros(_FIRST_ROWS, np.int64)
        self._languages: npt.NDArray[np.int8] = np.zeros(_FIRST_ROWS, np.int8)
        self._are_both: npt.NDArray[np.bool_] = np.zeros(_FIRST_ROWS, np.bool_)
        """Rows of Korean and Latin text in one: no question finds those in another language."""
        self._lengths: npt.NDArray[np.float32] = np.zeros(_FIRST_ROWS, np.float32)

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
            long = values * self._scales[place][:, None]
            self._languages[place] = self._means.languages_of(long, rows.languages)
            self._are_both[place] = [each is Language.BOTH for each in rows.languages]
            self._size += count

    def keep_only(self, chunks: Iterable[int]) -> None:
        """Remove the vectors of all chunks but these."""
        wanted = np.fromiter(chunks, np.int64)
        with self._lock:
            stays = np.isin(self._chunks[: self._size], wanted)
            kept = int(stays.sum())
            for array in (
                self._values, self._scales, self._chunks, self._documents, self._languages,
                self._are_both, self._lengths,
            ):  # fmt: skip
                array[:kept] = array[: self._size][stays]
            self._size = kept
            self._measured = min(self._measured, kept)

    @property
    def last_chunk(self) -> int:
        """The highest number of a chunk that is here; 0 when there is none."""
        with self._lock:
            return int(self._chunks[: self._size].max()) if self._size else 0

    def asked(self, text: str, vector: bytes) -> Asked:
        """A question to search with; `vector` is of length 1, in little-endian float32."""
        return self._means.of_question(text, np.frombuffer(vector, "<f4").astype(np.float32))

    def search(
        self, asked: Asked, limit: int, documents: frozenset[int] | None = None
    ) -> list[DenseHit]:
        """The nearest chunks, the nearest first; with `documents` of those alone."""
        first, scale = _split(asked.row[None, :])
        rest, small = _split(asked.row[None, :] - first * scale[:, None])
        with self._lock:
            if not self._size:
                return []
            self._measure()
            shifts = self._own_means @ asked.row
            rough = self._products(first, slice(self._size), scale[0])
            rough -= shifts[self._languages[: self._size]]
            rough /= self._lengths[: self._size]
            error = _LONGEST * float(small[0] * np.linalg.norm(rest.astype(np.float32)))
            error /= self._shortest
            if documents is None:
                places = _nearest(rough, limit, error)
            else:
                among = np.flatnonzero(np.isin(self._documents[: self._size], list(documents)))
                places = among[_nearest(rough[among], limit, error)]
            finer = self._products(rest, places, small[0]) / self._lengths[places]
            cosines = rough[places] + finer
            best = np.argsort(-cosines, kind="stable")[:limit]
            return self._hits(places[best], cosines[best], asked)

    def foreign_among(self, chunks: Iterable[int], asked: Asked) -> frozenset[int]:
        """Those of some chunks that are here, in another language than a question's."""
        wanted = np.fromiter(chunks, np.int64)
        with self._lock:
            self._measure()
            here = self._chunks[: self._size]
            at = np.searchsorted(here, wanted, sorter=self._order)
            places = self._order[at[at < self._size]]
            places = places[np.isin(here[places], wanted)]
            return frozenset(here[places[~self._are_own(places, asked)]].tolist())

    def _are_own(self, places: slice | npt.NDArray[np.intp], asked: Asked) -> npt.NDArray[np.bool_]:
        own: npt.NDArray[np.bool_] = self._languages[places] == asked.language
        return own | self._are_both[places]

    def _measure(self) -> None:
        """Know the place and the length of each row; and the means anew where many are new."""
        if self._measured == self._size == len(self._order):
            return
        if abs(self._size - self._averaged) > _NEW_SHARE * self._averaged:
            blocks = (rows for _, rows in self._blocks(0))
            self._own_means = self._means.of_passages(blocks, self._languages[: self._size])
            self._averaged, self._measured = self._size, 0
        for place, rows in self._blocks(self._measured):
            lengths = np.linalg.norm(rows - self._own_means[self._languages[place]], axis=1)
            self._lengths[place] = np.maximum(lengths, _SHORTEST)
        self._measured = self._size
        self._shortest = float(self._lengths[: self._size].min(initial=1.0))
        self._order = np.argsort(self._chunks[: self._size], kind="stable")

    def _blocks(self, first: int) -> Iterator[tuple[slice, npt.NDArray[np.float32]]]:
        """The rows from one on, some at a time, as they were before they became int8."""
        for start in range(first, self._size, _BLOCK):
            place = slice(start, min(self._size, start + _BLOCK))
            yield place, self._values[place] * self._scales[place][:, None]

    def _products(
        self, row: npt.NDArray[np.int8], places: slice | npt.NDArray[np.intp], scale: np.float32
    ) -> npt.NDArray[np.float32]:
        """Of one row with those at some places, all brought back to their own lengths."""
        rows = self._values[places]
        if not len(rows):
            return np.zeros(0, np.float32)
        products = np.asarray(numkong.cdist(row, rows, "dot")).ravel().astype(np.float32)
        products *= self._scales[places]
        products *= scale
        return products

    def _hits(
        self, places: npt.NDArray[np.intp], cosines: npt.NDArray[np.float32], asked: Asked
    ) -> list[DenseHit]:
        chunks, documents = self._chunks[places].tolist(), self._documents[places].tolist()
        is_own = self._are_own(places, asked).tolist()
        return [
            DenseHit(*each)
            for each in zip(chunks, documents, is_own, cosines.tolist(), strict=True)
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
        self._are_both = _grown(self._are_both, rows)
        self._lengths = _grown(self._lengths, rows)


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
