"""How sure a model is of an answer, token by token, and what one of its documents changed in it."""

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from app.domain.conversations import Message
from app.domain.errors import ConversationGone, NoModelWroteIt, NothingToJudge
from app.domain.generation import (
    Delta,
    PromptMessage,
    PromptProgress,
    Request,
    Role,
    TokenLogprob,
)
from app.domain.ids import ConversationId, DocumentId, MessageId
from app.domain.judging import Doubt, SourceChange, Stretch, stretches_of
from app.domain.protocols import ConversationStore, Engine
from app.domain.retrieval import AnswerBasis, Grounding, SearchFilter
from app.index.evidence import Evidence
from app.index.shown_marks import AsWritten, as_written
from app.services.answer import Wanted
from app.services.answers import questions_and_answers
from app.services.chat import ChatService
from app.services.judged_text import Judged, judged
from app.services.marked_stretches import with_marks
from app.services.models import ModelService
from app.services.read_so_far import ReadingProgress, ReadSoFar

if TYPE_CHECKING:
    from app.services.asking import AskService

ALTERNATIVES: Final = 8


@dataclass(frozen=True, slots=True)
class JudgedSource:
    """A document whose sentences were before the model."""

    document: DocumentId
    name: str = field(repr=False)
    is_cited: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is before the model when it judges, and the answer as it would have written it."""

    request: Request
    answer: AsWritten
    question: str = field(default="", repr=False)
    meant: str = field(default="", repr=False)
    evidence: Evidence | None = None
    searched: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """An answer as the loaded model finds it. `model` is that model's name."""

    conversation: ConversationId
    message: MessageId
    model: str
    stretches: tuple[Stretch, ...] = field(repr=False)
    doubts: tuple[Doubt, ...] = ()
    sources: tuple[JudgedSource, ...] = ()
    is_from_documents: bool = False
    asked: _Asked = field(repr=False, default_factory=lambda: _Asked(Request(()), AsWritten("")))

    @property
    def per_token(self) -> float:
        """The mean natural log-probability of a token of its words."""
        counted = _words(self.stretches)
        return math.fsum(each.logprob for each in counted) / max(1, _count(counted))

    def begun_with(self, stretch: Stretch, text: str) -> str:
        """The answer up to a stretch, and `text` in its place."""
        return self.asked.answer.text[: stretch.start] + text


@dataclass(frozen=True, slots=True)
class TextReading:
    """A text as the tokens of a model. `model` is that model's id."""

    model: str
    tokens: tuple[TokenLogprob, ...] = field(repr=False)

    @property
    def logprob(self) -> float:
        """The natural logarithm of the probability of all of it, after what stood before."""
        return math.fsum(each.logprob for each in self.tokens)


