"""Conversations that had to leave the context, kept in plain memory within a budget.

Bringing one back is a copy; reading it again costs the model seconds. Who waited longest goes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from app.engine.host.adapters import AdapterSet

WORTH_KEEPING: Final = 32
"""Tokens: less is read again almost as quickly."""


State = bytearray | memoryview
"""What a context remembers of a sequence, as llama.cpp writes it: large, so it is never copied."""


@dataclass(frozen=True, slots=True)
class Rested:
    """What a context remembered of a sequence, read under a set of adapters."""

    conversation: str
    adapters: AdapterSet
    tokens: list[int]
    state: State


class RestingPlace:
    """States by age, together never more than `budget` bytes."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._rested: list[Rested] = []
        """The oldest first."""

    @property
    def bytes(self) -> int:
        """What the states take together."""
        return sum(len(each.state) for each in self._rested)

    @property
    def free_bytes(self) -> int:
        """What can be kept without giving up anything."""
        return self._budget - self.bytes

    def has_room_for(self, size: int) -> bool:
        """Whether a state of this size can be kept at all."""
        return size <= self._budget

    def put(self, rested: Rested) -> None:
        """Keep a state, in place of an older one of the same conversation."""
        self._drop(lambda each: _is_older(each, rested))
        if not self.has_room_for(len(rested.state)):
            return
        self._rested.append(rested)
        while self.bytes > self._budget:
            self._rested.pop(0)

    def longest(
        self, prompt: Sequence[int], adapters: AdapterSet = ()
    ) -> tuple[Rested | None, int]:
        """The state that shares the longest beginning with a prompt, and how long that is."""
        best: Rested | None = None
        most = 0
        for each in reversed(self._rested):
            if each.adapters != adapters:
                continue
            shared = shared_length(each.tokens, prompt)
            if shared > most:
                best, most = each, shared
        return best, most

    def find(self, conversation: str) -> Rested | None:
        """The state of a conversation by name."""
        return next((each for each in self._rested if each.conversation == conversation), None)

    def take(self, rested: Rested) -> None:
        """Give a state away: it is in the context again."""
        self._drop(lambda each: each is rested)

    def _drop(self, is_meant: Callable[[Rested], bool]) -> None:
        self._rested = [each for each in self._rested if not is_meant(each)]


def _is_older(one: Rested, than: Rested) -> bool:
    is_same = bool(than.conversation) and one.conversation == than.conversation
    is_beginning = than.tokens[: len(one.tokens)] == one.tokens
    return is_same or (is_beginning and one.adapters == than.adapters)


def shared_length(tokens: Sequence[int], prompt: Sequence[int]) -> int:
    """How many tokens two sequences of one type share at their beginning."""
    limit = min(len(tokens), len(prompt))
    if tokens[:limit] == prompt[:limit]:
        return limit
    low, high = 0, limit  # the first difference, by halving: comparing slices is quick
    while low < high:
        middle = (low + high + 1) // 2
        if tokens[low:middle] == prompt[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
