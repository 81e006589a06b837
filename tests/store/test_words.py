"""Terms of a text: folding, pairs, odd characters, and time that grows with the length alone."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.store.words import MAX_TERM, fold, fold_with_places, pieces, terms

SECONDS = 8.0
"""For a megabyte on a busy machine; it takes about one. A quadratic step would take hours."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("임대차계약서를 검토", "임대 대차 차계 계약 약서 서를 를 검토 토"),
        ("집", "집"),
        ("黒猫が好き。", "黒猫 猫が が好 好き き"),
        ("我喜欢猫", "我喜 喜欢 欢猫 猫"),
        ("ㅋㅋㅋ", "ㅋㅋ ㅋㅋ ㅋ"),
        ("3월 5일", "3 월 5 일"),
        ("GPT를 쓰는 AI모델", "gpt 를 쓰는 는 ai 모델 델"),
        ("kim.minsu@example.com", "kim minsu example com"),
        ("snake_case, camelCase; x86_64", "snake case camelcase x86 64"),
        ("1,234.50원", "1 234 50 원"),
        ("Café Straße İstanbul ΑΣ", "cafe strasse istanbul ασ"),
        ("ＡＢＣ１２３ ﾊﾟﾝ", "abc123 パン ン"),
        ("हिन्दी में", "हिन्दी में"),
        ("й и", "й и"),
        ("co\u00adoperate na\u200cme", "cooperate name"),
        ("🎉 party 👩\u200d💻", "party"),
        ("กินข้าว", "กิน นข้ ข้า าว ว"),
        ("𠮷野家", "𠮷野 野家 家"),
        ("\ud800이\udfff렇게\x00도", "이 렇게 게 도"),
        ("", ""),
        ("... --- ***", ""),
        ("\u0301\u0302", ""),
    ],
)
def test_terms_of_a_text(text: str, expected: str) -> None:
    assert terms(text) == expected


@given(st.text())
def test_composition_makes_no_difference(text: str) -> None:
    assert terms(unicodedata.normalize("NFD", text)) == terms(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("word", ["계약서를", "café", "が", "Ångström", "각"])
def test_decomposed_words_are_the_same(word: str) -> None:
    assert terms(unicodedata.normalize("NFD", word)) == terms(word)
    assert terms(word.upper()) == terms(word)


@given(st.text())
def test_both_ways_of_folding_agree_and_folding_twice_changes_no_term(text: str) -> None:
    assert fold_with_places(text).text == fold(text)
    assert terms(fold(text)) == terms(text)


@given(st.text(min_size=1))
def test_places_lie_in_the_original_in_their_order(text: str) -> None:
    folded = fold_with_places(text)
    spans = [folded.span(at, at + 1) for at in range(len(folded.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


@pytest.mark.parametrize(
    ("text", "word", "original"),
    [
        ("Die Straße dort", "strasse", "Straße"),
        ("nach İstanbul", "istanbul", "İstanbul"),
        (unicodedata.normalize("NFD", "새 계약서"), "계약", unicodedata.normalize("NFD", "계약")),
        ("e\u0301te\u0301!", "ete", "e\u0301te\u0301"),
        ("ﬃ office", "office", "office"),
    ],
)
def test_places_lead_back_to_the_original(text: str, word: str, original: str) -> None:
    folded = fold_with_places(text)
    at = folded.text.index(word)
    start, end = folded.span(at, at + len(word))
    assert text[start:end] == original


@given(st.text())
def test_terms_hold_no_separators_and_nothing_that_cannot_be_stored(text: str) -> None:
    for term in terms(text).split(" "):
        term.encode()
        assert not set(term) & set(" \"'*()^:-+_\t\r\n\0")
        assert len(term) <= MAX_TERM


@given(st.text(alphabet="가나다 猫がabc\u0301é-", max_size=60))
def test_every_character_of_a_run_begins_one_term(text: str) -> None:
    for piece in pieces(fold(text)):
        if piece.is_run:
            assert [term[0] for term in piece.terms] == [unit[0] for unit in piece.units]
        else:
            assert piece.terms == [piece.text[:MAX_TERM]]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "e" + "\u0301" * 500_000,
        "\u0316\u0301" * 250_000,
        "क\u094d" * 170_000,
        "가" * 350_000,
        unicodedata.normalize("NFD", "각" * 110_000),
        "é " * 300_000,
        "\ud800" * 330_000,
        "_" * 1_000_000,
    ],
    ids=["a", "acute", "unordered", "virama", "hangul", "jamo", "latin", "surrogates", "lines"],
)
def test_a_hostile_megabyte_takes_seconds_at_most(text: str) -> None:
    started = time.process_time()
    found = terms(text)
    folded = fold_with_places(text)
    assert time.process_time() - started < SECONDS
    assert len(found) <= 9 * len(text)
    assert len(folded.text) <= len(text)
