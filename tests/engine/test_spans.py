"""Thoughts, calls and text are told apart the same way however the stream is cut."""

import contextlib
import json
import re
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.generation import Thought
from app.domain.tools import Tool, ToolCall, check_call
from app.engine.host.call_syntax import MAX_CALL_CHARACTERS, MAX_CALLS, read_calls
from app.engine.host.channels import ChannelSpans
from app.engine.host.marker_tokens import MarkerTokens, shown
from app.engine.host.offered_tools import Misread, Offered
from app.engine.host.spans import MarkedSpans, Part, Spans
from app.engine.host.template_traits import CHANNEL_MARKS, all_marks, opened_by, traits_of

WEATHER = Tool(
    "get_weather",
    "The weather of a city",
    json.dumps(
        {
            "type": "object",
            "properties": {
                "city": {"type": "string"},
                "days": {"type": "integer"},
                "units": {"type": "array", "items": {"type": "string"}},
            },
        }
    ),
)
TOOLS = (WEATHER, Tool("now"))


class Words:
    """A vocabulary in which the given markers are control tokens."""

    def __init__(self, *markers: str) -> None:
        self._markers = markers

    def control_tokens(self, text: str) -> dict[str, int]:
        return {name: number for number, name in enumerate(self._markers) if name in text}


def spans(source: str, *, tokens: bool, tools: tuple[Tool, ...] = TOOLS, end: str = "") -> Spans:
    """What reads the answers of a template, its markers being tokens or ordinary text."""
    traits = traits_of(source + "{{ tools }}")
    marks = all_marks(traits)
    markers = MarkerTokens(marks, Words(*marks) if tokens else Words())  # type: ignore[arg-type]
    if traits.has_channels:
        return ChannelSpans(markers, Offered(tools))
    return MarkedSpans(traits, markers, Offered(tools), opened_by(end, traits.thoughts))


def stream(reader: Spans, text: str) -> str:
    """The answer as it streams, with signs in the places of marker tokens."""
    return reader._tokens.streamed(text)


def read(reader: Spans, *pieces: str) -> list[Part]:
    """The parts of an answer; neighbours of one kind joined, ids of ours left out."""
    parts: list[Part] = []
    for piece in pieces:
        parts += reader.feed(piece)
    parts += reader.rest()
    joined: list[Part] = []
    for part in parts:
        last = joined[-1] if joined else None
        if isinstance(part, str) and isinstance(last, str):
            joined[-1] = last + part
        elif isinstance(part, Thought) and isinstance(last, Thought):
            joined[-1] = Thought(last.text + part.text)
        elif isinstance(part, ToolCall) and re.fullmatch("[A-Za-z0-9]{9}", part.id):
            joined.append(ToolCall(part.name, part.arguments_json))
        else:
            joined.append(part)
    return joined


def call(call_id: str = "", /, **arguments: object) -> ToolCall:
    return ToolCall("get_weather", json.dumps(arguments, ensure_ascii=False), call_id)


SEOUL = call(city="Seoul", days=2)
JSON_CALL = '{"name": "get_weather", "arguments": {"city": "Seoul", "days": 2}}'
NOW = ToolCall("now", "{}")
Family = tuple[str, str, list[Part]]

