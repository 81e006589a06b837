"""Model files from elsewhere are linked or copied, whole or not at all, and never changed there."""

import os
import threading
from pathlib import Path

import pytest
from gguf_files import tiny_llama, truncated, wrong_magic

from app.catalog import intake
from app.domain.errors import (
    DiskFull,
    DownloadCancelled,
    ModelDamaged,
    ModelMissing,
    ModelNotLinked,
    NotAModel,
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_llama(tmp_path_factory.mktemp("elsewhere") / "Tiny Model.gguf")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "models"
    made.mkdir()
    return made


def ignore(_done: int, _total: int) -> None: ...


def test_a_link_names_the_real_file(model: Path, folder: Path, tmp_path: Path) -> None:
    detour = tmp_path / "sha256-0123"
    detour.symlink_to(model)
    made = intake.link((detour,), folder, "gemma:2b")
    assert made == folder / "gemma-2b.gguf"
    assert made.readlink() == model.resolve()
    assert intake.is_linked(made)
    assert not intake.is_linked(model)


def test_a_name_that_is_taken_gets_a_number(model: Path, folder: Path) -> None:
    (folder / "gone.gguf").symlink_to(folder / "nowhere")
    made = [intake.link((model,), folder, "../gone") for _ in range(2)]
    assert [each.name for each in made] == ["-gone.gguf", "-gone-2.gguf"]
    assert intake.link((model,), folder, "gone").name == "gone-2.gguf"
    assert intake.link((model,), folder, "...").name == "model.gguf"


def test_where_no_link_can_be_made_a_second_name_will_do(
    model: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError("not allowed here")

    own = folder.parent / "own.gguf"
    own.write_bytes(model.read_bytes())
    monkeypatch.setattr(Path, "symlink_to", refuse)
    made = intake.link((own,), folder, "one")
    assert made.samefile(own)
    assert intake.is_linked(made)
    monkeypatch.setattr(os, "link", refuse)
    with pytest.raises(ModelNotLinked):
        intake.link((own,), folder, "two")
    assert [each.name for each in folder.iterdir()] == ["one.gguf"]


def test_a_copy_arrives_whole(model: Path, folder: Path) -> None:
    steps: list[tuple[int, int]] = []
    made = intake.copy(
        (model,), folder, model.stem, lambda *step: steps.append(step), threading.Event()
    )
    size = model.stat().st_size
    assert made == folder / "Tiny Model.gguf"
    assert made.read_bytes() == model.read_bytes()
    assert steps[-1] == (size, size)
    assert [each.name for each in folder.iterdir()] == [made.name]


def test_a_copy_that_is_stopped_leaves_nothing(model: Path, folder: Path) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(DownloadCancelled):
        intake.copy((model,), folder, "one", ignore, stop)
    assert list(folder.iterdir()) == []


def test_a_full_disk_is_told_before(
    model: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr(intake.shutil, "disk_usage", lambda _folder: usage)
    with pytest.raises(DiskFull):
        intake.copy((model,), folder, "one", ignore, threading.Event())
    assert list(folder.iterdir()) == []


def test_a_split_model_comes_with_its_parts(model: Path, folder: Path, tmp_path: Path) -> None:
    parts = tuple(tmp_path / f"big-{number:05}-of-00002.gguf" for number in (1, 2))
    for each in parts:
        each.write_bytes(model.read_bytes())
    made = intake.link(parts, folder, "big-00001-of-00002")
    assert made.name == "big-00001-of-00002.gguf"
    assert sorted(each.name for each in folder.iterdir()) == [each.name for each in parts]
    copied = intake.copy(parts, folder, "big-00001-of-00002", ignore, threading.Event())
    assert copied.name == "big-2-00001-of-00002.gguf"
    assert len(list(folder.iterdir())) == 4


def test_what_is_no_sound_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAModel):
        intake.parts_of(wrong_magic(tmp_path / "wrong.gguf"))
    with pytest.raises(ModelDamaged):
        intake.parts_of(truncated(tmp_path / "short.gguf"))
    with pytest.raises(ModelMissing):
        intake.parts_of(tmp_path / "nothing.gguf")
    with pytest.raises(NotAModel):
        intake.parts_of(tmp_path)
