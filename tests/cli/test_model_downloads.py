"""`snug models get` from a hub, as a person and as a program see it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_room import children, model_bytes
from stand_in_hub import COMMIT, REPOSITORY, StandInHub, running

from app.cli.main import run

FILE = "tiny.Q4_K_M.gguf"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[StandInHub]:
    data = model_bytes(tmp_path, feed_forward=64)
    with running(StandInHub({FILE: data, "tiny.Q8_0.gguf": data + bytes(100_000)})) as made:
        yield made


def get(hub: StandInHub, *arguments: str) -> int:
    return run(["models", "get", *arguments, "--set", f"network.mirror={hub.address}"])


def test_the_files_are_shown_and_the_best_is_fetched(
    hub: StandInHub, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert get(hub, REPOSITORY) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:3]] == ["FILE", FILE, "tiny.Q8_0.gguf"]
    assert lines[1].endswith("chosen")
    assert lines[3] == f"{REPOSITORY}: {home / 'models' / FILE}"
    assert (home / "models" / FILE).read_bytes() == hub.files[FILE]
    assert len(hub.asked("/api/")) == 1, "what was shown is what is fetched"
    del hub.seen[:]
    assert get(hub, REPOSITORY, "--offline") == 0, "it is here already"
    assert hub.seen == []
    assert run(["doctor", "--network"]) == 0
    assert children() == []


def test_a_card_of_which_a_file_was_fetched_is_here(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"SmolLM3-Q4_K_M.gguf": model_bytes(tmp_path, feed_forward=64)}
    with running(StandInHub(files, repository="ggml-org/SmolLM3-3B-GGUF")) as hub:
        assert get(hub, "smollm3-3b") == 0
    capsys.readouterr()
    assert run(["models", "list", "--json"]) == 0
    listed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (fetched,) = [each for each in listed if each["id"] == "smollm3-3b"]
    path = home / "models" / "SmolLM3-Q4_K_M.gguf"
    assert (fetched["path"], fetched["installed"]) == (str(path), True)
    assert str(path) not in [each["path"] for each in listed if each is not fetched]
    assert run(["models", "info", "smollm3-3b", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["path"], told["architecture"]) == (str(path), "llama")
    assert told["card"]["maker"] == "Hugging Face"
    assert run(["models", "info", "qwen3-4b"]) == 0
    assert "not on this computer" in capsys.readouterr().out


def test_a_program_reads_lists_and_ends(
    hub: StandInHub, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert get(hub, REPOSITORY, "--list", "--json") == 0
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first == {
        "repository": REPOSITORY,
        "commit": COMMIT,
        "file": FILE,
        "files": 1,
        "quantization": "Q4_K_M",
        "bytes": len(hub.files[FILE]),
        "chosen": True,
    }
    assert not second["chosen"]
    assert not (home / "models" / FILE).exists()
    assert get(hub, f"{REPOSITORY}:{FILE}", "--json") == 0
    described = json.loads(capsys.readouterr().out)
    assert described["path"] == str(home / "models" / FILE)
    assert described["bytes"] == len(hub.files[FILE])


def test_an_architecture_that_the_engine_lacks_is_told_before_the_download(
    hub: StandInHub, capsys: pytest.CaptureFixture[str]
) -> None:
    hub.architecture = "notallama"
    assert get(hub, REPOSITORY, "--list") == 0
    assert "does not know the architecture “notallama”" in capsys.readouterr().err
    for untrusted in ("\x1b[31mllama", 7, None, "llama"):
        hub.architecture = untrusted
        assert get(hub, REPOSITORY, "--list") == 0
        assert "architecture" not in capsys.readouterr().err


def test_a_file_that_changed_since_is_fetched_again(
    hub: StandInHub, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = f"{REPOSITORY}:{FILE}"
    assert get(hub, name) == 0
    path = home / "models" / FILE
    path.write_bytes(bytes(path.stat().st_size))
    assert get(hub, name) == 0, "its size is right"
    assert path.read_bytes() != hub.files[FILE]
    assert get(hub, name, "--verify") == 0
    assert path.read_bytes() == hub.files[FILE]
    assert "it is fetched again" in capsys.readouterr().err


def test_what_goes_wrong_is_a_sentence(hub: StandInHub, capsys: pytest.CaptureFixture[str]) -> None:
    assert get(hub, f"{REPOSITORY}:Q2_K") == 1
    assert "It has: Q4_K_M, Q8_0." in capsys.readouterr().err
    assert get(hub, "room/elsewhere:Q4_0") == 1
    assert "does not know “room/elsewhere”" in capsys.readouterr().err
    hub.is_gated = True
    assert get(hub, f"{REPOSITORY}:Q8_0") == 1
    assert f"{hub.address}/{REPOSITORY}" in capsys.readouterr().err
    before = len(hub.seen)
    assert get(hub, f"{REPOSITORY}:Q8_0", "--offline") == 1
    assert "stay offline" in capsys.readouterr().err
    assert get(hub, "nothing-of-this-name") == 1
    assert len(hub.seen) == before


@pytest.mark.parametrize(
    "value", ["http://hub.example", "https://me:secret@hub.example", "hub.example"]
)
def test_a_mirror_is_encrypted_and_holds_no_password(
    value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["models", "list", "--set", f"network.mirror={value}"]) == 2
    assert "network.mirror" in capsys.readouterr().err
