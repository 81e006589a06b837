"""Tests of HTML and Markdown: what a person sees, in order, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parsed_documents import block_texts, mutations, noted, outline, parsed, reason_of, survives

from app.domain.documents import BlockKind, NoteKind, ParsedDocument, Refusal
from app.index.parsers import html, markdown

PAGE = """<!DOCTYPE html>
<html lang="ko"><head><meta charset="{charset}"><title>여행 &amp; 휴가</title>
<meta name="author" content="김영희"><style>p {{color: red}}</style></head>
<body><script>var x = "<p>no</p>";</script>
<h1>강릉   여행</h1>
<p>첫째 줄<br>둘째 <b>줄</b>&nbsp;끝 &euro;5</p>
<ul><li>수건<li>모자 <ol start="3"><li>큰 것</li><li>작은 것</li></ol></ul>
<blockquote><p>바다는 넓다.</p></blockquote>
<pre><code class="language-python">def f():
    return 1</code></pre>
<table><caption>비용</caption><thead><tr><th>항목<th>값</thead>
<tr><td rowspan="2">숙박</td><td>10</td></tr><tr><td>20</td></tr>
<tr><td colspan="2">합계</td></tr></table>
<noscript>no script</noscript><template><p>no</p></template>
loose text <img src="x.png" alt="바다 사진">
</body></html>"""


def page(text: str) -> ParsedDocument:
    return parsed(html, text.encode())


@pytest.mark.parametrize("charset", ["utf-8", "euc-kr", "utf-16"])
def test_a_page_as_it_is_read(charset: str) -> None:
    document = parsed(html, PAGE.format(charset=charset).encode(charset))
    assert (document.title, document.author) == ("여행 & 휴가", "김영희")
    assert outline(document) == [
        ("heading", "강릉 여행"),
        ("paragraph", "첫째 줄\n둘째 줄 끝 €5"),
        ("item", "수건"),
        ("item", "모자"),
        ("item", "3. 큰 것"),
        ("item", "4. 작은 것"),
        ("quote", "바다는 넓다."),
        ("code", "def f():\n    return 1"),
        ("paragraph", "비용"),
        ("table", "항목\t값\n숙박\t10\n숙박\t20\n합계\n"),
        ("paragraph", "loose text 바다 사진"),
    ]
    table = next(block for block in document.blocks if block.kind is BlockKind.TABLE)
    assert table.header_rows == 1
    assert {b.language for b in document.blocks if b.kind is BlockKind.CODE} == {"python"}


@pytest.mark.parametrize(
    "hiding",
    [
        "<p hidden>secret</p>",
        "<div style='display : none !important'><p>secret</p></div>",
        "<span style='visibility:hidden'>secret</span>",
        "<span aria-hidden=true>secret</span>",
        "<span style='font-size:0px'>secret</span>",
        "<span style='font-size: 1px'>secret</span>",
        "<span style='opacity:0.0'>secret</span>",
        "<span style='font-size:.01em'>secret</span>",
        "<span style='clip:rect(0,0,0,0);position:absolute'>secret</span>",
        "<p style='mso-hide:all'>secret</p>",
        "<span style='color:#fff'>secret</span>",
        "<span style='color: rgb(254, 255, 253)'>secret</span>",
        "<font color=white>secret</font>",
        "<div style='background:#333'><i style='color:#333333'>secret</i></div>",
        "<table><tr><td>a<td>b<tr><td bgcolor=black><font color=#000>secret</font><td>c</table>",
        "<p style='position:absolute; left:-9999px'>secret</p>",
        "<p style='overflow:hidden;height:0'>secret</p>",
        "<p style='color:transparent'>secret</p>",
    ],
)
def test_what_nobody_sees_is_left_out_and_counted(hiding: str) -> None:
    document = page(f"<body><p>seen</p>{hiding}<p>after</p>")
    assert "secret" not in document.text
    assert "seen" in document.text
    assert "after" in document.text
    assert noted(document)[NoteKind.HIDDEN_TEXT] == 6


@pytest.mark.parametrize(
    "shown",
    [
        "<p style='color:white; background:navy'>seen</p>",
        "<table bgcolor=black><tr><td><font color=white>seen</font></table>",
        "<style>.dark {background: #000}</style><p class=dark style='color:#fff'>seen</p>",
        "<p style='background:url(x.png)'><font color=white>seen</font></p>",
        "<p style='opacity:0.5;font-size:12px;display:block'>seen</p>",
        "<p hidden=until-found>seen</p>",
        "<p style='font-size:1em;width:0'>seen</p>",
        "<p style='font-size:0.8em'>seen</p>",
        "<p style='font-size:.9rem;opacity:.05;overflow:hidden;height:10px'>seen</p>",
        "<p style='font-size:80%;text-indent:-2em;left:-50px'>seen</p>",
        "<p style='font-size:10px;color:#eee;background:#ddd'>seen</p>",
        "<p style='visibility:visible;clip:auto;position:absolute;left:0'>seen</p>",
    ],
)
def test_what_could_be_seen_stays(shown: str) -> None:
    assert page(f"<body>{shown}").text.strip() == "seen"


def test_tables_that_arrange_a_page_are_no_tables() -> None:
    document = page(
        "<table><tr><td><h2>Menu</h2><p>One</p></td><td><table><tr><td>a<td>b<tr><td>c<td>d"
        "</table></td></tr></table><table><tr><td>only<tr><td>one</table>"
    )
    assert outline(document) == [
        ("heading", "Menu"),
        ("paragraph", "One"),
        ("table", "a\tb\nc\td\n"),
        ("paragraph", "only"),
        ("paragraph", "one"),
    ]


def test_xhtml_closes_empty_elements() -> None:
    document = page(
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/>'
        '<script src="x"/></head><body><p><a id="a"/>one<br/>two</p><p><![CDATA[3 < 4]]></p>'
        "</body></html>"
    )
    assert block_texts(document) == ["one\ntwo", "3 < 4"]


@pytest.mark.parametrize(
    "bomb",
    [
        "<div>" * 200_000,
        "<span><b>" * 10_000,
        "".join(f"<font size={n}>" for n in range(3_000)) + "<p>x" * 3_000,
        "<div></x>" * 50_000,
    ],
)
def test_pages_nested_without_end_are_refused(bomb: str) -> None:
    assert reason_of(lambda: page(bomb)) is Refusal.BOMB


@pytest.mark.parametrize(
    "slow",
    [
        "<div>" * 3_900 + "deep" + "</div>" * 3_900,
        "<table><tr><td>" * 1_000 + "deep",
        "<p>" * 100_000 + "x",
        "<script>" * 50_000 + "x",
        "<p>x</p>" * 50_000,
        "<![CDATA[" * 50_000 + "<?xml x",
        "<?xml x?>" + "<a " * 100_000 + "x",
        "<li>x" * 50_000,
        "<td " + "a=b " * 100_000 + ">x",
        "&amp" * 200_000,
        "<!-- " * 50_000 + "x",
    ],
)
def test_strange_pages_are_read_in_time(slow: str) -> None:
    survives(lambda data: parsed(html, data), slow.encode())


GUIDE = """---
title: "안내서"
author: Kim
---
첫 장
=====

