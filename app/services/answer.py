"""One answer: how it is wanted, and what there is of it while it is being written."""

import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.domain.adapters import Adapter
from app.domain.context import WHOLE, Cut
from app.domain.conversations import Message
from app.domain.generation import AnswerFormat, Sampling
from app.domain.ids import ConversationId
from app.domain.protocols import Generation
from app.domain.retrieval import SearchFilter
from app.domain.tools import Tool, ToolCall
from app.index.mark_filter import MarkFilter

if TYPE_CHECKING:
    from app.services.asking import Prepared
    from app.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Wanted:
    """How an answer is wanted."""

    sampling: Sampling | None = None
    """None: what holds in the conversation when it begins."""
    format: AnswerFormat = field(default_factory=AnswerFormat)
    """Where it asks for nothing, what the conversation says."""
    max_tokens: int | None = None
    """The longest answer; None: what holds in the conversation."""
    adapters: tuple[Adapter, ...] | None = None
    """They hold for the conversation until others are given; None: those given last do."""
    tools: tuple[Tool, ...] = ()
    """What the answer calls of them is told and kept, nothing more."""
    about: SearchFilter | None = None
    """The documents that it is to come from, with its sources checked; of the conversation only
    the questions count then."""
    without_documents: bool = False
    """It comes from the conversation alone, also where its question is about documents."""
    system: str = field(default="", repr=False)
    """Instructions in place of those that the conversation begins with."""
    model: str = ""
    """The installed model, by its id or path, that is chosen for it, and stays so; empty: the one
    that is chosen."""
    begun: str = field(default="", repr=False)
    """What its text begins with; the model goes on from there, and only what is new is told."""
    desk: "Desk | None" = None
    """Where it is written; None: where answers usually are."""
    is_compared: bool = False
    """It may be written beside others that are compared with it."""
    hint: str = field(default="", repr=False)
    """Said to the model after the question, and kept nowhere: "More briefly, please."."""


@dataclass(slots=True)
class Answer:
    """An answer under way. `generation` is None while the model loads."""

    conversation_id: ConversationId
    message: Message
    wanted: Wanted
    adapters: tuple[Adapter, ...] = ()
    generation: Generation | None = None
    has_attachments: bool = False
    """Whether anything of what the model is given was attached."""
    cut: Cut = WHOLE
    """What of the conversation the model was not given."""
    cancelled: threading.Event = field(default_factory=threading.Event)
    load_s: float = 0.0
    length: int = 0
    parts: list[str] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)
    thoughts_length: int = 0
    kept: int = 0
    """Characters of text and thoughts that the store has."""
    calls: list[ToolCall] = field(default_factory=list)
    prepared: "Prepared | None" = None
    """What was found in the documents, once it was."""
    raw: list[str] = field(default_factory=list)
    """What the model writes about them, with the numbers of its sources."""
    marks: MarkFilter = field(default_factory=MarkFilter)

    @classmethod
    def going_on(
        cls, conversation_id: ConversationId, before: Message, wanted: Wanted | None = None
    ) -> "Answer":
        """One that goes on from what there is of it."""
        kept = replace(before, finish=None, error=None)
        thoughts = before.thoughts if before.text else ""
        return cls(
            conversation_id,
            kept,
            wanted or Wanted(),
            length=len(before.text),
            parts=[before.text],
            thoughts=[thoughts],
            thoughts_length=len(thoughts),
            kept=len(before.text) + len(thoughts),
        )

    def so_far(self) -> Message:
        """The message with what was written of it."""
        text, thoughts = "".join(self.parts), "".join(self.thoughts)
        return replace(self.message, text=text, thoughts=thoughts, calls=tuple(self.calls))
