"""Tells the parts of an answer apart as it streams: text, thoughts, and calls of tools.

Like a watch for stop strings, it holds back only what may become a mark. What looked like a call
and is none is given back as text; of what the model wrote, nothing is lost but marks and the white
space around them.
"""

import abc
import enum
from collections.abc import Sequence
from typing import Final, TypeVar

from app.domain.generation import Thought
from app.domain.tools import ToolCall
from app.engine.host.call_syntax import MAX_CALL_CHARACTERS, MAX_CALLS, read_calls
from app.engine.host.marker_tokens import MarkerTokens, is_token, shown
from app.engine.host.offered_tools import Misread, Offered
from app.engine.host.template_traits import BARE, CallMarks, ThoughtMarks, Traits
from app.engine.host.vocabulary import begun

_HEAD_CHARACTERS: Final = 300
"""In these it shows whether a stretch can be a call."""

_PARTING: Final = "\n\n"

Part = str | Thought | ToolCall
"""Of an answer; a str is text for the reader."""
PairT = TypeVar("PairT")


class Spans(abc.ABC):
    """Takes the stream of one answer in pieces and gives out its parts, in their order."""

    def __init__(self, tokens: MarkerTokens) -> None:
        self.signs = tokens.signs
        """What a marker token is fed as, by its number."""
        self._tokens = tokens
        self._held = ""
        self._parts: list[Part] = []
        self._given: set[bool] = set()
        self._partings: dict[bool, str] = {}
        """What parts the next stretch of thoughts, or of text, from the one before."""

    def feed(self, piece: str) -> list[Part]:
        """More of the answer; the parts that are certain now."""
        self._held += piece
        while self._held and self._advance():
            pass
        return self._taken()

    def rest(self) -> list[Part]:
        """The answer has ended: what was held back."""
        self._end()
        return self._taken()

    @abc.abstractmethod
    def _advance(self) -> bool:
        """Decide on something of what is held; False when more has to come first."""

    @abc.abstractmethod
    def _end(self) -> None:
        """Decide on all that is held."""

    def _give(self, text: str, *, is_thought: bool = False) -> None:
        text = shown(text)
        if not text:
            return
        text = self._partings.pop(is_thought, "") + text
        self._given.add(is_thought)
        last = self._parts[-1] if self._parts else None
        if is_thought:
            joined = last.text + text if isinstance(last, Thought) else text
            self._parts[-1 if isinstance(last, Thought) else len(self._parts) :] = [Thought(joined)]
        elif isinstance(last, str):
            self._parts[-1] = last + text
        else:
            self._parts.append(text)

    def _part(self, *, is_thought: bool) -> None:
        """What is given next begins a stretch of its own."""
        if is_thought in self._given:
            self._partings[is_thought] = _PARTING

    def _taken(self) -> list[Part]:
        parts, self._parts = self._parts, []
        return parts


class _State(enum.Enum):
    TEXT = enum.auto()
    THOUGHT = enum.auto()
    CALL = enum.auto()


