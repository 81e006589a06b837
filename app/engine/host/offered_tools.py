"""The tools of a request, as the answer that may call them sees them."""

import json
import secrets
import string
from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.domain.errors import ToolsInvalid
from app.domain.tools import Tool, ToolCall, check_call, is_call_id, json_value, parameters_of

_ID_CHARACTERS: Final = 9
"""As many as Mistral's templates insist on, which are the only ones that count."""
_OPENINGS: Final = "{[<`"
_WORDS_BEFORE_A_NAME: Final = ("functions.", "function", "call:")
_LONGEST_HEAD: Final = 200
_NAME_KEYS: Final = ("name", "tool_name")


class Misread(ValueError):
    """A stretch is no call. `is_cut` when it ends inside a string: more may make it one."""

    def __init__(self, why: str, *, is_cut: bool = False) -> None:
        super().__init__(why)
        self.is_cut = is_cut


class Offered:
    """The tools that can be called in one answer."""

    def __init__(self, tools: Sequence[Tool]) -> None:
        self._properties = {tool.name: _properties(tool) for tool in tools}

    def __bool__(self) -> bool:
        return bool(self._properties)

    def call(self, name: str, arguments: Any, call_id: object = "") -> ToolCall:
        """A call of an offered tool; raises Misread."""
        name = name.strip().removeprefix("functions.")
        if name not in self._properties:
            raise Misread(f"there is no tool named {name[:40]}")
        if isinstance(arguments, str):
            arguments = value_of(arguments) if arguments.strip() else {}
        if arguments is not None and not isinstance(arguments, dict):
            raise Misread("the arguments are no object")
        text = json.dumps(arguments or {}, ensure_ascii=False).encode("utf-8", "replace").decode()
        own = str(call_id or "")
        call = ToolCall(name, text, own if own and is_call_id(own) else new_call_id())
        try:
            check_call(call)
        except ToolsInvalid as error:
            raise Misread(error.detail) from error
        return call

    def typed(self, name: str, key: str, text: str) -> Any:
        """An argument that was written without quotes, as the tool's parameters want it."""
        known = self._properties.get(name.strip().removeprefix("functions."), {}).get(key)
        if not isinstance(known, dict) or _is_text(known):
            return text
        try:
            return json_value(text.strip())
        except ValueError:
            return text

    def may_begin(self, begun: str) -> bool:
        """Whether a stretch that begins like this can still become calls."""
        begun = begun.lstrip()
        if not begun or begun[0] in _OPENINGS or "\ud800" <= begun[0] <= "\udfff":
            return True
        names = (*self._properties, *_WORDS_BEFORE_A_NAME)
        return any(begun.startswith(name) or name.startswith(begun) for name in names)

    def may_be_bare(self, begun: str) -> bool:
        """Whether an answer that begins like this can be nothing but the JSON of a call."""
        packed = "".join(begun[:_LONGEST_HEAD].split())
        heads = ['{"type":"function"', '{"function":{', '{"parameters":{', '{"arguments":{']
        heads += [f'{{"{key}":"{name}"' for key in _NAME_KEYS for name in self._properties]
        return any(packed.startswith(head) or head.startswith(packed) for head in heads)


def new_call_id() -> str:
    """An id for a call whose model gave none."""
    return "".join(
        secrets.choice(string.ascii_letters + string.digits) for _ in range(_ID_CHARACTERS)
    )


def value_of(text: str) -> Any:
    """The value of a JSON text; raises Misread."""
    try:
        return json_value(text)
    except ValueError as error:
        raise Misread(str(error)) from error


def _properties(tool: Tool) -> Mapping[str, Any]:
    found = parameters_of(tool).get("properties", {})
    return found if isinstance(found, dict) else {}


def _is_text(schema: Mapping[str, Any]) -> bool:
    """Whether a parameter wants a text, or does not say what it wants."""
    kind = schema.get("type")
    if kind is None:
        values = schema.get("enum")
        said = any(key in schema for key in ("anyOf", "oneOf", "$ref", "const"))
        return (
            all(isinstance(each, str) for each in values) if isinstance(values, list) else not said
        )
    return kind == "string" or (isinstance(kind, list) and "string" in kind)
