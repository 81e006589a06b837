"""The stretches of an answer from documents, as the reader sees its marks."""

from collections import deque
from collections.abc import Sequence

from app.domain.generation import TokenLogprob
from app.domain.judging import Stretch
from app.index.shown_marks import AsWritten


def with_marks(answer: AsWritten, stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """The tokens of each mark as one stretch that shows what the reader sees.

    Marks that share a token are one stretch together.
    """
    left, marks = deque(stretches), deque(answer.marks)
    found: list[Stretch] = []
    while marks:
        while left and left[0].end <= marks[0].start:
            found.append(left.popleft())
        start = end = min(marks[0].start, left[0].start) if left else marks[0].start
        tokens: list[TokenLogprob] = []
        shown: list[str] = []
        at = start
        while marks and (not shown or marks[0].start < end):
            mark = marks.popleft()
            while left and left[0].start < mark.end:
                tokens += left[0].tokens
                end = left.popleft().end
            shown += [answer.text[at : mark.start], mark.shown]
            at = mark.end
        shown.append(answer.text[at:end])
        found.append(Stretch(start, "".join(shown), tuple(tokens), is_mark=True))
    return (*found, *left)
