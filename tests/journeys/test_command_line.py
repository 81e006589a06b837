"""`snug` from the outside: real processes, the real model, every exit code."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from adapter_files import matrices, random_directions, random_pairs, write_control, write_lora
from gguf_files import huge, tiny_llama, truncated, unknown_architecture
from started_commands import ROOT, snug

pytestmark = pytest.mark.real_engine
ASK = "Summarise in one sentence: Mitochondria are organelles that generate most of the cell's ATP."


@pytest.fixture(autouse=True)
def with_starter(starter_home: Path) -> None:
    """Every command runs in a home with the starter model."""


def test_an_answer_as_json() -> None:
    done = snug("chat", ASK, "--temperature", "0", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert "itochondria" in answer["text"]
    assert answer["finish_reason"] == "stop"
    assert answer["model"] == "smollm2-135m-instruct"
    assert answer["usage"]["prompt_tokens"] > 20
    assert answer["usage"]["completion_tokens"] > 5
    assert set(answer["timing"]) == {
        "load_s",
        "first_token_s",
        "prompt_tokens_per_s",
        "decode_tokens_per_s",
    }
    assert all(value > 0 for value in answer["timing"].values())


def test_an_answer_as_text_and_options_after_or_before() -> None:
    first = snug("chat", "What is the capital of France?", "--temperature", "0", "--quiet")
    second = snug("--quiet", "chat", "What is the capital of France?", "--temperature", "0")
    assert first.stdout == second.stdout
    assert "Paris" in first.stdout
    assert first.stderr == ""


def test_piped_text_is_added() -> None:
    done = snug("chat", "Where?", "--max-tokens", "4", "--json", text="context " * 50)
    assert json.loads(done.stdout)["usage"]["prompt_tokens"] > 60


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_piped_korean_is_understood_in_its_encodings(encoding: str) -> None:
    expected = snug("chat", "--max-tokens", "1", "--json", text="안녕하세요 반갑습니다")
    done = snug(
        "chat", "--max-tokens", "1", "--json", text="안녕하세요 반갑습니다".encode(encoding)
    )
    tokens = [json.loads(d.stdout)["usage"]["prompt_tokens"] for d in (expected, done)]
    assert tokens[0] == tokens[1]


def test_tokens_of_a_text_and_of_a_continuation() -> None:
    text = "Hello, 세계!"
    found = json.loads(snug("tokens", text, "--json").stdout)
    assert found["model"] == "smollm2-135m-instruct"
    assert found["count"] == len(found["tokens"]) > 4
    assert "".join(each["text"] for each in found["tokens"]).startswith("Hello,")
    ask = "What is the capital of France? Answer in one word."
    likely = json.loads(snug("tokens", "Paris", "--after", ask, "--json").stdout)
    unlikely = json.loads(snug("tokens", "Oslo", "--after", ask, "--json").stdout)
    assert likely["logprob"] > unlikely["logprob"]
    assert len(likely["tokens"][0]["alternatives"]) == 8


def test_a_limit_is_kept() -> None:
    done = snug("chat", "Tell me a story.", "--max-tokens", "3", "--json")
    answer = json.loads(done.stdout)
    assert answer["finish_reason"] == "length"
    assert answer["usage"]["completion_tokens"] == 3
    assert done.stderr == ""
    done = snug("chat", "Tell me a story.", "--max-tokens", "3")
    assert done.stderr.strip() == "Cut off at the longest answer allowed."
    assert snug("chat", "Tell me a story.", "--max-tokens", "3", "--quiet").stderr == ""


def test_an_answer_by_a_schema_a_grammar_and_a_preset(tmp_path: Path) -> None:
    schema, grammar = tmp_path / "city.json", tmp_path / "yes.gbnf"
    schema.write_text(
        '{"type": "object", "required": ["city", "population"], "properties": '
        '{"city": {"type": "string"}, "population": {"type": "integer", "minimum": 0}}}'
    )
    grammar.write_text('root ::= "yes" | "no"')
    ask = "Describe Seoul as JSON with its city name and its population."
    done = snug("chat", ask, "--schema", str(schema), "--preset", "precise", "--json")
    assert done.returncode == 0, done.stderr
    value = json.loads(json.loads(done.stdout)["text"])
    assert isinstance(value["city"], str)
    assert value["population"] >= 0
    assert snug("chat", ask, "--grammar", str(grammar)).stdout.strip() in ("yes", "no")
    options = ("--set", "sampling.mirostat=2", "--set", "sampling.dry_multiplier=0.8")
    assert snug("chat", ask, *options, "--max-tokens", "5").returncode == 0


def test_a_format_that_cannot_be_used_is_a_sentence(tmp_path: Path) -> None:
    bad = tmp_path / "bad"
    bad.write_text('root ::= root "x"')
    done = snug("chat", "x", "--grammar", str(bad))
    assert done.returncode == 2
    assert "begins with itself" in done.stderr
    bad.write_text('{"$ref": "https://example.com/schema.json"}')
    done = snug("chat", "x", "--schema", str(bad))
    assert done.returncode == 2
    assert "not inside the schema" in done.stderr
    missing = snug("chat", "x", "--schema", str(tmp_path / "missing"))
    assert missing.returncode == 2
    assert "missing is not there" in missing.stderr
    for arguments in (
        ("--schema", str(bad), "--grammar", str(bad)),
        ("--preset", "wild"),
        ("--set", "sampling.typical_p=2"),
    ):
        assert snug("chat", "x", *arguments).returncode == 2


def test_a_model_by_its_path(tmp_path: Path) -> None:
    path = tiny_llama(tmp_path / "tiny.gguf")
    done = snug("chat", "x", "--model", str(path), "--max-tokens", "4", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["model"] == "tiny"


def test_adapters_change_an_answer_and_are_refused_in_words(tmp_path: Path) -> None:
    model = tiny_llama(tmp_path / "tiny.gguf")
    lora = write_lora(tmp_path / "a.gguf", random_pairs(matrices(model), spread=1.0))
    control = write_control(tmp_path / "c.gguf", random_directions(64, 2, 5.0))
    other = write_lora(tmp_path / "b.gguf", {}, architecture="qwen2")
    ask = ("chat", "x", "--model", str(model), "--max-tokens", "9", "--json", "--temperature", "0")

    def text(*arguments: str) -> str:
        done = snug(*ask, *arguments)
        assert done.returncode == 0, done.stderr
        return str(json.loads(done.stdout)["text"])

    plain = text("--lora", f"{lora}:0")
    assert text("--lora", str(lora)) != plain
    assert text("--control", f"{control}:2:1-1", "--lora", f"{lora}:-0.5") != plain
    for file, code, words in (
        (other, 1, "made for another model|cannot be used"),
        (tmp_path / "none.gguf", 1, "is not there"),
        (model, 1, "it is a model"),
        (f"{lora}:11", 2, "must lie between -10 and 10"),
    ):
        done = snug(*ask, "--lora", str(file))
        assert done.returncode == code, done.stderr
        assert re.search(words, done.stderr)
        assert "Traceback" not in done.stderr


def no_model(path: Path) -> Path:
    path.write_text("a letter")
    return path


def missing(path: Path) -> Path:
    return path


@pytest.mark.parametrize(
    ("make", "sentence", "step"),
    [
        (truncated, "incomplete or damaged", "Download or copy it again"),
        (unknown_architecture, "“notallama”", "Choose another model"),
        (no_model, "not a GGUF model", "Choose a file that ends in .gguf"),
        (missing, "is not there", "choose it again"),
        (huge, "needs about", "choose a smaller model"),
    ],
)
def test_a_bad_model_is_a_sentence_and_a_next_step(
    tmp_path: Path, make: Callable[[Path], Path], sentence: str, step: str
) -> None:
    path = make(tmp_path / "given.gguf")
    done = snug("chat", "x", "--model", str(path))
    assert done.returncode == 1
    assert sentence in done.stderr
    assert step in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout.strip() == ""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("chat", "x", "--model", "no-such-model"), 1),
        (("chat", ""), 2),
        (("chat", "x", "--seed", "-1"), 2),
        (("chat", "x", "--temperature", "9"), 2),
        (("chat", "x", "--max-tokens", "0"), 2),
        (("chat", "x", "--unknown"), 2),
        (("nonsense",), 2),
        (("--set", "nonsense=1", "doctor"), 2),
        (("--help-settings",), 0),
        (("models", "list"), 0),
        (("models", "info", "smollm2-135m-instruct", "--json"), 0),
        (("models", "info", "nothing"), 1),
        (("models", "plan", "nothing"), 1),
        (("models", "plan", "smollm2-135m-instruct", "--context", "1"), 2),
        (("--set", "engine.kv_type=f8", "models", "list"), 2),
    ],
)
def test_exit_codes(arguments: tuple[str, ...], code: int) -> None:
    done = snug(*arguments)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_what_needs_no_home(argument: str) -> None:
    command = [sys.executable, "-m", "app", argument]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"snug" in done.stdout


def test_the_doctor_reports_what_holds() -> None:
    report = json.loads(snug("doctor", "--json").stdout)
    assert report["hardware"]["cores"] >= 1
    assert report["engine"]["devices"]
    assert report["versions"]["llama-cpp-python"] != "missing"
    if sys.platform == "linux":
        assert all(guard["holds"] for guard in report["guards"])
        assert "network test" in {guard["name"] for guard in report["guards"]}
        assert all(guard["holds"] for guard in report["document_guards"])
        assert "file test" in {guard["name"] for guard in report["document_guards"]}


def test_the_plan_of_a_load() -> None:
    done = snug("models", "plan", "smollm2-135m-instruct", "--context", "2048")
    assert done.returncode == 0, done.stderr
    sentence, heading, *rows = done.stdout.splitlines()
    assert sentence.startswith("SmolLM2 135M Instruct needs about ")
    assert "context of 2,048 tokens" in sentence
    assert heading.split() == ["DEVICE", "LAYERS", "WEIGHTS", "CONTEXT", "WORKING", "FREE"]
    assert rows[0].split()[0] == "CPU"
    small = snug(
        "models", "plan", "smollm2-135m-instruct", "--set", "engine.kv_type=q8_0", "--json"
    )
    plan = json.loads(small.stdout)
    assert plan["kv_type"] == "q8_0"
    assert plan["fits"] is True
    assert plan["context"] == 8192
    assert plan["total_bytes"] == sum(
        each["weights_bytes"] + each["kv_bytes"] + each["compute_bytes"] for each in plan["devices"]
    )


def test_a_plan_that_does_not_fit_is_an_answer_too(tmp_path: Path) -> None:
    done = snug("models", "plan", str(huge(tmp_path / "huge.gguf")))
    assert done.returncode == 0, done.stderr
    assert "huge needs about 12" in done.stdout
    assert "That does not fit" in done.stdout


def test_a_compressed_context_answers() -> None:
    done = snug("chat", "What is the capital of France?", "--set", "engine.kv_type=q8_0")
    assert "Paris" in done.stdout, done.stderr


def test_an_interrupt_stops_the_answer() -> None:
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "app",
            "chat",
            "Write a long story.",
            "--set",
            "sampling.max_tokens=0",
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    assert process.stdout.read(20)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in errors
    assert b"Stopped" in errors


def test_a_reader_that_leaves_ends_the_command_quietly() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "chat", "Write a long story.", "--max-tokens", "400"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(5)
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    process.wait(60)
    assert b"Traceback" not in errors


def test_a_conversation_in_the_terminal(starter_home: Path) -> None:
    """With a terminal and no PROMPT, messages are read one after another."""
    import pty

    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "chat", "--temperature", "0", "--max-tokens", "12"],
        stdin=child,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    os.close(child)
    os.write(parent, b"What is the capital of France?\nAnd of Italy?\n\x04")
    output, errors = process.communicate(timeout=60)
    os.close(parent)
    assert process.returncode == 0, errors
    assert b"Paris" in output
    assert b"Ctrl+D" in errors


@pytest.mark.parametrize("redirection", [">&-", ">/dev/full", "2>&-", "<&-"])
def test_streams_that_are_closed_or_full(redirection: str) -> None:
    command = f"exec {sys.executable} -m app chat hi --max-tokens 3 {redirection}"
    done = subprocess.run(
        ["sh", "-c", command], capture_output=True, timeout=60, check=False, cwd=ROOT
    )
    assert b"Traceback" not in done.stderr
    assert done.returncode == (1 if "full" in redirection else 0), done.stderr


def test_an_interrupt_before_the_command_runs_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """While modules are imported and arguments parsed; before that Python itself ends."""
    from app import __main__
    from app.cli import main

    def interrupted(_arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(main, "run", interrupted)
    monkeypatch.setattr(sys, "argv", ["snug", "chat", "hi"])
    assert __main__.main() == 130
