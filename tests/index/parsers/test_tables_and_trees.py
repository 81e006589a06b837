"""Tests of tables as text, JSON, notebooks and XML."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parsed_documents import (
    block_texts,
    check,
    mutations,
    outline,
    parsed,
    reason_of,
    survives,
)

from app.domain.documents import BlockKind, ParsedDocument, Refusal
from app.index.parsers import csv_table, json_text, xml_text

TABLE = """이름;부서;입사일;메모
홍길동;총무부;2019-03-02;"조용한 사람,
좋은 동료"
김영희;개발부;2021-11-15;
"""


def table(data: bytes) -> ParsedDocument:
    return parsed(csv_table, data)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp949", "utf-16"])
def test_a_table_with_its_header(encoding: str) -> None:
    document = table(TABLE.encode(encoding))
    assert block_texts(document) == [
        "이름\t부서\t입사일\t메모\n홍길동\t총무부\t2019-03-02\t조용한 사람, 좋은 동료\n"
        "김영희\t개발부\t2021-11-15\n"
    ]
    assert document.blocks[0].header_rows == 1


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_sign_between_cells_is_found(delimiter: str) -> None:
    rows = [["city", "people", "area"], ["Seoul", "9.4", "605"], ["Busan", "3.3", "770"]]
    data = "\r\n".join(delimiter.join(row) for row in rows)
    document = table(data.encode())
    assert document.text.split("\n")[1] == "Seoul\t9.4\t605"
    assert document.blocks[0].header_rows == 1


def test_numbers_alone_have_no_header() -> None:
    document = table(b"1,2,3\n4,5,6\n7,8,9\n")
    assert document.blocks[0].header_rows == 0


def test_a_title_above_the_names_of_the_columns() -> None:
    document = table("2026년 매출 현황,,\n,,\n부서,담당,금액\n총무,김,10\n개발,이,20\n".encode())
    assert document.blocks[0].header_rows == 3
    words = table(b"red,warm\nblue,cold\n1999,2001\n")
    assert words.blocks[0].header_rows == 1


def test_two_hundred_columns_and_what_excel_says_of_its_sign() -> None:
    names = ",".join(f"column {number}" for number in range(200))
    document = table(f"sep=,\n{names}\n{',' * 199}\n{','.join('7' * 200)}\n".encode())
    first, second, third = document.text.rstrip().split("\n")
    assert len(first.split("\t")) == len(third.split("\t")) == 200
    assert second == ""


def test_what_is_no_table_is_text() -> None:
    assert table(b"Dear all,\n\nwe meet on Monday.\nIt is at ten.\n\nBest, Kim\n").blocks[
        0
    ].kind is (BlockKind.PARAGRAPH)
    open_quote = 'a,b\n"never closed,' + "x,y\n" * 400_000
    assert table(open_quote.encode()).text


def test_records_are_lines_with_the_path_of_each_value() -> None:
    value = {
        "회사": "도서관",
        "address": {"city": "서울", "zip.code": 1234},
        "tags": ["a", "b", "c"],
        "staff": [{"name": "Kim", "age": 31, "on leave": None}, {"name": "Lee", "rate": 1.10}],
    }
    document = parsed(json_text, json.dumps(value, ensure_ascii=False).encode("utf-16"))
    assert block_texts(document) == [
        "회사: 도서관",
        "address.city: 서울\naddress[zip.code]: 1234",
        "tags: a, b, c",
        "staff[0].name: Kim\nstaff[0].age: 31\nstaff[0][on leave]: null",
        "staff[1].name: Lee\nstaff[1].rate: 1.1",
    ]


def test_json_by_lines_and_a_line_that_is_none() -> None:
    lines = [json.dumps({"n": number, "said": "yes"}) for number in range(30)]
    lines[7] = "{broken"
    document = parsed(json_text, "\n".join(lines).encode())
    assert block_texts(document)[1] == "n: 1\nsaid: yes"
    assert block_texts(document, BlockKind.CODE) == ["{broken"]
    assert len(document.blocks) == 30


@pytest.mark.parametrize("sign", ["[", '{"a":'])
def test_json_without_end_is_read_as_it_stands(sign: str) -> None:
    assert parsed(json_text, sign.encode() * 100_000).blocks[0].kind is BlockKind.CODE


def test_long_names_of_deep_values_do_not_grow() -> None:
    value: object = "deep"
    for _ in range(300):
        value = {"k" * 1000: value, "x": 1}
    document = parsed(json_text, json.dumps(value).encode())
    assert len(document.text) < 300 * 400


def test_halves_of_characters_are_survived() -> None:
    source = "<div>a\\ud800b</div>\\n\\n*c\\udfff*"
    notebook = f'{{"nbformat": 4, "cells": [{{"cell_type": "markdown", "source": "{source}"}}]}}'
    check(parsed(json_text, notebook.encode()))
    assert parsed(json_text, b'{"a": "x\\ud800y"}').text.strip() == "a: xy"


def test_a_notebook_is_text_and_code() -> None:
    notebook = {
        "nbformat": 4,
        "metadata": {"kernelspec": {"language": "python"}},
        "cells": [
            {"cell_type": "markdown", "source": ["# 분석\n", "\n", "Some *words*."]},
            {
                "cell_type": "code",
                "source": "print(1)",
                "outputs": [{"output_type": "stream", "text": ["1\n"]}, {"data": {"image/png": 1}}],
            },
        ],
    }
    document = parsed(json_text, json.dumps(notebook).encode())
    assert outline(document) == [
        ("heading", "분석"),
        ("paragraph", "Some words."),
        ("code", "print(1)"),
        ("code", "1"),
    ]


ARTICLE = """<?xml version="1.0" encoding="{encoding}"?>
<!DOCTYPE article [<!ENTITY who "홍길동">]>
<article xmlns:x="urn:x"><title>보고서</title>
<section id="s1"><title>First</title><para>Written by <b>&who;</b>, in
 March.</para><x:data unit="kg">12</x:data><script>no()</script></section></article>"""


@pytest.mark.parametrize("encoding", ["utf-8", "euc-kr", "utf-16"])
def test_an_article_in_xml(encoding: str) -> None:
    document = parsed(xml_text, ARTICLE.format(encoding=encoding).encode(encoding))
    assert outline(document) == [
        ("heading", "보고서"),
        ("paragraph", "section id: s1"),
        ("heading", "First"),
        ("paragraph", "Written by 홍길동, in March."),
        ("paragraph", "data unit: kg\ndata: 12"),
    ]
    assert document.title == "보고서"


def test_records_in_xml_keep_the_names_of_their_values() -> None:
    data = b"<people>" + b"<person><name>Kim</name><age>31</age></person>" * 2 + b"</people>"
    assert block_texts(parsed(xml_text, data)) == ["name: Kim\nage: 31"] * 2


def test_entities_that_grow_are_refused() -> None:
    lines = ['<!ENTITY a0 "ha">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    laughs = f"<!DOCTYPE x [{''.join(lines)}]><x>&a9;</x>"
    assert reason_of(lambda: parsed(xml_text, laughs.encode())) is Refusal.BOMB
    many = "".join(f'<!ENTITY b{n} "x">' for n in range(4_000))
    wide = f'<!DOCTYPE x [<!ENTITY a "{"".join(f"&b{n};" for n in range(4_000))}">{many}]><x>y</x>'
    survives(lambda data: parsed(xml_text, data), wide.encode())
    circle = '<!DOCTYPE x [<!ENTITY a "&b;"><!ENTITY b "&a;">]><x>&a;</x>'
    assert reason_of(lambda: parsed(xml_text, circle.encode())) is Refusal.BOMB
    blow = f'<!DOCTYPE x [<!ENTITY a "{"y" * 9000}">]><x>{"&a;" * 40_000}</x>'
    survives(lambda data: parsed(xml_text, data), blow.encode())


def test_nothing_outside_is_read() -> None:
    for outside in ("file:///etc/passwd", "http://127.0.0.1:9/x"):
        data = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{outside}">]><x>seen &e;</x>'.encode()
        document = parsed(xml_text, data)
        assert document.text.strip() == "seen &e;"


def test_xml_that_is_not_well_formed_is_read_as_it_stands() -> None:
    document = parsed(xml_text, b"<a><b>one</a> two")
    assert document.text.strip() == "<a><b>one</a> two"
    several = parsed(xml_text, b"<a>one</a>\n<b><c>two</c></b>")
    assert block_texts(several) == ["a: one", "c: two"]
    check(parsed(xml_text, b"<a>" * 100_000))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for module in (csv_table, json_text, xml_text):
        survives(lambda data, module=module: parsed(module, data), data)


@given(st.text(alphabet='ab,;\t"\n\r0', max_size=200))
def test_any_table_is_read(words: str) -> None:
    survives(table, words.encode())


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
)


@given(_JSON)
def test_any_value_is_read(value: object) -> None:
    survives(lambda data: parsed(json_text, data), json.dumps(value).encode())


def test_changed_files_are_read_or_refused() -> None:
    for data in mutations(TABLE.encode("cp949"), 80):
        survives(table, data)
    for data in mutations(json.dumps({"a": [1, {"b": "가"}], "c": {"d": [[]]}}).encode(), 80):
        survives(lambda data: parsed(json_text, data), data)
    for data in mutations(ARTICLE.format(encoding="utf-8").encode(), 150):
        survives(lambda data: parsed(xml_text, data), data)
