"""Answers are judged after they ended, by a safety model in an engine of its own, where wanted.

What was found is kept beside the answer, in the vault where there is one, and goes with it.
"""

import contextlib
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from typing import Any, Final

from app.catalog.library import Library
from app.config import settings as options
from app.config.settings import Settings
from app.domain.conversations import Message
from app.domain.errors import AppError, NoSafetyModel, NotJudged
from app.domain.events import (
    AnswerChecked,
    AnswerEnded,
    AppEvent,
    ConversationRemoved,
    MessageAppended,
)
from app.domain.generation import FinishReason, Request, Role
from app.domain.ids import ConversationId, MessageId
from app.domain.models import InstalledModel
from app.domain.protocols import ConversationStore, Engine
from app.domain.retrieval import Grounding
from app.domain.safety import Judged, SafetyReport, Verdict
from app.domain.safety_categories import CATEGORIES, LEAST, SafetyRule, choices_from_text
from app.services.desk import Desk
from app.services.event_bus import EventBus
from app.services.guards import (
    GuardForm,
    Judgement,
    form_of,
    guard_request,
    judgement_of,
    names_of,
)
from app.services.jobs import JobRunner
from app.services.models import ModelService
from app.services.open_vault import KeptHistory
from app.services.written_text import Written, written

AUTO: Final = "auto"
OFF: Final = "off"
HIDE: Final = "hide"
MOST_PASSAGES: Final = 8
_PIECE_CHARACTERS: Final = 4000
"""What a safety model is shown at once; a longer text counts by its worst piece."""
_OVERLAP_CHARACTERS: Final = 200
_MOST_SECONDS: Final = 120.0
_MOST_REPORTS: Final = 2000
_MOST_PASSAGES_KNOWN: Final = 10_000
_CHECKED: Final = frozenset(
    {FinishReason.STOP, FinishReason.LENGTH, FinishReason.CONTEXT_FULL, FinishReason.CANCELLED}
)


