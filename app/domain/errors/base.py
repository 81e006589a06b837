"""Errors of the world, each with a title, a sentence and a next step that a person can read.

The class attributes are templates: the interface translates them, then fills in `values`. What is
not an `AppError` is a defect of ours and belongs in the crash window.
"""

from collections.abc import Iterable
from typing import ClassVar

from app.domain.placement import Remedy


class AppError(Exception):
    """Something in the world stands in the way. `code` is stable and safe to match on."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1
    title: ClassVar[str] = "That did not work"
    sentence: ClassVar[str] = "Something outside Snug stood in the way."
    hint: ClassVar[str] = "Try again."
    faults: ClassVar[Iterable[str]] = ()
    """The templates of reasons that may fill it, where they come back as text."""

    def __init__(self, detail: str = "", **values: object) -> None:
        """`detail` is the technical cause, shown on request; `values` fill the templates."""
        super().__init__(detail or self.code)
        self.detail = detail
        self.values = values
        self.remedies: tuple[Remedy, ...] = ()
        """Ways out that can be taken at once, the best first."""

    def __str__(self) -> str:
        """The sentence and the next step, in English."""
        return f"{self.sentence.format(**self.values)} {self.hint.format(**self.values)}"

    @property
    def names(self) -> dict[str, str]:
        """What a caller in another language or process needs to say the same thing."""
        return {key: str(value) for key, value in self.values.items()}


def by_code() -> dict[str, type[AppError]]:
    """Every error by its stable code, for the borders where an error arrives as data."""
    found: dict[str, type[AppError]] = {}
    waiting: list[type[AppError]] = [AppError]
    while waiting:
        kind = waiting.pop()
        found[kind.code] = kind
        waiting.extend(kind.__subclasses__())
    return found
