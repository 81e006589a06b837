"""Which turns of a conversation a request holds, so that the prompt and an answer fit the window.

Instructions and pinned messages always stay, then the newest turns. What is left out is told, never
only dropped. A prompt that cannot be too long, every byte a token, is not counted; any other is
counted by the model itself. Which turns to try is guessed from the length of their texts, by a rate
that every count corrects.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from app.domain.context import LEFT_OUT, WHOLE, Cut
from app.domain.conversations import Message
from app.domain.generation import Request, Role
from app.domain.ids import ConversationId, MessageId
from app.domain.protocols import Engine
from app.services.prompts import given_text
from app.services.written_text import written

USUAL_ANSWER: Final = 1024
"""Tokens kept for an answer, unless it is to be shorter; never more than a quarter."""
FILLED: Final = 0.75
"""A new cut leaves the window this full, so that it can stay for some turns: with every other cut
the model has to read everything again."""
_ROOMY: Final = 0.5
"""Less than this, and the guess was so far off that another one is worth a count."""
_TRIES: Final = 5
_TURN: Final = 8
"""Tokens around a turn, as templates write them."""
_TEMPLATE: Final = 768
"""The most that a template says of itself, before and after the turns."""
_PER_CHARACTER: Final = 0.27
_PER_FURTHER_BYTE: Final = 0.3
"""English has some 3.7 characters a token; Korean in models that know it about one."""
_MOST_PER_TOKEN: Final = 16
"""Characters; prose has four or five, and code with much white space eight."""
_REMINDER: Final = 400
"""Characters of a question whose answer alone is pinned."""

RequestOf = Callable[[Sequence[Message]], Request]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A request that fits, as far as anything can be left out."""

    request: Request
    kept: tuple[Message, ...]
    cut: Cut
    tokens: int | None = None
    """Of the prompt, where it was counted."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A conversation up to the message that is to be answered, and how it becomes a request."""

    conversation: ConversationId | None
    messages: Sequence[Message]
    request_of: RequestOf
    answer_room: int
    first: int = 0
    """The messages before this place are left out in any case: they are summed up."""
    summary: str = ""
    """Of those; it is part of what stands beside."""
    beside: str = ""
    """What the request says beside the messages, in any form."""
    is_counted: bool = False
    """Whether it is counted even where it cannot be too long."""
    is_tried: bool = False
    """Whether nothing follows from it: the next request need not begin at the same place."""


