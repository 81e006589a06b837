"""The chat template of a model file, rendered in a sandbox within limits of time and memory.

A template is a program inside an untrusted file. Jinja's immutable sandbox keeps it from reaching
Python, a limit on memory keeps it from filling the machine, and a watchdog outside the interpreter
ends this process when it never finishes (even a single huge power is caught, which holds the lock
of the interpreter). What people said is not handed to the template at all: it sees placeholders.
"""

import contextlib
import faulthandler
import json
import sys
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from app.domain.generation import PromptMessage, Role
from app.domain.tools import Tool
from app.engine.commands import Generate
from app.engine.host.channels import ChannelSpans
from app.engine.host.marker_tokens import MarkerTokens
from app.engine.host.offered_tools import Offered
from app.engine.host.placeholders import Placeholders, TooLong, as_json
from app.engine.host.spans import MarkedSpans, Spans
from app.engine.host.template_traits import (
    FINAL,
    all_marks,
    mentions_tools,
    opened_by,
    traits_of,
)
from app.engine.host.template_turns import FORMS, Form, tools_value, turns
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
_NEEDED: Final = (Role.SYSTEM, Role.TOOL)
_THINKING_VARIABLES: Final = ("enable_thinking", "thinking")
"""Qwen's name for it, which most have taken over, and that of DeepSeek and Granite."""


class TemplateRefused(Exception):
    """A template cannot be used; the message says why."""


class ToolsRefused(TemplateRefused):
    """A template has no place for tools."""


class TemplateTooCostly(TemplateRefused):
    """A template takes more memory or writes more than it may: it is tried in no other way."""


class ChatTemplate:
    """Renders conversations for one model: by its own template, or by a fallback with a note."""

    def __init__(
        self, source: str | None, vocabulary: Vocabulary, tool_source: str | None = None
    ) -> None:
        """`tool_source` is the template that some files have for requests with tools alone."""
        self._vocabulary = vocabulary
        self.is_own = False
        self.note = ""
        self.stops: tuple[str, ...] = ()
        self._tool_render: _Renderer | None = None
        self._traits = traits_of(f"{source or ''}\n{tool_source or ''}")
        self._tokens = MarkerTokens(all_marks(self._traits), vocabulary)
        if source:
            try:
                self._render = _compile(source, vocabulary)
                self._probe()
            except TemplateRefused as error:
                self.note = str(error)
            else:
                self.is_own = True
                self._tool_render = self._with_tools(source, tool_source)
                return
        else:
            self.note = "the file has no chat template"
        self._take_fallback()

    def segments(
        self,
        messages: Sequence[PromptMessage],
        tools: Sequence[Tool] = (),
        thinks: bool | None = None,
    ) -> list[Segment]:
        """The prompt for a conversation; raises TemplateRefused when it cannot be rendered.

        ToolsRefused when the template has no place for the tools.
        """
        return self._segments(messages, tools, thinks)

    def spans(self, wanted: Generate, segments: Sequence[Segment]) -> Spans | None:
        """What tells the parts of the answer to a prompt apart; None when all of it is text.

        An answer to a schema is text. One by a grammar may hold thoughts, and calls nothing.
        """
        traits = self._traits
        offered = Offered(() if wanted.grammar else wanted.tools)
        if wanted.begun or wanted.judged:
            return None  # it is in the middle of its text
        if wanted.json_schema or not (traits.has_channels or traits.thoughts or offered):
            return None
        if traits.has_channels:
            return ChannelSpans(self._tokens, offered)
        end = segments[-1].text if segments and segments[-1].trusted else ""
        opened = opened_by(end, traits.thoughts)
        if opened is not None and wanted.grammar and opened.close not in wanted.grammar:
            opened = None  # it would never end
        return MarkedSpans(traits, self._tokens, offered, opened, may_spell=bool(wanted.grammar))

    def up_to_text(self, segments: Sequence[Segment]) -> list[Segment]:
        """A prompt with what stands between it and the text of an answer that does not reason."""
        if self._traits.has_channels:
            return [*segments, Segment(FINAL, trusted=True)]
        end = segments[-1].text if segments and segments[-1].trusted else ""
        opened = opened_by(end, self._traits.thoughts)
        if opened is None:
            return list(segments)
        return [*segments, Segment(f"\n{opened.close}\n\n", trusted=True)]

    def _probe(self) -> None:
        """Raise TemplateRefused when the template cannot render a plain conversation."""
        try:
            self._segments(_PROBE)
        except TemplateTooCostly:
            raise
        except TemplateRefused:
            # Some expect a list of tools, though it be an empty one.
            self._render.no_tools = []
            self._segments(_PROBE)

    def _with_tools(self, source: str, tool_source: str | None) -> "_Renderer | None":
        """What renders requests with tools; None when nothing can."""
        if tool_source:
            with contextlib.suppress(TemplateRefused):
                return _compile(tool_source, self._vocabulary)
        return self._render if mentions_tools(source) else None

    def _take_fallback(self) -> None:
        is_chatml = self._vocabulary.knows("<|im_start|>")
        self._render = _compile(_CHATML if is_chatml else _PLAIN, self._vocabulary)
        self.stops = () if is_chatml else _PLAIN_STOPS

    def _segments(
        self,
        messages: Sequence[PromptMessage],
        tools: Sequence[Tool] = (),
        thinks: bool | None = None,
    ) -> list[Segment]:
        try:
            return self._fill(messages, tools, thinks)
        except (ToolsRefused, TemplateTooCostly):
            raise
        except TemplateRefused:
            if messages[0].role is not Role.SYSTEM or len(messages) < 2:
                raise
            # Some templates know no system role: its text then opens the first message.
            first = replace(messages[1], text=f"{messages[0].text}\n\n{messages[1].text}")
            return self._fill([first, *messages[2:]], tools, thinks)

    def _fill(
        self, messages: Sequence[PromptMessage], tools: Sequence[Tool], thinks: bool | None
    ) -> list[Segment]:
        """Render in the first form that the template takes."""
        first, *others = FORMS
        marks = [each for each in self._traits.calls if not each.is_inside]
        others += [Form(marks=each) for each in marks[:1]]
        others = others if any(message.calls for message in messages) else []
        try:
            return self._fill_form(messages, tools, thinks, first)
        except TemplateTooCostly:
            raise
        except TemplateRefused:
            for form in others:
                with contextlib.suppress(TemplateRefused):
                    return self._fill_form(messages, tools, thinks, form)
            raise

    def _fill_form(
        self,
        messages: Sequence[PromptMessage],
        tools: Sequence[Tool],
        thinks: bool | None,
        form: Form,
    ) -> list[Segment]:
        """Render placeholders, then put the texts where they stand."""
        render = self._tool_render if tools else self._render
        if render is None:
            raise ToolsRefused("the template does not mention tools")
        places = Placeholders()
        shaped, offered = turns(messages, places, form), tools_value(tools, places)
        rendered = render(shaped.values, offered, thinks)
        for each in offered or ():
            if not places.holds(rendered, each["function"]["name"]):
                raise ToolsRefused("the template leaves out a tool")
        tagged = zip(messages, shaped.tags, strict=True)
        missing = [m for m, tag in tagged if tag and not places.holds(rendered, tag)]
        if any(m.role in _NEEDED for m in missing) or messages[-1] in missing:
            raise TemplateRefused("the template leaves out a message")
        if not all(places.holds(rendered, tag) for tag in shaped.called):
            raise TemplateRefused("the template leaves out a call")
        try:
            return places.segments(rendered)
        except TooLong as error:
            raise TemplateRefused("the template writes without end") from error


