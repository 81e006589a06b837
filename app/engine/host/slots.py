"""Slots: the sequences of a context, what each remembers, and which one an answer should take.

A slot whose answer ended rests: it keeps what it read, so that the conversation goes on without
reading again, until the room is needed for another, or until another begins that it would slow
down. Then what it read leaves the context, and waits outside as long as there is memory for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from app.engine.host.resting import WORTH_KEEPING, Rested, RestingPlace, State, shared_length

if TYPE_CHECKING:
    from app.engine.host.adapters import AdapterSet
    from app.engine.host.answer import Answer

_WORTH_COPYING: Final = 16
"""A shorter shared beginning is read again more cheaply than it is looked after."""
_WORTH_MAKING_WAY: Final = 32
"""Tokens that an answer reads and writes: for less, what rests in its way is left where it is."""
_LOW: Final = 256
"""Tokens below which what a sequence remembers lies low: llama.cpp computes in such steps."""


class Memory(Protocol):
    """What the slots need of the model: its memory of sequences."""

    context_tokens: int

    def forget(self, sequence: int, from_position: int) -> int:
        """Drop a sequence from a position on; where it really goes on."""

    def copy(self, source: int, target: int, length: int) -> None:
        """Let `target` remember the first `length` positions of `source`; the room is shared."""

    def state_bytes(self, sequence: int) -> int:
        """The size of `state`."""

    def state(self, sequence: int) -> State:
        """Everything that is remembered of a sequence."""

    def restore(self, sequence: int, state: State) -> bool:
        """Let an empty sequence remember a state; False when it is not one of this model's."""


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
    below: int = 0
    """Tokens of others in the context when the first of these came to lie above them."""

    def shared_with(self, prompt: Sequence[int], adapters: "AdapterSet" = ()) -> int:
        """How many tokens at the beginning of `prompt`, read under `adapters`, are remembered."""
        return shared_length(self.tokens, prompt) if self.adapters == adapters else 0


