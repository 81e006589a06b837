"""Tools that a model may ask for: what is offered, what it calls, and what is accepted as either.

Nothing here runs anything: a call is a wish, in the model's words, that somebody else decides on.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.domain.errors import ToolsInvalid

MAX_TOOLS: Final = 128
MAX_DESCRIPTION_CHARACTERS: Final = 20_000
MAX_JSON_CHARACTERS: Final = 200_000
"""Of one tool's parameters, or of one call's arguments."""
MAX_JSON_DEPTH: Final = 32
_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_CALL_ID: Final = re.compile(r"[A-Za-z0-9_.:-]{0,128}")


@dataclass(frozen=True, slots=True)
class Tool:
    """A function that the model may call. `parameters_json` is a JSON Schema of an object."""

    name: str
    description: str = ""
    parameters_json: str = '{"type": "object", "properties": {}}'


@dataclass(frozen=True, slots=True)
class ToolCall:
    """The model wants a tool of the request called; `arguments_json` is the text of an object.

    `id` ties a result to its call: the model's own where its template knows such ids, else ours.
    """

    name: str
    arguments_json: str
    id: str = ""


def check_tools(tools: Sequence[Tool]) -> None:
    """Raise ToolsInvalid when the tools cannot be offered to a model."""
    if len(tools) > MAX_TOOLS:
        raise ToolsInvalid(problem=f"there are {len(tools):,} of them, and at most {MAX_TOOLS} fit")
    seen: set[str] = set()
    for tool in tools:
        check_name(tool.name)
        if tool.name in seen:
            raise ToolsInvalid(problem=f"“{tool.name}” is there twice")
        seen.add(tool.name)
        if len(tool.description) > MAX_DESCRIPTION_CHARACTERS:
            raise ToolsInvalid(problem=f"the description of “{tool.name}” is too long")
        schema = _object(tool.parameters_json, f"the parameters of “{tool.name}”")
        if not isinstance(schema.get("properties", {}), dict):
            raise ToolsInvalid(problem=f"the properties of “{tool.name}” are not an object")


def check_call(call: ToolCall) -> None:
    """Raise ToolsInvalid when a call cannot be one: its name, its id, or its arguments."""
    check_name(call.name)
    if not is_call_id(call.id):
        raise ToolsInvalid(problem=f"the call of “{call.name}” has an id that cannot be used")
    _object(call.arguments_json, f"the arguments of “{call.name}”")


def is_call_id(text: str) -> bool:
    """Whether a text can be the id of a call; an empty one is that of a call without."""
    return _CALL_ID.fullmatch(text) is not None


def arguments_of(call: ToolCall) -> dict[str, Any]:
    """The arguments of a call as values; raises ToolsInvalid."""
    return _object(call.arguments_json, f"the arguments of “{call.name}”")


def parameters_of(tool: Tool) -> dict[str, Any]:
    """The JSON Schema of a tool's parameters as values; raises ToolsInvalid."""
    return _object(tool.parameters_json, f"the parameters of “{tool.name}”")


def json_value(untrusted: str) -> Any:
    """The value that a JSON text stands for; raises ValueError, also when it is too large."""
    if len(untrusted) > MAX_JSON_CHARACTERS:
        raise ValueError("longer than anything that is accepted")
    try:
        value = json.loads(untrusted, parse_constant=_no_constant)
        json.dumps(value, allow_nan=False)  # 1e999 is JSON, and infinite
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if depth_of(value) > MAX_JSON_DEPTH:
        raise ValueError("nested too deeply")
    return value


def depth_of(value: Any) -> int:
    """How many objects and lists stand inside one another."""
    depth, level = 0, [value]
    while nests := [each for each in level if isinstance(each, dict | list)]:
        depth += 1
        level = [
            part for each in nests for part in (each.values() if isinstance(each, dict) else each)
        ]
    return depth


def check_name(name: str) -> None:
    """Raise ToolsInvalid when a tool cannot have this name."""
    if not _NAME.fullmatch(name):
        problem = f"“{name[:40]}” is no name for one: letters, digits, “_”, “-” and “.” are"
        raise ToolsInvalid(problem=problem)


def _object(untrusted: str, what: str) -> dict[str, Any]:
    try:
        value = json_value(untrusted)
    except ValueError as error:
        raise ToolsInvalid(str(error), problem=f"{what} are not JSON, or too much of it") from error
    if not isinstance(value, dict):
        raise ToolsInvalid(problem=f"{what} are not a JSON object")
    return value


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
