"""Tests of plain text and source code: paragraphs, certain headings, definitions."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parsed_documents import block_texts, mutations, noted, outline, parsed, reason_of, survives

from app.domain.documents import (
    BlockKind,
    DocumentKind,
    NoteKind,
    ReadingLimits,
    Refusal,
)
from app.index.parsers import code, text

KOREAN = """취업 규칙

제1장 총칙

제1조(목적) 이 규칙은 직원의 근로 조건을 정한다.
근로 시간은 주 40시간으로 한다.

제 2 장 휴가

제5조(연차)

연차 휴가는 15일이다.
"""
ENGLISH = """Growing tomatoes
================

Tomatoes like the sun,
and so do we.

Sowing
------
In March, behind a window.

1.2 Watering

A little every day.

1.3 is a number and no heading.

Chapter 4. Harvest

Part of the joy is eating.
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp949"])
def test_korean_text_by_its_chapters(encoding: str) -> None:
    document = parsed(text, KOREAN.encode(encoding))
    assert outline(document) == [
        ("paragraph", "취업 규칙"),
        ("heading", "제1장 총칙"),
        (
            "paragraph",
            "제1조(목적) 이 규칙은 직원의 근로 조건을 정한다.\n근로 시간은 주 40시간으로 한다.",
        ),
        ("heading", "제 2 장 휴가"),
        ("heading", "제5조(연차)"),
        ("paragraph", "연차 휴가는 15일이다."),
    ]
    assert [block.level for block in document.blocks if block.level] == [2, 2, 5]


def test_decomposed_korean_is_composed() -> None:
    document = parsed(text, unicodedata.normalize("NFD", KOREAN).encode())
    assert block_texts(document)[0] == "취업 규칙"


def test_headings_that_are_certain() -> None:
    document = parsed(text, ENGLISH.encode())
    assert block_texts(document, BlockKind.HEADING) == [
        "Growing tomatoes",
        "Sowing",
        "1.2 Watering",
        "Chapter 4. Harvest",
    ]
    assert [block.level for block in document.blocks if block.level] == [1, 2, 2, 1]
    assert "In March, behind a window." in block_texts(document)
    assert "1.3 is a number and no heading." in block_texts(document, BlockKind.PARAGRAPH)


def test_what_underlines_nothing_is_no_heading() -> None:
    for lines in (
        "a\n--------------------------\nb",
        "| a | b |\n-----",
        "----\n----",
        "ab\n****",
        "ab\n===",
    ):
        found = block_texts(parsed(text, lines.encode()), BlockKind.HEADING)
        assert found == (["ab"] if lines.endswith("===") else [])


def test_a_line_without_end_becomes_blocks_that_can_be_shown() -> None:
    document = parsed(text, b"word " * 40_000)
    assert max(block.end - block.start for block in document.blocks) <= 6_000
    assert document.text.split() == ["word"] * 40_000
    one_word = parsed(text, b"x" * 50_000)
    assert "".join(block_texts(one_word)) == "x" * 50_000


def test_more_than_a_document_may_hold_is_cut() -> None:
    document = parsed(text, "가나다 ".encode() * 1000, limits=ReadingLimits(text_characters=500))
    assert len(document.text) == 500
    assert NoteKind.CUT_SHORT in noted(document)


def test_colours_of_a_terminal_are_no_text() -> None:
    document = parsed(text, b"\x1b[1;31merror\x1b[0m: No\n")
    assert document.text.strip() == "error: No"


def test_a_guess_is_told() -> None:
    document = parsed(text, "안녕하세요, 반갑습니다".encode("cp949"))
    assert (document.encoding, document.notes[0].detail) == ("cp949", "cp949")
    assert reason_of(lambda: parsed(text, b"")) is Refusal.EMPTY
    assert reason_of(lambda: parsed(text, b" \n\n")) is Refusal.NO_TEXT


PYTHON = '''"""A module."""

import os


def first(x):
    """Say it."""

    return x  # 한글 주석


class Second:
    a = 1

    def method(self):
        return self.a
'''


def test_code_is_cut_at_definitions() -> None:
    source = PYTHON.replace("return x", "return x" + " + 1" * 60)
    document = parsed(code, source.encode("cp949"), DocumentKind.CODE, name="a/b.py")
    found = block_texts(document, BlockKind.CODE)
    assert [block.split("\n")[0] for block in found] == ['"""A module."""', "class Second:"]
    assert {block.language for block in document.blocks} == {"python"}
    assert "    def method(self):\n        return self.a" in found[1]


@pytest.mark.parametrize(
    ("name", "source", "language"),
    [
        ("x.c", "int main(void) {}", "c"),
        ("x.h", "class Foo {};", "cpp"),
        ("Makefile", "all:\n\ttrue", "make"),
        ("run", "#!/usr/bin/env python3\nprint()", "python"),
        ("run", "#!/bin/sh\ntrue", "bash"),
        ("x", "<?php echo 1;", "php"),
        ("x", "something", ""),
    ],
)
def test_the_language_of_code(name: str, source: str, language: str) -> None:
    assert code.language_of_code(source, name) == language


@given(st.text())
def test_any_text_is_read(words: str) -> None:
    survives(lambda data: parsed(text, data), words.encode("utf-8", "ignore"))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    survives(lambda data: parsed(text, data), data)
    survives(lambda data: parsed(code, data, name="a.py"), data)


def test_changed_files_are_read_or_refused() -> None:
    for sample in (KOREAN.encode("utf-16"), KOREAN.encode("cp949"), ENGLISH.encode()):
        for data in mutations(sample, 60):
            survives(lambda data: parsed(text, data), data)
    for data in mutations(PYTHON.encode(), 60):
        survives(lambda data: parsed(code, data, name="a.py"), data)