class ContextWindow:
    """Fits requests into the window of the model that is loaded. Safe to use from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._rates: dict[str, float] = {}
        """Tokens for each guessed one, by model."""
        self._begins: dict[ConversationId, tuple[int, MessageId]] = {}
        """The size of the window, and where a conversation began in it."""

    @property
    def size(self) -> int | None:
        """Tokens of the window; None while no model is loaded."""
        loaded = self._engine.loaded()
        return loaded.context if loaded is not None else None

    def fit(self, wish: Wish, cancel: threading.Event | None = None) -> Fitted:
        """The request with the turns that fit; without a model with all of them.

        Raises an AppError when the engine cannot count.
        """
        turns = _Turns(wish.messages, wish.first, wish.beside, wish.summary)
        size = self.size
        room = None if size is None else size - wish.answer_room
        is_short = room is None or turns.cannot_exceed(room)
        if size is None or room is None or (is_short and not wish.is_counted):
            return turns.fitted(wish.request_of, turns.first, None)
        found = self._found(wish, turns, size, room, cancel)
        self._remember(wish, size, found.cut)
        return found

    def count(self, request: Request, cancel: threading.Event | None = None) -> int:
        """Tokens of a prompt, as the model counts them; blocks. Raises an AppError."""
        asked = replace(request, is_measured=True, conversation="")
        return written(self._engine, asked, None, cancel).usage.prompt_tokens

    def guess(self, text: str) -> float:
        """About how many tokens a text has in the model that is loaded."""
        return guessed(text) * self._rates.get(self._model(), 1.0)

    def forget(self) -> None:
        """Keep nothing of any conversation."""
        with self._lock:
            self._begins.clear()

    def _found(
        self, wish: Wish, turns: "_Turns", size: int, room: int, cancel: threading.Event | None
    ) -> Fitted:
        """Guess, count, and guess better."""
        model = self._model()
        start = self._first_guess(wish, turns, size, room)
        best: Fitted | None = None
        for _ in range(_TRIES):
            tried = turns.fitted(wish.request_of, start, None)
            tokens = self.count(tried.request, cancel)
            rate = tokens / max(1.0, turns.guess(start))
            with self._lock:
                self._rates[model] = rate
            fits = tokens <= room
            if fits or start == turns.last:
                best = replace(tried, tokens=tokens)
            again = turns.earliest(FILLED * room / rate)
            if fits and start > turns.first and tokens < _ROOMY * room and again < start:
                start = again
            elif fits or start == turns.last:
                break
            else:
                start = max(again, turns.after(start))
        if best is None:
            best = turns.fitted(wish.request_of, turns.last, None)
        return best

    def _first_guess(self, wish: Wish, turns: "_Turns", size: int, room: int) -> int:
        """Everything, if it may fit; else where the last request began; else anew."""
        rate = self._rates.get(self._model(), 1.0)
        if turns.earliest(room / rate) == turns.first:
            return turns.first
        begun = self._begins.get(wish.conversation) if wish.conversation is not None else None
        if begun is not None and begun[0] == size:
            start = turns.place_of(begun[1])
            if start is not None and turns.earliest(room / rate) <= start:
                return start
        return turns.earliest(FILLED * room / rate)

    def _remember(self, wish: Wish, size: int, cut: Cut) -> None:
        if wish.conversation is None or wish.is_tried:
            return
        with self._lock:
            if cut.first_seen is None:
                self._begins.pop(wish.conversation, None)
            else:
                self._begins[wish.conversation] = (size, cut.first_seen)

    def _model(self) -> str:
        loaded = self._engine.loaded()
        return "" if loaded is None else str(loaded.path)


def answer_room(size: int, max_tokens: int | None) -> int:
    """Tokens to be kept for an answer in a window of `size`.

    The longest answer that is allowed is rarely written; room for it would cost what was said.
    """
    return min(max_tokens or USUAL_ANSWER, USUAL_ANSWER, size // 4)


def reach(size: int) -> int:
    """How many characters at the end of a conversation to read for a window of `size`."""
    return size * _MOST_PER_TOKEN


def reaches_further(fitted: Fitted) -> bool:
    """Whether more fits than was read, so that all of it has to be."""
    return any(each.text == LEFT_OUT for each in fitted.kept)


def with_count(wish: Wish) -> Wish:
    """To be counted in any case, and only to know."""
    return replace(wish, is_counted=True, is_tried=True)


def guessed(text: str) -> float:
    """About how many tokens a text has."""
    return _PER_CHARACTER * len(text) + _PER_FURTHER_BYTE * (_bytes(text) - len(text))


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


class _Turns:
    """A conversation with the places at which it may be cut: before questions, never after."""

    def __init__(self, messages: Sequence[Message], first: int, beside: str, summary: str) -> None:
        self._messages = messages
        self._beside = beside
        self._summary = summary
        asked = [
            place for place in range(first, len(messages)) if messages[place].role is Role.USER
        ]
        if asked and all(map(_always_stays, messages[first : asked[0]])):
            asked = asked[1:]  # a cut before the first question leaves nothing out
        self._starts = [first, *asked]

    @property
    def first(self) -> int:
        """Where everything that may be given begins."""
        return self._starts[0]

    @property
    def last(self) -> int:
        """Where the last question stands."""
        return self._starts[-1]

    def after(self, start: int) -> int:
        """The next place for a cut."""
        return next((each for each in self._starts if each > start), self.last)

    def place_of(self, message_id: MessageId) -> int | None:
        """The place of a message, if a cut may stand there."""
        return next((each for each in self._starts if self._messages[each].id == message_id), None)

    def cannot_exceed(self, room: int) -> bool:
        """Whether all of it fits even with a token for every byte."""
        left = room - _TEMPLATE - _bytes(self._beside)
        for message in reversed(self._messages):
            left -= _bytes(given_text(message)) + 2 * _TURN
            if left < 0:
                return False
        return True

    def earliest(self, budget: float) -> int:
        """The first place from which the rest has so many guessed tokens; at worst the last."""
        found, used = self.last, self._guess_always
        starts = set(self._starts)
        for place in range(len(self._messages) - 1, self.first - 1, -1):
            message = self._messages[place]
            used += 0.0 if _always_stays(message) else _guess(message)
            if used > budget:
                break
            if place in starts:
                found = place
        return found

    def guess(self, start: int) -> float:
        """Guessed tokens of what is given from a place on."""
        some = (each for each in self._messages[start:] if not _always_stays(each))
        return self._guess_always + sum(map(_guess, some))

    @cached_property
    def _guess_always(self) -> float:
        stays = (each for each in self._messages if _always_stays(each))
        return guessed(self._beside) + sum(map(_guess, stays))

    def fitted(self, request_of: RequestOf, start: int, tokens: int | None) -> Fitted:
        """The request that begins at a place."""
        kept = tuple(self._kept(start))
        return Fitted(request_of(kept), kept, self._cut(start), tokens)

    def _kept(self, start: int) -> list[Message]:
        """What is given: instructions and pinned messages, then everything from a place on."""
        kept: list[Message] = []
        asked: Message | None = None
        for message in self._messages[:start]:
            if message.role is Role.USER:
                asked = message
            if not _always_stays(message):
                continue
            is_answer = message.role is Role.ASSISTANT
            if is_answer and asked is not None and (not kept or kept[-1].id != asked.id):
                # Templates insist that questions and answers take turns.
                kept.append(replace(asked, text=asked.text[:_REMINDER], attachments=()))
            kept.append(message)
        return [*kept, *self._messages[start:]]

    def _cut(self, start: int) -> Cut:
        before = self._messages[:start]
        left_out = sum(1 for each in before if not _always_stays(each) and _says_something(each))
        if not left_out:
            return WHOLE
        pinned = sum(each.is_pinned for each in before)
        if not self._summary:
            return Cut(left_out, self._messages[start].id, pinned=pinned)
        summed_up_to = self._messages[self.first - 1].id
        is_summed_up = all(map(_always_stays, self._messages[self.first : start]))
        first_seen = self._messages[start].id
        return Cut(left_out, first_seen, self._summary, summed_up_to, is_summed_up, pinned)


def _always_stays(message: Message) -> bool:
    return message.role is Role.SYSTEM or message.is_pinned


def _says_something(message: Message) -> bool:
    return bool(message.text.strip() or message.attachments)


def _guess(message: Message) -> float:
    return guessed(given_text(message)) + _TURN
