"""The chat template of a model file, rendered in a sandbox within limits of time and memory.

A template is a program inside an untrusted file. Jinja's immutable sandbox keeps it from reaching
Python, a limit on memory keeps it from filling the machine, and a watchdog outside the interpreter
ends this process when it never finishes (even a single huge power is caught, which holds the lock
of the interpreter). What people said is not handed to the template at all: it sees placeholders.
"""

import contextlib
import faulthandler
import json
import re
import secrets
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from app.domain.generation import PromptMessage, Role
from app.engine.host.vocabulary import Segment, Vocabulary

RENDER_SECONDS: Final = 5.0
"""Templates of known models take a few milliseconds."""
RENDER_BYTES: Final = 512 * 1024 * 1024
MAX_TEMPLATE_CHARACTERS: Final = 1_000_000
MAX_RENDERED_CHARACTERS: Final = 4_000_000

_CHATML: Final = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "<|im_start|>assistant\n"
)
_PLAIN: Final = (
    "{% for m in messages %}{{ m.role | capitalize }}: {{ m.content }}\n\n{% endfor %}Assistant:"
)
_PLAIN_STOPS: Final = ("\nUser:", "\nSystem:")
_PROBE: Final = (
    PromptMessage(Role.SYSTEM, "s"),
    PromptMessage(Role.USER, "u"),
    PromptMessage(Role.ASSISTANT, "a"),
    PromptMessage(Role.USER, "u"),
)


class TemplateRefused(Exception):
    """A template cannot be used; the message says why."""


class ChatTemplate:
    """Renders conversations for one model: by its own template, or by a fallback with a note."""

    def __init__(self, source: str | None, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.is_own = False
        self.note = ""
        self.stops: tuple[str, ...] = ()
        if source:
            try:
                self._render = _compile(source, vocabulary)
                self._segments(_PROBE)
            except TemplateRefused as error:
                self.note = str(error)
            else:
                self.is_own = True
                return
        else:
            self.note = "the file has no chat template"
        self._take_fallback()

    def segments(self, messages: Sequence[PromptMessage]) -> list[Segment]:
        """The prompt for a conversation; raises TemplateRefused when it cannot be rendered."""
        return self._segments(messages)

    def _take_fallback(self) -> None:
        is_chatml = self._vocabulary.knows("<|im_start|>")
        self._render = _compile(_CHATML if is_chatml else _PLAIN, self._vocabulary)
        self.stops = () if is_chatml else _PLAIN_STOPS

    def _segments(self, messages: Sequence[PromptMessage]) -> list[Segment]:
        try:
            return self._fill(messages)
        except TemplateRefused:
            if messages[0].role is not Role.SYSTEM or len(messages) < 2:
                raise
            # Some templates know no system role: its text then opens the first message.
            first = PromptMessage(messages[1].role, f"{messages[0].text}\n\n{messages[1].text}")
            return self._fill([first, *messages[2:]])

    def _fill(self, messages: Sequence[PromptMessage]) -> list[Segment]:
        """Render placeholders, then put the texts where they stand."""
        tags = [f"text{secrets.token_hex(12)}" for _ in messages]
        rendered = self._render(
            [{"role": m.role.value, "content": tag} for m, tag in zip(messages, tags, strict=True)]
        )
        missing = [m for m, tag in zip(messages, tags, strict=True) if tag not in rendered]
        if any(m.role is Role.SYSTEM for m in missing) or messages[-1] in missing:
            raise TemplateRefused("the template leaves out a message")
        texts = dict(zip(tags, (m.text for m in messages), strict=True))
        parts = re.split("(" + "|".join(tags) + ")", rendered)
        return [
            Segment(texts[part], trusted=False) if part in texts else Segment(part, trusted=True)
            for part in parts
            if part
        ]


class _Renderer:
    """A compiled template, called with messages; raises TemplateRefused on whatever goes wrong."""

    def __init__(self, template: Any, names: dict[str, Any]) -> None:
        self._template = template
        self._names = names

    def __call__(self, messages: list[dict[str, str]]) -> str:
        pieces: list[str] = []
        length = 0
        with _limits():
            try:
                for piece in self._template.generate(
                    messages=messages, add_generation_prompt=True, tools=None, **self._names
                ):
                    pieces.append(piece)
                    length += len(piece)
                    if length > MAX_RENDERED_CHARACTERS:
                        raise TemplateRefused("the template writes without end")
            except TemplateRefused:
                raise
            except MemoryError as error:
                raise TemplateRefused("the template uses too much memory") from error
            except Exception as error:  # a template can raise anything
                raise TemplateRefused(f"the template failed: {_short(error)}") from error
        return "".join(pieces)


def _compile(source: str, vocabulary: Vocabulary) -> _Renderer:
    from jinja2.exceptions import TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    if len(source) > MAX_TEMPLATE_CHARACTERS:
        raise TemplateRefused("the template is implausibly long")
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
    )
    environment.filters["tojson"] = _to_json
    environment.globals["raise_exception"] = _raise_exception
    environment.globals["strftime_now"] = _strftime_now
    with _limits():
        try:
            template = environment.from_string(source)
        except (TemplateError, MemoryError, RecursionError, SyntaxError, ValueError) as error:
            raise TemplateRefused(f"the template is not valid: {_short(error)}") from error
    names = {
        "bos_token": vocabulary.name_of(vocabulary.bos),
        "eos_token": vocabulary.name_of(vocabulary.eos),
    }
    return _Renderer(template, names)


def _to_json(value: Any, indent: int | None = None, **_: Any) -> str:
    """As transformers does: without HTML escapes."""
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _raise_exception(message: str) -> None:
    raise TemplateRefused(f"the template says: {str(message)[:200]}")


def _strftime_now(form: str) -> str:
    return datetime.now().astimezone().strftime(form)


def _short(error: BaseException) -> str:
    return f"{type(error).__name__}: {str(error)[:200]}"


@contextlib.contextmanager
def _limits() -> Iterator[None]:
    """Bound what happens inside: the process ends when time is up, memory raises MemoryError."""
    faulthandler.dump_traceback_later(RENDER_SECONDS, exit=True, file=2)
    restore = _limit_memory()
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        restore()


def _limit_memory() -> Any:
    """Allow RENDER_BYTES more than now (RLIMIT_DATA counts private memory, not the model)."""
    if sys.platform != "linux":
        return lambda: None
    import resource
    from pathlib import Path

    status = Path("/proc/self/status").read_text("ascii", "replace")
    used = int(status.partition("VmData:")[2].split(maxsplit=1)[0]) * 1024
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (used + RENDER_BYTES, hard))
    return lambda: resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
