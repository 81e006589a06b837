import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from own_html import Reader

from app.gui.chat import highlighter
from app.gui.chat.look import DARK, LIGHT
from app.gui.chat.markdown import COPY_LINK, LONGEST, CodeBlock, make_ready_for, render


def read(source: str) -> Reader:
    reader = Reader()
    reader.feed(render(source, LIGHT).html)
    reader.close()
    return reader


PIECES = st.sampled_from(
    [
        "<img src=x>", '<a href="file:///etc">', "<style>@import url(x)</style>", "![", "](", ")",
        "[a](javascript:alert(1))", "[a](http://b/c \"t\")", "![p](file:///r.png)", "\n", "\n\n",
        "```html\n", "```\n", "    ", "> ", "- ", "1. ", "| a | b |\n|--|:-:|\n", "|", "**", "_",
        "~~", "`", "<http://a.b>", "<x@y.z>", "&lt;", "&#0;", "\\", "# ", "- [ ] ", "- [x] ", "---",
        "[r]: /url 'x'\n", "[r]", "\"", "'", "style=", "한글", "\x00", "\ufdd0", "\ud800", "<!--",
        "-->", "<![CDATA[", "]]>", "<?", "http:", "//evil/share", "\u202e", "\t",
    ]
)  # fmt: skip
SOURCES = st.lists(PIECES | st.text(max_size=8), max_size=40).map("".join)


@settings(max_examples=400, deadline=None)
@given(SOURCES)
def test_no_source_reaches_beyond_the_tags_we_write(source: str) -> None:
    read(source)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(max_size=8), max_size=15).map("".join))
def test_every_beginning_of_a_stream_renders(source: str) -> None:
    for end in range(0, len(source), 3):
        read(source[:end])


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("# One", "<h1>One</h1>"),
        ("a *b* **c** ~~d~~", "<p>a <em>b</em> <strong>c</strong> <s>d</s></p>"),
        ("a  \nb", "<p>a<br>b</p>"),
        ("`<i>`", "<p><code>&lt;i&gt;</code></p>"),
        ("<b>raw</b>", "<p>&lt;b&gt;raw&lt;/b&gt;</p>"),
        ("- a\n  - b", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("7. a\n8. b", '<ol start="7"><li>a</li><li>b</li></ol>'),
        ("- [ ] a\n- [x] b", '<ul class="tasks"><li>☐ a</li><li>☑ b</li></ul>'),
        ("---", "<hr>"),
        (
            "[a](https://b.c/d?e=1&f)",
            '<p><a href="https://b.c/d?e=1&amp;f">a</a> (https://b.c/d?e=1&amp;f)</p>',
        ),
        ("<x@y.z>", '<p><a href="mailto:x@y.z">x@y.z</a></p>'),
        ("[a](docs/b.md)", "<p>a (docs/b.md)</p>"),
        (
            "See http://b.c/d_e?f=1&g.",
            '<p>See <a href="http://b.c/d_e?f=1&amp;g">http://b.c/d_e?f=1&amp;g</a>.</p>',
        ),
        ("(https://b.c/d_(e))", '<p>(<a href="https://b.c/d_(e)">https://b.c/d_(e)</a>)</p>'),
        ("https://b.c를", '<p><a href="https://b.c">https://b.c</a>를</p>'),
        ("- https://b.c", '<ul><li><a href="https://b.c">https://b.c</a></li></ul>'),
        (
            "https:// xhttps://b.c `https://b.c`",
            "<p>https:// xhttps://b.c <code>https://b.c</code></p>",
        ),
        ("[https://b.c](https://b.c)", '<p><a href="https://b.c">https://b.c</a></p>'),
        ("[a](javascript:alert)", "<p>a (javascript:alert)</p>"),
        ("[a](file:///etc/passwd)", "<p>a (file:///etc/passwd)</p>"),
        ("[a](//evil/share)", "<p>a (//evil/share)</p>"),
        ("[a](snug:copy/0)", "<p>a (snug:copy/0)</p>"),
        ("[a](https:b)", "<p>a (https:b)</p>"),
        ("![cat](http://a/b.png)", "<p>[cat (http://a/b.png)]</p>"),
        ("![](file:///b.png)", "<p>[file:///b.png]</p>"),
        ("![a *b*][r]\n\n[r]: c.png", "<p>[a *b* (c.png)]</p>"),
        (r"\*a\*", "<p>*a*</p>"),
    ],
)
def test_source_and_html(source: str, wanted: str) -> None:
    assert render(source, LIGHT).html == wanted


def test_a_table_has_a_header_and_alignments() -> None:
    html = render("| a | b |\n|:--|--:|\n| 1 | 2 |", LIGHT).html
    assert '<thead><tr><th align="left">a</th><th align="right">b</th></tr></thead>' in html
    assert '<td align="right">2</td>' in html


def test_code_blocks_are_kept_as_written() -> None:
    rendered = render("```python x\nif a < b:\n\tpass\n```\n\n    indented\n", LIGHT)
    assert rendered.code_blocks == (
        CodeBlock("python", "if a < b:\n\tpass"),
        CodeBlock("", "indented"),
    )
    assert 'href="snug:copy/0"' in rendered.html
    assert 'href="snug:copy/1"' in rendered.html


