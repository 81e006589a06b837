"""The language of queries: what is understood, what is a word, and that nothing is an error."""

import sqlite3
import unicodedata
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.generation import Role
from app.store.query import MAX_PARTS, Query, Sought, parse
from app.store.words import fold


def texts(sought: tuple[Sought, ...]) -> list[str]:
    return [" ".join(piece.text for piece in each.pieces) for each in sought]


def expressions(query: str) -> list[str]:
    return [each.expression for each in parse(query).words]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Contract", ['"contract"*']),
        ("rental contract", ['"rental"*', '"contract"*']),
        ("C", ['"c"']),
        ('"the contract"', ['"the contract"']),
        ('"the contr', ['"the contr"*']),
        ("“임대차 계약”", ['"임대 대차 차 계약"']),
        ("계약", ['"계약"']),
        ("임대차계약", ['"임대 대차 차계 계약"']),
        ("집", ['"집"*']),
        ("3월", ['"3 월"*']),
        ("猫", ['"猫"*']),
        ("e-mail", ['"e mail"*']),
        ("kim@example.com", ['"kim example com"*']),
        ("foo:bar", ['"foo bar"*']),
        ("x" * 100, [f'"{"x" * 64}"']),
        ('AND OR NOT NEAR(a b) col:x* ^a {b}: "', None),
        ("🎉 … --", []),
        ("", []),
    ],
)
def test_words_become_quoted_terms(query: str, expected: list[str] | None) -> None:
    found = expressions(query)
    if expected is None:
        assert found == [
            '"and"*', '"or"*', '"not"*', '"near a"', '"b"', '"col x"', '"a"', '"b"',
        ]  # fmt: skip
    else:
        assert found == expected


def test_excluded_words_are_whole() -> None:
    query = parse('model -server -"out of memory" -계약')
    assert texts(query.words) == ["model"]
    assert [each.expression for each in query.without] == ['"server"', '"out of memory"', '"계약"']


@pytest.mark.parametrize(
    ("query", "field", "value"),
    [
        ("tag:Work", "tags", ("work",)),
        ("태그:#업무", "tags", ("업무",)),
        ('tag:"to read"', "tags", ("to read",)),
        ("role:user", "roles", (Role.USER,)),
        ("ROLE:Assistant", "roles", (Role.ASSISTANT,)),
        ("역할:사용자 역할:도우미", "roles", (Role.USER, Role.ASSISTANT)),
        ("model:SmolLM2", "models", ("smollm2",)),
        ("모델:qwen3", "models", ("qwen3",)),
        ("is:pinned", "is_pinned", True),
        ("상태:보관", "is_archived", True),
        ("before:2026", "before", date(2026, 1, 1)),
        ("before:2026-03", "before", date(2026, 3, 1)),
        ("after:2026-3-9", "after", date(2026, 3, 9)),
        ("after:2026.03.09", "after", date(2026, 3, 9)),
        ("이전:2026년", "before", date(2026, 1, 1)),
        ("이후:2026년 3월", "after", date(2026, 3, 1)),
        ("이후:2026년 3월 1일", "after", date(2026, 3, 1)),
        ('이후:"2026년 3월 1일"', "after", date(2026, 3, 1)),
        ("after:2026年3月1日", "after", date(2026, 3, 1)),
        ("before:2026 before:2025-02", "before", date(2025, 2, 1)),
        ("after:2026 after:2025-02", "after", date(2026, 1, 1)),
    ],
)
def test_operators(query: str, field: str, value: object) -> None:
    for form in ("NFC", "NFD"):
        found = parse(unicodedata.normalize(form, query))
        assert getattr(found, field) == value
        assert found.words == ()
    assert texts(parse(f"before {query} 뒤").words) == ["before", "뒤"]


def test_inside_takes_several_words_in_quotes() -> None:
    query = parse('안에:"서울 여행" in:Budget 호텔')
    assert [texts(each) for each in query.inside] == [["서울", "여행"], ["budget"]]
    assert texts(query.words) == ["호텔"]


@pytest.mark.parametrize(
    "query",
    [
        "role:nobody", "is:open", "before:soon", "before:2026-13", "after:2026-02-30", "tag:",
        "in:…", "before:0001", "after:9999", "before:2026-01-01x", "-tag:work", "xtag:work",
        "이전:2026년 13월",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_a_word(query: str) -> None:
    found = parse(query)
    assert found.words or found.without
    assert found == Query(found.words, found.without)


_LIKELY = st.sampled_from(
    ['"', "“", "-", ":", "in:", "tag:", "before:", "2026", "년 ", "3월", "*", "(", ")", "AND ",
     "NOT ", "'", ";", "^", "{", "}", "계약", "집", "the ", " ", "\0", "\ud800", "\u0301", "ß", "İ"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(_LIKELY, max_size=30).map("".join)))
@example("before:２０２６")
@example("after:²²²²")
@example('"' * 3_000)
def test_any_text_is_a_query_that_the_index_takes(query: str) -> None:
    found = parse(query)
    assert isinstance(found, Query)
    assert len(found.words) + len(found.without) <= MAX_PARTS
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE f USING fts5(words, content='')")
    for each in (*found.words, *found.without, *(one for all_of in found.inside for one in all_of)):
        connection.execute("SELECT rowid FROM f WHERE f MATCH ?", (each.expression,)).fetchall()
    connection.close()


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("계약", "임대차계약서를", "계약"),
        ("계약서", "계약과 약서는 다르다", None),
        ("월세", "3월 세금", None),
        ("contract", "Two CONTRACTS", "contract"),
        ('"contract"', "two contracts, one contract", "contract"),
        ("tract", "contract", None),
        ("c", "cat c++", "c"),
        ('"계약 기간"', "임대차계약, 기간은", "계약, 기간"),
        ('"계약 기간"', "계약의 기간", None),
        ('"계약 기간"', "계약기간", None),
        ("gpt를", "GPT를", "gpt를"),
        ("ก", "กิน", "ก"),
        ("abc", "กิabc", "abc"),
        ("हिन्", "हिन्दी", "हिन्"),
    ],
)
def test_a_sought_phrase_is_found_where_it_stands(query: str, text: str, found: str | None) -> None:
    (sought,) = parse(query).words
    folded = fold(text)
    place = sought.find(folded)
    assert (None if place is None else folded[slice(*place)]) == found
