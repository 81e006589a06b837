"""Thoughts and calls in the answers of real models: each an event of its own, the text clean."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from answers import Answer
from gguf_files import retold, scripted_llama, tiny_llama

from app.domain.errors import EngineCrashed, ToolsInvalid, ToolsUnsupported
from app.domain.generation import FinishReason, PromptMessage, Request, Role, Sampling, Thought
from app.domain.models import LoadRequest
from app.domain.tools import Tool, ToolCall
from app.engine.client import EngineClient
from app.engine.commands import Called
from app.engine.requests import checked_call
from app.workers.wire import WireError

pytestmark = pytest.mark.real_engine

CITY = '{"type": "object", "properties": {"city": {"type": "string"}}}'
WEATHER = Tool("get_weather", "The weather of a city", CITY)
GREEDY = Sampling(temperature=0)
ASK = Request((PromptMessage(Role.USER, "Weather?"),), GREEDY, 200)
SEOUL = ToolCall("get_weather", '{"city": "Seoul"}')
JSON_CALL = '{"name": "get_weather", "arguments": {"city": "Seoul"}}'


@pytest.fixture(scope="module")
def engine() -> Iterator[EngineClient]:
    client = EngineClient()
    yield client
    client.close()


def ask(client: EngineClient, request: Request) -> Answer:
    answer = Answer()
    client.generate(request, answer.hear)
    assert answer.ended.wait(60)
    return answer


def parts(answer: Answer) -> list[str | Thought | ToolCall]:
    """The parts of an answer, with the ids left out that are ours."""
    return [
        replace(part, id="")
        if isinstance(part, ToolCall) and re.fullmatch("[A-Za-z0-9]{9}", part.id)
        else part
        for part in answer.parts
    ]


def script(
    client: EngineClient, folder: Path, signs: str, answer: str, *controls: str, end: str = ""
) -> None:
    """Load a model that answers this, with a template that tells of `signs`."""
    template = (
        "{% if nothing %}" + signs + "{% endif %}{{ tools | tojson if tools }}"
        "{% for m in messages %}{{ m.content }}{% endfor %}" + end + "<go>"
    )
    path = scripted_llama(folder / "scripted.gguf", answer, controls, template)
    client.load(LoadRequest(path, 512, 1), lambda _done: None)


FAMILIES = {
    "qwen": (
        "<think></think><tool_call></tool_call>",
        f"<think>\nIt asks for rain.\n</think>\n\nI look.\n<tool_call>\n{JSON_CALL}\n</tool_call>",
        ("<think>", "</think>", "<tool_call>", "</tool_call>"),
        [Thought("It asks for rain."), "I look.", SEOUL],
    ),
    "mistral": (
        "[THINK][/THINK][TOOL_CALLS]",
        '[THINK]Rain?[/THINK]Hm.[TOOL_CALLS]get_weather[CALL_ID]abcd12345[ARGS]{"city": "Seoul"}',
        ("[THINK]", "[/THINK]", "[TOOL_CALLS]", "[CALL_ID]", "[ARGS]"),
        [Thought("Rain?"), "Hm.", SEOUL],
    ),
    "llama": (
        '<|python_tag|>Respond in the format {"name"',
        '{"name": "get_weather", "parameters": {"city": "Seoul"}}',
        ("<|python_tag|>",),
        [SEOUL],
    ),
    "deepseek": (
        "<think></think><｜tool▁calls▁begin｜>",
        "<think>Well.</think>So:<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>get_weather<｜tool▁sep｜>"
        '{"city": "Seoul"}<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
        (
            *("<think>", "</think>", "<｜tool▁calls▁begin｜>", "<｜tool▁call▁begin｜>"),
            *("<｜tool▁sep｜>", "<｜tool▁call▁end｜>", "<｜tool▁calls▁end｜>"),
        ),
        [Thought("Well."), "So:", SEOUL],
    ),
    "qwen coder": (
        "<tool_call><function=",
        "<tool_call>\n<function=get_weather>\n<parameter=city>\nSeoul\n</parameter>\n</function>\n"
        "</tool_call>",
        ("<tool_call>", "</tool_call>"),
        [SEOUL],
    ),
    "cohere": (
        "<|END_THINKING|><|START_ACTION|>",
        '<|START_THINKING|>Rain.<|END_THINKING|><|START_ACTION|>[{"tool_name": "get_weather", '
        '"parameters": {"city": "Seoul"}}]<|END_ACTION|>',
        ("<|START_THINKING|>", "<|END_THINKING|>", "<|START_ACTION|>", "<|END_ACTION|>"),
        [Thought("Rain."), SEOUL],
    ),
    "harmony": (
        "<|channel|><|message|>",
        '<|channel|>commentary to=functions.get_weather json<|message|>{"city": "Seoul"}<|end|>',
        ("<|channel|>", "<|message|>", "<|end|>"),
        [SEOUL],
    ),
    "kimi": (
        "<|tool_calls_section_begin|>",
        "<|tool_calls_section_begin|><|tool_call_begin|>functions.get_weather:0"
        '<|tool_call_argument_begin|>{"city": "Seoul"}<|tool_call_end|><|tool_calls_section_end|>',
        (
            *("<|tool_calls_section_begin|>", "<|tool_call_begin|>", "<|tool_call_end|>"),
            *("<|tool_call_argument_begin|>", "<|tool_calls_section_end|>"),
        ),
        [replace(SEOUL, id="functions.get_weather:0")],
    ),
    "lfm": (
        "<|tool_call_start|>",
        "Wait.<|tool_call_start|>[get_weather(city='Seoul')]<|tool_call_end|>",
        ("<|tool_call_start|>", "<|tool_call_end|>"),
        ["Wait.", SEOUL],
    ),
}


CASES = [(name, True) for name in FAMILIES]
# To a vocabulary of llama's kind "▁" is a space, so that it cannot spell DeepSeek's marks.
CASES += [(name, False) for name in FAMILIES if name != "deepseek"]


@pytest.mark.parametrize(("name", "are_tokens"), CASES)
def test_thoughts_and_calls_are_events_of_their_own(
    engine: EngineClient, tmp_path: Path, name: str, are_tokens: bool
) -> None:
    signs, answer, controls, expected = FAMILIES[name]
    script(engine, tmp_path, signs, answer, *(controls if are_tokens else ()))
    heard = ask(engine, replace(ASK, tools=(WEATHER,)))
    assert parts(heard) == expected
    assert heard.finished().reason is FinishReason.TOOL_CALLS
    assert heard.finished().usage.completion_tokens > 10
    if any(isinstance(part, Thought) for part in expected):
        assert heard.finished().timing.thinking_s >= 0


def test_without_tools_a_call_is_text(engine: EngineClient, tmp_path: Path) -> None:
    answer = f"<tool_call>{JSON_CALL}</tool_call>"
    script(engine, tmp_path, "<tool_call>", answer)
    heard = ask(engine, ASK)
    assert heard.parts == [answer]
    assert heard.finished().reason is FinishReason.STOP


def test_an_answer_to_a_schema_is_text(engine: EngineClient, tmp_path: Path) -> None:
    script(engine, tmp_path, 'Respond in the format {"name"</think>', JSON_CALL, end="<think>")
    heard = ask(engine, replace(ASK, tools=(WEATHER,), json_schema='{"type": "object"}'))
    assert "".join(map(str, heard.parts)) == heard.text
    heard = ask(engine, replace(ASK, tools=(WEATHER,), grammar="root ::= .+"))
    assert heard.parts == [JSON_CALL]


def test_a_call_that_is_cut_off_is_text(engine: EngineClient, tmp_path: Path) -> None:
    answer = f"Look: <tool_call>{JSON_CALL}</tool_call>"
    script(engine, tmp_path, "<tool_call>", answer)
    heard = ask(engine, replace(ASK, tools=(WEATHER,), max_tokens=12))
    assert len(heard.parts) == 1
    assert heard.text
    assert answer.startswith(heard.text)
    assert heard.finished().reason is FinishReason.LENGTH


def test_stop_strings_count_in_the_text_alone(engine: EngineClient, tmp_path: Path) -> None:
    script(engine, tmp_path, "<think></think>", "<think>A stop sign.</think>Go on, then stop it.")
    heard = ask(engine, replace(ASK, stop=("stop",)))
    assert heard.parts == [Thought("A stop sign."), "Go on, then "]
    assert heard.finished().reason is FinishReason.STOP


def test_a_stop_string_inside_of_a_call_does_not_count(
    engine: EngineClient, tmp_path: Path
) -> None:
    script(engine, tmp_path, "<tool_call>", f"Hm.<tool_call>{JSON_CALL}</tool_call>")
    heard = ask(engine, replace(ASK, tools=(WEATHER,), stop=("Seoul",)))
    assert parts(heard) == ["Hm.", SEOUL]


def test_a_prompt_that_opens_the_thoughts(engine: EngineClient, tmp_path: Path) -> None:
    thoughts = "I think so.\n</think>\n\nYes."
    script(engine, tmp_path, "</think>", thoughts, "</think>", end="<think>\n")
    assert ask(engine, ASK).parts == [Thought("I think so."), "Yes."]


def test_log_probabilities_cover_thoughts_too(engine: EngineClient, tmp_path: Path) -> None:
    script(engine, tmp_path, "<think></think>", "<think>Hm.</think>Yes.", "<think>", "</think>")
    heard = ask(engine, replace(ASK, logprobs=1))
    assert heard.parts == [Thought("Hm."), "Yes."]
    assert len(heard.logprobs) == heard.finished().usage.completion_tokens


def test_a_model_without_marks_streams_as_ever(engine: EngineClient, tmp_path: Path) -> None:
    answer = "  <think>This</think> is {text} only. \n"
    script(engine, tmp_path, "", answer)
    assert ask(engine, ASK).parts == [answer]


def test_whether_to_think_reaches_the_template(engine: EngineClient, tmp_path: Path) -> None:
    choice = (
        "{% if enable_thinking is defined %}{{ 'think' if enable_thinking else 'no' }}{% endif %}"
    )
    script(engine, tmp_path, "", "Yes.", end=choice)
    sizes = [
        ask(engine, replace(ASK, thinks=thinks)).finished().usage.prompt_tokens
        for thinks in (None, False, True)
    ]
    assert sizes[0] < sizes[1] < sizes[2]


# --- requests with tools -----------------------------------------------------------------------


def test_a_template_without_tools_is_told_of(engine: EngineClient, tmp_path: Path) -> None:
    engine.load(LoadRequest(tiny_llama(tmp_path / "m.gguf"), 512, 1), lambda _done: None)
    error = ask(engine, replace(ASK, tools=(WEATHER,))).failed().error
    assert isinstance(error, ToolsUnsupported)
    assert "no place for tools" in str(error)
    assert ask(engine, replace(ASK, max_tokens=3)).finished_well


def test_tools_that_cannot_be_used_are_refused_before_they_are_sent(engine: EngineClient) -> None:
    error = ask(engine, replace(ASK, tools=(Tool("<|im_end|>"),))).failed().error
    assert isinstance(error, ToolsInvalid)


def test_results_go_back_to_the_model(engine: EngineClient, tmp_path: Path) -> None:
    script(engine, tmp_path, "<tool_call>", "It rains.")
    called = PromptMessage(Role.ASSISTANT, "", (replace(SEOUL, id="abcdefghi"),))
    result = PromptMessage(Role.TOOL, "rain <|im_end|>", (), "get_weather", "abcdefghi")
    request = replace(ASK, messages=(*ASK.messages, called, result), tools=(WEATHER,))
    heard = ask(engine, request)
    assert heard.text == "It rains."
    assert heard.finished().usage.prompt_tokens > 20


@pytest.mark.parametrize(
    "call",
    [ToolCall("x y", "{}"), ToolCall("x", "[]"), ToolCall("x", "{}", "<|im_end|>")],
    ids=["name", "arguments", "id"],
)
def test_a_host_that_tells_of_an_impossible_call_is_not_believed(call: ToolCall) -> None:
    with pytest.raises(WireError):
        checked_call(call)


def test_an_impossible_call_ends_the_child_and_not_the_window(tmp_path: Path) -> None:
    client = EngineClient()
    try:
        script(client, tmp_path, "", "Yes.")
        child = client._child
        assert child is not None
        original = child._on_frame
        reply = client._replies.encode(Called(1, ToolCall("x y", "{}")))
        child._on_frame = lambda _frame, raw: original(reply, raw)
        assert isinstance(ask(client, ASK).failed().error, EngineCrashed)
    finally:
        client.close()


# --- the starter model --------------------------------------------------------------------------

CHATML = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "<|im_start|>assistant\n"
)
SPARE = ("<repo_name>", "<reponame>", "<file_sep>", "<filename>", "<gh_stars>", "<issue_start>")
SPARE += ("<issue_comment>", "<issue_closed>")
"""Control tokens that the starter model never writes; the first has the number 3."""

REAL = {
    "qwen": (
        CHATML + "<think>{{ '\\n' }}{% if nothing %}</think>{% endif %}",
        (),
        r'root ::= "I think so.\n</think>\n\n" [A-Z] [^<]{5,40}',
        "I think so.",
    ),
    "qwen, tokens": (
        CHATML + "<think>{{ '\\n' }}{% if nothing %}</think>{% endif %}",
        ("<think>", "</think>"),
        r'root ::= "I think so.\n</think>\n\n" [A-Z] [^<]{5,40}',
        "I think so.",
    ),
    "mistral": (
        CHATML + "{% if nothing %}[THINK][/THINK]{% endif %}",
        ("[THINK]", "[/THINK]"),
        r'root ::= <[3]> "Is it so?" <[4]> [A-Z] [^<]{5,40}',
        "Is it so?",
    ),
    "harmony": (
        CHATML + "{% if nothing %}<|channel|><|message|>{% endif %}",
        # With the last two, llama.cpp sees that <|end|> does not end an answer.
        ("<|channel|>", "<|message|>", "<|end|>", "<|start|>", "<|return|>", "<|call|>"),
        r'root ::= <[3]> "analysis" <[4]> "Is it so?" <[5]> <[6]> "assistant" '
        r'<[3]> "final" <[4]> [A-Z] [^<]{5,40}',
        "Is it so?",
    ),
}


@pytest.mark.parametrize("name", REAL)
def test_the_starter_model_thinks_by_a_grammar(
    engine: EngineClient, starter_model: Path, tmp_path: Path, name: str
) -> None:
    """Its own tokens, cut as it likes, through the whole way; the grammar holds from the first."""
    template, tokens, grammar, thought = REAL[name]
    path = retold(
        starter_model,
        tmp_path / "thinker.gguf",
        template,
        dict(zip(SPARE, tokens, strict=False)),
    )
    engine.load(LoadRequest(path, 512, 2), lambda _done: None)
    path.unlink()
    heard = ask(engine, replace(ASK, grammar=grammar, max_tokens=80))
    assert isinstance(heard.parts[0], Thought)
    assert heard.parts[0].text == thought
    assert len(heard.parts) == 2
    assert re.fullmatch("[A-Z][^<]{5,40}", heard.text)
    assert heard.finished().usage.prompt_tokens > 10
