"""Names of exports that every system takes."""

import re
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.transfer import Format, ImportedConversation
from app.transfer.file_names import file_name, safe_name

WHEN = datetime(2025, 1, 1, tzinfo=UTC)


def name(title: str, *taken: str, ending: str = "md") -> str:
    return file_name(ImportedConversation(Format.SNUG, "c", title, WHEN, WHEN), ending, taken)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Tea", "Tea.md"),
        ("차 이야기", "차 이야기.md"),
        (unicodedata.normalize("NFD", "차"), "차.md"),
        ("☕ coffee 🍵", "☕ coffee 🍵.md"),
        ('a/b\\c:d*e?f"g<h>i|j', "a-b-c-d-e-f-g-h-i-j.md"),
        ("../../etc/passwd", "etc-passwd.md"),
        ("CON", "_CON.md"),
        ("nul.txt", "_nul.txt.md"),
        ("Com1 .x", "_Com1 .x.md"),
        ("lpt²", "_lpt².md"),
        ("console", "console.md"),
        ("trailing. . ", "trailing.md"),
        (".hidden", "hidden.md"),
        ("-rf", "rf.md"),
        ("evil\u202egpj.exe", "evilgpj.exe.md"),
        ("zero\u200bwidth\x00\x07", "zerowidth.md"),
        ("two\nlines\ttab", "two lines tab.md"),
        ("", "conversation.md"),
        ("...", "conversation.md"),
        ("\ud800", "conversation.md"),
    ],
)
def test_titles(title: str, expected: str) -> None:
    assert name(title) == expected


def test_names_that_are_taken_are_numbered() -> None:
    assert name("Tea", "tea.MD") == "Tea 2.md"
    assert name("Tea", "Tea.md", "Tea 2.md", "Tea 4.md") == "Tea 3.md"
    assert name("차", unicodedata.normalize("NFD", "차.md")) == "차 2.md"


def test_long_titles_are_cut_between_characters() -> None:
    found = name("가" * 300)
    assert found == "가" * 40 + ".md"
    assert name("가" * 300, found) == "가" * 39 + " 2.md"
    assert len(name("🍵" * 100).encode()) <= 123


@settings(max_examples=200)
@given(st.text(max_size=200), st.integers(0, 3))
def test_any_title(title: str, copies: int) -> None:
    taken: list[str] = []
    for _ in range(copies + 1):
        taken.append(name(title, *taken))
    assert len({each.casefold() for each in taken}) == copies + 1
    for found in taken:
        assert len(found.encode("utf-8")) <= 124
        assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', found)
        assert found == found.strip(" .")
        assert unicodedata.is_normalized("NFC", found)
        assert found.split(".")[0].strip().upper() not in {"CON", "PRN", "AUX", "NUL", "COM1"}


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("계약서.txt", "계약서.txt"),
        ("../../.bashrc", "file.bashrc"),
        ("/etc/passwd", "etc-passwd"),
        ("C:\\Windows\\a.exe", "C--Windows-a.exe"),
        ("con.txt", "_con.txt"),
        ("photo.jpg\u202egnp.exe", "photo.jpggnp.exe"),
        ("", "file"),
        (".txt", "txt"),
        ("a.b c", "a.b c"),
    ],
)
def test_a_files_own_name_leads_into_no_other_folder(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_what_has_no_ending_gets_one() -> None:
    assert safe_name("Pasted text 2", "txt") == "Pasted text 2.txt"
