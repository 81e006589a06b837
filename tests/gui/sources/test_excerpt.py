"""What of a long document is shown at once."""

import time

from app.domain.documents import Block, BlockKind
from app.gui.sources.excerpt import (
    MOST_CELLS,
    MOST_LINES,
    REACH,
    blocks_in,
    window_after,
    window_around,
    window_before,
)


def paragraphs(count: int, text: str = "Whales sing for many hours.") -> tuple[str, list[Block]]:
    step = len(text) + 1
    blocks = [Block(BlockKind.PARAGRAPH, at * step, at * step + len(text)) for at in range(count)]
    return f"{text}\n" * count, blocks


def test_a_short_document_is_shown_whole() -> None:
    text, blocks = paragraphs(20)
    window = window_around(text, blocks, 100, 120)
    assert (window.start, window.end) == (0, len(text))
    assert not window.has_more_before
    assert not window.has_more_after
    assert list(blocks_in(blocks, window)) == blocks


def test_of_a_long_one_the_surroundings_between_blocks() -> None:
    text, blocks = paragraphs(700_000)
    place = blocks[350_000]
    begun = time.thread_time()
    window = window_around(text, blocks, place.start, place.end)
    shown = list(blocks_in(blocks, window))
    assert time.thread_time() - begun < 5, "no figure of speed, only no accident"
    assert shown[0].start == window.start
    assert place in shown
    assert MOST_LINES <= len(shown) <= 2 * MOST_LINES + 4
    assert {each.end - each.start for each in shown} == {place.end - place.start}


def test_windows_follow_one_another_without_a_gap() -> None:
    text, blocks = paragraphs(5_000)
    window = window_around(text, blocks, len(text) // 2, len(text) // 2 + 10)
    before, after = window_before(text, blocks, window), window_after(text, blocks, window)
    assert before.end == window.start
    assert before.start < window.start
    assert after.start == window.end
    assert after.end > window.end
    seen = window_around(text, blocks, 0, 5)
    while seen.has_more_after:
        following = window_after(text, blocks, seen)
        assert following.end > following.start == seen.end
        seen = following


def test_one_endless_line_is_cut_around_the_place() -> None:
    text = "word " * 4_000_000
    block = Block(BlockKind.PARAGRAPH, 0, len(text))
    window = window_around(text, [block], 10_000_000, 10_000_020)
    [piece] = blocks_in([block], window)
    assert piece.start <= 10_000_000
    assert piece.end >= 10_000_020
    assert piece.end - piece.start <= 2 * REACH + 3_000
    assert text[piece.start - 1] == " "


def test_a_table_has_not_too_many_cells() -> None:
    text = "\t".join("ab") * 1 + "\n" + ("\t" * 30 + "\n") * 5_000
    block = Block(BlockKind.TABLE, 0, len(text), header_rows=1)
    window = window_around(text, [block], len(text) // 2, len(text) // 2 + 3)
    cells = text[window.start : window.end].count("\t")
    assert cells <= 2 * MOST_CELLS + 200


def test_without_blocks_the_text_is_one() -> None:
    window = window_around("one two", [], 0, 3)
    assert [(each.start, each.end) for each in blocks_in([], window)] == [(0, 7)]


def test_a_place_beyond_the_text_is_harmless() -> None:
    text, blocks = paragraphs(3)
    window = window_around(text, blocks, 5_000, 6_000)
    assert window.end == len(text)
