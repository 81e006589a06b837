"""Calls as models write them: each family's way to say a tool's name and its arguments.

A stretch of an answer is read whole or not at all: only tools that were offered can be called, all
arguments make one JSON object within limits, and nothing else may stand beside the calls.
"""

import ast
import itertools
import json
import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any, Final

from app.domain.tools import MAX_JSON_CHARACTERS, ToolCall, json_value
from app.engine.host.offered_tools import Misread, Offered, value_of

MAX_CALL_CHARACTERS: Final = MAX_JSON_CHARACTERS
"""Of one stretch of calls, marks and all."""
MAX_CALLS: Final = 128
"""Of one answer; what looks like more stays text."""
_FENCE: Final = "```"
_BETWEEN: Final = " \t\r\n,;"
_NAME_KEYS: Final = ("name", "tool_name")
_ARGUMENT_KEYS: Final = ("arguments", "parameters", "args")
_ID_KEYS: Final = ("id", "tool_call_id", "call_id")


def read_calls(stretch: str, offered: Offered) -> tuple[ToolCall, ...]:
    """The calls in a stretch between the marks of a template; raises Misread."""
    body = stretch.strip()
    reader = next(read for begins, read in _READERS if begins.match(body))
    try:
        calls = tuple(itertools.islice(reader(body, offered), MAX_CALLS + 1))
    except Misread:
        raise
    except (SyntaxError, RecursionError, MemoryError, ValueError) as error:
        raise Misread(type(error).__name__) from error
    if not calls or len(calls) > MAX_CALLS:
        raise Misread("nothing is called, or far too much")
    return calls


# --- JSON ------------------------------------------------------------------------------------


def _read_json(text: str, offered: Offered) -> Iterator[ToolCall]:
    """`{"name": …, "arguments": …}`, a list of such, or several one after another."""
    for value in _values(_unfenced(text)):
        for each in value if isinstance(value, list) else [value]:
            yield _json_call(each, offered)


def _unfenced(text: str) -> str:
    """A text without the fence of a code block around it."""
    if not text.startswith(_FENCE):
        return text
    return text.removeprefix(_FENCE).removeprefix("json").rstrip().removesuffix(_FENCE)


def _json_call(value: Any, offered: Offered) -> ToolCall:
    if not isinstance(value, dict):
        raise Misread("a call is an object")
    call_id = next((value[key] for key in _ID_KEYS if key in value), "")
    if isinstance(value.get("function"), dict):
        value = value["function"]
    name = next((value[key] for key in _NAME_KEYS if key in value), value.get("function"))
    if isinstance(name, str):
        arguments: Any = next((value[key] for key in _ARGUMENT_KEYS if key in value), {})
        return offered.call(name, arguments, call_id)
    if len(value) == 1:  # Apertus: {"name": {…}}
        return offered.call(*next(iter(value.items())))
    raise Misread("the call has no name")


def _values(text: str) -> Iterator[Any]:
    """JSON values one after another, with nothing but commas and white space between them."""
    at = 0
    while at < len(text):
        if text[at] in _BETWEEN:
            at += 1
            continue
        value, at = _value_at(text, at)
        yield value


def _value_at(text: str, at: int) -> tuple[Any, int]:
    try:
        _, end = json.JSONDecoder().raw_decode(text, at)
    except json.JSONDecodeError as error:
        is_cut = error.msg.startswith("Unterminated string")
        raise Misread(str(error), is_cut=is_cut) from error
    except ValueError as error:
        raise Misread(str(error)) from error
    return value_of(text[at:end]), end


# --- tags ------------------------------------------------------------------------------------

