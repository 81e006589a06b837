"""Tests of the names by which the command line is told of files."""

import unicodedata
from pathlib import Path

import pytest

from app.cli.documents import place_of


def test_a_name_with_hangul_taken_apart_is_found_as_it_is_typed(tmp_path: Path) -> None:
    apart = (
        tmp_path
        / unicodedata.normalize("NFD", "한글 폴더")
        / unicodedata.normalize("NFD", "값.txt")
    )
    apart.parent.mkdir()
    apart.write_text("열쇠")
    assert place_of(str(tmp_path / "한글 폴더" / "값.txt")).read_text() == "열쇠"
    assert place_of(str(tmp_path / "없는 폴더" / "값.txt")) == tmp_path / "없는 폴더" / "값.txt"


def test_of_two_names_that_look_alike_the_one_that_is_written_is_meant(tmp_path: Path) -> None:
    names = [unicodedata.normalize(form, "값.txt") for form in ("NFC", "NFD")]
    for name in names:
        tmp_path.joinpath(name).write_text(name)
    if len(list(tmp_path.iterdir())) < 2:
        pytest.skip("names are the same here")
    assert [place_of(str(tmp_path / name)).name for name in names] == names
