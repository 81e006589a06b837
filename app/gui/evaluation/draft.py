"""A set of questions while it is being written: it may have faults, and loses nothing by them."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from app.domain.evaluation import EvaluationSet, Question
from app.domain.question_faults import Fault, Way, way_of


@dataclass(frozen=True, slots=True)
class DraftQuestion:
    """A question with the way in which it is judged; what other ways need is remembered."""

    question: Question
    way: Way

    @property
    def complete(self) -> Question:
        """What is kept of it: nothing of other ways."""
        question, way = self.question, self.way
        return replace(
            question,
            choices=question.choices if way is Way.CHOICES else (),
            answer=question.answer if way is Way.CHOICES else 0,
            accept=question.accept if way is Way.ACCEPT else (),
            pattern=question.pattern if way is Way.PATTERN else "",
            refuses=way is Way.REFUSES,
        )


EMPTY = DraftQuestion(Question("", choices=("", "")), Way.CHOICES)


@dataclass(frozen=True, slots=True)
class SetDraft:
    """`id` is empty while the set was never kept; one that came with Snug `is_fixed`."""

    id: str
    name: str
    language: str
    about: str = ""
    questions: tuple[DraftQuestion, ...] = field(default=(), repr=False)
    is_fixed: bool = False

    @property
    def as_set(self) -> EvaluationSet:
        """What is kept of it."""
        questions = tuple(each.complete for each in self.questions)
        name, about = self.name.strip(), self.about.strip()
        return EvaluationSet(self.id, name, self.language, about, questions)

    def faults(self, look: Callable[[Question, Way], Fault | None]) -> tuple[Fault | None, ...]:
        """What is to be mended of each question."""
        return tuple(look(each.complete, each.way) for each in self.questions)


def draft_of(found: EvaluationSet, *, is_fixed: bool = False) -> SetDraft:
    """A set as it can be written on."""
    questions = tuple(DraftQuestion(each, way_of(each)) for each in found.questions)
    return SetDraft(found.id, found.name, found.language, found.about, questions, is_fixed)


def written(draft: SetDraft) -> str:
    """A draft as it is kept until it is saved."""
    return json.dumps(asdict(draft), ensure_ascii=False)


def read(text: str) -> SetDraft | None:
    """A draft that was kept; None where it is of a form that is not known here."""
    try:
        kept: dict[str, Any] = json.loads(text)
        set_id, name, language, about = (
            str(kept[each]) for each in ("id", "name", "language", "about")
        )
        questions = tuple(_question(each) for each in kept["questions"])
        return SetDraft(set_id, name, language, about, questions)
    except (ValueError, TypeError, LookupError):
        return None


def _question(kept: dict[str, Any]) -> DraftQuestion:
    values = kept["question"]
    known = {each.name: values[each.name] for each in fields(Question)}
    lists = {each: tuple(map(str, values[each])) for each in ("choices", "accept")}
    return DraftQuestion(Question(**known | lists), Way(kept["way"]))