_FUNCTION: Final = re.compile(
    r"(?:<tool_call>\s*)?<function(?:=|\s+name=\")(?P<name>[^>\"]+)\"?>(?P<body>.*?)</function>"
    r"(?:\s*</tool_call>)?",
    re.DOTALL,
)
_PARAMETER: Final = re.compile(
    r"<param(?:eter)?(?:=|\s+name=\")(?P<key>[^>\"]+)\"?[^>]*>(?P<value>.*?)"
    r"(?:</param(?:eter)?>|(?=<param(?:eter)?[= ])|\Z)",
    re.DOTALL,
)
_INVOKE: Final = re.compile(
    r"<(?:｜DSML｜)?invoke\s+name=\"(?P<name>[^\"]+)\">(?P<body>.*?)</(?:｜DSML｜)?invoke>",
    re.DOTALL,
)
_INVOKED: Final = re.compile(
    r"<(?:｜DSML｜)?parameter\s+name=\"(?P<key>[^\"]+)\"[^>]*>(?P<value>.*?)"
    r"</(?:｜DSML｜)?parameter>",
    re.DOTALL,
)
_PAIR: Final = re.compile(
    r"<arg_key>(?P<key>.*?)</arg_key>\s*<arg_value>(?P<value>.*?)</arg_value>", re.DOTALL
)


def _read_function(text: str, offered: Offered) -> Iterator[ToolCall]:
    """`<function=NAME><parameter=KEY>VALUE</parameter></function>`, or JSON inside."""
    for found in _all(_FUNCTION, text):
        name, body = found["name"], found["body"].strip()
        if body.startswith("{"):
            yield offered.call(name, body)
        else:
            yield offered.call(name, _pairs(_PARAMETER, body, name, offered))


def _read_invoke(text: str, offered: Offered) -> Iterator[ToolCall]:
    """`<invoke name="NAME"><parameter name="KEY">VALUE</parameter></invoke>`: MiniMax, DeepSeek."""
    for found in _all(_INVOKE, text):
        name = found["name"]
        yield offered.call(name, _pairs(_INVOKED, found["body"].strip(), name, offered))


def _read_keys(text: str, offered: Offered) -> Iterator[ToolCall]:
    """`NAME<arg_key>KEY</arg_key><arg_value>VALUE</arg_value>`: GLM."""
    name, key, pairs = text.partition("<arg_key>")
    yield offered.call(name, _pairs(_PAIR, key + pairs, name, offered))


def _pairs(pattern: re.Pattern[str], body: str, name: str, offered: Offered) -> dict[str, Any]:
    return {
        found["key"].strip(): offered.typed(name, found["key"].strip(), _unwrapped(found["value"]))
        for found in _all(pattern, body)
    }


