"""Two packages compared: what is the same is called so, and every difference is named."""

import io
from pathlib import Path

import pytest

from bundle import compare
from linux.archive import write_tar_gz


def package(folder: Path, name: str, *, epoch: int = 1, **files: str) -> Path:
    tree = folder / f"tree of {name}"
    tree.mkdir()
    for file, text in files.items():
        (tree / file).write_text(text)
    (tree / "link").symlink_to("one")
    path, written = folder / f"{name}.tar.gz", io.BytesIO()
    write_tar_gz(tree, "snug", epoch, written)
    path.write_bytes(written.getvalue())
    return path


def test_the_same_bytes_are_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = package(tmp_path, "a", one="x")
    assert compare.run([str(one), str(package(tmp_path, "b", one="x"))]) == 0
    assert "byte by byte" in capsys.readouterr().err


def test_dates_alone_are_no_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = package(tmp_path, "a", one="x")
    assert compare.run([str(one), str(package(tmp_path, "b", epoch=2, one="x"))]) == 0
    assert "Inside" in capsys.readouterr().err


def test_every_difference_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = package(tmp_path, "a", one="x", two="x")
    other = package(tmp_path, "b", one="y", three="x")
    assert compare.run([str(one), str(other)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "only in the first: snug/two",
        "only in the second: snug/three",
        "differs: snug/one",
        "3 differences.",
    ]


def test_modes_and_links_count(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("x")
        (tmp_path / name / "link").symlink_to(name)
    (tmp_path / "a" / "file").chmod(0o600)
    found = compare.differences(tmp_path / "a", tmp_path / "b")
    assert found == ["differs: file", "differs: link"]


@pytest.mark.parametrize("name", ["missing.tar.gz", "thing.zip"])
def test_what_cannot_be_compared(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thing.zip").write_text("x")
    assert compare.run([str(tmp_path / name), str(tmp_path)]) == 1
    assert name in capsys.readouterr().err
