"""`snug chat` with a model that reasons and calls tools: real processes, a model word for word."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import started_commands
from gguf_files import scripted_llama, tiny_llama

pytestmark = pytest.mark.real_engine
MARKS = ("<think>", "</think>", "<tool_call>", "</tool_call>")
CALL = '{"name": "get_weather", "arguments": {"city": "Seoul"}}'
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "get_weather",
            "description": "The weather <|im_end|> of a city",
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
        },
    }
]


def model(folder: Path, answer: str) -> Path:
    template = (
        "{% if nothing %}" + "".join(MARKS) + "{% endif %}{{ tools | tojson if tools }}"
        "{% for m in messages %}{{ m.content }}{% endfor %}<go>"
    )
    return scripted_llama(folder / "scripted.gguf", answer, MARKS, template)


def tools(folder: Path, value: object) -> str:
    path = folder / "tools.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
    return str(path)


def snug(*arguments: str) -> subprocess.CompletedProcess[str]:
    return started_commands.snug(*arguments, "--temperature", "0")


def test_reasoning_stands_apart(tmp_path: Path) -> None:
    path = str(model(tmp_path, "<think>\nIs it raining?\n</think>\n\nIt is dry."))
    answer = json.loads(snug("chat", "Rain?", "--model", path, "--json").stdout)
    assert (answer["text"], answer["reasoning"]) == ("It is dry.", "Is it raining?")
    assert "tool_calls" not in answer
    plain = snug("chat", "Rain?", "--model", path, "--quiet")
    assert (plain.stdout, plain.stderr) == ("It is dry.\n", "")
    shown = snug("chat", "Rain?", "--model", path, "--quiet", "--show-thinking")
    assert (shown.stdout, shown.stderr) == ("It is dry.\n", "Is it raining?\n")


def test_reasoning_is_dim_on_a_terminal(tmp_path: Path) -> None:
    import pty

    path = str(model(tmp_path, "<think>\nIs it raining?\n</think>\n\nIt is dry."))
    parent, child = pty.openpty()
    command = [sys.executable, "-m", "app", "chat", "Rain?", "--model", path, "--show-thinking"]
    done = subprocess.run(
        [*command, "--temperature", "0"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=child,
        timeout=60,
        check=True,
        cwd=started_commands.ROOT,
    )
    os.close(child)
    told = os.read(parent, 100_000).decode()
    os.close(parent)
    assert done.stdout == b"It is dry.\n"
    dim = "".join(part.split("\x1b[22m")[0] for part in told.split("\x1b[2m")[1:])
    assert dim == "Is it raining?"


def test_a_plain_answer_has_no_reasoning(tmp_path: Path) -> None:
    path = str(model(tmp_path, "It is dry."))
    assert json.loads(snug("chat", "Rain?", "--model", path, "--json").stdout)["reasoning"] == ""


def test_calls_of_tools(tmp_path: Path) -> None:
    path = str(model(tmp_path, f"<think>Hm.</think>I look.\n<tool_call>\n{CALL}\n</tool_call>"))
    offered = ("--tools", tools(tmp_path, TOOLS))
    done = snug("chat", "Rain?", "--model", path, "--json", *offered)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["text"] == "I look."
    assert answer["tool_calls"] == [{"name": "get_weather", "arguments": {"city": "Seoul"}}]
    assert answer["finish_reason"] == "tool_calls"
    text, *lines = snug("chat", "Rain?", "--model", path, *offered).stdout.splitlines()
    assert text == "I look."
    assert [json.loads(line) for line in lines] == answer["tool_calls"]
    without = json.loads(snug("chat", "Rain?", "--model", path, "--json").stdout)
    assert "get_weather" in without["text"]


def test_an_answer_without_calls_has_an_empty_list(tmp_path: Path) -> None:
    path = str(model(tmp_path, "It is dry."))
    done = snug("chat", "Rain?", "--model", path, "--json", "--tools", tools(tmp_path, TOOLS))
    assert json.loads(done.stdout)["tool_calls"] == []


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("{}", "holds no list of tools"),
        ("[]", "holds no list of tools"),
        ("[1]", "number 1 is not a JSON object"),
        ([{"type": "function", "function": {}}], "number 1 has no name"),
        ([{"name": "get weather"}], "is no name for one"),
        ([{"name": "x"}, {"name": "x"}], "is there twice"),
        ([{"name": "x", "parameters": [1]}], "are not a JSON object"),
    ],
)
def test_tools_that_cannot_be_used_are_a_sentence(
    tmp_path: Path, value: object, sentence: str
) -> None:
    done = snug("chat", "x", "--tools", tools(tmp_path, value))
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_missing_file_a_format_beside_and_a_model_without_tools(tmp_path: Path) -> None:
    missing = snug("chat", "x", "--tools", str(tmp_path / "missing"))
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "cannot be read as text" in missing.stderr
    offered = tools(tmp_path, TOOLS)
    assert snug("chat", "x", "--tools", offered, "--schema", offered).returncode == 2
    path = str(tiny_llama(tmp_path / "tiny.gguf"))
    done = snug("chat", "x", "--model", path, "--tools", offered)
    assert done.returncode == 1
    assert "no place for tools" in done.stderr