THINKERS: dict[str, Family] = {
    "qwen": (
        "<think></think>",
        "<think>\nA city.\n\nYes.\n</think>\n\nIt rains.\n",
        [Thought("A city.\n\nYes."), "It rains.\n"],
    ),
    "thinking": (
        "<thinking></thinking>",
        "<thinking>a</thinking> b",
        [Thought("a"), "b"],
    ),
    "reasoning": ("</reasoning>", "\n<reasoning>a</reasoning>b", [Thought("a"), "b"]),
    "seed": (
        "</seed:think>",
        "<seed:think>a < b</seed:think>\nc",
        [Thought("a < b"), "c"],
    ),
    "mistral": ("[/THINK]", "[THINK][a][/THINK]b", [Thought("[a]"), "b"]),
    "cohere": (
        "<|END_THINKING|><|START_RESPONSE|>",
        "<|START_THINKING|>a<|END_THINKING|><|START_RESPONSE|>b<|END_RESPONSE|>",
        [Thought("a"), "b"],
    ),
    "granite": (
        "<think></think> and <response></response>",
        "<think>a</think>\n<response>\nb</response>",
        [Thought("a"), "b"],
    ),
    "granite 3.2": (
        "Here is my response:",
        "Here is my thought process:\na\n\nHere is my response:\n\nb",
        [Thought("a"), "b"],
    ),
    "gemma": (
        "<channel|>",
        "<|channel>thought\na\n<channel|>b",
        [Thought("a"), "b"],
    ),
    "twice": (
        "</think>",
        "<think>a</think>\n\n<think>b</think>\nc",
        [Thought("a\n\nb"), "c"],
    ),
    "empty": ("</think>", "<think>\n\n</think>\n\nHello", ["Hello"]),
    "never closed": ("</think>", "<think>\nOn and on </thi", [Thought("On and on </thi")]),
    "spoken of": (
        "</think>",
        "The tag <think> opens </think>.",
        ["The tag <think> opens </think>."],
    ),
    "not opened": ("</think>", "  <thin\n", ["  <thin\n"]),
    "harmony": (
        "<|channel|><|message|>",
        "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Yes.",
        [Thought("Hm."), "Yes."],
    ),
    "harmony without": ("<|channel|><|message|>", "today", ["today"]),
}
CALLERS: dict[str, Family] = {
    "hermes": (
        "<tool_call></tool_call>",
        f"Let me look.\n\n<tool_call>\n{JSON_CALL}\n</tool_call>",
        ["Let me look.", SEOUL],
    ),
    "hermes twice": (
        "<tool_call></think>",
        f'<think>a</think>\n<tool_call>{JSON_CALL}</tool_call>\n<tool_call>{{"name":"now"}}'
        "</tool_call>\n",
        [Thought("a"), SEOUL, NOW],
    ),
    "a mark inside a text": (
        "<tool_call>",
        '<tool_call>{"name": "get_weather", "arguments": {"city": "</tool_call>"}}</tool_call>',
        [call(city="</tool_call>")],
    ),
    "qwen coder": (
        "<tool_call><function=",
        "<tool_call>\n<function=get_weather>\n<parameter=city>\nSeoul\n</parameter>\n"
        "<parameter=days>\n2\n</parameter>\n</function>\n</tool_call>",
        [SEOUL],
    ),
    "qwen coder without its outer tag": (
        "<tool_call><function=",
        "So:\n<function=get_weather>\n<parameter=city>\nSeoul\n</parameter>\n</function>",
        ["So:", call(city="Seoul")],
    ),
    "functionary": (
        "<function=",
        '<function=get_weather>{"city": "Seoul", "days": 2}</function>',
        [SEOUL],
    ),
    "minicpm": (
        '<function name="',
        '<function name="get_weather"><param name="city">Seoul</param></function>',
        [call(city="Seoul")],
    ),
    "seed": (
        "<seed:tool_call><function=",
        "<seed:tool_call>\n<function=get_weather>\n<parameter=city>Seoul</parameter>\n"
        "<parameter=days>2</parameter>\n</function>\n</seed:tool_call>",
        [SEOUL],
    ),
    "minimax": (
        "<minimax:tool_call>",
        '<minimax:tool_call>\n<invoke name="get_weather"><parameter name="city">Seoul</parameter>'
        '<parameter name="days">2</parameter></invoke>\n</minimax:tool_call>',
        [SEOUL],
    ),
    "glm": (
        "<tool_call><arg_key>",
        "<tool_call>get_weather\n<arg_key>city</arg_key>\n<arg_value>Seoul</arg_value>\n"
        '<arg_key>units</arg_key>\n<arg_value>["C"]</arg_value>\n</tool_call>',
        [call(city="Seoul", units=["C"])],
    ),
    "glm without arguments": ("<tool_call><arg_key>", "<tool_call>now\n</tool_call>", [NOW]),
    "nemotron": (
        "<TOOLCALL>",
        f'<TOOLCALL>[{JSON_CALL}, {{"name": "now"}}]</TOOLCALL>',
        [SEOUL, NOW],
    ),
    "apriel": ("<tool_calls>", f"a\n<tool_calls>[{JSON_CALL}]</tool_calls>", ["a", SEOUL]),
    "mistral": ("[TOOL_CALLS]", f"[TOOL_CALLS][{JSON_CALL}]", [SEOUL]),
    "mistral's ids": (
        "[TOOL_CALLS]",
        '[TOOL_CALLS][{"name": "now", "arguments": {}, "id": "no:9"}]',
        [ToolCall("now", "{}", "no:9")],
    ),
    "mistral's newer form": (
        "[TOOL_CALLS]",
        '[TOOL_CALLS]get_weather[ARGS]{"city": "Seoul", "days": 2}[TOOL_CALLS]now[ARGS]{}',
        [SEOUL, NOW],
    ),
    "mistral's newer form with ids": (
        "[TOOL_CALLS]",
        '[TOOL_CALLS]get_weather[CALL_ID]12345678x[ARGS]{"city": "Seoul", "days": 2}',
        [SEOUL],
    ),
    "llama": (
        'Respond in the format {"name"',
        '\n{"name": "get_weather", "parameters": {"city": "Seoul", "days": 2}}',
        [SEOUL],
    ),
    "llama, several": (
        'Respond in the format {"name"',
        '{"type": "function", "name": "now", "parameters": {}}; {"name": "now"}',
        [NOW, NOW],
    ),
    "llama's tag": (
        "<|python_tag|>",
        '<|python_tag|>{"name": "get_weather", "parameters": {"city": "Seoul", "days": 2}}',
        [SEOUL],
    ),
    "granite": ("<|tool_call|>", f"<|tool_call|>[{JSON_CALL}]", [SEOUL]),
    "cohere": (
        "<|START_ACTION|><|END_THINKING|>",
        "<|START_THINKING|>a<|END_THINKING|><|START_ACTION|>[\n"
        '{"tool_call_id": "0", "tool_name": "now", "parameters": {}}\n]<|END_ACTION|>',
        [Thought("a"), ToolCall("now", "{}", "0")],
    ),
    "apertus": (
        "<|tools_prefix|>",
        '<|tools_prefix|>[{"get_weather": {"city": "Seoul", "days": 2}}]<|tools_suffix|>',
        [SEOUL],
    ),
    "deepseek r1": (
        "<｜tool▁calls▁begin｜>",
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get_weather\n```json\n"
        '{"city": "Seoul", "days": 2}\n```<｜tool▁call▁end｜>\n<｜tool▁call▁begin｜>function'
        "<｜tool▁sep｜>now\n```json\n{}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
        [SEOUL, NOW],
    ),
    "deepseek v3.1": (
        "<｜tool▁calls▁begin｜>",
        "Well<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>get_weather<｜tool▁sep｜>"
        '{"city": "Seoul", "days": 2}<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
        ["Well", SEOUL],
    ),
    "deepseek v3.2": (
        "dsml_token",
        '<｜DSML｜function_calls>\n<｜DSML｜invoke name="get_weather">\n'
        '<｜DSML｜parameter name="city" string="true">Seoul</｜DSML｜parameter>\n'
        '<｜DSML｜parameter name="days" string="false">2</｜DSML｜parameter>\n</｜DSML｜invoke>\n'
        "</｜DSML｜function_calls>",
        [SEOUL],
    ),
    "kimi": (
        "<|tool_calls_section_begin|>",
        "<|tool_calls_section_begin|><|tool_call_begin|>functions.get_weather:0"
        '<|tool_call_argument_begin|>{"city": "Seoul", "days": 2}<|tool_call_end|>'
        "<|tool_calls_section_end|>",
        [call("functions.get_weather:0", city="Seoul", days=2)],
    ),
    "lfm": (
        "<|tool_list_start|>",
        "<|tool_call_start|>[get_weather(city='Seoul', days=2), now()]<|tool_call_end|>Done.",
        [SEOUL, NOW, "Done."],
    ),
    "gemma": (
        "<|tool_call>",
        '<|tool_call>call:get_weather{city:<|"|>Se{o,"ul<|"|>,days:2}<tool_call|>',
        [call(city='Se{o,"ul', days=2)],
    ),
    "harmony": (
        "<|channel|><|message|>",
        "<|channel|>analysis<|message|>Look.<|end|><|start|>assistant<|channel|>commentary"
        "<|message|>Let me look.<|end|><|start|>assistant<|channel|>commentary "
        'to=functions.get_weather <|constrain|>json<|message|>{"city":"Seoul","days":2}<|call|>',
        [Thought("Look."), "Let me look.", SEOUL],
    ),
    "harmony, the tool first": (
        "<|channel|><|message|>",
        " to=functions.now<|channel|>commentary <|constrain|>json<|message|>{}",
        [NOW],
    ),
    "an unknown family": ("", f"<tool_call>{JSON_CALL}</tool_call>", [SEOUL]),
    "left open": ("<tool_call>", f"<tool_call>\n{JSON_CALL}", [SEOUL]),
}
FAMILIES = {f"thoughts: {name}": each for name, each in THINKERS.items()}
FAMILIES |= {f"calls: {name}": each for name, each in CALLERS.items()}


