"""What keeps a question that is being written from being asked."""

from enum import StrEnum
from typing import Final

from app.domain.evaluation import (
    LONGEST_CHOICE,
    LONGEST_PASSAGE,
    LONGEST_PATTERN,
    LONGEST_QUESTION,
    MOST_ACCEPTED,
    MOST_CHOICES,
    Question,
)

LEAST_CHOICES: Final = 2


class Way(StrEnum):
    """How the answer to a question is judged; a question has just one."""

    CHOICES = "choices"
    ACCEPT = "accept"
    PATTERN = "pattern"
    REFUSES = "refuses"


class Fault(StrEnum):
    """One thing that is to be mended."""

    NO_TEXT = "no_text"
    TEXT_LONG = "text_long"
    PASSAGE_LONG = "passage_long"
    FEW_CHOICES = "few_choices"
    MANY_CHOICES = "many_choices"
    CHOICE_EMPTY = "choice_empty"
    CHOICE_LONG = "choice_long"
    CHOICE_TWICE = "choice_twice"
    NO_ACCEPTED = "no_accepted"
    MANY_ACCEPTED = "many_accepted"
    ACCEPTED_LONG = "accepted_long"
    NO_PATTERN = "no_pattern"
    PATTERN_LONG = "pattern_long"
    PATTERN_UNFIT = "pattern_unfit"
    """It cannot be read, or could take for ever."""


def way_of(question: Question) -> Way:
    """How a question that is complete is judged."""
    if question.choices:
        return Way.CHOICES
    if question.accept:
        return Way.ACCEPT
    return Way.PATTERN if question.pattern else Way.REFUSES


def fault_of(question: Question, way: Way) -> Fault | None:
    """The first thing to mend; that a pattern cannot be used is for the catalog to say."""
    if not question.text.strip():
        return Fault.NO_TEXT
    if len(question.text) > LONGEST_QUESTION:
        return Fault.TEXT_LONG
    if len(question.passage) > LONGEST_PASSAGE:
        return Fault.PASSAGE_LONG
    match way:
        case Way.CHOICES:
            return _of_choices(question.choices)
        case Way.ACCEPT:
            return _of_accepted(question.accept)
        case Way.PATTERN if not question.pattern:
            return Fault.NO_PATTERN
        case Way.PATTERN if len(question.pattern) > LONGEST_PATTERN:
            return Fault.PATTERN_LONG
    return None


def _of_choices(choices: tuple[str, ...]) -> Fault | None:
    if len(choices) < LEAST_CHOICES:
        return Fault.FEW_CHOICES
    if len(choices) > MOST_CHOICES:
        return Fault.MANY_CHOICES
    if not all(each.strip() for each in choices):
        return Fault.CHOICE_EMPTY
    if max(len(each.strip()) for each in choices) > LONGEST_CHOICE:
        return Fault.CHOICE_LONG
    return Fault.CHOICE_TWICE if len(set(choices)) < len(choices) else None


def _of_accepted(accepted: tuple[str, ...]) -> Fault | None:
    if not accepted or not all(each.strip() for each in accepted):
        return Fault.NO_ACCEPTED
    if len(accepted) > MOST_ACCEPTED:
        return Fault.MANY_ACCEPTED
    is_long = max(len(each.strip()) for each in accepted) > LONGEST_CHOICE
    return Fault.ACCEPTED_LONG if is_long else None
