"""Plain files of prompts and assistants: what is written is read again; strangers are checked."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.assistants import Assistant, Colour
from app.domain.errors import (
    AppError,
    LibraryFileHeadInvalid,
    LibraryFileHides,
    LibraryFileLarge,
    LibraryFileRefused,
    LibraryNameMissing,
    LibraryTextLong,
    LibraryTextMissing,
    PromptBracesOpen,
)
from app.domain.ids import LibraryId
from app.domain.library import LibraryItem, one_line, plain_text
from app.domain.library_files import LARGEST_FILE, read, written
from app.domain.prompt_library import Prompt, literal

VISIBLE = some.text(some.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")))
NAMES = VISIBLE.map(one_line).filter(bool)
TEXTS = some.lists(VISIBLE, max_size=4).map("\n".join).map(plain_text).map(literal).filter(bool)


def same(item: LibraryItem) -> dict[str, Any]:
    names = ("name", "about", "text", "colour", "model", "preset")
    return {name: getattr(item, name, None) for name in names}


@given(NAMES, TEXTS, VISIBLE.map(one_line))
def test_a_prompt_comes_back_as_it_was_written(name: str, text: str, about: str) -> None:
    prompt = Prompt(id=LibraryId("1"), name=name, text=text, about=about)
    assert same(read(written(prompt).encode(), "x.md")) == same(prompt)


@given(NAMES, TEXTS, some.sampled_from(Colour), some.sampled_from(["", "precise", "creative"]))
def test_an_assistant_comes_back_as_it_was_written(
    name: str, text: str, colour: Colour, preset: str
) -> None:
    made = Assistant(id=LibraryId("1"), name=name, text=text, colour=colour, preset=preset)
    again = read(written(made).encode(), "x.md")
    assert isinstance(again, Assistant)
    assert same(again) == same(made)


@given(some.binary(max_size=300) | some.binary(max_size=80).map(lambda each: b"+++\n" + each))
def test_any_file_is_read_or_refused(data: bytes) -> None:
    try:
        read(data, "x.md")
    except AppError:
        return


HEAD = '+++\nkind = "prompt"\nname = "A"\n'


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Just text", LibraryFileRefused),
        ('+++\nkind = "prompt"', LibraryFileRefused),
        ("+++\nkind = \n+++\nx", LibraryFileHeadInvalid),
        ('+++\nname = "A"\n+++\nx', LibraryFileHeadInvalid),
        ('+++\nkind = "tool"\nname = "A"\n+++\nx', LibraryFileHeadInvalid),
        (f"{HEAD}run = 'rm'\n+++\nx", LibraryFileHeadInvalid),
        (f"{HEAD}about = 3\n+++\nx", LibraryFileHeadInvalid),
        (f"{HEAD}about = {'[' * 3000}\n+++\nx", LibraryFileHeadInvalid),
        (f"{HEAD}about = '{'a' * 5000}'\n+++\nx", LibraryFileHeadInvalid),
        (f"{HEAD}colour = 'red'\n+++\nx", LibraryFileHeadInvalid),
        ('+++\nkind = "assistant"\nname = "A"\ncolour = "mud"\n+++\nx', LibraryFileHeadInvalid),
        ('+++\nkind = "assistant"\nname = "A"\npreset = "wild"\n+++\nx', LibraryFileHeadInvalid),
        ('+++\nkind = "assistant"\nname = "A"\n+++\n' + "x" * 40_001, LibraryTextLong),
        ('+++\nkind = "prompt"\n+++\nx', LibraryNameMissing),
        ('+++\nkind = "prompt"\nname = "\u200b"\n+++\nx', LibraryNameMissing),
        (f"{HEAD}+++\n", LibraryTextMissing),
        (f"{HEAD}+++\nx {{{{y", PromptBracesOpen),
        (f"{HEAD}+++\nx\u202ey", LibraryFileHides),
        (f"{HEAD}+++\nx\U000e0041y", LibraryFileHides),
        (f"{HEAD}+++\nx\x1b[2J", LibraryFileHides),
        (f"{HEAD}+++\n{'가' * LARGEST_FILE}", LibraryFileLarge),
    ],
)
def test_what_is_no_such_file_is_refused(text: str, kind: type[AppError]) -> None:
    with pytest.raises(kind):
        read(text.encode(), "x.md")


def test_other_encodings_and_line_ends() -> None:
    text = f"{HEAD}+++\r\n한글\r\n".replace("\n", "\r\n").replace("\r\r", "\r")
    assert read(b"\xef\xbb\xbf" + text.encode(), "x.md").text == "한글"
    with pytest.raises(LibraryFileRefused):
        read(f"{HEAD}+++\n한글".encode("cp949"), "x.md")