class MarkedSpans(Spans):
    """An answer whose thoughts and calls stand between marks.

    Thoughts stand where nothing but white space was written yet, or after other thoughts and calls:
    a mark in the middle of a text is one that the text speaks of.
    """

    def __init__(
        self,
        traits: Traits,
        tokens: MarkerTokens,
        offered: Offered,
        opened: ThoughtMarks | None = None,
        *,
        may_spell: bool = False,
    ) -> None:
        """`opened` is what the prompt opens and leaves open: the answer begins as a thought.

        With `may_spell` the marks of thoughts count also where the model has tokens for them and
        spells them all the same, as a grammar makes it do.
        """
        super().__init__(tokens)
        self._offered = offered
        self._may_spell = may_spell
        calls = traits.calls if offered else ()
        self._thoughts = [
            (mark, each) for each in traits.thoughts for mark in self._forms(each.open)
        ]
        self._calls = [(tokens.streamed(each.open), each) for each in calls if not each.is_leading]
        self._leading = [(tokens.streamed(each.open), each) for each in calls if each.is_leading]
        self._dropped = [(tokens.streamed(each), each) for each in traits.dropped]
        self._called = 0
        self._is_fresh = True
        """Nothing but white space was written since the beginning, or since a thought or call."""
        self._follows_mark = False
        """White space that comes now parts the text from a mark."""
        self._gap = ""
        """White space before the call that is being read."""
        self._call: tuple[str, CallMarks] = ("", BARE)
        self._looked = 0
        """How far the end of the call was looked for."""
        self._closes: list[tuple[str, bool]] = []
        """What ends the thoughts, and whether it is a mark of theirs."""
        self._state = _State.TEXT
        if opened is not None:
            self._think(opened)

    def _advance(self) -> bool:
        match self._state:
            case _State.TEXT:
                return self._advance_text()
            case _State.THOUGHT:
                return self._advance_thought()
            case _State.CALL:
                return self._advance_call()

    def _end(self) -> None:
        if self._state is _State.CALL:
            self._end_call(len(self._held), 0, is_last=True)
        held, self._held = self._held, ""
        is_thought = self._state is _State.THOUGHT
        self._give(held.rstrip() if is_thought else held, is_thought=is_thought)

    # --- text --------------------------------------------------------------------------------

    def _advance_text(self) -> bool:
        if self._follows_mark:
            self._held = self._held.lstrip()
        if self._is_fresh and not self._advance_fresh():
            return False
        if self._state is not _State.TEXT:
            return True
        held = self._held
        at, mark, marks = first_mark(held, self._calls if self._called < MAX_CALLS else [])
        dropped_at, dropped, _ = first_mark(held, self._dropped)
        if dropped and (not mark or dropped_at < at):
            self._say(held[:dropped_at])
            self._held = held[dropped_at + len(dropped) :]
            self._follows_mark = self._is_fresh
        elif marks is not None:
            before = held[:at].rstrip()
            self._say(before)
            self._begin_call(held[len(before) : at], mark, marks, held[at + len(mark) :])
        else:
            keep = max((begun(held, each) for each, _ in (*self._calls, *self._dropped)), default=0)
            if self._calls:
                keep = len(held) - len(held[: len(held) - keep].rstrip())
            self._say(held[: len(held) - keep])
            self._held = held[len(held) - keep :]
            return False
        return bool(self._held)

    def _advance_fresh(self) -> bool:
        """At a place where thoughts may begin; False when that cannot be told yet."""
        text = self._held.lstrip()
        openings = self._leading if self._called < MAX_CALLS else []
        for mark, marks in self._thoughts:
            if text.startswith(mark):
                self._held = text[len(mark) :]
                self._think(marks)
                return True
        for mark, leading in openings:
            if text.startswith(mark):
                gap = self._held[: len(self._held) - len(text)]
                self._begin_call(gap, mark, leading, text[len(mark) :])
                return True
        return not any(mark.startswith(text) for mark, _ in (*self._thoughts, *openings))

    def _say(self, text: str) -> None:
        if text:
            self._give(text)
            self._is_fresh = self._is_fresh and not text.strip()
            self._follows_mark = False

    # --- thoughts ----------------------------------------------------------------------------

    def _think(self, marks: ThoughtMarks) -> None:
        self._state = _State.THOUGHT
        self._follows_mark = True
        self._part(is_thought=True)
        # A model that goes on to call a tool may leave its thoughts open. Marks that are tokens
        # are meant; spelled ones may be what the thoughts are about.
        calls = [(mark, False) for mark, _ in self._calls if is_token(mark)]
        self._closes = [*((mark, True) for mark in self._forms(marks.close)), *calls]

    def _advance_thought(self) -> bool:
        if self._follows_mark:
            self._held = self._held.lstrip()
            self._follows_mark = not self._held
        at, mark, is_theirs = first_mark(self._held, self._closes)
        if mark:
            self._give(self._held[:at].rstrip(), is_thought=True)
            self._held = self._held[at + (len(mark) if is_theirs else 0) :]
            self._leave()
            return bool(self._held)
        keep = max(begun(self._held, close) for close, _ in self._closes)
        end = len(self._held[: len(self._held) - keep].rstrip())
        self._give(self._held[:end], is_thought=True)
        self._held = self._held[end:]
        return False

    def _forms(self, mark: str) -> set[str]:
        return {self._tokens.streamed(mark), *((mark,) if self._may_spell else ())}

    def _leave(self) -> None:
        """Back to text, behind a mark."""
        self._state = _State.TEXT
        self._is_fresh = self._follows_mark = True

    # --- calls -------------------------------------------------------------------------------

    def _begin_call(self, gap: str, mark: str, marks: CallMarks, rest: str) -> None:
        self._state = _State.CALL
        self._gap, self._call, self._held, self._looked = gap, (mark, marks), rest, 0

    def _advance_call(self) -> bool:
        """Wait for the end of the calls, as long as they may still be some."""
        mark, marks = self._call
        held = self._held
        head = self._tokens.spelled(held[:_HEAD_CHARACTERS])
        if marks == BARE:
            may_be = self._offered.may_be_bare(mark + head)
        else:
            may_be = self._offered.may_begin(head.removeprefix('"') if marks.is_inside else head)
        if not may_be:
            return self._give_back("")
        close = self._tokens.streamed(marks.close)
        while close and (at := held.find(close, self._looked, MAX_CALL_CHARACTERS)) >= 0:
            if self._end_call(at, len(close)):
                return bool(self._held)
            self._looked = at + 1
        if len(held) > MAX_CALL_CHARACTERS:
            return self._give_back(held[:MAX_CALL_CHARACTERS])
        self._looked = max(self._looked, len(held) - len(close) + 1)
        return False

    def _end_call(self, length: int, closing: int, *, is_last: bool = False) -> bool:
        """Read what is held as calls; False when their close mark was one inside a text."""
        mark, marks = self._call
        end = length + (closing if marks.is_inside else 0)
        stretch = (mark if marks.is_inside else "") + self._held[:end]
        try:
            calls = read_calls(self._tokens.spelled(stretch), self._offered)
        except Misread as misread:
            if misread.is_cut and not is_last:
                return False
            self._give_back(self._held[: length + closing])
            return True
        self._parts += calls
        self._called += len(calls)
        self._held = self._held[length + closing :]
        self._leave()
        return True

    def _give_back(self, stretch: str) -> bool:
        """It is no call: its mark and what is given of the rest become text again."""
        self._state = _State.TEXT
        self._held = self._held[len(stretch) :]
        self._say(self._gap + self._call[0] + stretch)
        return bool(self._held)


def first_mark(text: str, marks: Sequence[tuple[str, PairT]]) -> tuple[int, str, PairT | None]:
    """Where the first of several marks stands, the longest where several do, and what it is."""
    found = [(at, -len(mark), mark, each) for mark, each in marks if (at := text.find(mark)) >= 0]
    if not found:
        return len(text), "", None
    at, _, mark, each = min(found, key=lambda one: one[:2])
    return at, mark, each
