"""`snug bench` as a person and as a program see it."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from gguf_files import huge, tiny_llama

from app.cli import bench_json, bench_table
from app.cli.main import run
from app.cli.output import Output
from app.domain.bench import (
    BenchReport,
    BenchSettings,
    DecodeRate,
    ParallelRate,
    PromptRate,
    Reuse,
    SnapshotFigures,
    SpeculationRates,
    Spread,
)
from app.domain.errors import UsageError

ROOT = Path(__file__).parents[2]
KEYS = ["model", "load_s", "prompt", "decode", "parallel"]
KEYS += ["reuse", "snapshot", "speculation", "settings"]


def at(median: float, width: float = 0.0) -> Spread:
    return Spread(median, median - width, median + width)


SETTINGS = BenchSettings(
    snug="0.1.0",
    binding="0.3.36",
    build="CPU : AVX2 = 1",
    system="Linux",
    processor="a processor",
    cores=2,
    memory_bytes=24_000_000_000,
    device="CPU",
    description="llama 135M Q4_1",
    model_bytes=98_000_000,
    context=8192,
    threads=2,
    layers=30,
    gpu_layers=0,
    kv_type="f16",
    flash_attention="auto",
    device_sampling=False,
    draft="",
    quick=False,
    repeat=3,
    spread=0.05,
)
REPORT = BenchReport(
    model="smollm2-135m-instruct",
    load_s=0.31,
    prompt=(PromptRate(128, at(600, 20)), PromptRate(4096, at(512.34567, 1))),
    decode=(DecodeRate(21, 128, at(98.5, 0.5)), DecodeRate(2048, 128, at(70))),
    parallel=(ParallelRate(1, at(97)), ParallelRate(16, at(1234.5, 3))),
    reuse=Reuse(200, 207, at(0.05), 4000, 4007, at(0.06, 0.001)),
    snapshot=SnapshotFigures(2000, 1999, 46_000_000, at(0.009), at(0.02), at(2.5)),
    speculation=SpeculationRates(128, 0.99, 90, 81, at(100), at(150)),
    settings=SETTINGS,
)


def printed(old: BenchReport | None, new: BenchReport) -> str:
    stdout = io.StringIO()
    out = Output(stdout=stdout, stderr=io.StringIO())
    if old is None:
        bench_table.print_report(new, out)
    else:
        bench_table.print_comparison(old, new, out)
    return stdout.getvalue()


# --- the command for real ------------------------------------------------------------------------


@pytest.fixture
def tiny(tmp_path: Path) -> str:
    return str(tiny_llama(tmp_path / "tiny.gguf", context=2048))


@pytest.mark.real_engine
def test_json_then_a_comparison_with_it(
    tiny: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = ["bench", "--quick", "--model", tiny, "--json"]
    assert run([*first, "--set", "engine.threads=1"]) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert list(found) == KEYS
    assert found["model"] == "tiny"
    assert set(found["prompt"][0]) == {"tokens", "tokens_per_s"}
    assert set(found["decode"][0]) == {"depth", "tokens", "tokens_per_s"}
    assert set(found["parallel"][0]) == {"sequences", "tokens_per_s"}
    assert found["reuse"]["ratio"] > 0
    assert found["speculation"]["off_tokens_per_s"] > 0
    assert found["snapshot"]["cached"] > 0.9 * found["snapshot"]["tokens"]
    assert found["snapshot"]["ratio"] > 0
    assert found["settings"]["threads"] == 1
    assert "Measuring decode at depth 512 …\n" in said.err
    earlier = tmp_path / "earlier.json"
    earlier.write_text(said.out)
    again = ["bench", "--quick", "--only", "prompt,reuse", "--model", tiny, "--quiet"]
    again += ["--compare", str(earlier), "--set", "engine.threads=2", "--context", "1024"]
    assert run(again) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert "NEW ÷ OLD" in said.out
    assert "threads  1 → 2" in said.out
    assert "context  2048 → 1024" in said.out
    assert run([*again, "--json"]) == 0
    both = json.loads(capsys.readouterr().out)
    assert list(both) == [*KEYS, "comparison"]
    assert both["comparison"]["settings"]["threads"] == [1, 2]
    assert both["decode"] == []


@pytest.mark.real_engine
def test_a_table_for_people(tiny: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run(["bench", "--quick", "--repeat", "2", "--only", "decode,reuse", "--model", tiny]) == 0
    )
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert "LOWEST – HIGHEST" in lines[0]
    assert any("Writing after" in line and "tokens/s" in line for line in lines)
    assert any("Model" in line and "tiny" in line for line in lines)


@pytest.mark.real_engine
def test_what_a_context_does_not_allow_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tiny_llama(tmp_path / "tiny.gguf", context=512)
    assert run(["bench", "--quick", "--only", "speculation", "--model", str(path)]) == 0
    assert "Not measured" in capsys.readouterr().err


@pytest.mark.real_engine
def test_refusals_are_sentences_with_their_codes(
    tiny: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.json"
    other.write_text('{"text": "an answer"}')
    for words, code, sentence in (
        (["--compare", str(other)], 2, "not a result of snug bench"),
        (["--compare", str(tmp_path / "missing.json")], 2, "cannot be read"),
        (["--compare", str(tmp_path)], 2, "cannot be read"),
        (["--context", "3"], 2, "--context must lie between"),
        (["--repeat", "0"], 2, "--repeat must lie between"),
        (["--model", "nosuch"], 1, "no model or file named “nosuch”"),
        (["--model", str(huge(tmp_path / "huge.gguf"))], 1, "needs about"),
        (["--model", str(other)], 1, "not a GGUF model"),
        ([], 1, "no chat model on this computer"),
    ):
        assert run(["bench", "--quick", *words]) == code, words
        said = capsys.readouterr()
        assert sentence in said.err
        assert said.out == ""
    for wrong in ("cats", "", "prompt,cats"):
        with pytest.raises(SystemExit) as stopped:
            run(["bench", "--only", wrong])
        assert stopped.value.code == 2
        assert "there is no part" in capsys.readouterr().err


@pytest.mark.real_engine
@pytest.mark.skipif(sys.platform == "win32", reason="another way of interrupting")
def test_an_interrupt_ends_it_and_its_child(starter_home: Path) -> None:
    command = [sys.executable, "-m", "app", "bench"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, text=True
    )
    assert process.stderr is not None
    while "Measuring" not in process.stderr.readline():
        assert process.poll() is None
    children = psutil.Process(process.pid).children()
    assert children
    os.kill(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == ""
    assert "Interrupted." in err
    assert "Traceback" not in err
    deadline = time.monotonic() + 60
    while any(child.is_running() for child in children):
        assert time.monotonic() < deadline
        time.sleep(0.05)


# --- what is printed -------------------------------------------------------------------------


def test_the_table_has_a_line_for_each_figure_with_units_and_ends() -> None:
    lines = printed(None, REPORT).splitlines()
    expected = {
        "Loading the model": "310 ms",
        "Reading a prompt of 128 tokens": "600.0 tokens/s  580.0 – 620.0",
        "Reading a prompt of 4,096 tokens": "512.3 tokens/s  511.3 – 513.3",
        "Writing after 21 tokens": "98.5 tokens/s  98.0 – 99.0",
        "Writing after 2,048 tokens": "70.0 tokens/s",
        "Writing 1 answer alone": "97.0 tokens/s",
        "Writing 16 answers at once": "1,234 tokens/s  1,232 – 1,238",
        "A question after 200 tokens, first word": "50 ms",
        "A question after 4,000 tokens, first word": "60 ms  59 ms – 61 ms",
        "  long ÷ short": "1.20",
        "A snapshot of 2,000 tokens, out": "9.0 ms",
        "  in again, to the first word": "20 ms",
        "  computed again, to the first word": "2.50 s",
        "  in ÷ computed": "0.01",
        "  size": "46 MB",
        "Quoting, without guessing ahead": "100.0 tokens/s",
        "Quoting, guessing ahead": "150.0 tokens/s",
        "  with ÷ without": "1.50",
        "  share of the guesses that were right": "90 %",
        "  share of the answer that is quotation": "99 %",
    }
    for label, value in expected.items():
        line = next(each for each in lines if each.startswith(label))
        assert line.removeprefix(label).split("  ", 1)[-1].strip() == value, line
    values = [line.index("tokens/s") for line in lines if "tokens/s" in line]
    assert len(set(values)) == 1, "aligned"
    assert "CPU, 2 threads" in printed(None, REPORT)
    assert "up to 3 times" in printed(None, REPORT)


def test_without_repeats_there_is_no_column_for_them() -> None:
    report = replace(REPORT, prompt=(), decode=(), parallel=(), reuse=None)
    text = printed(None, replace(report, settings=replace(SETTINGS, repeat=1, gpu_layers=31)))
    assert "LOWEST" not in text
    assert "31 of 31 layers" in text


def test_a_comparison_finds_what_is_the_same_figure() -> None:
    faster = replace(
        REPORT,
        load_s=0.62,
        prompt=(PromptRate(130, at(1500)), PromptRate(512, at(9))),
        decode=(DecodeRate(50, 128, at(99)),),
        parallel=(ParallelRate(4, at(97)),),
        settings=replace(SETTINGS, threads=1, spread=0.5),
    )
    rows = {line.split("  ")[0]: line.split() for line in printed(REPORT, faster).splitlines()}
    assert rows["Loading the model"][-6:] == ["620", "ms", "2.00", "50", "%", "slower"]
    assert rows["Reading a prompt of 130 tokens"][-5:] == ["2.50", "2.5", "times", "as", "fast"]
    assert rows["Reading a prompt of 512 tokens"][-4:] == ["–", "9.0", "tokens/s", "–"]
    assert rows["Reading a prompt of 4,096 tokens"][-4:] == ["512.3", "tokens/s", "–", "–"]
    assert rows["Writing after 50 tokens"][-3:] == ["about", "the", "same"]
    assert "Writing 4 answers at once" in rows
    assert "Writing 16 answers at once" in rows
    assert "These settings differ" in rows
    assert "threads  2 → 1" in printed(REPORT, faster)
    assert "spread" not in printed(REPORT, faster)
    assert "The settings are the same." in printed(REPORT, REPORT)


# --- the file --------------------------------------------------------------------------------


def test_a_result_comes_back_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "result.json"
    file.write_text(json.dumps(bench_json.as_json(REPORT)), "utf-8-sig")
    back = bench_json.read(file)
    assert bench_json.as_json(back) == bench_json.as_json(REPORT)
    assert back.settings == SETTINGS
    assert bench_table.changed_settings(REPORT, back) == {}


def test_settings_of_another_version_may_be_fewer_or_more(tmp_path: Path) -> None:
    value = json.loads(json.dumps(bench_json.as_json(REPORT)))
    del value["settings"]["kv_type"]
    value["settings"]["new"] = 1
    value["extra"] = {}
    file = tmp_path / "result.json"
    file.write_text(json.dumps(value))
    assert bench_json.read(file).settings == replace(SETTINGS, kv_type="")


@pytest.mark.parametrize(
    "damage",
    [
        {"model": 3},
        {"load_s": "fast"},
        {"load_s": True},
        {"load_s": -1},
        {"load_s": float("nan")},
        {"load_s": 10**400},
        {"prompt": {}},
        {"prompt": [3]},
        {"prompt": [{"tokens": 1.5, "tokens_per_s": 3}]},
        {"decode": [{"depth": 1}]},
        {"parallel": None},
        {"reuse": []},
        {"snapshot": {"tokens": 3}},
        {"settings": None},
        {"settings": {"context": "long"}},
    ],
)
def test_a_file_that_is_no_result_is_refused(tmp_path: Path, damage: dict[str, object]) -> None:
    file = tmp_path / "result.json"
    file.write_text(json.dumps(bench_json.as_json(REPORT) | damage))
    with pytest.raises(UsageError) as refused:
        bench_json.read(file)
    assert "is not a result of snug bench --json" in str(refused.value)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b" " * (2 << 20), b'{"a": 1}{}']
)
def test_any_other_file_is_refused(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "result.json"
    file.write_bytes(data)
    with pytest.raises(UsageError):
        bench_json.read(file)