ABOUT_SPELLED_MARKS = (
    "thoughts: spoken of",
    "thoughts: never closed",
    "calls: a mark inside a text",
)
CASES = [(name, False) for name in FAMILIES]
CASES += [(name, True) for name in FAMILIES if name not in ABOUT_SPELLED_MARKS]


@pytest.mark.parametrize(("name", "tokens"), CASES)
def test_every_family_is_read(name: str, tokens: bool) -> None:
    source, answer, parts = FAMILIES[name]
    reader = spans(source, tokens=tokens)
    assert read(reader, stream(reader, answer)) == parts


@pytest.mark.parametrize("tokens", [False, True], ids=["spelled", "tokens"])
@given(st.data())
def test_a_stream_is_read_the_same_however_it_is_cut(tokens: bool, data: st.DataObject) -> None:
    source, answer, _ = data.draw(st.sampled_from(list(FAMILIES.values())))
    reader = spans(source, tokens=tokens)
    text = stream(reader, answer)
    whole = read(reader, text)
    cuts = data.draw(st.lists(st.integers(0, len(text)), max_size=12))
    places = sorted({0, *cuts, len(text)})
    pieces = [text[a:b] for a, b in pairwise(places)]
    assert read(spans(source, tokens=tokens), *pieces) == whole
    assert read(spans(source, tokens=tokens), *text) == whole


