"""Takes the language out of vectors, so that a passage is as near as what it says.

An embedder's vectors lie together by language first: whatever a question asks, texts of its own
language are nearer. What all texts of a language have in common is the mean of many. It is
subtracted, and the length is made 1 again; of passages and of questions each its own mean, since an
embedder reads the two apart. The same offset, from pairs of translations, is published as Shift
(arXiv 2606.18801); removing directions (LIR, arXiv 2109.04727) lost against it here.

Means come with an embedder (`tests/bench/retrieval/language_means.py` makes them); for one without
them the passages that are there have to do. What documents are about is in their mean, too, so that
of passages moves to the mean of those that are there, the further the more there are of a language.
Moving that of questions with it loses more than it finds. Vectors are kept as they are, so that
those of old indexes are corrected as well.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from app.domain.collections import Language
from app.index.languages import language_of

Rows = npt.NDArray[np.float32]

KOREAN: Final = "ko"
OTHER: Final = "other"
"""Any language but Korean."""
_SCRIPTS: Final = (
    (re.compile("[\u3041-\u30fe]"), frozenset({"ja"})),
    (re.compile("[\u3400-\u9fff]"), frozenset({"zh", "zh-Hant", "ja"})),
    (re.compile("[\u0400-\u052f]"), frozenset({"ru", "uk"})),
    (re.compile("[\u0370-\u03ff]"), frozenset({"el"})),
    (re.compile("[\u0590-\u05ff]"), frozenset({"he"})),
    (re.compile("[\u0600-\u06ff]"), frozenset({"ar"})),
    (re.compile("[\u0e00-\u0e7f]"), frozenset({"th"})),
    (re.compile("[\u0900-\u097f]"), frozenset({"hi"})),
)
"""What letters tell by themselves; the first that fits a text decides."""
_LETTER: Final = re.compile(r"[^\W\d_]")
_SHARE: Final = 0.2
"""Of a script among the letters of a question, from which on it is in one of its languages."""
SHIPPED_COUNT: Final = 100
"""So many passages the shipped mean of a language counts for. From 50 to 200 it is all the same."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's vector, of length 1 without its language, and the number of that language."""

    row: Rows
    language: int


class LanguageMeans:
    """The means of an embedder: of passages and of questions, a row for each language."""

    def __init__(self, languages: Sequence[str], passages: Rows, questions: Rows) -> None:
        self.languages = tuple(languages)
        self._passages = passages
        self._questions = questions
        scripts = frozenset().union(*(of_it for _, of_it in _SCRIPTS))
        self._latin = frozenset(self.languages) - scripts - {KOREAN}

    @property
    def dimensions(self) -> int:
        """Of each mean."""
        return int(self._passages.shape[1])

    def languages_of(self, rows: Rows, written: Sequence[Language]) -> npt.NDArray[np.int8]:
        """The number of the language of each passage, of rows of length 1.

        It is the one whose mean is nearest, among those that its letters leave.
        """
        near = rows @ self._passages.T - 0.5 * (self._passages**2).sum(axis=1)
        korean = self.languages.index(KOREAN)
        is_korean = np.array([each is Language.KOREAN for each in written], bool)
        near[[each is Language.OTHER for each in written], korean] = -np.inf
        return np.where(is_korean, korean, near.argmax(axis=1)).astype(np.int8)

    def of_passages(self, blocks: Iterable[Rows], languages: npt.NDArray[np.int8]) -> Rows:
        """The mean of each language among some passages, which come in blocks of rows.

        `languages` are the numbers of theirs. A language of which few are has its shipped mean,
        for the most part.
        """
        sums = SHIPPED_COUNT * self._passages
        at = 0
        for block in blocks:
            np.add.at(sums, languages[at : at + len(block)], block)
            at += len(block)
        counts = SHIPPED_COUNT + np.bincount(languages, minlength=len(self.languages))
        return (sums / counts[:, None]).astype(np.float32)

    def of_question(self, text: str, vector: Rows) -> Asked:
        """A question's vector of length 1, without what it has of its language."""
        language = self._language_of(text, vector)
        rest = vector - self._questions[language]
        return Asked((rest / max(float(np.linalg.norm(rest)), 1e-6)).astype(np.float32), language)

    def _language_of(self, text: str, vector: Rows) -> int:
        if language_of(text) is Language.KOREAN:
            return self.languages.index(KOREAN)
        among = _left_by_letters(text) & frozenset(self.languages) or self._latin
        near = self._questions @ vector - 0.5 * (self._questions**2).sum(axis=1)
        near[[language not in among for language in self.languages]] = -np.inf
        return int(near.argmax())


def no_means(dimensions: int) -> LanguageMeans:
    """For an embedder of which none are known: Korean and the rest, each by its passages alone."""
    nothing = np.zeros((2, dimensions), np.float32)
    return LanguageMeans((OTHER, KOREAN), nothing, nothing)


def load_means(path: Path) -> LanguageMeans:
    """Means as they are shipped. Raises OSError, ValueError and KeyError."""
    with np.load(path, allow_pickle=False) as stored:
        passages = stored["passages"].astype(np.float32)
        questions = stored["questions"].astype(np.float32)
        return LanguageMeans(stored["languages"].tolist(), passages, questions)


def _left_by_letters(text: str) -> frozenset[str]:
    """The languages that a text's letters leave; none where they are Latin, or tell nothing."""
    letters = len(_LETTER.findall(text))
    for script, languages in _SCRIPTS:
        if letters and len(script.findall(text)) >= _SHARE * letters:
            return languages
    return frozenset()
