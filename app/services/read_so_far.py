"""How far an answer is that is being judged, and what of it was read already."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from app.domain.generation import Delta, PromptProgress, TokenLogprob
from app.domain.judging import Stretch, stretches_of
from app.index.shown_marks import AsWritten
from app.services.context_window import guessed
from app.services.marked_stretches import with_marks


@dataclass(frozen=True, slots=True)
class ReadSoFar:
    """`share` of all that is to be read, from 0 to 1; `stretches` are the answer's beginning.

    They stay as they are: more of them follow, and none becomes another.
    """

    share: float
    stretches: tuple[Stretch, ...] = field(default=(), repr=False)


class ReadingProgress:
    """Follows the engine through what stands before an answer, then through the answer."""

    def __init__(self, answer: AsWritten, hear: Callable[[ReadSoFar], object]) -> None:
        self._answer = answer
        self._hear = hear
        self._weight = max(1.0, guessed(answer.text))
        """About how many tokens the answer has; what stands before it is counted."""
        self._before = self._done = 0
        self._tokens: list[TokenLogprob] = []

    def take(self, event: PromptProgress | Delta) -> None:
        """The engine is further; tell so."""
        if isinstance(event, PromptProgress):
            self._done, self._before = event.done, event.total
            self._hear(ReadSoFar(self._share(0.0)))
            return
        self._done = self._before
        self._tokens += event.logprobs
        # The last may grow by what comes next.
        found = stretches_of(self._answer.text, self._tokens)[:-1]
        end = found[-1].end if found else 0
        share = end / max(1, len(self._answer.text))
        self._hear(ReadSoFar(self._share(share), self._with_marks(found, end)))

    def _share(self, of_answer: float) -> float:
        return (self._done + of_answer * self._weight) / (self._before + self._weight)

    def _with_marks(self, found: tuple[Stretch, ...], end: int) -> tuple[Stretch, ...]:
        """Those before the first mark that is not read as a whole."""
        read = tuple(each for each in self._answer.marks if each.end <= end)
        if len(read) < len(self._answer.marks):
            open_at = self._answer.marks[len(read)].start
            found = tuple(each for each in found if each.end <= open_at)
        return with_marks(replace(self._answer, marks=read), found)