SOURCES = {source for source, _, _ in FAMILIES.values()}
WORDS = [
    "a",
    " ",
    "\n",
    "{",
    "}",
    '"',
    "[",
    "<",
    "name",
    "now",
    "get_weather",
    ":",
    "to=",
    '{"name":"now"}',
]


def nonsense(source: str) -> st.SearchStrategy[str]:
    marks = list(all_marks(traits_of(source + "{{ tools }}")))
    pieces = st.sampled_from([*marks, *WORDS, *(mark[:-1] for mark in marks)])
    return st.lists(pieces, max_size=25).map("".join)


def said(part: Part) -> str:
    return part if isinstance(part, str) else part.text if isinstance(part, Thought) else ""


@pytest.mark.parametrize("tokens", [False, True], ids=["spelled", "tokens"])
@given(st.data())
def test_nonsense_is_read_the_same_however_it_is_cut(tokens: bool, data: st.DataObject) -> None:
    source = data.draw(st.sampled_from(sorted(SOURCES)))
    answer, step = data.draw(nonsense(source)), data.draw(st.integers(1, 5))
    reader = spans(source, tokens=tokens)
    text = stream(reader, answer)
    pieces = [text[at : at + step] for at in range(0, len(text), step)]
    assert read(reader, text) == read(spans(source, tokens=tokens), *pieces)


