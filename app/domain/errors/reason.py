"""Why something was refused, where an error has more to say than its class."""

from collections.abc import Mapping
from dataclasses import dataclass, field


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