class TokenView:
    """Has answers judged. Safe to use from several threads; calls block and raise AppErrors."""

    def __init__(
        self, store: ConversationStore, chat: ChatService, models: ModelService, engine: Engine
    ) -> None:
        self._store = store
        self._chat = chat
        self._models = models
        self._engine = engine
        self.asking: Callable[[], AskService] | None = None
        """What answers from documents; made when it is first needed."""

    def judge(
        self,
        conversation_id: ConversationId,
        message_id: MessageId,
        cancel: threading.Event | None = None,
        hear: Callable[[ReadSoFar], object] = lambda _so_far: None,
    ) -> Judgement | None:
        """Read an answer again with the chosen model, which is loaded if need be.

        `hear` is told on this thread how far it is. None when `cancel` was set. Raises
        NothingToJudge, NoModelWroteIt, ConversationGone, and what loading and reading raise.
        """
        message = self._store.message(conversation_id, message_id)
        if message is None:
            raise ConversationGone
        if message.role is not Role.ASSISTANT or not message.text or message.finish is None:
            raise NothingToJudge
        grounding = self._store.documents.grounding(message_id)
        if grounding is not None and grounding.basis is not AnswerBasis.WRITTEN:
            raise NoModelWroteIt
        with self._models.in_use():
            self._models.ensure_loaded()
            asked = self._asked(conversation_id, message, grounding, cancel)
            if cancel is not None and cancel.is_set():
                return None
            progress = ReadingProgress(asked.answer, hear)
            read = self._read(asked.request, asked.answer.text, cancel, progress.take)
        if cancel is not None and cancel.is_set():
            return None
        model = self._models.state.model
        return Judgement(
            conversation_id,
            message_id,
            model.name if model is not None else "",
            with_marks(asked.answer, stretches_of(asked.answer.text, read.tokens)),
            self._doubts(message, asked, read),
            _sources(asked.evidence, grounding),
            grounding is not None,
            asked,
        )

    def read(self, text: str, after: str = "") -> TextReading:
        """Read a text with the chosen model, which is loaded if need be, as an answer to `after`.

        Raises NothingToJudge for no text, and what loading and reading raise.
        """
        if not text:
            raise NothingToJudge
        with self._models.in_use():
            self._models.ensure_loaded()
            turns = (PromptMessage(Role.USER, after),)
            found = self._read(Request(turns), text, None)
        model = self._models.state.model
        return TextReading(model.id if model is not None else "", found.tokens)

    def without(
        self, judgement: Judgement, document: DocumentId, cancel: threading.Event | None = None
    ) -> SourceChange | None:
        """Read the answer again without the sentences of one document; None after `cancel`."""
        asked = judgement.asked
        source = next(each for each in judgement.sources if each.document == document)
        if asked.evidence is None or self.asking is None:
            raise NothingToJudge
        request = self.asking().request_for(
            asked.question, asked.meant, _without(asked.evidence, document)
        )
        request = replace(request, conversation=judgement.conversation)
        with self._models.in_use():
            self._models.ensure_loaded()
            read = self._read(request, asked.answer.text, cancel)
        if cancel is not None and cancel.is_set():
            return None
        before = _words(judgement.stretches)
        after = _words(with_marks(asked.answer, stretches_of(asked.answer.text, read.tokens)))
        return SourceChange(
            source.name,
            _count(before),
            math.fsum(each.logprob for each in before),
            math.fsum(each.logprob for each in after),
        )

    def go_on_from(self, judgement: Judgement, stretch: Stretch, text: str) -> MessageId | None:
        """Have the answer written anew from a stretch on, with `text` there, as a new branch.

        None while an answer is under way there, and for one from documents: that is checked as a
        whole. Raises what ChatService.answer_again raises.
        """
        if judgement.is_from_documents:
            return None
        wanted = Wanted(begun=judgement.begun_with(stretch, text))
        return self._chat.answer_again(judgement.conversation, judgement.message, wanted)

    # --- what is read ----------------------------------------------------------------------------

    def _asked(
        self,
        conversation_id: ConversationId,
        message: Message,
        grounding: Grounding | None,
        cancel: threading.Event | None,
    ) -> _Asked:
        if grounding is None:
            request = self._chat.request_of(conversation_id, message)
            return _Asked(request, AsWritten(message.text))
        if self.asking is None:
            raise NothingToJudge
        branch = self._store.branch(conversation_id, message.id)
        asked, answers = questions_and_answers(branch)
        about = next((each.about for each in reversed(branch) if each.role is Role.USER), None)
        prepared = self.asking().prepare(
            asked[-1], about or SearchFilter(), asked[:-1], answers=answers[:-1], cancel=cancel
        )
        request = self.asking().request_for(asked[-1], prepared.question, prepared.evidence)
        return _Asked(
            replace(request, conversation=conversation_id),
            as_written(message.text, grounding.citations, prepared.evidence),
            asked[-1],
            prepared.question,
            prepared.evidence,
            searched=True,
        )

    def _read(
        self,
        request: Request,
        text: str,
        cancel: threading.Event | None,
        hear: Callable[[PromptProgress | Delta], object] = lambda _event: None,
    ) -> Judged:
        request = replace(
            request,
            judged=text,
            begun="",
            logprobs=ALTERNATIVES,
            max_tokens=None,
            grammar="",
            json_schema="",
            speculate=False,
        )
        return judged(self._engine, request, cancel, hear)

    def _doubts(self, message: Message, asked: _Asked, read: Judged) -> tuple[Doubt, ...]:
        model = self._models.state.model
        doubts: list[Doubt] = []
        is_other = model is not None and message.model != model.id
        if not message.model:
            doubts.append(Doubt.UNKNOWN_MODEL)
        elif is_other:
            doubts.append(Doubt.OTHER_MODEL)
        if asked.searched:
            doubts.append(Doubt.SEARCHED_AGAIN)
        if not asked.answer.is_whole:
            doubts.append(Doubt.SOURCE_MISSING)
        if message.thoughts:
            doubts.append(Doubt.THOUGHT_FIRST)
        elif not is_other and message.model:
            then = message.usage.prompt_tokens
            if then and then != read.usage.prompt_tokens:
                doubts.append(Doubt.READ_OTHERWISE)
        return tuple(doubts)


def _words(stretches: Sequence[Stretch]) -> list[Stretch]:
    return [each for each in stretches if not each.is_mark]


def _count(stretches: Sequence[Stretch]) -> int:
    return sum(len(each.tokens) for each in stretches)


def _sources(evidence: Evidence | None, grounding: Grounding | None) -> tuple[JudgedSource, ...]:
    """The documents of the evidence, those that are cited first."""
    if evidence is None or grounding is None:
        return ()
    names = {
        evidence.passage_of(each).document.id: evidence.passage_of(each).document.name
        for each in evidence.sentences
    }
    found = [JudgedSource(key, name, key in grounding.cited) for key, name in names.items()]
    return tuple(sorted(found, key=lambda each: not each.is_cited))


def _without(evidence: Evidence, document: DocumentId) -> Evidence:
    """The same numbers, without those of one document."""
    kept = tuple(
        each for each in evidence.sentences if evidence.passage_of(each).document.id != document
    )
    return replace(evidence, sentences=kept)
