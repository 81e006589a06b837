"""Which models are on this computer."""

from pathlib import Path

import pytest
from catalog_entries import entry_for

from app.catalog.library import Library
from app.config.paths import Paths
from app.domain.errors import ModelMissing, ModelNotInstalled, UnknownModel, VerificationFailed

DATA = b"GGUF" + bytes(5000)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    paths = Paths.of(tmp_path / "home")
    paths.ensure(paths.models)
    return paths


def library(paths: Paths) -> Library:
    return Library(paths, (entry_for(DATA),))


def put(paths: Paths, name: str, data: bytes = DATA) -> Path:
    path = paths.models / name
    path.write_bytes(data)
    return path


def test_nothing_is_there_before_the_folder_is(tmp_path: Path) -> None:
    assert library(Paths.of(tmp_path / "none")).installed() == []


def test_the_catalog_comes_first_then_the_users_own(paths: Paths) -> None:
    put(paths, "Aaa.gguf", b"x")
    put(paths, "Tiny.Q4_1.gguf")

    first, second = library(paths).installed()

    assert (first.id, first.name, first.bytes) == ("tiny-instruct", "Tiny Instruct", len(DATA))
    assert (second.id, second.name, second.entry) == ("aaa", "Aaa", None)


def test_an_incomplete_catalog_file_is_not_installed(paths: Paths) -> None:
    put(paths, "Tiny.Q4_1.gguf", DATA[:-1])

    assert library(paths).installed() == []


def test_what_is_no_model_is_not_listed(paths: Paths) -> None:
    for name in ("a.gguf.part", "Tiny.Q4_1.gguf.12-00000000.part", ".hidden.gguf", "notes.txt"):
        put(paths, name)
    put(paths, "big-00002-of-00003.gguf")
    (paths.models / "folder.gguf").mkdir()
    (paths.models / "lost.gguf").symlink_to(paths.models / "nowhere")

    assert library(paths).installed() == []


def test_ids_are_unique(paths: Paths) -> None:
    for name in ("Model.gguf", "model.GGUF", "tiny-instruct.gguf", "big-00001-of-00003.gguf"):
        put(paths, name)
    put(paths, "Tiny.Q4_1.gguf")

    found = [model.id for model in library(paths).installed()]

    assert found == [
        "tiny-instruct",
        "model",
        "big-00001-of-00003",
        "model-2",
        "tiny-instruct-2",
    ]


def test_finding_by_id(paths: Paths) -> None:
    put(paths, "Tiny.Q4_1.gguf")
    own = put(paths, "Own.gguf")

    assert library(paths).find("tiny-instruct").entry == entry_for(DATA)
    assert library(paths).find("own").path == own


def test_finding_by_path(paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Elsewhere.gguf").write_bytes(DATA)
    monkeypatch.chdir(tmp_path)

    found = library(paths).find("Elsewhere.gguf")

    assert found.path == tmp_path / "Elsewhere.gguf"
    assert (found.id, found.bytes, found.entry) == ("elsewhere", len(DATA), None)


def test_a_path_to_an_installed_model_is_that_model(paths: Paths) -> None:
    path = put(paths, "Tiny.Q4_1.gguf")

    assert library(paths).find(str(path)).id == "tiny-instruct"


def test_a_catalog_model_that_is_not_here_says_how_to_get_it(paths: Paths) -> None:
    with pytest.raises(ModelNotInstalled, match=r"snug models get tiny-instruct"):
        library(paths).find("tiny-instruct")


@pytest.mark.parametrize("name", ["gone.gguf", "folder/gone", "/nowhere/gone.gguf", "~/gone.gguf"])
def test_a_path_where_nothing_is(paths: Paths, name: str) -> None:
    with pytest.raises(ModelMissing):
        library(paths).find(name)


@pytest.mark.parametrize("name", ["", "nope", "SMOL", "zero\0byte", "n" * 300])
def test_a_name_that_nobody_knows(paths: Paths, name: str) -> None:
    with pytest.raises(UnknownModel):
        library(paths).find(name)
    with pytest.raises(UnknownModel):
        library(paths).entry(name)


def test_verifying_reads_the_file(paths: Paths) -> None:
    path = put(paths, "Tiny.Q4_1.gguf")
    model = library(paths).find("tiny-instruct")
    library(paths).verify(model)

    path.write_bytes(DATA[:-1] + b"!")
    with pytest.raises(VerificationFailed):
        library(paths).verify(model)
    path.unlink()
    with pytest.raises(ModelMissing):
        library(paths).verify(model)


def test_the_users_own_files_have_nothing_to_be_verified_against(paths: Paths) -> None:
    put(paths, "own.gguf")
    library(paths).verify(library(paths).find("own"))


def ship(folder: Path, monkeypatch: pytest.MonkeyPatch, data: bytes = DATA) -> Path:
    """Put a model where those lie that came with Snug."""
    folder.mkdir()
    (folder / "Tiny.Q4_1.gguf").write_bytes(data)
    monkeypatch.setattr(Paths, "shipped_models", staticmethod(lambda: folder))
    return folder / "Tiny.Q4_1.gguf"


def test_a_model_that_came_with_snug_is_installed(
    paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = ship(tmp_path / "shipped", monkeypatch)

    (model,) = library(paths).installed()

    assert (model.id, model.path) == ("tiny-instruct", shipped)


def test_the_users_own_file_counts_before_the_one_that_came_with_snug(
    paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ship(tmp_path / "shipped", monkeypatch)
    own = put(paths, "Tiny.Q4_1.gguf")

    assert library(paths).find("tiny-instruct").path == own


def test_a_shipped_file_of_another_size_is_none(
    paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ship(tmp_path / "shipped", monkeypatch, DATA[:-1])

    assert library(paths).installed() == []
    assert library(paths).path_of(entry_for(DATA)).parent == paths.models
