"""What unsafe texts are about, in one word for all safety models, and what is chosen for each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from app.domain.safety import SafetyReport, Verdict

CATEGORIES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "violence": ("Violent", "violent crimes"),
        "crimes": ("non-violent crimes", "Non-violent Illegal Acts"),
        "sex-crimes": ("sex crimes",),
        "child-exploitation": ("child exploitation",),
        "sexual-content": ("sexual content", "Sexual Content or Sexual Acts"),
        "self-harm": ("self-harm", "Suicide & Self-Harm"),
        "hate": ("hate",),
        "weapons": ("indiscriminate weapons",),
        "privacy": ("privacy", "Personally Identifiable Information", "PII"),
        "defamation": ("defamation",),
        "advice": ("specialized advice",),
        "copyright": ("intellectual property", "Copyright Violation"),
        "elections": ("elections",),
        "politics": ("Politically Sensitive Topics",),
        "unethical": ("Unethical Acts",),
        "code-abuse": ("code interpreter abuse",),
        "jailbreak": ("Jailbreak",),
    }
)
"""The names that the families of models use, by category."""
LEAST: Final = 0.05
MOST: Final = 0.99
"""Between these a threshold lies."""
OFF: Final = "off"
ACCEPTS: Final = f"such as violence=off, self-harm=0.3; of {', '.join(CATEGORIES)}"
_OF_NAME: Final = {name: slug for slug, names in CATEGORIES.items() for name in names}

Choices = Mapping[str, float | None]
"""A threshold by category; None where it is off. What is not in it is as the rest."""


def choices_from_text(text: str) -> dict[str, float | None]:
    """Read `violence=off, self-harm=0.3`; raises ValueError with the reason."""
    found: dict[str, float | None] = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        category, equals, said = (each.strip() for each in part.partition("="))
        if category not in CATEGORIES:
            every = ", ".join(CATEGORIES)
            raise ValueError(f"there is no category {category!r}; there are {every}")
        if category in found:
            raise ValueError(f"{category} is given twice")
        found[category] = None if said == OFF else _threshold(category, said if equals else "")
    return found


def choices_as_text(choices: Choices) -> str:
    """The choices as such a text, in the order of the categories."""
    said = {slug: choices[slug] for slug in CATEGORIES if slug in choices}
    return ", ".join(f"{key}={OFF if each is None else f'{each:g}'}" for key, each in said.items())


def canonical(text: str) -> str:
    """Such a text as it is kept; raises ValueError with the reason."""
    return choices_as_text(choices_from_text(text))


def _threshold(category: str, said: str) -> float:
    try:
        number = float(said)
    except ValueError:
        number = -1.0
    if not LEAST <= number <= MOST:
        raise ValueError(f"{category} must be off or a number from {LEAST:g} to {MOST:g}")
    return number


@dataclass(frozen=True, slots=True)
class SafetyRule:
    """From which score on a text is flagged, by what it is about."""

    threshold: float
    choices: Choices

    @property
    def lowest(self) -> float:
        """The lowest score that could flag a text."""
        return min([self.threshold, *(each for each in self.choices.values() if each is not None)])

    def flags(self, score: float, names: tuple[str, ...]) -> bool:
        """Whether any of the categories that a model named flags a text.

        The usual threshold holds where it named none, or one that is not known.
        """
        held = [self.choices.get(_OF_NAME.get(each, ""), self.threshold) for each in names]
        wanted = held or [self.threshold]
        return any(each is not None and score >= each for each in wanted)

    def of_verdict(self, verdict: Verdict) -> Verdict:
        """The verdict by this rule, whichever held when it was given."""
        return replace(verdict, is_flagged=self.flags(verdict.score, verdict.categories))

    def of_report(self, report: SafetyReport) -> SafetyReport:
        """The report by this rule."""
        verdicts = tuple(self.of_verdict(each) for each in report.verdicts)
        return replace(report, verdicts=verdicts, threshold=self.threshold)
