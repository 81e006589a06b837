"""Slots: the sequences of a context, what each remembers, and which one an answer should take.

A slot whose answer ended rests: it keeps what it read, so that the conversation goes on without
reading again, until the room is needed for another.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from app.engine.host.adapters import AdapterSet
    from app.engine.host.answer import Answer

_WORTH_COPYING: Final = 16
"""A shorter shared beginning is read again more cheaply than it is looked after."""


class Memory(Protocol):
    """What the slots need of the model: its memory of sequences."""

    def forget(self, sequence: int, from_position: int) -> int:
        """Drop a sequence from a position on; where it really goes on."""

    def copy(self, source: int, target: int, length: int) -> None:
        """Let `target` remember the first `length` positions of `source`; the room is shared."""


@dataclass(slots=True)
class Slot:
    """One sequence and the tokens that the context remembers for it."""

    sequence: int
    tokens: list[int] = field(default_factory=list)
    answer: "Answer | None" = None
    conversation: str = ""
    used: int = 0
    adapters: "AdapterSet" = ()
    """Under which the tokens were read: under others they mean nothing."""

    def shared_with(self, prompt: Sequence[int], adapters: "AdapterSet" = ()) -> int:
        """How many tokens at the beginning of `prompt`, read under `adapters`, are remembered."""
        if self.adapters != adapters:
            return 0
        tokens = self.tokens
        limit = min(len(tokens), len(prompt))
        if tokens[:limit] == list(prompt[:limit]):
            return limit
        low, high = 0, limit  # the first difference, by halving: comparing slices is quick
        while low < high:
            middle = (low + high + 1) // 2
            if tokens[low:middle] == list(prompt[low:middle]):
                low = middle
            else:
                high = middle - 1
        return low


class SlotPool:
    """All slots of a context."""

    def __init__(self, count: int, memory: Memory) -> None:
        self._memory = memory
        self._slots = [Slot(sequence) for sequence in range(count)]
        self._clock = 0

    @property
    def busy(self) -> list[Slot]:
        """Slots with an answer under way, in the order of their sequences."""
        return [slot for slot in self._slots if slot.answer is not None]

    def find(self, conversation: str) -> Slot | None:
        """The slot that remembers a conversation by name."""
        named = (slot for slot in self._slots if conversation and slot.conversation == conversation)
        return next(named, None)

    def take(self, answer: "Answer") -> Slot | None:
        """A slot for an answer, remembering as much of its prompt as can be had; None: all busy."""
        free = [slot for slot in self._slots if slot.answer is None]
        if not free:
            return None
        prompt, adapters = answer.prompt, answer.adapters
        # The last token is computed anew: its logits begin the answer.
        most = len(prompt) - 1
        source = max(self._slots, key=lambda slot: (slot.shared_with(prompt, adapters), slot.used))
        shared = min(source.shared_with(prompt, adapters), most)
        if source.answer is None and self._goes_on(source, answer, shared, free):
            slot, kept = source, shared
        else:
            slot = min(free, key=lambda each: (bool(each.tokens), each.used))
            kept = self._branch(source, slot, shared)
        kept = self._memory.forget(slot.sequence, kept)
        del slot.tokens[kept:]
        self._clock += 1
        slot.used = self._clock
        slot.answer = answer
        slot.adapters = adapters
        slot.conversation = answer.conversation
        return slot

    def release(self, slot: Slot) -> None:
        """The answer ended; what it read and wrote is kept."""
        slot.answer = None

    def forget_oldest(self) -> bool:
        """Give back the room of the slot that rested longest; False when none has any."""
        resting = [slot for slot in self._slots if slot.answer is None and slot.tokens]
        if not resting:
            return False
        self.clear(min(resting, key=lambda slot: slot.used))
        return True

    def forget_all(self) -> None:
        """Forget everything of all slots; none may have an answer."""
        for slot in self._slots:
            self.clear(slot)

    def clear(self, slot: Slot) -> None:
        """Forget everything of a slot."""
        self._memory.forget(slot.sequence, 0)
        slot.tokens.clear()
        slot.conversation = ""

    def roll_back(self, slot: Slot, length: int) -> bool:
        """Forget what came after `length` tokens; False when the model could only forget all."""
        kept = self._memory.forget(slot.sequence, length)
        del slot.tokens[kept:]
        return kept == length

    def place_for(self, conversation: str) -> Slot | None:
        """An empty slot for a conversation that comes back; None when all are busy."""
        slot = self.find(conversation)
        free = [each for each in self._slots if each.answer is None]
        if slot is None and free:
            slot = min(free, key=lambda each: (bool(each.tokens), each.used))
        if slot is None or slot.answer is not None:
            return None
        self.clear(slot)
        self._clock += 1
        slot.used = self._clock
        slot.conversation = conversation
        return slot

    @staticmethod
    def _goes_on(source: Slot, answer: "Answer", shared: int, free: list[Slot]) -> bool:
        """Whether an answer may write over what a slot remembers beyond the shared beginning."""
        is_its_own = bool(answer.conversation) and source.conversation == answer.conversation
        is_its_own = is_its_own and source.adapters == answer.adapters
        return is_its_own or len(free) == 1 or shared == len(source.tokens)

    def _branch(self, source: Slot, target: Slot, shared: int) -> int:
        if source is target:
            return shared
        self.clear(target)
        if shared < _WORTH_COPYING:
            return 0
        self._memory.copy(source.sequence, target.sequence, shared)
        target.tokens = source.tokens[:shared]
        return shared