def test_a_diagram_is_code_with_its_name_and_a_way_to_copy_it() -> None:
    source = "graph TD\n  A[하나] --> B[<b>two</b>]"
    for language in ("mermaid", "plantuml"):
        rendered = render(f"```{language}\n{source}\n```\n", LIGHT)
        assert [each.text.rstrip("\n") for each in rendered.code_blocks] == [source]
        assert language in rendered.html
        assert f"{COPY_LINK}0" in rendered.html
        assert "&lt;b&gt;two" in rendered.html


def test_an_open_fence_is_an_open_code_block() -> None:
    assert render("text\n\n```js\nlet a", LIGHT).code_blocks == (CodeBlock("js", "let a"),)


def test_the_copy_link_speaks_the_language_of_the_window() -> None:
    assert ">복사</a>" in render("```\na\n```", LIGHT, "복사").html


def test_looks_differ_in_colours_alone() -> None:
    source = "```python\ndef f(): pass\n```"
    light, dark = render(source, LIGHT).html, render(source, DARK).html
    assert light != dark
    assert re.sub("#[0-9a-f]{6}", "", light) == re.sub("#[0-9a-f]{6}", "", dark)


@pytest.mark.parametrize(
    "source",
    ["a" * (LONGEST + 1), "> " * 30 + "deep", "- " * 30 + "deep", "*" * 50_000],
    ids=["long", "quotes", "lists", "stars"],
)
def test_what_is_out_of_bounds_is_shown_as_it_is(source: str) -> None:
    rendered = render(source, LIGHT)
    assert rendered.html.startswith('<pre class="plain">')
    assert read(source).text == source


HOSTILE = [
    "[", "*", ">", "`", "![", "[a](", "*a_", "> ", "- ", "1. ", "<", "&", "|", "\n", "a\n\n", "~",
    "* a\n", "\\\n", "a\n==\n", "**a** ", "<http://a", "[](<", "|a|b|\n|-|-|\n", ">\n", "```\n",
    "#",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("count", [4_000, 50_000])
def test_hostile_text_stays_cheap(piece: str, count: int) -> None:
    source = (piece * count)[:LONGEST]
    start = time.process_time()
    render(source, LIGHT)
    assert time.process_time() - start < 20, "no figure of speed, only no accident"


def test_a_table_out_of_proportion_is_shown_as_it_is() -> None:
    source = "|a" * 60 + "|\n" + "|-" * 60 + "|\n" + ("|b" * 60 + "|\n") * 60
    assert render(source, LIGHT).html.startswith('<pre class="plain">')


def test_footnotes_stand_where_they_were_written() -> None:
    found = render(
        "A[^1] and [^9].\n\n[^1]: One *note*\n\nAfter.\n\n[^b]: nothing refers to it", LIGHT
    ).html
    assert "A<sup>1</sup> and [^9]." in found
    assert "<p><sup>1</sup> One <em>note</em></p><p>After.</p>" in found
    assert "<sup>b</sup> nothing refers to it" in found


def test_footnotes_follow_one_another_without_blank_lines() -> None:
    found = render("A[^1][^<b>]\n[^1]: one\nmore\n[^<b>]: `two`\n[^c]:", LIGHT).html
    assert "A<sup>1</sup><sup>&lt;b&gt;</sup>" in found
    assert "<p><sup>1</sup> one more</p><p><sup>&lt;b&gt;</sup> <code>two</code></p>" in found
    assert found.endswith("<p><sup>c</sup> </p>")


def test_words_that_are_the_address_need_it_not_twice() -> None:
    for link in ("<https://a.b/>", "[a.b](https://a.b)", "[`https://a.b`](https://a.b/)"):
        assert "(" not in render(link, LIGHT).html
    assert "(https://b.evil)" in render("[https://a.b](https://b.evil)", LIGHT).html


def test_long_code_is_folded_where_there_are_words_for_it() -> None:
    code = "```py\n" + "\n".join(f"x = {n}" for n in range(1200)) + "\n```"
    whole = render(code, LIGHT)
    folded = render(code, LIGHT, show_all="Show all {lines} lines")
    assert folded.code_blocks == whole.code_blocks
    assert len(folded.html) < len(whole.html) / 10
    assert "Show all 1,200 lines" in folded.html
    short = "```py\n" + "x\n" * 60 + "```"
    assert "Show all" not in render(short, LIGHT, show_all="Show all {lines} lines").html


@pytest.mark.parametrize("opening", ["```ada", "  ~~~~ ada x", "> ```ada", "1. a\n\n   ```ada"])
def test_what_colours_code_can_be_loaded_ahead(opening: str) -> None:
    text = f"First:\n\n{opening}\nbegin\n"
    highlighter._lexer.cache_clear()
    make_ready_for(["No code.", text])
    assert highlighter._lexer.cache_info().misses == 1
    assert render(text, LIGHT).code_blocks[0].language == "ada"
    assert highlighter._lexer.cache_info().misses == 1


def test_no_more_is_loaded_ahead_than_anybody_sees() -> None:
    highlighter._lexer.cache_clear()
    make_ready_for(f"```x{number}\n```\n" for number in range(99))
    assert highlighter._lexer.cache_info().misses < 20
