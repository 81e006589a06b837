"""Numbers of sources become marks of ours at the places after their sentences, and nowhere else."""

import re
from dataclasses import replace

import pytest
from cited_answers import CATS, DEPOSIT, TWO, TWO_GROUNDING, citation, grounded
from hypothesis import given
from hypothesis import strategies as st
from own_html import Reader

from app.domain.retrieval import CitationStatus
from app.gui.chat.look import LIGHT
from app.gui.chat.markdown import render
from app.gui.sources.marks import marks_of
from app.gui.sources.wording import description

CHIP = re.compile(r'<a class="(\w+)" href="snug:source/(\d+)">')


def html(text: str, grounding: object) -> str:
    return render(text, LIGHT, marks=marks_of(text, grounding)).html  # type: ignore[arg-type]


def test_each_number_after_its_sentence_is_a_mark() -> None:
    written = html(TWO, TWO_GROUNDING)
    assert CHIP.findall(written) == [("verified", "0"), ("located", "1")]
    assert "[1]" not in written
    assert '<span class="bare">It never rains.</span>' in written


def test_without_a_grounding_there_are_none() -> None:
    assert html(TWO, None) == f"<p>{TWO}</p>"


@pytest.mark.parametrize(
    "forged",
    [
        "[x](snug:source/0)",
        "<a href='snug:source/0'>1</a>",
        "<snug:source/0>",
        "![x](snug:source/0)",
        "\ufdd00\ufdd1",
        "[2]",
        "`[1]`",
        "[1]: snug:source/0\n\n[1]",
    ],
)
def test_no_text_makes_a_mark(forged: str) -> None:
    answer = f"{TWO} {forged}"
    assert len(CHIP.findall(html(answer, TWO_GROUNDING))) == 2


def test_a_number_that_is_no_source_of_its_sentence_stays_text() -> None:
    answer = TWO.replace("[2]", "[1]")
    assert CHIP.findall(html(answer, TWO_GROUNDING)) == [("verified", "0")]
    assert "[1]" in html(answer, TWO_GROUNDING)


def test_numbers_side_by_side() -> None:
    answer = "It is so. [1] [2]"
    both = grounded(answer, citation(answer, "It is so."), citation(answer, "It is so.", 2))
    assert [number for _, number in CHIP.findall(html(answer, both))] == ["0", "1"]


def test_line_breaks_that_were_not_kept_are_made_up_for() -> None:
    moved = replace(DEPOSIT, quote_start=1, quote_end=DEPOSIT.quote_end + 1)
    grounding = grounded(TWO, moved)
    assert CHIP.findall(html(TWO, grounding)) == [("verified", "0")]


@pytest.mark.parametrize(
    ("answer", "bare", "wanted"),
    [
        ("- One is.", "- One is.", '<ul><li><span class="bare">One is.</span></li></ul>'),
        ("1. One is.", "1. One is.", '<ol start="1"><li><span class="bare">One is.</span>'),
        ("# One is", "# One is", '<h1><span class="bare">One is</span></h1>'),
        ("**One** is.", "**One** is.", '<strong><span class="bare">One</span></strong>'),
        ("_One is._", "_One is._", '<em><span class="bare">One is.</span></em>'),
        ("> One is.", "> One is.", '<span class="bare">One is.</span>'),
        ("`One` is.", "`One` is.", '<code><span class="bare">One</span></code>'),
        ("[One](https://a.b/c.) is", "[One](https://a.b/c.)", "https://a.b/c."),
    ],
)
def test_a_stretch_without_a_source_leaves_the_markdown_as_it_is(
    answer: str, bare: str, wanted: str
) -> None:
    assert wanted in html(answer, grounded(answer, bare=(bare,)))


def test_code_keeps_its_numbers_and_its_language() -> None:
    answer = "It is so:\n```py\nx = a[1] [1]\n```"
    end = answer.index("a[1]") + 4
    inside = replace(citation(answer, "It is so:"), quote_end=end)
    rendered = render(answer, LIGHT, marks=marks_of(answer, grounded(answer, inside)))
    assert rendered.code_blocks[0].text == "x = a[1] [1]"
    assert rendered.code_blocks[0].language == "py"


PIECES = st.sampled_from(
    ["- ", "1. ", "**", "_", "`", "[1]", " [1]", "[2]", ". ", "\n", "\n\n", "```\n", "> ", "한글",
     "| a | b |\n|--|--|\n|", "[a](https://b.c)", "![p](x)", "<b>", "&amp;", "\ufdd0", "\r\n", "\\"]
)  # fmt: skip


@given(
    st.lists(PIECES | st.text(max_size=6), max_size=25).map("".join),
    st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=4),
    st.lists(st.integers(0, 80), max_size=4),
)
def test_no_answer_reaches_beyond_the_tags_we_write(
    text: str, bare: list[tuple[int, int]], ends: list[int]
) -> None:
    cited = [replace(DEPOSIT, number=1 + n % 2, quote_end=end) for n, end in enumerate(ends)]
    grounding = replace(grounded(TWO, *cited), unsupported=tuple(bare))
    written = html(text, grounding)
    reader = Reader(has_marks=True)
    reader.feed(written)
    reader.close()
    assert all(int(index) < len(cited) for _, index in CHIP.findall(written))
    assert not re.search("[\ufdd0-\ufdd3]", written)


def test_both_numbers_of_the_room_are_known() -> None:
    assert (DEPOSIT.number, CATS.number) == (1, 2)


@pytest.mark.parametrize("marks", ["[1]", "[1] [2]"])
def test_a_number_behind_a_row_stands_in_its_last_cell(marks: str) -> None:
    row = "| Deposit | 30 days |"
    answer = f"| What | When |\n|--|--|\n{row} {marks}\n| Rent | soon |"
    both = [citation(answer, row, at) for at in range(1, marks.count("[") + 1)]
    written = html(answer, grounded(answer, *both))
    [cell] = re.findall("30 days(.*?)</td>", written)
    assert [index for _, index in CHIP.findall(cell)] == [str(at) for at in range(len(both))]
    assert written.count("<td") == 4
    assert "[" not in written


def test_what_was_checked_may_differ_between_sentences() -> None:
    answer = "One is. [1] Two is. [1]"
    both = grounded(
        answer,
        citation(answer, "One is.", status=CitationStatus.LOCATED),
        citation(answer, "Two is."),
    )
    assert description(both) == "Source 1: lease.txt, page 1, verified, located"
    assert [status for status, _ in CHIP.findall(html(answer, both))] == ["located", "verified"]
