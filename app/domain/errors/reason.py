"""Why something was refused, where an error has more to say than its class."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from string import Formatter


@dataclass(frozen=True, slots=True)
class Reason:
    """The end of an error's sentence: a template and what fills it, which may be a reason itself.

    It is English like the templates of errors; the interface translates it, and each part of it.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """The reason in English."""
        return self.template.format(**self.values)


def recognised(told: str, faults: Iterable[str]) -> Reason | None:
    """The reason that a text says in English: as text it comes from a child, or from the vault.

    `faults` are the templates that it may be made of; the one that says most of the text itself is
    taken. What fills it may be a reason, too.
    """
    for template in sorted(faults, key=_said_by_itself, reverse=True):
        found = _pattern(template).fullmatch(told)
        if found is not None:
            values = found.groupdict()
            return Reason(
                template, {key: recognised(each, faults) or each for key, each in values.items()}
            )
    return None


def _said_by_itself(template: str) -> int:
    return sum(len(literal) for literal, *_ in Formatter().parse(template))


@lru_cache(maxsize=256)
def _pattern(template: str) -> re.Pattern[str]:
    parts = Formatter().parse(template)
    said = (re.escape(text) + (f"(?P<{gap}>.+)" if gap else "") for text, gap, *_ in parts)
    return re.compile("".join(said), re.DOTALL)