@given(st.data())
def test_nothing_is_lost_but_marks_and_white_space(data: st.DataObject) -> None:
    """Without a call among it. With markers as tokens, what is a mark is beyond doubt."""
    source = data.draw(st.sampled_from(sorted(SOURCES)))
    answer = data.draw(nonsense(source))
    reader = spans(source, tokens=True)
    text = stream(reader, answer)
    parts = read(reader, text)
    # The names of channels are marks, too.
    assume(not isinstance(reader, ChannelSpans))
    assume(not any(isinstance(part, ToolCall) for part in parts))
    assert "".join("".join(map(said, parts)).split()) == "".join(shown(text).split())


@given(st.sampled_from(sorted(SOURCES)), st.text(max_size=80), st.booleans())
def test_text_without_marks_passes_unchanged(source: str, text: str, has_tools: bool) -> None:
    if traits_of(source).has_channels and text.lstrip()[:3] in ("t", "to", "to="):
        return
    reader = spans(source, tokens=True, tools=TOOLS if has_tools else ())
    parts = read(reader, *text)
    assert "".join(part for part in parts if isinstance(part, str)) == text


BAD_CALLS = [
    "<tool_call>{bad json}</tool_call>",
    '<tool_call>{"name": "unknown", "arguments": {}}</tool_call>',
    '<tool_call>{"name": "now", "arguments": [1]}</tool_call>',
    '<tool_call>{"name": "now", "arguments": {"x": NaN}}</tool_call>',
    '<tool_call>{"name": "now", "arguments": {"x": 1e999}}</tool_call>',
    '<tool_call>{"name": "now"} and more</tool_call>',
    '<tool_call>{"arguments": {}}</tool_call>',
    "<tool_call>[]</tool_call>",
    "<tool_call></tool_call>",
    "<tool_call>now(1)</tool_call>",
    "<tool_call>now(x=__import__('os').system('id'))</tool_call>",
    "<tool_call>" + "[" * 5000 + "</tool_call>",
    '<tool_call>{"name": "now", "arguments": {"x": '
    + '{"x":' * 40
    + "1"
    + "}" * 42
    + "</tool_call>",
    '<tool_call>{"name": "now", "arguments": ' + "9" * 5000 + "}</tool_call>",
    '<tool_call>{"name": "now", "arguments": {"x": "',
    "<tool_call>now(" + "(" * 300,
    "The tag <tool_call> begins a call.",
]


@pytest.mark.parametrize("text", BAD_CALLS, ids=range(len(BAD_CALLS)))
def test_what_is_no_call_is_given_back_as_it_was_written(text: str) -> None:
    written = f"Look:\n\n{text}\nSo."
    for pieces in ([written], list(written)):
        assert read(spans("<tool_call>", tokens=False), *pieces) == [written]


def test_text_goes_on_where_a_mark_was_only_spoken_of() -> None:
    reader = spans("<tool_call>", tokens=False)
    assert reader.feed("Write <tool_call>, then") == ["Write <tool_call>, then"]


def test_an_answer_that_is_json_is_no_call_and_does_not_wait() -> None:
    reader = spans('Respond in the format {"name"', tokens=False)
    assert reader.feed('{"city"') == ['{"city"']
    assert read(spans('Respond in the format {"name"', tokens=False), '{"name": "Ann"}') == [
        '{"name": "Ann"}'
    ]


def test_a_call_without_end_is_text_in_the_end() -> None:
    endless = '<tool_call>{"name": "now", "arguments": {"x": "' + "y" * (MAX_CALL_CHARACTERS + 500)
    for pieces in ([endless], [endless[at : at + 4096] for at in range(0, len(endless), 4096)]):
        assert read(spans("<tool_call>", tokens=False), *pieces) == [endless]


def test_calls_without_end_are_text_in_the_end() -> None:
    parts = read(spans("<tool_call>", tokens=False), "<tool_call>now</tool_call>" * (MAX_CALLS + 2))
    assert parts == [NOW] * MAX_CALLS + ["<tool_call>now</tool_call>" * 2]