@dataclass(frozen=True, slots=True)
class _Talk:
    """Where conversations are, and who hears of them."""

    store: ConversationStore
    bus: EventBus


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An answer that is to be judged."""

    talk: _Talk
    conversation: ConversationId
    message: Message = field(repr=False)
    passages: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Known:
    """What was found for an answer of a conversation."""

    conversation: ConversationId
    report: SafetyReport


class _Stopped(Exception):
    """Something more urgent came."""


class SafetyService:
    """Judges answers one after another while none is being written.

    A new question stops it at once, and it goes on after the answer. Nothing is reported anywhere:
    verdicts go to the bus. Safe to use from several threads; owns an engine: call `close`.
    """

    def __init__(
        self,
        store: ConversationStore,
        library: Library,
        settings: Settings,
        bus: EventBus,
        jobs: JobRunner,
        is_busy: Callable[[], bool],
        make_engine: Callable[[], Engine],
    ) -> None:
        """`is_busy` tells whether an answer is under way; `make_engine` makes one for the model."""
        self._store = store
        self._library = library
        self._settings = settings
        self._jobs = jobs
        self._is_busy = is_busy
        self._make_engine = make_engine
        self._lock = threading.Lock()
        self._judging = threading.Lock()
        self._desk: Desk | None = None
        self._queue: deque[_Waiting] = deque()
        self._live: set[MessageId] = set()
        """Answers that are being written, as far as was heard."""
        self._is_running = False
        self._cancel = threading.Event()
        self._reports: OrderedDict[MessageId, _Known] = OrderedDict()
        self._passages: OrderedDict[str, Verdict] = OrderedDict()
        """Verdicts on passages, by their digests."""
        self.watch(store, bus)

    def watch(self, store: ConversationStore, bus: EventBus) -> None:
        """Judge answers of other conversations, too; what is found is told to their own bus."""
        bus.subscribe(partial(self._hear, _Talk(store, bus)))

    @property
    def is_on(self) -> bool:
        """Whether answers are judged."""
        return self._settings.get(options.SAFETY) != OFF

    @property
    def is_checking(self) -> bool:
        """Whether an answer is being judged, or waits for it."""
        with self._lock:
            return self._is_running or bool(self._queue)

    @property
    def hides(self) -> bool:
        """Whether what is flagged is to be folded."""
        return self._settings.get(options.SAFETY) == HIDE

    def installed(self) -> list[InstalledModel]:
        """The safety models on this computer."""
        return [each for each in self._library.installed() if form_of(each) is not None]

    def categories(self) -> tuple[str, ...]:
        """What the chosen model may name; all categories while there is none."""
        model = self._chosen()
        form = form_of(model) if model is not None else None
        return tuple(each for each in CATEGORIES if form is None or each in form.categories)

    @property
    def is_ready(self) -> bool:
        """Whether the chosen safety model is on this computer; looks on the disk."""
        model = self._chosen()
        return model is not None and form_of(model) is not None

    def report(self, message_id: MessageId) -> SafetyReport | None:
        """What was found for an answer that was just judged, or recalled; None while it is off.

        What is flagged, and whether it is folded or marked, is what holds now.
        """
        with self._lock:
            known = self._reports.get(message_id)
        if known is None or not self.is_on:
            return None
        return replace(self._rule().of_report(known.report), hides=self.hides)

    def recall(self, conversation_id: ConversationId) -> None:
        """Read what was found earlier in a conversation, for `report`; may wait for the disk."""
        found = self._store.verdicts.of(conversation_id) if self.is_on else {}
        with self._lock:
            for message_id, report in found.items():
                self._reports.setdefault(message_id, _Known(conversation_id, report))
            _shorten(self._reports, _MOST_REPORTS)

    def is_barred(self, passage: str) -> bool:
        """Whether the text of a passage was flagged, and is not to be handed to a model again."""
        if not self.hides:
            return False
        with self._lock:
            known = self._passages.get(_digest(passage))
        return known is not None and self._rule().of_verdict(known).is_flagged

    def judge(
        self,
        question: str,
        answer: str,
        passages: Sequence[str] = (),
        *,
        cancel: threading.Event | None = None,
    ) -> SafetyReport:
        """Judge texts now; blocks. What could not be judged is told as the report's problem."""
        with self._judging:
            return self._judged(question, answer, passages, cancel)

    # --- the vault's companion -------------------------------------------------------------------

    def opened(self, history: KeptHistory) -> None:
        """Know again what was said of passages."""
        passages = history.verdicts.passages()
        with self._lock:
            self._know(passages)

    def closing(self) -> None:
        """Forget everything, and end the engine, whose memory holds what was said."""
        with self._lock:
            self._cancel.set()
            self._queue.clear()
            self._live.clear()
            self._reports.clear()
            self._passages.clear()
            desk, self._desk = self._desk, None
        if desk is not None:
            desk.models.close()
            desk.engine.close()

    def close(self) -> None:
        """Judge nothing any more."""
        self.closing()

    # --- when ------------------------------------------------------------------------------------

    def _hear(self, talk: _Talk, event: AppEvent) -> None:
        match event:
            case AnswerEnded(conversation_id, message, grounding):
                with self._lock:
                    self._live.discard(message.id)
                    if self.is_on and message.finish in _CHECKED and message.text:
                        passages = _passages_of(grounding)
                        self._queue.append(_Waiting(talk, conversation_id, message, passages))
                self._begin()
            case MessageAppended(message=message) if message.role is Role.ASSISTANT:
                with self._lock:
                    if message.finish is None:
                        self._live.add(message.id)
                    self._cancel.set()
            case ConversationRemoved(conversation_id):
                with self._lock:
                    kept = [each for each in self._queue if each.conversation != conversation_id]
                    self._queue = deque(kept)
                    for message_id, known in list(self._reports.items()):
                        if known.conversation == conversation_id:
                            del self._reports[message_id]

    def _begin(self) -> None:
        with self._lock:
            if self._is_running or not self._queue:
                return
            self._is_running = True
        self._jobs.start(self._run)

    def _run(self) -> None:
        """On a thread of the jobs: all that waits, unless an answer is begun meanwhile."""
        try:
            while (taken := self._take()) is not None:
                waiting, cancel = taken
                try:
                    report = self.judge(
                        self._question(waiting),
                        waiting.message.text,
                        waiting.passages,
                        cancel=cancel,
                    )
                except _Stopped:
                    self._put_back(waiting, cancel)
                    continue
                except AppError:  # the conversation, or the vault, is not there any more
                    continue
                self._keep(waiting, report)
        except BaseException:
            with self._lock:
                self._is_running = False
            raise

    def _take(self) -> tuple[_Waiting, threading.Event] | None:
        """The next; None, and it runs no more, while there is none or an answer is written."""
        is_busy = self._is_busy()  # still so while the end of the last answer is told
        with self._lock:
            if not is_busy:
                self._live.clear()
            if self._live or not self._queue:
                self._is_running = False
                return None
            self._cancel = threading.Event()
            return self._queue.popleft(), self._cancel

    def _put_back(self, waiting: _Waiting, cancel: threading.Event) -> None:
        """Unless everything was forgotten meanwhile."""
        with self._lock:
            if self._desk is not None and cancel is self._cancel:
                self._queue.appendleft(waiting)

    def _keep(self, waiting: _Waiting, report: SafetyReport) -> None:
        conversation, message_id = waiting.conversation, waiting.message.id
        if report.verdicts:
            # Locked meanwhile, or no room left: it holds until Snug is closed.
            with contextlib.suppress(AppError):
                waiting.talk.store.verdicts.put(conversation, message_id, report)
        with self._lock:
            self._reports[message_id] = _Known(conversation, report)
            self._know(report.passages)
            _shorten(self._reports, _MOST_REPORTS)
        waiting.talk.bus.publish(AnswerChecked(conversation, message_id, report))

    def _know(self, passages: Sequence[Verdict]) -> None:
        """The latest verdict on a passage holds; inside of the lock."""
        self._passages.update({each.passage: each for each in passages})
        _shorten(self._passages, _MOST_PASSAGES_KNOWN)

    def _rule(self) -> SafetyRule:
        """What is chosen now."""
        choices = choices_from_text(self._settings.get(options.SAFETY_CATEGORIES))
        return SafetyRule(self._settings.get(options.SAFETY_THRESHOLD), choices)

    def _question(self, waiting: _Waiting) -> str:
        branch = waiting.talk.store.branch(waiting.conversation, waiting.message.id)
        asked = [each.text for each in branch if each.role is Role.USER and each.text]
        return asked[-1] if asked else ""

    # --- judging ---------------------------------------------------------------------------------

    def _judged(
        self,
        question: str,
        answer: str,
        passages: Sequence[str],
        cancel: threading.Event | None,
    ) -> SafetyReport:
        found: list[Verdict] = []
        hides = self.hides
        model = self._chosen()
        form = form_of(model) if model is not None else None
        if model is None or form is None:
            return SafetyReport(hides=hides, problem=NoSafetyModel())
        problem: AppError | None = None
        rule = self._rule()
        try:
            with self._ready(model) as engine:
                judge = _Judge(engine, form, rule, cancel)
                found.append(judge.verdict(Judged.ANSWER, question or answer, answer))
                if question:
                    found.append(judge.verdict(Judged.QUESTION, question))
                for place, passage in enumerate(passages[:MOST_PASSAGES], 1):
                    found.append(judge.verdict(Judged.PASSAGE, passage, place=place))
        except AppError as error:
            if cancel is not None and cancel.is_set():
                raise _Stopped from None
            problem = error
        return SafetyReport(tuple(found), model.id, hides, problem, rule.threshold)

    def _chosen(self) -> InstalledModel | None:
        wanted = self._settings.get(options.SAFETY_MODEL)
        if wanted == AUTO:
            return next(iter(self.installed()), None)
        with contextlib.suppress(AppError):
            return self._library.find(wanted)
        return None

    @contextlib.contextmanager
    def _ready(self, model: InstalledModel) -> Iterator[Engine]:
        """An engine with the model, which is not unloaded inside."""
        with self._lock:
            if self._desk is None:
                engine = self._make_engine()
                # What happens to this model is no news for the window: its own bus.
                models = ModelService(self._library, engine, self._settings, EventBus())
                self._desk = Desk(models, engine)
            desk = self._desk
        with desk.models.in_use():
            desk.models.borrow(str(model.path))
            desk.models.ensure_loaded()
            yield desk.engine


