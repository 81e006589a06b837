"""The Korean words of the window: one word for one thing, and spelled in one way."""

import re
from xml.etree import ElementTree

import pytest

from app.config.paths import Paths

FILE = Paths.resource("translations") / "snug_ko.ts"
SAID = {
    each.findtext("source", ""): each.findtext("translation", "")
    for each in ElementTree.parse(FILE).getroot().iter("message")
}


@pytest.mark.parametrize(
    ("never", "why"),
    [
        (r"Snug(?:은|을|이|과)(?!\w)", "스너그 ends in a vowel: Snug는, 를, 가, 와"),
        (r"[\d}] %", "no space before the sign of percent"),
        ("[‘’]", "names stand in “…”"),
        ("낱말", "단어"),
        ("문맥|맥락", "컨텍스트"),
        ("그림", "이미지"),
        ("고르세요", "선택하세요"),
        ("다시 해 보세요", "다시 시도하세요"),
        ("도우미", "어시스턴트"),
        ("멈춤|멈추기|일시정지", "중지, 일시 중지"),
        ("당신", "nobody is addressed so"),
    ],
)
def test_what_is_never_said(never: str, why: str) -> None:
    found = [each for each in SAID.values() if re.search(never, each)]
    assert found == [], why


@pytest.mark.parametrize(
    ("korean", "english"),
    [("금고", "vault"), ("보관함", "archive"), ("암호(?!문구|화)", "never")],
)
def test_one_word_is_kept_for_one_thing(korean: str, english: str) -> None:
    others = {
        source: said
        for source, said in SAID.items()
        if re.search(korean, said) and not re.search(english, source, re.IGNORECASE)
    }
    assert others == {}
