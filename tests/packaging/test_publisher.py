"""What packages tell of their publisher: what there is, and nothing invented."""

from pathlib import Path

import pytest

from bundle.papers import changelog
from bundle.publisher import FILE, Publisher, read_publisher
from setup.console import SetupError

ROOT = Path(__file__).resolve().parents[2]
METAINFO = "<component>\n  <launchable type='x'/>\n</component>\n"


def source_with(folder: Path, text: str) -> Path:
    path = folder / FILE
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    return folder


def test_ours_can_be_read() -> None:
    assert read_publisher(ROOT).name


@pytest.mark.parametrize(
    "file",
    [
        "packaging/windows/snug.nsi",
        "packaging/windows/snug.wxs",
        "packaging/linux/share/usr/share/metainfo/chat.snug.snug.metainfo.xml",
    ],
)
def test_files_that_are_no_templates_name_the_same_publisher(file: str) -> None:
    assert read_publisher(ROOT).name in (ROOT / file).read_text("utf-8")


@pytest.mark.parametrize(
    "wrong",
    [
        'email = "nobody"',
        'email = "nobody@localhost"',
        'homepage = "http://snug.example"',
        'homepage = "https://snug.example/?a=<b>"',
        "bugs = 3",
        'bug = ""',
    ],
)
def test_what_is_no_address_is_refused(tmp_path: Path, wrong: str) -> None:
    field = wrong.partition(" ")[0]
    told = {"name": '"Somebody"', "email": '""', "homepage": '""', "bugs": '""'}
    lines = [f"{key} = {value}" for key, value in told.items() if key != field]
    with pytest.raises(SetupError):
        read_publisher(source_with(tmp_path, "\n".join([*lines, wrong])))


def test_a_publisher_has_a_name(tmp_path: Path) -> None:
    with pytest.raises(SetupError):
        read_publisher(source_with(tmp_path, 'name = ""\nemail = ""\nhomepage = ""\nbugs = ""'))


def test_the_metadata_names_pages_that_there_are() -> None:
    assert Publisher("Somebody").metainfo(METAINFO) == METAINFO
    told = Publisher("Somebody", homepage="https://snug.example/").metainfo(METAINFO)
    assert '  <url type="homepage">https://snug.example/</url>\n  <launchable' in told
    with pytest.raises(SetupError):
        Publisher("Somebody").metainfo("<component/>")


def test_the_changelog_is_signed() -> None:
    text = changelog("snug", "1", Publisher("Somebody", "a@snug.example"), "today")
    assert text.endswith(" -- Somebody <a@snug.example>  today\n")
