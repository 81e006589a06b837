"""Typed letters find names: parts, initials, and Korean while it is being typed."""

import pytest

from app.gui.commands.matching import fitness


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("new", "New chat"),
        ("CHAT", "New chat"),
        ("nc", "New chat"),
        ("chat new", "New chat"),
        ("nwch", "New chat"),
        ("새", "새 대화"),
        ("ㅅㄷㅎ", "새대화"),
        ("ㅅㄷ", "새 대화"),
        ("ㄷㅎ", "새 대화"),
        ("대ㅎ", "새 대화"),
        ("댛", "새 대화"),
        ("새 댛", "새 대화"),
        ("ㄳ", "가슴"),
        ("다", "단축키"),
        ("닭", "달걀"),
        ("설저", "설정"),
    ],
)
def test_what_fits(query: str, name: str) -> None:
    assert fitness(query, name) is not None


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("xyz", "New chat"),
        ("chat old", "New chat"),
        ("ㅎㄷ", "새 대화"),
        ("단", "다음"),
        ("tn", "nt"),
    ],
)
def test_what_does_not(query: str, name: str) -> None:
    assert fitness(query, name) is None


def test_a_whole_name_comes_before_a_start_before_a_part_before_letters() -> None:
    names = ["chat", "chat list", "old chat", "wechat", "coming here at"]
    scores = [fitness("chat", name) for name in names]
    assert None not in scores
    assert scores[0] > scores[1] == scores[2] > scores[3] > scores[4]  # type: ignore[operator]


def test_nothing_typed_fits_everything() -> None:
    assert fitness("", "New chat") == 0
    assert fitness("  ", "") == 0
    assert fitness("a", "") is None
