"""How open a model is: what of it is published, and where that can be seen."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How much of a part is published."""

    OPEN = "open"
    PARTLY = "partly"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Part(StrEnum):
    """What a model is made of, as far as a card looks at it."""

    WEIGHTS = "weights"
    TRAINING_DATA = "training_data"
    TRAINING_CODE = "training_code"
    EVALUATION = "evaluation"
    PAPER = "paper"
    LICENCE = "licence"


class OpennessClass(StrEnum):
    """The classes of the Model Openness Framework (arXiv 2403.13784)."""

    OPEN_SCIENCE = "I"
    OPEN_TOOLING = "II"
    OPEN_MODEL = "III"
    NONE = "none"

    @property
    def meaning(self) -> str:
        """What the framework calls the class."""
        return _MEANINGS[self]


_MEANINGS = {
    OpennessClass.OPEN_SCIENCE: "open science",
    OpennessClass.OPEN_TOOLING: "open tooling",
    OpennessClass.OPEN_MODEL: "open model",
    OpennessClass.NONE: "in no class",
}
_SHOWN = frozenset({Grade.OPEN, Grade.PARTLY})
"""Enough where the framework asks for results or a report, and not for all that led to them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one part. `evidence` is an https address, empty only where unknown."""

    grade: Grade
    evidence: str
    checked: datetime.date


@dataclass(frozen=True, slots=True)
class OpennessCard:
    """What was found of each part."""

    findings: Mapping[Part, Finding]

    def grade(self, part: Part) -> Grade:
        """The grade of a part."""
        return self.findings[part].grade

    @property
    def openness_class(self) -> OpennessClass:
        """The class of the Model Openness Framework that these parts allow, at best.

        Each class asks for all of the one below it (arXiv 2403.13784, section 5). Class III: the
        weights under an open licence, a report and evaluation results. Class II: also the code of
        training and evaluation. Class I: also the training data and a paper. The framework has
        seventeen components, a card has six parts: a class is a ceiling, never a certificate.
        """
        if not self._are_open(Part.WEIGHTS, Part.LICENCE) or not self._are_shown():
            return OpennessClass.NONE
        if not self._are_open(Part.TRAINING_CODE, Part.EVALUATION):
            return OpennessClass.OPEN_MODEL
        if not self._are_open(Part.TRAINING_DATA, Part.PAPER):
            return OpennessClass.OPEN_TOOLING
        return OpennessClass.OPEN_SCIENCE

    def _are_open(self, *parts: Part) -> bool:
        return all(self.grade(part) is Grade.OPEN for part in parts)

    def _are_shown(self) -> bool:
        return {self.grade(Part.PAPER), self.grade(Part.EVALUATION)} <= _SHOWN