@dataclass(frozen=True, slots=True)
class _Judge:
    """One model that is ready."""

    engine: Engine
    form: GuardForm
    rule: SafetyRule
    cancel: threading.Event | None

    def verdict(
        self, judged: Judged, text: str, answer: str | None = None, *, place: int = 0
    ) -> Verdict:
        """Judge a text, or an answer to it, by its worst piece; raises an AppError."""
        if answer is None:
            found = [self._judgement(piece, None) for piece in _pieces(text)]
        else:
            asked = text[-_PIECE_CHARACTERS:]
            found = [self._judgement(asked, piece) for piece in _pieces(answer)]
        flags = self.rule.flags
        worst = max(found, key=lambda each: (flags(each.score, each.categories), each.score))
        is_known = judged is Judged.PASSAGE and worst.score >= LEAST
        passage = _digest(text) if is_known else ""
        is_flagged = self.rule.flags(worst.score, worst.categories)
        return Verdict(judged, worst.score, worst.categories, is_flagged, place, passage)

    def _judgement(self, text: str, answer: str | None) -> Judgement:
        if self.cancel is not None and self.cancel.is_set():
            raise _Stopped
        told = self._told(guard_request(self.form, text, answer))
        judgement = judgement_of(self.form, told.text, told.tokens)
        if judgement is None:
            raise NotJudged
        is_nameless = not judgement.categories and judgement.score >= self.rule.lowest
        if is_nameless and self.rule.choices and self.form.naming:
            # It found the text safe rather than not, and it counts: what it could be is asked for.
            again = self._told(guard_request(self.form, text, answer, names=True))
            return replace(judgement, categories=names_of(self.form, again.text))
        return judgement

    def _told(self, request: Request) -> Written:
        told = written(self.engine, request, None, self.cancel, _MOST_SECONDS)
        if self.cancel is not None and self.cancel.is_set():
            raise _Stopped
        return told


def _pieces(text: str) -> list[str]:
    step = _PIECE_CHARACTERS - _OVERLAP_CHARACTERS
    last = max(1, len(text) - _OVERLAP_CHARACTERS)
    return [text[at : at + _PIECE_CHARACTERS] for at in range(0, last, step)]


def _passages_of(grounding: Grounding | None) -> tuple[str, ...]:
    found = grounding.found if grounding is not None else None
    return tuple(each.text for each in found.passages[:MOST_PASSAGES]) if found is not None else ()


def _digest(passage: str) -> str:
    return sha256(passage.encode("utf-8", "surrogatepass")).hexdigest()


def _shorten(found: OrderedDict[Any, Any], most: int) -> None:
    """The oldest go."""
    while len(found) > most:
        found.popitem(last=False)
