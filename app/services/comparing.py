"""The same message to several models or styles: their answers come together, one is chosen.

Answers of the chosen model come from the same weights at once. Another model is loaded beside it
where the memory plan says that it fits; where it does not, the models take turns.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from app.catalog.library import Library
from app.config.settings import Settings
from app.domain.attachments import NewAttachment
from app.domain.errors import AppError
from app.domain.events import AnswerEnded, AppEvent, ColumnBegan, ColumnFailed, VaultChanged
from app.domain.generation import PRESETS, RANGES, FinishReason, Sampling
from app.domain.ids import ConversationId, LibraryId, MessageId
from app.domain.protocols import Engine
from app.domain.retrieval import SearchFilter
from app.services.answer import Wanted
from app.services.chat import ChatService
from app.services.comparison_tally import ComparisonTally
from app.services.desk import Desk
from app.services.event_bus import EventBus
from app.services.jobs import JobRunner
from app.services.models import ModelService

MOST_COLUMNS: Final = 4


class Seat(StrEnum):
    """How a column comes to its answer."""

    TOGETHER = "together"
    """From the weights that are loaded, with the others."""
    BESIDE = "beside"
    """By another model that is loaded beside them."""
    IN_TURN = "in_turn"
    """By another model, once the others are done: both do not fit."""


@dataclass(frozen=True, slots=True)
class Column:
    """One of the answers: `model` is an installed one by id or path, `preset` one of PRESETS.

    Without a model the chosen one answers, without a preset as the settings say.
    """

    model: str = ""
    preset: str = ""

    @property
    def wanted(self) -> Wanted:
        """The style of the answer."""
        return Wanted(sampling=PRESETS.get(self.preset), is_compared=True)


@dataclass(slots=True)
class Comparison:
    """One question with its columns. `answers` holds None where one is still to begin."""

    conversation: ConversationId
    text: str = field(repr=False)
    columns: tuple[Column, ...]
    seats: tuple[Seat, ...]
    wanted: Wanted
    attachments: tuple[NewAttachment, ...] = ()
    answers: list[MessageId | None] = field(default_factory=list)
    names: tuple[str, ...] = ()
    """The ids of the models of the columns."""
    changed: tuple[tuple[tuple[str, float], ...], ...] = ()
    """For each column the numbers of the sampling that are not as they are in the conversation."""
    stopped_alone: set[int] = field(default_factory=set)
    """The columns that were ended by themselves: the others go on."""
    waiting: list[int] = field(default_factory=list)
    ended: set[MessageId] = field(default_factory=set)
    failed: set[MessageId] = field(default_factory=set)
    original: str = ""
    """The model that is to be chosen again at the end, where it had to make room."""

    @property
    def running(self) -> set[MessageId]:
        """The answers that are being written."""
        return {each for each in self.answers if each is not None} - self.ended


class ComparingService:
    """One comparison at a time. Safe to use from several threads; owns an engine while it runs."""

    def __init__(
        self,
        chat: ChatService,
        models: ModelService,
        engine: Engine,
        library: Library,
        settings: Settings,
        bus: EventBus,
        jobs: JobRunner,
        tally: ComparisonTally,
        make_engine: Callable[[], Engine],
    ) -> None:
        self._chat = chat
        self._usual = Desk(models, engine)
        self._library = library
        self._settings = settings
        self._bus = bus
        self._jobs = jobs
        self.tally = tally
        self._make_engine = make_engine
        # Never held while answers are begun: who tells of their ends may wait for the store.
        self._lock = threading.RLock()
        self._beginning = threading.RLock()
        self._second: Desk | None = None
        self._current: Comparison | None = None
        bus.subscribe(self._hear)

    @property
    def current(self) -> Comparison | None:
        """What is being compared, until one is chosen or it is left."""
        with self._lock:
            return self._current

    def waiting(self) -> tuple[int, ...]:
        """The columns that are still to begin."""
        with self._lock:
            return tuple(self._current.waiting) if self._current is not None else ()

    def begin(
        self,
        conversation_id: ConversationId | None,
        text: str,
        columns: Sequence[Column],
        about: SearchFilter | None = None,
        attachments: Sequence[NewAttachment] = (),
        assistant: LibraryId | None = None,
    ) -> Comparison | None:
        """Ask a question and have all columns answer it; blocks until the first have begun.

        `assistant` answers in a conversation that begins with it. None while an answer is under way
        there. Raises a ModelError for a model that is not there, and what ChatService.send raises;
        then nothing was asked.
        """
        if not 2 <= len(columns) <= MOST_COLUMNS:
            raise ValueError(len(columns))
        if conversation_id is not None and self._chat.is_answering(conversation_id):
            return None
        self.leave()
        seats = self._seats(columns)
        before = self._chat.sampling(conversation_id)
        conversation = conversation_id or self._chat.begin(
            text, attachments=attachments, assistant=assistant
        )
        made = Comparison(
            conversation,
            text,
            tuple(columns),
            seats,
            Wanted(about=about),
            tuple(attachments),
            answers=[None] * len(columns),
            names=tuple(self._name_of(column) for column in columns),
            changed=tuple(_changed(before, column) for column in columns),
            waiting=sorted(range(len(columns)), key=lambda each: list(Seat).index(seats[each])),
        )
        with self._lock:
            self._current = made
        try:
            self._start_what_can()
        except AppError:
            self._close(made)
            raise
        return made

    def stop(self) -> None:
        """End all answers; none begins any more."""
        with self._lock:
            current = self._current
            if current is None:
                return
            current.waiting.clear()
            running = current.running
        for message_id in running:
            self._chat.stop_one(message_id)

    def stop_column(self, place: int) -> None:
        """End the answer of one column, or let it not begin; the others go on."""
        with self._lock:
            current = self._current
            if current is None:
                return
            current.stopped_alone.add(place)
            answer = current.answers[place]
            if place in current.waiting:
                current.waiting.remove(place)
        if answer is not None:
            self._chat.stop_one(answer)

    def choose(self, message_id: MessageId) -> None:
        """Go on with one of the answers: it comes into view, and its model is counted.

        It is counted among the models that gave an answer. Those that are still being written end.
        Raises the errors of the store.
        """
        current = self.current
        if current is None or message_id not in current.answers:
            return
        self.leave()
        self._chat.show_branch(current.conversation, message_id)
        answered = [
            name
            for name, answer in zip(current.names, current.answers, strict=True)
            if answer is not None and answer not in current.failed
        ]
        self.tally.count(current.names[current.answers.index(message_id)], answered)

    def leave(self) -> None:
        """Compare no more; the answers stay as versions of one another."""
        self.stop()
        with self._lock:
            current, self._current = self._current, None
        if current is not None:
            self._close(current)

    def close(self) -> None:
        """Stop everything, and end the second engine."""
        self.leave()

    # --- where columns are written ---------------------------------------------------------------

    def _seats(self, columns: Sequence[Column]) -> tuple[Seat, ...]:
        """How each column comes to its answer; a ModelError for a model that is not there."""
        chosen = self._usual.models.state.model
        fits: dict[str, bool] = {}
        found: list[Seat] = []
        for column in columns:
            model = self._library.find(column.model) if column.model else chosen
            if model is None or (chosen is not None and model.path == chosen.path):
                found.append(Seat.TOGETHER)
                continue
            if column.model not in fits:
                fits[column.model] = self._fits(column.model)
            found.append(Seat.BESIDE if fits[column.model] else Seat.IN_TURN)
        return tuple(found)

    def _fits(self, name: str) -> bool:
        """Whether another model fits beside the one that is loaded, which is loaded first."""
        try:
            self._usual.models.ensure_loaded()
            return self._second_desk().models.plan(name)[1].fits
        except AppError:
            return False  # the load itself will say why

    def _second_desk(self) -> Desk:
        with self._lock:
            if self._second is None:
                engine = self._make_engine()
                # What happens to this model is no news for the window: its own bus.
                models = ModelService(self._library, engine, self._settings, EventBus())
                self._second = Desk(models, engine)
            return self._second

    def _name_of(self, column: Column) -> str:
        """The id of the model of a column."""
        if column.model:
            return self._library.find(column.model).id
        model = self._usual.models.state.model
        return model.id if model is not None else ""

    # --- one after the other ---------------------------------------------------------------------

    def _start_what_can(self) -> None:
        """Begin every column whose desk is free for its model."""
        with self._beginning:
            while (found := self._take_next()) is not None:
                current, place = found
                try:
                    self._start(current, place)
                except AppError as error:
                    if not any(current.answers) and not current.waiting:
                        raise  # nothing was asked, and nothing will be
                    self._bus.publish(ColumnFailed(current.conversation, place, error))

    def _take_next(self) -> tuple[Comparison, int] | None:
        """A column that can begin now, and waits no more."""
        with self._lock:
            current = self._current
            if current is None:
                return None
            running = current.running
            busy = {current.seats[at] for at, each in enumerate(current.answers) if each in running}
            for place in current.waiting:
                if self._can_begin(current, place, busy):
                    current.waiting.remove(place)
                    return current, place
            return None

    def _can_begin(self, current: Comparison, place: int, busy: set[Seat]) -> bool:
        match current.seats[place]:
            case Seat.TOGETHER:
                return Seat.IN_TURN not in busy
            case Seat.BESIDE:
                return Seat.BESIDE not in busy or self._is_at_second(current, place)
            case Seat.IN_TURN:
                return not busy

    def _is_at_second(self, current: Comparison, place: int) -> bool:
        """Whether the second desk works with the model of a column already."""
        model = self._second.models.state.model if self._second is not None else None
        return model is not None and model.id == current.names[place]

    def _desk_for(self, current: Comparison, place: int) -> Desk:
        """Where a column is written, with its model chosen; a ModelError where that is gone."""
        seat = current.seats[place]
        if seat is Seat.TOGETHER:
            return self._usual
        if seat is Seat.BESIDE:
            desk = self._second_desk()
        else:
            desk = self._usual
            if not current.original:
                before = desk.models.state.model
                current.original = str(before.path) if before is not None else ""
                self._end_second()  # it needs the room
        desk.models.borrow(current.columns[place].model)
        return desk

    def _start(self, current: Comparison, place: int) -> None:
        desk = self._desk_for(current, place)
        wanted = replace(current.columns[place].wanted, about=current.wanted.about, desk=desk)
        first = next((each for each in current.answers if each is not None), None)
        if first is None:
            made = self._ask(current, wanted)
        else:
            made = self._chat.answer_again(current.conversation, first, wanted)
        if made is None:
            return
        with self._lock:
            current.answers[place] = made
            is_unwanted = place in current.stopped_alone
        self._bus.publish(ColumnBegan(current.conversation, place, made))
        if is_unwanted:  # it was ended while it began
            self._chat.stop_one(made)

    def _ask(self, current: Comparison, wanted: Wanted) -> MessageId | None:
        """Keep the question with the first answer; without it nothing else can begin."""
        try:
            return self._chat.send(
                current.conversation, current.text, wanted, attachments=current.attachments
            )
        except AppError:
            with self._lock:
                current.waiting.clear()
            raise

    def _hear(self, event: AppEvent) -> None:
        if isinstance(event, VaultChanged):
            self.leave()
        if not isinstance(event, AnswerEnded):
            return
        with self._lock:
            current = self._current
            if current is None or event.conversation_id != current.conversation:
                return
            current.ended.add(event.message.id)
            if event.message.error is not None:
                current.failed.add(event.message.id)
            alone = {current.answers[each] for each in current.stopped_alone}
            if event.message.finish is FinishReason.CANCELLED and event.message.id not in alone:
                current.waiting.clear()
        # Not on the engine's thread, which told of the end: a load would wait for itself.
        self._jobs.start(lambda: self._go_on(current))

    def _go_on(self, current: Comparison) -> None:
        self._start_what_can()
        with self._beginning, self._lock:
            has_ended = not current.running and not current.waiting
        if has_ended:
            self._close(current)

    def _close(self, current: Comparison) -> None:
        """Give the second engine's memory back, and the first its model."""
        self._end_second()
        with self._lock:
            original, current.original = current.original, ""
        if original:
            try:
                self._usual.models.borrow(original)
            except AppError:  # its file went away meanwhile
                return
            self._jobs.start(self._usual.models.ensure_loaded, on_error=lambda _error: None)

    def _end_second(self) -> None:
        with self._lock:
            second, self._second = self._second, None
        if second is not None:
            second.models.close()
            second.engine.close()


def _changed(before: Sampling, column: Column) -> tuple[tuple[str, float], ...]:
    """The numbers of a column's style that are others than before, by their names."""
    style = PRESETS.get(column.preset)
    if style is None:
        return ()
    numbers = ((name, getattr(style, name)) for name in RANGES)
    return tuple((name, value) for name, value in numbers if value != getattr(before, name))
