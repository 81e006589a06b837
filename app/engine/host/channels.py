"""Answers in OpenAI's harmony format, whose every part names the channel that it belongs to.

`<|channel|>analysis<|message|>…<|end|><|start|>assistant<|channel|>final<|message|>…`: what stands
in the analysis channel are thoughts, what is addressed to a tool is a call, the rest is text.
https://cookbook.openai.com/articles/openai-harmony
"""

import enum
import re
from typing import Final

from app.engine.host.call_syntax import MAX_CALL_CHARACTERS, MAX_CALLS
from app.engine.host.marker_tokens import MarkerTokens
from app.engine.host.offered_tools import Misread, Offered
from app.engine.host.spans import Spans, first_mark
from app.engine.host.template_traits import CALL, CHANNEL, END, MESSAGE, RETURN, START
from app.engine.host.vocabulary import begun

_HEADER_CHARACTERS: Final = 400
"""A longer one is none, but text."""
_CHANNEL: Final = re.compile(re.escape(CHANNEL) + r"\s*(\w+)")
_TO: Final = "to="
_RECIPIENT: Final = re.compile(r"\bto=([\w.-]+)")


class _State(enum.Enum):
    HEADER = enum.auto()
    TEXT = enum.auto()
    THOUGHT = enum.auto()
    CALL = enum.auto()


class ChannelSpans(Spans):
    """An answer in channels. One that names none is text."""

    def __init__(self, tokens: MarkerTokens, offered: Offered) -> None:
        super().__init__(tokens)
        self._offered = offered
        self._message = tokens.streamed(MESSAGE)
        self._marks = (tokens.streamed(CHANNEL), tokens.streamed(START))
        ends = (END, CALL, RETURN, START, CHANNEL)
        self._ends = [(tokens.streamed(each), each) for each in ends]
        self._state = _State.HEADER
        self._recipient = ""
        self._called = 0
        self._follows_mark = False

    def _advance(self) -> bool:
        match self._state:
            case _State.HEADER:
                return self._advance_header()
            case _State.CALL:
                return self._advance_call()
            case _:
                return self._advance_body()

    def _end(self) -> None:
        held, self._held = self._held, ""
        if self._state is _State.CALL:
            self._call(held)
        elif self._state is _State.THOUGHT:
            self._give(held.rstrip(), is_thought=True)
        elif self._state is _State.TEXT or not held.lstrip().startswith(self._marks):
            self._give(held)

    # --- headers -----------------------------------------------------------------------------

    def _advance_header(self) -> bool:
        at = self._held.find(self._message, 0, _HEADER_CHARACTERS)
        if at >= 0 and self._may_be_header():
            header = self._tokens.spelled(self._held[:at])
            self._held = self._held[at + len(self._message) :]
            self._open(header)
            return bool(self._held)
        if len(self._held) >= _HEADER_CHARACTERS or not self._may_be_header():
            self._state, self._follows_mark = _State.TEXT, False
            return True
        return False

    def _may_be_header(self) -> bool:
        """Whether what begins like this names a channel."""
        held = self._held.lstrip()
        begins = (*self._marks, _TO)
        return any(held.startswith(each) or each.startswith(held) for each in begins)

    def _open(self, header: str) -> None:
        """A part of the answer begins."""
        recipient, channel = _RECIPIENT.search(header), _CHANNEL.search(header)
        self._recipient = recipient[1] if recipient else ""
        self._follows_mark = True
        if self._recipient and self._offered and self._called < MAX_CALLS:
            self._state = _State.CALL
            return
        is_thought = channel is not None and channel[1] == "analysis"
        self._state = _State.THOUGHT if is_thought else _State.TEXT
        self._part(is_thought=is_thought)

    # --- what stands in a channel ------------------------------------------------------------

    def _advance_body(self) -> bool:
        is_thought = self._state is _State.THOUGHT
        if self._follows_mark:
            self._held = self._held.lstrip()
            self._follows_mark = not self._held
        at, mark, name = first_mark(self._held, self._ends)
        if not mark:
            at -= max(begun(self._held, end) for end, _ in self._ends)
        end = len(self._held[:at].rstrip()) if is_thought else at
        self._give(self._held[:end], is_thought=is_thought)
        if name is None:
            self._held = self._held[end:]
            return False
        self._leave(at, mark, name)
        return bool(self._held)

    def _advance_call(self) -> bool:
        at, mark, name = first_mark(self._held[:MAX_CALL_CHARACTERS], self._ends)
        if name is not None:
            self._call(self._held[:at])
            self._leave(at, mark, name)
            return bool(self._held)
        if len(self._held) > MAX_CALL_CHARACTERS:
            self._state = _State.TEXT
            return True
        return False

    def _call(self, stretch: str) -> None:
        try:
            call = self._offered.call(self._recipient, self._tokens.spelled(stretch))
        except Misread:
            self._part(is_thought=False)
            self._give(stretch)
        else:
            self._parts.append(call)
            self._called += 1

    def _leave(self, at: int, mark: str, name: str) -> None:
        """Behind the end of a part; marks that begin the next one stay."""
        self._held = self._held[at + (0 if name in (START, CHANNEL) else len(mark)) :]
        self._state = _State.HEADER
