"""How adapters are written on the command line."""

import argparse
from pathlib import Path

import pytest

from app.cli.adapters import adapters, add_arguments
from app.domain.adapters import Adapter, AdapterKind
from app.domain.errors import AdapterInvalid, SamplingInvalid, UsageError


def read(*words: str) -> tuple[Adapter, ...]:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return adapters(parser.parse_args(words))


def control(path: str, scale: float = 1.0, *layers: int) -> Adapter:
    return Adapter(Path(path), scale, AdapterKind.CONTROL, *layers)


@pytest.mark.parametrize(
    ("written", "path", "scale"),
    [
        ("a.gguf", "a.gguf", 1.0),
        ("a.gguf:0.5", "a.gguf", 0.5),
        ("a.gguf:-2", "a.gguf", -2.0),
        ("a.gguf:+.5", "a.gguf", 0.5),
        (r"C:\models\a.gguf", r"C:\models\a.gguf", 1.0),
        (r"C:\models\a.gguf:3", r"C:\models\a.gguf", 3.0),
        ("12:30.gguf:1", "12:30.gguf", 1.0),
        ("a.gguf:strong", "a.gguf:strong", 1.0),
        ("a.gguf:1:2-3", "a.gguf:1:2-3", 1.0),
    ],
)
def test_a_lora_adapter(written: str, path: str, scale: float) -> None:
    assert read("--lora", written) == (Adapter(Path(path), scale),)


def test_control_vectors_have_layers() -> None:
    assert read("--control", "c") == (control("c"),)
    assert read("--control", "c:2") == (control("c", 2.0),)
    assert read("--control", "c:-2:3-14") == (control("c", -2.0, 3, 14),)
    assert read("--control", "a", "--lora", "b", "--control", "c:1:1-1") == (
        Adapter(Path("b")),
        control("a"),
        control("c", 1.0, 1, 1),
    )


def test_a_file_may_be_called_like_a_scale(tmp_path: Path) -> None:
    path = tmp_path / "a:2"
    path.write_bytes(b"")
    assert read("--lora", str(path)) == (Adapter(path),)
    assert read("--lora", f"{path}:3") == (Adapter(path, 3.0),)


@pytest.mark.parametrize(
    ("option", "rest"),
    [("lora", "x"), ("lora", ""), ("lora", "1:2-3"), ("control", "1:x"), ("control", ":3-4")],
)
def test_what_stands_behind_a_file_is_named(tmp_path: Path, option: str, rest: str) -> None:
    path = tmp_path / "a.gguf"
    path.write_bytes(b"")
    with pytest.raises(UsageError) as caught:
        read(f"--{option}", f"{path}:{rest}")
    assert f"“{rest}” behind {path} is not a scale" in str(caught.value)


def test_what_cannot_be_is_refused_before_anything_is_loaded() -> None:
    for written in ("a:11", "a:-10.5"):
        with pytest.raises(SamplingInvalid):
            read("--lora", written)
    for written in ("a:1:0-3", "a:1:5-3"):
        with pytest.raises(SamplingInvalid):
            read("--control", written)
    with pytest.raises(AdapterInvalid):
        read("--lora", "a", "--lora", "a:0.5")
    assert read("--lora", "a:0") == ()