class _Renderer:
    """A compiled template, called with messages; raises TemplateRefused on whatever goes wrong."""

    def __init__(self, template: Any, names: dict[str, Any]) -> None:
        self._template = template
        self._names = names
        self.no_tools: list[dict[str, Any]] | None = None
        """What says that there are no tools."""

    def __call__(
        self,
        messages: list[dict[str, Any]],
        tools: list[dict[str, Any]] | None,
        thinks: bool | None,
    ) -> str:
        pieces: list[str] = []
        length = 0
        choices = {} if thinks is None else dict.fromkeys(_THINKING_VARIABLES, thinks)
        with _limits():
            try:
                for piece in self._template.generate(
                    messages=messages,
                    add_generation_prompt=True,
                    tools=self.no_tools if tools is None else tools,
                    **choices,
                    **self._names,
                ):
                    pieces.append(piece)
                    length += len(piece)
                    if length > MAX_RENDERED_CHARACTERS:
                        raise TemplateTooCostly("the template writes without end")
            except TemplateRefused:
                raise
            except MemoryError as error:
                raise TemplateTooCostly("the template uses too much memory") from error
            except Exception as error:  # a template can raise anything
                raise TemplateRefused(f"the template failed: {_short(error)}") from error
        return "".join(pieces)


def _compile(source: str, vocabulary: Vocabulary) -> _Renderer:
    from jinja2.exceptions import TemplateError
    from jinja2.ext import Extension
    from jinja2.nodes import Node
    from jinja2.parser import Parser
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Generation(Extension):
        """`{% generation %}` tells trainers what the model wrote; its inside is rendered as is."""

        tags = {"generation"}  # noqa: RUF012 - as jinja declares it

        def parse(self, parser: Parser) -> list[Node]:
            next(parser.stream)
            return parser.parse_statements(("name:endgeneration",), drop_needle=True)

    if len(source) > MAX_TEMPLATE_CHARACTERS:
        raise TemplateRefused("the template is implausibly long")
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols", Generation]
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


def _to_json(
    value: Any,
    indent: int | None = None,
    separators: tuple[str, str] | None = None,
    sort_keys: bool = False,
    **_: Any,
) -> str:
    """As transformers does: without HTML escapes."""
    return as_json(
        json.dumps(
            value,
            ensure_ascii=False,
            indent=indent,
            separators=separators,
            sort_keys=sort_keys,
            default=_listed,
        )
    )


def _listed(value: Any) -> list[Any]:
    """What a filter such as `map` gives out one by one."""
    if isinstance(value, Generator):
        return list(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


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
