"""One conversation in the terminal: what is sent, and what is printed as it comes."""

import contextlib
import queue
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.bootstrap import Application
from app.cli import safety
from app.cli.output import Output
from app.cli.tools import call_value
from app.domain.attachments import NewAttachment
from app.domain.conversations import Message
from app.domain.events import (
    AnswerChecked,
    AnswerEnded,
    AnswerGrew,
    AnswerProgress,
    AnswerSearches,
    AnswerThought,
    AppEvent,
    ContextCut,
    ModelChanged,
)
from app.domain.generation import AnswerFormat, FinishReason
from app.domain.ids import ConversationId, LibraryId
from app.domain.models import ModelPhase
from app.domain.retrieval import Grounding
from app.domain.safety import SafetyReport
from app.domain.vault import VaultState
from app.services.answer import Wanted

if TYPE_CHECKING:
    from app.services.asking import Answered

INTERRUPTED: Final = 130
_POLL_SECONDS: Final = 0.5
_LONG_PROMPT: Final = 512


class Talk:
    """One conversation with the model, printed as it comes."""

    def __init__(
        self,
        app: Application,
        wanted: Wanted,
        system: str,
        out: Output,
        conversation: ConversationId | None,
        assistant: LibraryId | None,
        *,
        shows_thinking: bool,
    ) -> None:
        self._app = app
        self._wanted = wanted
        self._system = system
        self._out = out
        self._shows_thinking = shows_thinking
        self._conversation = conversation
        self._assistant = assistant
        self._left_out = 0
        self._events: queue.SimpleQueue[AppEvent] = queue.SimpleQueue()
        app.bus.subscribe(self._events.put)

    def say(self, text: str, attached: Sequence[NewAttachment] = ()) -> int:
        """Send a message and print its answer; the exit code."""
        chat = self._app.chat
        conversation = self._conversation or chat.begin(
            text, self._system, attached, self._assistant
        )
        chat.send(conversation, text, self._wanted, attachments=attached, forgets_draft=False)
        self._conversation = conversation
        self._left_out = 0
        code = 0
        try:
            message, grounding = self._follow()
        except KeyboardInterrupt:
            self._app.chat.stop(conversation)
            message, grounding = self._follow()
            code = INTERRUPTED
        report = self._checked(message)
        self._print_end(message, grounding, [each.attachment.name for each in attached], report)
        if message.error is not None:
            raise message.error
        return code

    def _follow(self) -> tuple[Message, Grounding | None]:
        """Print what comes until the answer ends; one from documents is printed once checked."""
        while True:
            try:
                event = self._events.get(timeout=_POLL_SECONDS)
            except queue.Empty:  # lets Ctrl+C in on Windows
                continue
            match event:
                case ModelChanged(state) if state.phase is ModelPhase.LOADING:
                    self._out.progress(f"Loading the model… {state.progress:.0%}")
                case AnswerProgress(done=done, total=total) if total > _LONG_PROMPT:
                    self._out.progress(f"Reading… {done / total:.0%}")
                case ContextCut(cut=cut):
                    self._left_out = cut.left_out
                    self._out.progress("")
                    self._out.note(_left_out_note(cut.left_out))
                case AnswerThought(text=text):
                    self._think(text)
                case AnswerSearches():
                    self._out.progress("Looking in your documents…")
                case AnswerGrew(text=text) if self._wanted.about is None:
                    self._out.progress("")
                    self._write(text)
                case AnswerEnded(message=message, grounding=grounding):
                    self._out.progress("")
                    return message, grounding

    def _checked(self, message: Message) -> SafetyReport | None:
        """Wait for what the safety model says of an answer; None where none is asked."""
        checking = self._app.safety
        if not checking.is_on:
            return None
        self._out.progress("Checking…")
        while checking.is_checking:
            with contextlib.suppress(queue.Empty):  # lets Ctrl+C in on Windows
                event = self._events.get(timeout=_POLL_SECONDS)
                if isinstance(event, AnswerChecked) and event.message_id == message.id:
                    break
        self._out.progress("")
        return checking.report(message.id)

    def _think(self, piece: str) -> None:
        if self._shows_thinking and not self._out.is_json:
            self._out.progress("")
            self._out.aside(piece)
        else:
            self._out.progress("Thinking…")

    def _write(self, piece: str) -> None:
        if not self._out.is_json and not self._app.safety.hides:
            self._out.stream(piece)

    def _print_end(
        self,
        message: Message,
        grounding: Grounding | None,
        attached: list[str],
        report: SafetyReport | None,
    ) -> None:
        if self._out.is_json:
            if message.error is None:
                calls = {"tool_calls": [call_value(each) for each in message.calls]}
                value = _as_json(message, self._app) | {"left_out": self._left_out}
                if self._app.vault.state is VaultState.OPEN:
                    value["conversation"] = self._conversation
                if attached:
                    value["attachments"] = attached
                if grounding is not None:
                    from app.cli.ask import answer_value

                    value |= answer_value(self._app, _answered(message, grounding))
                if report is not None:
                    value["safety"] = safety.value(report)
                self._out.json(value | (calls if self._wanted.tools else {}))
            return
        if self._app.safety.hides and self._wanted.about is None:
            self._out.stream(safety.shown(message.text, report))
        self._out.stream_end()
        if grounding is not None:
            from app.cli.ask import print_answer

            answered = _answered(message, grounding)
            if self._app.safety.hides:
                answered = replace(answered, text=safety.shown(message.text, report))
            print_answer(answered, self._out)
        elif self._wanted.about is not None and message.text:
            self._out.line(message.text)  # it was stopped before it could be checked
        if report is not None:
            safety.tell(report, self._out)
        for call in message.calls:
            self._out.json(call_value(call))
        if message.finish is FinishReason.CANCELLED:
            self._out.note("Stopped.")
        elif message.finish is FinishReason.CONTEXT_FULL:
            self._out.note("The context window is full: the answer ends here.")
        elif message.finish is FinishReason.LENGTH:
            whole = "" if self._wanted.format == AnswerFormat() else ": the format is not complete"
            self._out.note(f"Cut off at the longest answer allowed{whole}.")


def _answered(message: Message, grounding: Grounding) -> "Answered":
    from app.services.asking import Answered  # only where documents are asked

    finish = message.finish or FinishReason.STOP
    return Answered(message.text, grounding, finish, message.usage, message.timing)


def _left_out_note(count: int) -> str:
    messages = "message" if count == 1 else "messages"
    return f"The model no longer sees the first {count:,} {messages}: they do not fit any more."


def _as_json(message: Message, app: Application) -> dict[str, object]:
    model = app.models.state.model
    return {
        "text": message.text,
        "reasoning": message.thoughts,
        "finish_reason": message.finish,
        "model": model.id if model else None,
        "usage": {
            "prompt_tokens": message.usage.prompt_tokens,
            "cached_tokens": message.usage.cached_tokens,
            "completion_tokens": message.usage.completion_tokens,
        },
        "timing": {
            "load_s": round(message.timing.load_s, 3),
            "first_token_s": round(message.timing.first_token_s, 3),
            "prompt_tokens_per_s": round(message.timing.prompt_tokens_per_s, 1),
            "decode_tokens_per_s": round(message.timing.decode_tokens_per_s, 1),
        },
    }
