"""Lines of a page become paragraphs, whichever way the page or its script runs."""

import io
from array import array

from pdf_files import pdf

from app.domain.documents import ReadingLimits
from app.index.parsers.dispatch import read_document
from app.index.parsers.pdf_lines import PdfLine
from app.index.parsers.pdf_paragraphs import TextSizes, Vocabulary, blocks_of


def page(*texts: str) -> list[PdfLine]:
    return [
        PdfLine(text, array("i", range(at * 100, at * 100 + len(text))), 50, 350, 500 - 12 * at, 11)
        for at, text in enumerate(texts)
    ]


def text_of(lines: list[PdfLine]) -> str:
    blocks = blocks_of(lines, TextSizes(lines), Vocabulary(lines), {})
    return "\n".join(block.text for block in blocks)


def test_a_korean_word_that_a_line_divides_is_put_together() -> None:
    lines = page("그 설치프로그램은 아주 좋고 설치프로", "그램은 쉽고 설치프로그램은 작다")
    assert "좋고 설치프로그램은 쉽고" in text_of(lines)


def test_korean_words_that_only_meet_stay_apart() -> None:
    lines = page("고래는 바다에서 노래하고 사람은", "집에서 노래하고 웃는다")
    assert "사람은 집에서" in text_of(lines)


def test_scripts_without_blanks_get_none() -> None:
    assert text_of(page("鯨は海で歌い、", "人は家で歌う。")) == "鯨は海で歌い、人は家で歌う。"


def test_numbers_follow_the_page_across_lines() -> None:
    lines = page("one two", "three")
    (block,) = blocks_of(lines, TextSizes(lines), Vocabulary(lines), {})
    assert block.text == "one two three"
    assert list(block.sources) == [0, 1, 2, 3, 4, 5, 6, 7, 100, 101, 102, 103, 104]


def test_text_on_its_side_is_read_line_by_line() -> None:
    content = "".join(
        f"BT /F 10 Tf 0 1 -1 0 {x} 100 Tm ({text}) Tj ET\n"
        for text, x in (("Whales sing for hours, and", 100), ("others hear it far away.", 112))
    )
    document = read_document(io.BytesIO(pdf(content)), "a.pdf", ReadingLimits())
    assert document.text.strip() == "Whales sing for hours, and others hear it far away."
