"""Sets of questions: those that came with Snug, and the user's own, which are kept in the vault."""

import contextlib
from dataclasses import replace
from pathlib import Path

from app.catalog.evaluation_files import (
    LINES,
    find_set,
    included_sets,
    pattern_problem,
    read_lines,
    read_set,
)
from app.catalog.evaluation_writing import as_lines
from app.domain.errors import EvaluationInvalid, EvaluationUnknown
from app.domain.evaluation import EvaluationSet, Question
from app.domain.ids import new_evaluation_id
from app.domain.question_faults import Fault, Way, fault_of
from app.services.kept_texts import KeptTexts
from app.transfer.file_names import safe_name
from app.transfer.writing import write


class EvaluationSets:
    """Safe to use from several threads; calls wait for a disk, and raise the vault's errors."""

    def __init__(self, folder: Path, kept: KeptTexts) -> None:
        """`folder` holds the sets that came with Snug."""
        self._folder = folder
        self._kept = kept

    @property
    def is_kept(self) -> bool:
        """Whether own sets are kept when Snug ends."""
        return self._kept.is_lasting

    def included(self) -> tuple[EvaluationSet, ...]:
        """The sets that came with Snug, in their order."""
        return tuple(find_set(name, self._folder) for name in included_sets(self._folder))

    def own(self) -> tuple[EvaluationSet, ...]:
        """The user's own sets, the eldest first; what cannot be read is left out."""
        found = []
        for set_id, text in sorted(self._kept.all().items()):
            with contextlib.suppress(EvaluationInvalid):
                found.append(read_lines(text, set_id))
        return tuple(found)

    def keep(self, found: EvaluationSet) -> EvaluationSet:
        """Keep a set of the user's own, in place of the one with its id; as it is kept.

        Without an id it becomes a new one. Raises EvaluationInvalid and the errors of the vault.
        """
        kept = replace(found, id=found.id or new_evaluation_id())
        text = as_lines(kept)
        kept = read_lines(text, kept.id)
        self._kept.keep(kept.id, text)
        return kept

    def remove(self, set_id: str) -> EvaluationSet:
        """Keep a set no more; what it was. Raises EvaluationUnknown."""
        gone = next((each for each in self.own() if each.id == set_id), None)
        if gone is None:
            raise EvaluationUnknown(name=set_id)
        self._kept.forget([set_id])
        return gone

    def take_in(self, path: Path) -> EvaluationSet:
        """Keep what a file holds as a new set; raises as `keep`."""
        return self.keep(replace(read_set(path), id=""))

    @staticmethod
    def export(found: EvaluationSet, target: Path) -> None:
        """Write a set to a file that can be taken in again. Raises ExportFailed."""
        write(target, [as_lines(found)], over=True)

    @staticmethod
    def suggested_name(found: EvaluationSet) -> str:
        """A name for its file that every system takes."""
        return safe_name(f"{found.name}{LINES}")

    @staticmethod
    def fault(question: Question, way: Way) -> Fault | None:
        """What is to be mended first before a question can be asked."""
        fault = fault_of(question, way)
        if fault is None and way is Way.PATTERN and pattern_problem(question.pattern):
            return Fault.PATTERN_UNFIT
        return fault
