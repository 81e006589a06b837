"""Which package index counts: that of the environment, of pip's files, or PyPI."""

import os
from pathlib import Path

import pytest

from app.config.package_index import PYPI, package_index


def conf(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_pypi_where_nothing_is_said() -> None:
    assert package_index({}, ()).text == PYPI


@pytest.mark.parametrize("name", ["PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL"])
def test_the_environment_counts_most(tmp_path: Path, name: str) -> None:
    file = conf(tmp_path, "pip.conf", "[global]\nindex-url = https://file.example/simple\n")
    found = package_index({name: "https://mirror.example/simple/"}, (file,))
    assert (found.text, found.host) == ("https://mirror.example/simple", "mirror.example")


def test_a_file_counts_and_what_is_said_of_downloads_counts_more(tmp_path: Path) -> None:
    text = "[global]\nindex-url = https://a.example/simple\n"
    other = "[download]\nindex-url = https://b.example/simple\n"
    broken = conf(tmp_path, "broken", "no section\n")
    missing = tmp_path / "missing"
    assert package_index({}, (missing, broken, conf(tmp_path, "one", text))).host == "a.example"
    assert package_index({}, (conf(tmp_path, "two", text + other),)).host == "b.example"


def test_the_files_are_where_pip_has_them(tmp_path: Path) -> None:
    text = "[global]\nindex-url = https://{}.example/simple\n"
    conf(tmp_path, "own/pip/pip.conf", text.format("own"))
    conf(tmp_path, "all/pip/pip.conf", text.format("all"))
    named = conf(tmp_path, "named.conf", text.format("named"))
    around = {
        "HOME": str(tmp_path),
        "XDG_CONFIG_DIRS": str(tmp_path / "all"),
    }
    assert package_index(around).host == "all.example"
    around["XDG_CONFIG_HOME"] = str(tmp_path / "own")
    assert package_index(around).host == "own.example"
    around["PIP_CONFIG_FILE"] = str(named)
    assert package_index(around).host == "named.example"
    around["PIP_CONFIG_FILE"] = os.devnull
    assert package_index(around).text == PYPI


@pytest.mark.parametrize(
    "address",
    ["http://mirror.example/simple", "https://me:secret@mirror.example/simple", "file:///simple"],
)
def test_what_cannot_be_used(address: str) -> None:
    with pytest.raises(ValueError, match="must be"):
        package_index({"PIP_INDEX_URL": address}, ())