MANY = MAX_CALL_CHARACTERS - 1000
ENDLESS = {
    "blanks in a fence": "<｜tool▁call▁begin｜>function<｜tool▁sep｜>now```" + " " * MANY + "a",
    "blanks for an id": "<|tool_call_begin|>" + " " * MANY,
    "blanks in a block": "```" + " " * MANY + "a",
    "blanks between": "now[ARGS]{}" + " " * MANY + "?",
    "brackets": "[" * MANY,
    "objects": '{"a":' * (MANY // 5),
    "parentheses": "now(x=" + "(" * MANY,
    "keys": "call:now{" + "a," * (MANY // 2) + "}",
    "pairs": "now<arg_key>" + "a</arg_key> " * (MANY // 12),
    "parameters": "<function=now>" + "<parameter=a>" * (MANY // 13),
    "calls": "now[ARGS]{}" * (MANY // 11),
    "marks": "<function=now>" * (MANY // 14),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_hostile_stretch_does_not_hold_up_the_engine(name: str) -> None:
    """Nothing here is timed; what takes more than its length takes hours."""
    with pytest.raises(Misread):
        read_calls(ENDLESS[name], Offered(TOOLS))


MARKS = {mark for source in SOURCES for mark in all_marks(traits_of(source + "{{ tools }}"))}
PIECES = [*WORDS, *sorted(MARKS), "=", "(", ")", "call:", ">", "<parameter=city>", "```"]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=15).map("".join))
def test_any_stretch_is_calls_or_refused(stretch: str) -> None:
    offered = Offered(TOOLS)
    with contextlib.suppress(Misread):
        for each in read_calls(stretch, offered):
            check_call(each)
            assert each.id


def test_without_tools_there_are_no_calls() -> None:
    text = f"<tool_call>{JSON_CALL}</tool_call>"
    assert read(spans("<tool_call>", tokens=False, tools=()), text) == [text]


def test_a_marker_that_is_a_token_cannot_be_spelled() -> None:
    """A model that quotes a document with a call in it does not make that call."""
    text = f"<tool_call>{JSON_CALL}</tool_call>"
    assert read(spans("<tool_call>", tokens=True), text) == [text]
    assert read(spans("</think>", tokens=True), "<think>a</think>") == ["<think>a</think>"]


def test_marker_tokens_are_never_shown() -> None:
    reader = spans("<tool_call>", tokens=True)
    assert read(reader, stream(reader, "a <tool_call>{bad}</tool_call> b")) == ["a {bad} b"]


def test_a_call_ends_thoughts_that_were_left_open() -> None:
    reader = spans("<tool_call></think>", tokens=True)
    answer = stream(reader, f"<think>I call. <tool_call>{JSON_CALL}</tool_call>")
    assert read(reader, answer) == [Thought("I call."), SEOUL]


@pytest.mark.parametrize(
    ("end", "parts"),
    [
        ("<|im_start|>assistant\n<think>\n", [Thought("a"), "b"]),
        ("<|im_start|>assistant\n<think>\n\n</think>\n\n", ["a</think>\nb"]),
        ("<|im_start|>assistant\n", ["a</think>\nb"]),
    ],
)
def test_a_prompt_may_open_the_thoughts(end: str, parts: list[Part]) -> None:
    assert read(spans("</think>", tokens=False, end=end), "a</think>\nb") == parts


def test_thoughts_stream_as_they_come() -> None:
    reader = spans("</think>", tokens=False, end="<think>")
    assert reader.feed("One") == [Thought("One")]
    assert reader.feed(" two </") == [Thought(" two")]
    assert reader.feed("b>") == [Thought(" </b>")]
    assert reader.feed("\n</think>\n\n") == []
    assert reader.feed("Text") == ["Text"]


@pytest.mark.parametrize(
    "source",
    [
        "{% for m in messages %}{{ m.content }}{% endfor %}",
        "{# <think></think> <tool_call> #}",
        "<thinking_instructions> [TOOL_RESULTS]",
        "",
    ],
)
def test_a_plain_template_has_no_traits(source: str) -> None:
    assert all_marks(traits_of(source)) == ()


def test_channels_are_seen() -> None:
    traits = traits_of("'<|start|>assistant<|channel|>analysis<|message|>'")
    assert traits.has_channels
    assert all_marks(traits) == CHANNEL_MARKS