class SlotPool:
    """All slots of a context."""

    def __init__(
        self, count: int, memory: Memory, resting_bytes: int = 0, *, makes_way: bool = False
    ) -> None:
        """Keep up to `resting_bytes` of what has to leave the context.

        `makes_way` lets what rests leave it as soon as another answer begins, where there is room
        for it outside. On processors attention computes over all that lies in the context, whoever
        it belongs to: with 4,000 tokens at rest the starter model wrote 42 tokens a second instead
        of 140 without flash attention, 115 with it, and to take them out and back took 60 ms.
        """
        self._memory = memory
        self._makes_way = makes_way
        self._resting = RestingPlace(resting_bytes)
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
        brought_back = self._bring_back(answer, shared, free)
        if brought_back is not None:
            slot, kept = brought_back, min(brought_back.shared_with(prompt, adapters), most)
        elif source.answer is None and self._goes_on(source, answer, shared, free):
            slot, kept = source, shared
            if source.conversation != answer.conversation and shared < len(source.tokens):
                self._put_to_rest(source)
        else:
            slot = self._emptiest(free)
            kept = self._branch(source, slot, shared)
        kept = self._memory.forget(slot.sequence, kept)
        del slot.tokens[kept:]
        if len(prompt) - kept + answer.longest >= _WORTH_MAKING_WAY:
            self._make_way(slot)
        if not slot.tokens:
            slot.below = self._held_beside(slot)
        self._clock += 1
        slot.used = self._clock
        slot.answer = answer
        slot.adapters = adapters
        self._name(slot, answer.conversation)
        return slot

    def release(self, slot: Slot) -> None:
        """The answer ended; what it read and wrote is kept."""
        slot.answer = None

    def forget_oldest(self) -> bool:
        """Give back the room of the slot that rested longest; False when none has any."""
        resting = [slot for slot in self._slots if slot.answer is None and slot.tokens]
        if not resting:
            return False
        oldest = min(resting, key=lambda slot: slot.used)
        self._put_to_rest(oldest)
        self.clear(oldest)
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

    def remembered(self, conversation: str) -> Rested | None:
        """What is remembered of a conversation, wherever it rests; None while it is busy."""
        slot = self.find(conversation)
        if slot is None:
            return self._resting.find(conversation)
        return self._rested(slot) if slot.tokens and slot.answer is None else None

    def remember(self, rested: Rested) -> bool:
        """Take a conversation back into the context; False when it is busy or cannot be taken."""
        conversation = rested.conversation
        slot = self.find(conversation)
        free = [each for each in self._slots if each.answer is None]
        if slot is None and free:
            slot = self._emptiest(free)
        if slot is None or slot.answer is not None:
            return False
        if slot.conversation != conversation:
            self._put_to_rest(slot)
        self.clear(slot)
        if not self._restore(slot, rested):
            return False
        self._name(slot, conversation)
        return True

    def _name(self, slot: Slot, conversation: str) -> None:
        """From here on this slot is the one that remembers a conversation."""
        for each in self._slots:
            if each.answer is None and each.conversation == conversation:
                each.conversation = ""
        slot.conversation = conversation

    @staticmethod
    def _emptiest(free: list[Slot]) -> Slot:
        """An empty slot if there is one, else the one that rested longest."""
        return min(free, key=lambda each: (bool(each.tokens), each.used))

    def _bring_back(self, answer: "Answer", shared: int, free: list[Slot]) -> Slot | None:
        """A slot with a state that waited outside, when it saves more reading than any other."""
        rested, length = self._resting.longest(answer.prompt, answer.adapters)
        if rested is None or length < shared + WORTH_KEEPING:
            return None
        slot = self._emptiest(free)
        self._put_to_rest(slot)
        self.clear(slot)
        self._make_way(slot)
        if not self._restore(slot, rested):
            return None
        if length == len(rested.tokens):  # it goes on from where it was
            self._resting.take(rested)
        return slot

    def _restore(self, slot: Slot, rested: Rested) -> bool:
        room = self._memory.context_tokens - len(rested.tokens)
        if sum(len(each.tokens) for each in self.busy) > room:
            return False
        while sum(len(each.tokens) for each in self._slots) > room and self.forget_oldest():
            pass
        if not self._memory.restore(slot.sequence, rested.state):
            return False
        slot.tokens = rested.tokens.copy()
        slot.adapters = rested.adapters
        slot.below = self._held_beside(slot)
        self._clock += 1
        slot.used = self._clock
        return True

    def _held_beside(self, slot: Slot) -> int:
        """Tokens in the context that are not this slot's."""
        return sum(len(each.tokens) for each in self._slots if each is not slot)

    def _make_way(self, slot: Slot) -> None:
        """Let what rests leave the context for a slot, as far as there is room outside.

        When nothing is left below what the slot remembers, that is laid down again where it began.
        """
        if not self._makes_way:
            return
        for each in sorted(self._slots, key=lambda each: each.used):
            is_resting = each is not slot and each.answer is None
            if is_resting and len(each.tokens) >= WORTH_KEEPING and self._has_room_outside(each):
                self._put_to_rest(each)
                self.clear(each)
        if slot.tokens and slot.below >= _LOW and self._held_beside(slot) < _LOW:
            self._lay_low(slot)

    def _has_room_outside(self, slot: Slot) -> bool:
        return self._memory.state_bytes(slot.sequence) <= self._resting.free_bytes

    def _lay_low(self, slot: Slot) -> None:
        state = self._memory.state(slot.sequence)
        self._memory.forget(slot.sequence, 0)
        if not self._memory.restore(slot.sequence, state):
            slot.tokens.clear()
        slot.below = 0

    def _put_to_rest(self, slot: Slot) -> None:
        """Keep what a slot remembers before it is written over."""
        if len(slot.tokens) < WORTH_KEEPING or slot.answer is not None:
            return
        if self._resting.has_room_for(self._memory.state_bytes(slot.sequence)):
            self._resting.put(self._rested(slot))

    def _rested(self, slot: Slot) -> Rested:
        state = self._memory.state(slot.sequence)
        return Rested(slot.conversation, slot.adapters, slot.tokens.copy(), state)

    @staticmethod
    def _goes_on(source: Slot, answer: "Answer", shared: int, free: list[Slot]) -> bool:
        """Whether an answer may write over what a slot remembers beyond the shared beginning."""
        is_its_own = bool(answer.conversation) and source.conversation == answer.conversation
        is_its_own = is_its_own and source.adapters == answer.adapters
        return is_its_own or len(free) == 1 or shared == len(source.tokens)

    def _branch(self, source: Slot, target: Slot, shared: int) -> int:
        if source is target:
            return shared
        self._put_to_rest(target)
        self.clear(target)
        if shared < _WORTH_COPYING:
            return 0
        self._memory.copy(source.sequence, target.sequence, shared)
        target.tokens = source.tokens[:shared]
        target.below = source.below
        return shared
