"""The file of `--tools`: what the model may call, in the format of OpenAI's API."""

import json
from pathlib import Path
from typing import Any, Final

from app.domain.errors import ToolsInvalid, UsageError
from app.domain.tools import Tool, ToolCall, arguments_of, check_tools

_MOST_BYTES: Final = 4 << 20


def read_tools(path: Path) -> tuple[Tool, ...]:
    """The tools that a JSON list declares; raises UsageError or ToolsInvalid."""
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES + 1).decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise UsageError(str(error), problem=f"{path} cannot be read as text") from error
    if len(text) > _MOST_BYTES:
        raise UsageError(problem=f"{path} is too long")
    try:
        untrusted = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ToolsInvalid(str(error), problem=f"{path} is not JSON") from error
    if not isinstance(untrusted, list) or not untrusted:
        raise ToolsInvalid(problem=f"{path} holds no list of tools")
    tools = tuple(_tool(each, place) for place, each in enumerate(untrusted, 1))
    check_tools(tools)
    return tools


def call_value(call: ToolCall) -> dict[str, Any]:
    """A call as a program reads it."""
    return {"name": call.name, "arguments": arguments_of(call)}


def _tool(untrusted: Any, place: int) -> Tool:
    function = untrusted.get("function", untrusted) if isinstance(untrusted, dict) else None
    if not isinstance(function, dict):
        raise ToolsInvalid(problem=f"number {place} is not a JSON object with a “function”")
    name, description = function.get("name"), function.get("description") or ""
    if not isinstance(name, str) or not isinstance(description, str):
        raise ToolsInvalid(problem=f"number {place} has no name, or its description is no text")
    parameters = function.get("parameters")
    if parameters is None:
        return Tool(name, description)
    try:
        return Tool(name, description, json.dumps(parameters, ensure_ascii=False))
    except RecursionError as error:
        raise ToolsInvalid(problem=f"the parameters of “{name}” are nested too deeply") from error
