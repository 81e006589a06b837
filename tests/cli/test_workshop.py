"""`snug models quantize`, `compare` and `evaluate` as a person and as a program see them."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from gguf_files import tiny_llama, truncated

from app.cli.main import run
from app.domain.evaluation import (
    EvaluationSet,
    ModelResult,
    Outcome,
    Question,
    SetResult,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    # A context that holds what the benchmark asks for.
    return tiny_llama(tmp_path / "Tiny.F32.gguf", context=2048)


def printed(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    found = capsys.readouterr()
    return found.out, found.err


@pytest.mark.real_engine
def test_quantize_then_compare(
    tiny: Path, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["models", "quantize", str(tiny), "--to", "q8_0", "--json"]) == 0
    made = json.loads(printed(capsys)[0])
    assert made["id"] == "tiny.q8_0"
    assert made["path"] == str(home / "models" / "Tiny.Q8_0.gguf")
    assert made["bytes"] == Path(made["path"]).stat().st_size < made["source"]["bytes"]
    assert (made["quantization"], made["source"]["quantization"]) == ("Q8_0", "F32")
    assert (made["imatrix"], made["pruned_layers"], made["notes"]) == (None, [], [])

    assert run(["models", "info", "tiny.q8_0", "--json"]) == 0
    assert json.loads(printed(capsys)[0])["sha256"] == made["sha256"]

    assert run(["models", "quantize", str(tiny), "--to", "Q8_0"]) == 1
    assert "already" in printed(capsys)[1]

    text = tmp_path / "text.txt"
    text.write_text("the quiet room is snug. " * 80)
    arguments = ["models", "compare", str(tiny), "tiny.q8_0", "--text", str(text)]
    assert run([*arguments, "--json"]) == 0
    before, after = json.loads(printed(capsys)[0])["models"]
    assert before["bits_per_weight"] > 31
    assert after["bits_per_weight"] < 20
    assert before["perplexity"]["windows"] == after["perplexity"]["windows"] >= 2
    assert after["perplexity"]["value"] == pytest.approx(before["perplexity"]["value"], rel=0.02)
    assert before["decode_tokens_per_s"] > 0
    assert before["prompt_tokens_per_s"] > 0


@pytest.mark.real_engine
def test_quantize_for_people(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["models", "quantize", str(tiny), "--to", "Q4_K_M", "--name", "small one"]
    assert run([*asked, "--prune-layers", "1"]) == 0
    out, err = printed(capsys)
    assert out.startswith("small one: ")
    assert "sha256" in out
    assert "larger type" in err
    assert "without training" in err
    again = ["models", "quantize", "small one", "--to", "Q8_0"]
    assert run(again) == 1
    assert "--requantize" in printed(capsys)[1]
    assert run([*again, "--requantize", "--name", "twice"]) == 0
    assert "precision twice" in printed(capsys)[1]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["quantize", "{short}", "--to", "Q8_0"], 1),
        (["quantize", "nobody", "--to", "Q8_0"], 1),
        (["quantize", "{tiny}", "--to", "Q8_0", "--name", "../x"], 1),
        (["quantize", "{tiny}", "--to", "Q8_0", "--threads", "-1"], 2),
        (["compare", "{tiny}"], 2),
        (["compare", "{tiny}", "{tiny}", "--text", "{tiny}"], 1),
        (["evaluate"], 2),
        (["evaluate", "{tiny}", "--questions", "nothing"], 1),
        (["evaluate", "{tiny}", "--questions", "{tiny}"], 1),
        (["evaluate", "{tiny}", "nobody"], 1),
    ],
)
def test_exit_codes(
    tiny: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
) -> None:
    names = {"tiny": str(tiny), "short": str(truncated(tmp_path / "short.gguf"))}
    assert run(["models", *(each.format(**names) for each in arguments)]) == code
    out, err = printed(capsys)
    assert out == ""
    assert err.startswith("snug: ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["quantize", "x"],
        ["quantize", "x", "--to", "Q9_9"],
        ["quantize", "x", "--to", "Q8_0", "--prune-layers", "a"],
        ["compare"],
    ],
)
def test_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["models", *arguments])
    assert ended.value.code == 2
    assert printed(capsys)[1]


def test_the_list_of_sets(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "evaluate", "--list", "--json"]) == 0
    listed = [json.loads(line) for line in printed(capsys)[0].splitlines()]
    assert len(listed) == 8
    assert {each["questions"] for each in listed} == {20}
    assert run(["models", "evaluate", "--list"]) == 0
    assert "truthfulness-ko" in printed(capsys)[0]


@pytest.mark.real_engine
def test_evaluate_side_by_side(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tiny_llama(tmp_path / "other.gguf", seed=3)
    own = tmp_path / "own.jsonl"
    own.write_text(
        '{"question": "Which?", "choices": ["the room", "a b"], "answer": 1}\n'
        '{"question": "Who?", "accept": ["Hana"], "max_tokens": 4}\n'
    )
    asked = ["models", "evaluate", str(tiny), str(other), "--questions", str(own)]
    assert run([*asked, "--json"]) == 0
    first, second, compared = (json.loads(line) for line in printed(capsys)[0].splitlines())
    assert (first["model"], second["model"]) == ("tiny.f32", "other")
    found = first["sets"][0]
    assert (found["set"], found["total"], found["plain"]["total"]) == ("own", 2, 2)
    assert [each["kind"] for each in found["items"]] == ["choice", "short"]
    low, high = found["interval_95"]
    assert 0 <= low <= found["accuracy"] <= high <= 1
    assert first["memory_bytes"] > 0
    counts = [compared[key] for key in compared if key.endswith("_right")]
    assert sum(counts) == 2
    assert 0 < compared["mcnemar_p"] <= 1


def test_the_table_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    from app.cli.evaluating import _print_results
    from app.cli.output import Output

    questions = tuple(Question(f"{n}?", accept=("x",)) for n in range(20))
    asked = EvaluationSet("own", "Own", "en", "", questions)

    def result(name: str, right: int) -> ModelResult:
        outcomes = (Outcome(q, "x", n < right, n < right) for n, q in enumerate(questions))
        found = SetResult(asked, tuple(outcomes))
        return ModelResult(name, "Q8_0", 10**9, 2 * 10**9, 100.0, 20.0, 5.0, (found,))

    _print_results([asked], [result("one", 10), result("two", 16)], Output())
    out, err = printed(capsys)
    assert "10/20 = 50 % (30–70)" in out
    assert "two alone 6 times: p = 0.031" in out
    assert "about ±20 points" in err


@pytest.mark.real_engine
@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_ctrl_c_leaves_nothing(home: Path, tmp_path: Path) -> None:
    source = tiny_llama(tmp_path / "Large.gguf", layers=3, embedding=512, feed_forward=2048)
    command = [sys.executable, "-m", "app", "models", "quantize", str(source), "--to", "IQ3_S"]
    running = subprocess.Popen(
        [*command, "--threads", "1"], cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE
    )
    models = home / "models"
    deadline = time.monotonic() + 60
    while not any(part.stat().st_size for part in models.glob("*.part")):
        assert time.monotonic() < deadline
        assert running.poll() is None, running.communicate()
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130, err
    assert list(models.iterdir()) == []
