"""Models of other programs are found where those keep them, and nothing else is."""

import json
import sys
from pathlib import Path

import pytest

from app.catalog import elsewhere
from app.catalog.elsewhere import models_elsewhere


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elsewhere, "_LEAST_BYTES", 4)


def put(path: Path, data: bytes = b"GGUF....") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def found(home: Path, **environment: str) -> list[tuple[str, str]]:
    return [(each.program, each.name) for each in models_elsewhere(home, environment)]


def manifest(digest: object) -> bytes:
    kind = "application/vnd.ollama.image.model"
    return json.dumps({"layers": [{"mediaType": kind, "digest": digest}]}).encode()


@pytest.mark.skipif(sys.platform != "linux", reason="other folders elsewhere")
def test_each_program_is_looked_into(tmp_path: Path) -> None:
    put(tmp_path / ".lmstudio/models/maker/repo/seven.gguf")
    put(tmp_path / ".local/share/nomic.ai/GPT4All/four.gguf")
    put(tmp_path / ".config/Jan/data/llamacpp/models/qwen-small/model.gguf")
    figures = "a" * 64
    put(tmp_path / f".ollama/models/blobs/sha256-{figures}")
    put(
        tmp_path / ".ollama/models/manifests/registry.ollama.ai/library/gemma/2b",
        manifest(f"sha256:{figures}"),
    )
    assert found(tmp_path) == [
        ("LM Studio", "seven"), ("Ollama", "gemma:2b"), ("GPT4All", "four"), ("Jan", "qwen-small"),
    ]  # fmt: skip


def test_what_is_no_model_by_itself_is_left_out(tmp_path: Path) -> None:
    folder = tmp_path / ".lmstudio/models/a"
    for name in ("mmproj-x.gguf", "big-00002-of-00003.gguf", "notes.txt"):
        put(folder / name)
    put(folder / "tiny.gguf", b"G")
    put(folder / "big-00001-of-00003.gguf")
    assert found(tmp_path) == [("LM Studio", "big-00001-of-00003")]


@pytest.mark.parametrize(
    "digest", ["sha256:../../../../etc/passwd", "sha256:" + "z" * 64, "md5:" + "a" * 64, 5, None]
)
def test_a_manifest_leads_nowhere_else(tmp_path: Path, digest: object) -> None:
    put(tmp_path / ".ollama/models/manifests/r/library/x/latest", manifest(digest))
    put(tmp_path / ".ollama/models/blobs/sha256-ok")
    assert found(tmp_path) == []


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"layers": 5}', b'{"layers": [[]]}', b"\xff"])
def test_a_damaged_manifest_is_passed_over(tmp_path: Path, data: bytes) -> None:
    put(tmp_path / ".ollama/models/manifests/r/library/x/latest", data)
    assert found(tmp_path) == []


def test_a_file_that_two_folders_name_is_found_once(tmp_path: Path) -> None:
    real = put(tmp_path / ".lmstudio/models/a/one.gguf")
    other = tmp_path / ".cache/lm-studio/models"
    other.mkdir(parents=True)
    (other / "one.gguf").symlink_to(real)
    assert found(tmp_path) == [("LM Studio", "one")]


def test_links_in_a_ring_and_deep_folders_end(tmp_path: Path) -> None:
    folder = tmp_path / ".lmstudio/models"
    put(folder / "a/b/c/d/e/f/g/h/deep.gguf")
    (folder / "ring").symlink_to(folder)
    assert found(tmp_path) == []


def test_ollamas_own_setting_is_heard(tmp_path: Path) -> None:
    place, figures = tmp_path / "elsewhere", "b" * 64
    put(place / f"blobs/sha256-{figures}")
    put(place / "manifests/r/library/phi/latest", manifest(f"sha256:{figures}"))
    assert found(tmp_path, OLLAMA_MODELS=str(place)) == [("Ollama", "phi:latest")]


@pytest.mark.skipif(sys.platform != "linux", reason="other folders elsewhere")
def test_caches_of_llama_cpp_and_of_the_hub_are_looked_into(tmp_path: Path) -> None:
    put(tmp_path / ".cache/llama.cpp/ggml-org_gemma-3-1b-it-GGUF_gemma-3-1b-it-Q4_K_M.gguf")
    hub = tmp_path / ".cache/huggingface/hub/models--owner--name-GGUF"
    blob = put(hub / "blobs" / ("b" * 64))
    for commit in ("c" * 40, "d" * 40):
        named = hub / "snapshots" / commit / "name-Q8_0.gguf"
        named.parent.mkdir(parents=True)
        named.symlink_to(blob)
    assert found(tmp_path) == [
        ("llama.cpp", "ggml-org_gemma-3-1b-it-GGUF_gemma-3-1b-it-Q4_K_M"),
        ("Hugging Face", "name-Q8_0"),
    ]


def test_folders_that_were_put_elsewhere_are_found(tmp_path: Path) -> None:
    put(tmp_path / "a/one.gguf")
    put(tmp_path / "b/hub/models--o--n/snapshots/c/two.gguf")
    put(tmp_path / "c/three.gguf")
    figures = "e" * 64
    put(tmp_path / f"o/blobs/sha256-{figures}")
    put(tmp_path / "o/manifests/hf.co/owner/name-GGUF/Q4_K_M", manifest(f"sha256:{figures}"))
    places = {"LLAMA_CACHE": "a", "HF_HOME": "b", "OLLAMA_MODELS": "o"}
    known = {name: str(tmp_path / place) for name, place in places.items()}
    assert found(tmp_path, **known) == [
        ("Ollama", "owner/name-GGUF:Q4_K_M"),
        ("llama.cpp", "one"),
        ("Hugging Face", "two"),
    ]
    assert ("Hugging Face", "three") in found(tmp_path, HF_HUB_CACHE=str(tmp_path / "c"))