Some *words* with a [link](http://x.org "t") and `code`
over two lines.\\
Three. <b>Bold</b><br>Four &amp; \\*five\\*.

> quoted **text**

1. one
2. two

   more of two
   - inner

| 이름 | 값 |
|---|--:|
| a | `1` |
| b | |

```python title="x"
def f():
    return 1
```

    indented

<details><summary>More</summary>

Inside ![a picture](x.png) <!-- unseen -->

</details>

[ref]: http://x.org
"""


@pytest.mark.parametrize("encoding", ["utf-8", "cp949", "utf-16"])
def test_markdown_as_it_reads_when_it_is_set(encoding: str) -> None:
    document = parsed(markdown, GUIDE.replace("\n", "\r\n").encode(encoding))
    assert (document.title, document.author) == ("안내서", "Kim")
    assert outline(document) == [
        ("code", 'title: "안내서"\nauthor: Kim'),
        ("heading", "첫 장"),
        (
            "paragraph",
            "Some words with a link and code\nover two lines.\nThree. Bold\nFour & *five*.",
        ),
        ("quote", "quoted text"),
        ("item", "1. one"),
        ("item", "2. two"),
        ("item", "more of two"),
        ("item", "inner"),
        ("table", "이름\t값\na\t1\nb\n"),
        ("code", "def f():\n    return 1"),
        ("code", "indented"),
        ("paragraph", "More"),
        ("paragraph", "Inside a picture"),
    ]
    assert [b.level for b in document.blocks if b.kind is BlockKind.HEADING] == [1]
    assert [b.language for b in document.blocks if b.kind is BlockKind.CODE] == [
        "yaml",
        "python",
        "",
    ]


def test_halves_of_characters_are_survived() -> None:
    document = parsed(html, b"<meta charset=utf-7><p>a+2AA-b</p>")
    assert document.text.strip() == "ab"


def test_a_tag_that_begins_like_one_that_holds_text() -> None:
    assert page("<script[>x</script[> <titles>y</titles>").text.split() == ["x", "y"]


def test_the_first_heading_names_a_document() -> None:
    assert parsed(markdown, b"# The *name*\n\ntext").title == "The name"


@pytest.mark.parametrize(
    "piece",
    ["[", "![", "*a ", "**a _b ", "`", "> ", "- ", "<a", "&", "\\", "[a](", "[a][",
     "|a|b|\n|-|-|\n", "1. a\n ", "<!--", "```\n", "    ", "~~", "[^a]: b\n", "a\n=\n", "<?",
     "<![CDATA[", "](", "\t"],
)  # fmt: skip
def test_one_mark_again_and_again_is_read_in_time(piece: str) -> None:
    for size in (10_000, 100_000):
        survives(lambda data: parsed(markdown, data), (piece * (size // len(piece))).encode())


@given(st.text(alphabet="<>/=\"' abpdivtrhsylecn&;#-![]\n", max_size=300))
def test_any_markup_is_read(text: str) -> None:
    survives(lambda data: parsed(html, data), text.encode())


@given(st.text(alphabet="#*_`[]()<>!|-=+ \n\t>1.ab:~\\&;", max_size=300))
def test_any_marks_are_read(text: str) -> None:
    survives(lambda data: parsed(markdown, data), text.encode())


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for module in (html, markdown):
        survives(lambda data, module=module: parsed(module, data), data)


def test_changed_files_are_read_or_refused() -> None:
    for data in mutations(PAGE.format(charset="utf-8").encode(), 150):
        survives(lambda data: parsed(html, data), data)
    for data in mutations(GUIDE.encode(), 150):
        survives(lambda data: parsed(markdown, data), data)
