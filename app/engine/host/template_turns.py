"""Turns and tools in the form in which chat templates expect them, with every text hidden.

Templates agree on the outline (that of OpenAI's API, with arguments as objects) and differ in
details: what stands for an empty text beside calls, how long an id is. So there are several forms.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.domain.generation import PromptMessage, Role
from app.domain.tools import Tool, ToolCall, arguments_of, parameters_of
from app.engine.host.placeholders import Placeholders, as_json
from app.engine.host.template_traits import CallMarks


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write turns that made calls."""

    empty: str | None = ""
    """What stands for a text that is not there."""
    keeps_text: bool = True
    """Whether a text beside calls is kept; some templates then leave out the calls."""
    keeps_ids: bool = True
    """Whether calls have their own ids; else all are of nine characters, as Mistral wants."""
    has_objects: bool = True
    """Whether arguments are objects; older templates want their text."""
    marks: CallMarks | None = None
    """Where a template knows no calls in turns, they stand in the text, between these."""


FORMS: Final = tuple(
    Form(empty, keeps_text, keeps_ids, has_objects)
    for keeps_ids, has_objects in ((True, True), (False, True), (True, False))
    for empty, keeps_text in (("", True), (None, True), ("", False), (None, False))
)
"""The first is the usual one."""


@dataclass(slots=True)
class Turns:
    """Messages in one form; `tags` of each message, and of the tools it calls."""

    values: list[dict[str, Any]]
    tags: list[str]
    called: list[str]


def turns(messages: Sequence[PromptMessage], places: Placeholders, form: Form) -> Turns:
    """The `messages` of a template."""
    made = Turns([], [], [])
    ids = _ids(messages, keeps_ids=form.keeps_ids)
    names: dict[str, str] = {}
    for message in messages:
        tag = places.hide(message.text)
        value: dict[str, Any] = {"role": message.role.value, "content": tag}
        if message.calls and form.marks is not None:
            value["content"], names_there = _in_text(message, tag, places, form.marks)
            made.called += names_there
            names |= {next(ids): call.name for call in message.calls}
        elif message.calls:
            is_empty = not message.text or not form.keeps_text
            value["content"] = form.empty if is_empty else tag
            tag = "" if is_empty else tag
            value["tool_calls"] = [_call(each, next(ids), places, form) for each in message.calls]
            names |= {
                shaped["id"]: call.name
                for shaped, call in zip(value["tool_calls"], message.calls, strict=True)
            }
            made.called += [each["function"]["name"] for each in value["tool_calls"]]
        elif message.role is Role.TOOL:
            value["tool_call_id"] = next(ids)
            value["name"] = places.hide(message.tool or names.get(value["tool_call_id"], ""))
        made.values.append(value)
        made.tags.append(tag)
    return made


def tools_value(tools: Sequence[Tool], places: Placeholders) -> list[dict[str, Any]] | None:
    """The `tools` of a template; None for none, as templates test for it."""
    if not tools:
        return None
    shaped: list[dict[str, Any]] = places.hide_all(
        [
            {
                "type": "function",
                "function": {
                    "name": tool.name,
                    "description": tool.description,
                    "parameters": parameters_of(tool),
                },
            }
            for tool in tools
        ]
    )
    return shaped


def _in_text(
    message: PromptMessage, tag: str, places: Placeholders, marks: CallMarks
) -> tuple[str, list[str]]:
    """A turn's text with its calls as JSON behind it, and the tags of their names."""
    calls = [
        {"name": places.hide(call.name), "arguments": places.hide_all(arguments_of(call))}
        for call in message.calls
    ]
    text = as_json(json.dumps(calls, ensure_ascii=False))
    return f"{tag}{marks.open}{text}{marks.close}", [call["name"] for call in calls]


def _call(call: ToolCall, call_id: str, places: Placeholders, form: Form) -> dict[str, Any]:
    text = places.hide(call.arguments_json)
    arguments = places.hide_all(arguments_of(call)) if form.has_objects else text
    function = {"name": places.hide(call.name), "arguments": arguments}
    return {"id": call_id, "type": "function", "function": function}


def _ids(messages: Sequence[PromptMessage], *, keeps_ids: bool) -> Iterator[str]:
    """The id of every call and every result in their order; results without one go by theirs.

    Ids stand in the prompt as they are, for templates measure them; `check_call` has seen them.
    """
    given: dict[str, str] = {}
    unanswered: list[str] = []
    count = 0
    for message in messages:
        if message.calls:
            unanswered.clear()
        for call in message.calls:
            count += 1
            number = f"call{count:05d}"
            chosen = call.id if keeps_ids and call.id else number
            given[call.id] = chosen
            unanswered.append(chosen)
            yield chosen
        if message.role is Role.TOOL:
            known = given.get(message.call_id) if message.call_id else None
            chosen = known or (unanswered[0] if unanswered else f"call{count:05d}")
            if chosen in unanswered:
                unanswered.remove(chosen)
            yield chosen
