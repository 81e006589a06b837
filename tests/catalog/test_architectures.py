"""The list of architectures is that of the engine, and a model of another one is told in time."""

from pathlib import Path

import pytest
from engine_architectures import known_to, library
from gguf_files import tiny_llama, unknown_architecture

from app.catalog import intake
from app.catalog.architectures import known_architectures
from app.domain.errors import ModelUnsupported

BUILT = library()


@pytest.mark.skipif(BUILT is None, reason="this engine is built another way")
def test_the_list_is_that_of_the_engine() -> None:
    """When it is not: python tests/engine_architectures.py"""
    assert BUILT is not None
    assert sorted(known_architectures()) == known_to(BUILT)


def test_those_of_the_starter_models_are_among_them() -> None:
    assert {"llama", "bert", "qwen3", "gemma3"} <= known_architectures()
    assert "clip" not in known_architectures()


def test_a_model_of_another_one_is_not_brought_in(tmp_path: Path) -> None:
    assert intake.parts_of(tiny_llama(tmp_path / "known.gguf"))
    with pytest.raises(ModelUnsupported, match="architecture “notallama”"):
        intake.parts_of(unknown_architecture(tmp_path / "new.gguf"))