def _all(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Matches one after another to the end, with nothing but white space and commas between."""
    at = 0
    while at < len(text):
        if text[at] in _BETWEEN:
            at += 1
            continue
        found = pattern.match(text, at)
        if found is None or found.end() == at:
            raise Misread(f"not understood: {text[at : at + 20]}")
        yield found
        at = found.end()


def _unwrapped(value: str) -> str:
    """A value without the line breaks that set it apart from its tags."""
    return value.removeprefix("\n").removesuffix("\n")


# --- marker tokens inside of calls -----------------------------------------------------------

_DEEPSEEK: Final = re.compile(
    r"<｜tool▁call▁begin｜>(?P<head>.*?)<｜tool▁sep｜>(?P<tail>.*?)(?:<｜tool▁call▁end｜>|\Z)",
    re.DOTALL,
)
_KIMI: Final = re.compile(
    r"<\|tool_call_begin\|>(?P<id>.*?)<\|tool_call_argument_begin\|>(?P<body>.*?)"
    r"(?:<\|tool_call_end\|>|\Z)",
    re.DOTALL,
)
_MISTRAL: Final = re.compile(
    r"(?:\[TOOL_CALLS\])?\s*(?P<name>[\w.-]+)\s*(?:\[CALL_ID\](?P<id>[\w-]+))?\s*(?:\[ARGS\])?\s*"
)
_GEMMA: Final = re.compile(r"call:(?P<name>[\w.-]+)(?P<body>\{.*\})", re.DOTALL)
_GEMMA_QUOTE: Final = '<|"|>'
_BARE_KEY: Final = re.compile(r"([{,]\s*)([A-Za-z_][\w.-]*)(\s*:)")


def _read_deepseek(text: str, offered: Offered) -> Iterator[ToolCall]:
    for found in _all(_DEEPSEEK, text):
        head, tail = found["head"].strip(), found["tail"].strip()
        if head == "function":  # R1: the kind stands first, the name before a code block
            head, fence, body = tail.partition(_FENCE)
            tail = _unfenced(fence + body)
        yield offered.call(head, tail)


def _read_kimi(text: str, offered: Offered) -> Iterator[ToolCall]:
    for found in _all(_KIMI, text):
        call_id = found["id"].strip()
        yield offered.call(call_id.rpartition(":")[0] or call_id, found["body"], call_id)


def _read_mistral(text: str, offered: Offered) -> Iterator[ToolCall]:
    """`[TOOL_CALLS]NAME[CALL_ID]ID[ARGS]{…}`, the marks in the middle being optional."""
    at = 0
    while at < len(text):
        if text[at] in _BETWEEN:
            at += 1
            continue
        found = _MISTRAL.match(text, at)
        if found is None:
            raise Misread("a name was expected")
        arguments, at = _value_at(text, found.end())
        yield offered.call(found["name"], arguments, found["id"])


def _read_gemma(text: str, offered: Offered) -> Iterator[ToolCall]:
    """`call:NAME{key:<|"|>text<|"|>,other:1}`: Gemma 4."""
    for found in _all(_GEMMA, text):
        parts = found["body"].split(_GEMMA_QUOTE)
        parts[::2] = [_BARE_KEY.sub(r'\1"\2"\3', part) for part in parts[::2]]
        parts[1::2] = [json.dumps(part, ensure_ascii=False) for part in parts[1::2]]
        yield offered.call(found["name"], "".join(parts))


def _read_python(text: str, offered: Offered) -> Iterator[ToolCall]:
    """`[name(key="value", other=1)]`: LFM 2. Parsed as a syntax tree, never run."""
    if len(text) > MAX_CALL_CHARACTERS // 10:  # the parser takes a hundred times its room
        raise Misread("too long")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # they would quote the text in the log
        body = ast.parse(text, mode="eval").body
    for each in body.elts if isinstance(body, ast.List | ast.Tuple) else [body]:
        if not isinstance(each, ast.Call) or each.args:
            raise Misread("a call with named arguments was expected")
        named = {str(key.arg): _literal(key.value) for key in each.keywords}
        yield offered.call(ast.unparse(each.func), named)


def _literal(node: ast.expr) -> Any:
    """A constant, a list or a dict; the words of JSON count as constants."""
    words = {"true": True, "false": False, "null": None}
    if isinstance(node, ast.Name) and node.id in words:
        return words[node.id]
    try:
        return json_value(json.dumps(ast.literal_eval(node), allow_nan=False))
    except (ValueError, TypeError) as error:
        raise Misread("an argument is no constant") from error


Reader = Callable[[str, Offered], Iterator[ToolCall]]
_READERS: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = (
    (re.compile(r"\[?\s*[A-Za-z_][\w.]*\("), _read_python),
    (re.compile(r"[{\[`]"), _read_json),
    (re.compile(r"<tool_call>|<function"), _read_function),
    (re.compile(r"<(?:｜DSML｜)?invoke"), _read_invoke),
    (re.compile(r"<｜tool▁call▁begin｜>"), _read_deepseek),
    (re.compile(r"<\|tool_call_begin\|>"), _read_kimi),
    (re.compile(r"call:"), _read_gemma),
    (re.compile(r"[\w.-]+\s*(?:<arg_key>|\Z)"), _read_keys),
    (re.compile(r""), _read_mistral),
)
"""Who reads a stretch that begins so; the last takes what is left."""
