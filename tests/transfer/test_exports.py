"""What is written: our JSON comes back whole, HTML never acts, Markdown keeps messages apart."""

import base64
import json
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
import transfer_files as files
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from transfer_files import check_tree, written

from app.domain.answer_values import AnswerValues, ConversationSettings
from app.domain.attachments import AttachmentKind
from app.domain.conversations import Conversation, Message
from app.domain.documents import DocumentKind
from app.domain.errors import ExportExists, ExportFailed
from app.domain.generation import PRESETS, FinishReason, Role, Usage
from app.domain.ids import ConversationId, MessageId
from app.domain.retrieval import SearchFilter
from app.domain.safety import Judged, SafetyReport, Verdict
from app.domain.tools import ToolCall
from app.domain.transfer import (
    Damaged,
    Format,
    ImportedAttachment,
    ImportedConversation,
    ImportedMessage,
    on_its_way_out,
)
from app.transfer.html_export import MAX_MARKDOWN, html_text
from app.transfer.markdown_export import markdown_text
from app.transfer.own_json import json_text
from app.transfer.reading import read, recognise
from app.transfer.writing import write

WHEN = datetime(2025, 5, 1, 12, tzinfo=UTC)
quick = settings(max_examples=80)


def talk(*texts: str, title: str = "차 이야기", **more: str) -> ImportedConversation:
    messages = [
        ImportedMessage(
            str(number),
            str(number - 1) if number else None,
            Role.ASSISTANT if number % 2 else Role.USER,
            text,
            WHEN,
            **more,  # type: ignore[arg-type]
        )
        for number, text in enumerate(texts)
    ]
    leaf = messages[-1].id if messages else None
    return ImportedConversation(Format.SNUG, "c", title, WHEN, WHEN, tuple(messages), leaf)


def through(folder: Path, *conversations: ImportedConversation) -> list[ImportedConversation]:
    path = folder / "out.json"
    write(path, json_text(conversations), over=True)
    assert recognise(path) is Format.SNUG
    found = list(read(path))
    assert not [each for each in found if isinstance(each, Damaged)]
    return found  # type: ignore[return-value]


NAME = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=12)
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
DATES = st.integers(0, 900_000_000).map(lambda n: WHEN - timedelta(seconds=n, microseconds=n % 997))
ATTACHMENTS = st.builds(
    ImportedAttachment,
    st.sampled_from(AttachmentKind),
    NAME,
    st.sampled_from(["", "image/png", "text/plain"]),
    WORDS,
    st.binary(max_size=20),
)
COUNT = st.integers(0, 10**9)
USAGE = st.builds(Usage, COUNT, COUNT, COUNT, COUNT, COUNT)
CALLS = st.builds(ToolCall, NAME, WORDS, NAME | st.just(""))

IDS = st.frozensets(NAME, max_size=2)
ABOUT = st.none() | st.builds(
    SearchFilter,
    IDS,
    IDS,
    st.frozensets(st.sampled_from(DocumentKind), max_size=2),
    st.none() | DATES,
    st.none() | DATES,
)
VALUES = st.builds(
    AnswerValues,
    st.sampled_from(["", *PRESETS]),
    st.sampled_from([(), (("temperature", 0.5), ("top_k", 20))]),
    st.none() | st.integers(0, 5000),
    st.sampled_from(["", "on", "off"]),
)
SETTINGS = st.builds(
    ConversationSettings, VALUES, st.none() | WORDS, st.sampled_from(["", "{}"]), NAME | st.just("")
)


SHARES = st.floats(0, 1)
VERDICTS = st.builds(
    Verdict,
    st.sampled_from(Judged),
    SHARES,
    st.lists(NAME, max_size=2).map(tuple),
    st.booleans(),
    st.integers(0, 8),
    st.sampled_from(["", "ab" * 32]),
)
SAFETY = st.none() | st.builds(
    SafetyReport,
    st.lists(VERDICTS, min_size=1, max_size=3).map(tuple),
    NAME,
    threshold=SHARES,
    judged_at=DATES,
)


@st.composite
def conversations(draw: st.DrawFn) -> ImportedConversation:
    ids = draw(st.lists(NAME, max_size=6, unique=True))
    messages = tuple(
        ImportedMessage(
            id=key,
            parent=draw(st.sampled_from([None, *ids[:number]])),
            role=draw(st.sampled_from(Role)),
            text=draw(WORDS),
            created_at=draw(DATES),
            thoughts=draw(WORDS),
            model=draw(st.none() | NAME),
            attachments=tuple(draw(st.lists(ATTACHMENTS, max_size=2))),
            finish=draw(st.none() | st.sampled_from(FinishReason)),
            calls=tuple(draw(st.lists(CALLS, max_size=2))),
            usage=draw(USAGE),
            is_pinned=draw(st.booleans()),
            about=draw(ABOUT),
            summary=draw(WORDS),
            safety=draw(SAFETY),
        )
        for number, key in enumerate(ids)
    )
    created = draw(DATES)
    return ImportedConversation(
        format=draw(st.sampled_from(Format)),
        source_id=draw(NAME),
        title=draw(NAME | st.just("")),
        created_at=created,
        changed_at=created + timedelta(seconds=draw(st.integers(0, 1000))),
        messages=messages,
        leaf=draw(st.sampled_from(ids)) if ids else None,
        folder=draw(NAME | st.just("")),
        tags=tuple(draw(st.lists(NAME, max_size=3, unique=True))),
        is_archived=draw(st.booleans()),
        is_pinned=draw(st.booleans()),
        settings=draw(SETTINGS),
    )


@settings(max_examples=40)
@given(st.lists(conversations(), max_size=3))
def test_our_json_comes_back_whole(given_ones: list[ImportedConversation]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert through(Path(folder), *given_ones) == given_ones


def test_what_was_imported_keeps_its_source_through_our_json(tmp_path: Path) -> None:
    for kind, data in files.every_export().items():
        imported = list(read(written(tmp_path, data)))
        again = through(tmp_path, *imported)  # type: ignore[arg-type]
        for before, after in zip(imported, again, strict=True):
            assert isinstance(before, ImportedConversation)
            check_tree(after)
            assert after == replace(before, notes=())
            assert after.source.startswith(kind)


def test_json_of_an_older_snug_comes_in_and_what_it_lacks_is_nothing(tmp_path: Path) -> None:
    pieces = json.loads("".join(json_text([talk("Hello?", "Hello.")])))
    (one,) = pieces["conversations"]
    del one["settings"]
    for said in one["messages"]:
        for key in ("is_pinned", "about", "summary", "safety"):
            del said[key]
    (found,) = read(written(tmp_path, json.dumps(pieces).encode()))
    assert found == talk("Hello?", "Hello.")


@pytest.mark.parametrize(
    "about", [[], 7, {"collections": 7, "kinds": ["none such"]}, {"after": "x", "documents": [{}]}]
)
def test_what_is_no_filter_narrows_nothing(tmp_path: Path, about: object) -> None:
    pieces = json.loads("".join(json_text([talk("Hello?")])))
    pieces["conversations"][0]["messages"][0]["about"] = about
    pieces["conversations"][0]["settings"] = about
    (found,) = read(written(tmp_path, json.dumps(pieces).encode()))
    assert isinstance(found, ImportedConversation)
    assert found.settings == ConversationSettings()
    assert found.messages[0].about in (None, SearchFilter())


def test_our_json_is_what_its_page_says(tmp_path: Path) -> None:
    file = ImportedAttachment(AttachmentKind.IMAGE, "a.png", "image/png", data=b"\x89PNG")
    one = talk("Hi", "안녕")
    one = replace(one, messages=(replace(one.messages[0], attachments=(file,)), one.messages[1]))
    whole = json.loads("".join(json_text([one, one], WHEN)))

    assert (whole["format"], whole["version"]) == ("snug-conversations", 1)
    assert whole["exported_at"] == "2025-05-01T12:00:00+00:00"
    first = whole["conversations"][0]
    assert (first["id"], first["source"], first["leaf"]) == ("c", "snug:c", "1")
    assert first["messages"][1]["parent"] == "0"
    (beside,) = first["messages"][0]["attachments"]
    assert base64.b64decode(beside["data"]) == b"\x89PNG"


def test_json_of_a_newer_snug_says_so(tmp_path: Path) -> None:
    text = "".join(json_text([talk("Hi")])).replace('"version": 1', '"version": 2')
    (found,) = read(written(tmp_path, text.encode()))
    assert isinstance(found, Damaged)
    assert found.reason == "it was written by a newer Snug"


def test_our_json_cut_short_keeps_what_is_whole(tmp_path: Path) -> None:
    text = "".join(json_text([talk("Hi"), talk("안녕")]))
    found = list(read(written(tmp_path, text.encode()[:-30])))
    assert isinstance(found[0], ImportedConversation)
    assert isinstance(found[1], Damaged)


def test_a_conversation_of_ours_on_its_way_out() -> None:
    own = Conversation(ConversationId("c"), "Tea", WHEN, WHEN, tags=("a",), is_pinned=True)
    hello = Message(MessageId("1"), Role.USER, "Hi", WHEN)
    left = Message(MessageId("2"), Role.ASSISTANT, "A", WHEN, parent=hello.id, thoughts="t")
    right = Message(MessageId("3"), Role.ASSISTANT, "B", WHEN, parent=hello.id)
    file = ImportedAttachment(AttachmentKind.TEXT, "n", text="x")
    out = on_its_way_out(own, [hello, left, right], leaf="2", folder="F", attachments={"1": [file]})

    check_tree(out)
    assert [each.text for each in out.branch()] == ["Hi", "A"]
    assert out.messages[0].attachments == (file,)
    assert (out.source, out.folder, out.tags) == ("snug:c", "F", ("a",))


class Elements(HTMLParser):
    """Everything of a page: elements with attributes, and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.other: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    def unknown_decl(self, data: str) -> None:
        self.other.append(data)

    def handle_pi(self, data: str) -> None:
        self.other.append(data)


NAMES = """html head meta title style body h1 h2 h3 h4 h5 h6 p div span blockquote pre code em
strong s ul ol li hr br table thead tbody tr th td"""
INERT = set(NAMES.split())
ATTRIBUTES = {"charset", "http-equiv", "content", "name", "class", "dir", "start"}
HOSTILE = [
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    "![x](http://evil.example/x.png)",
    "[x](javascript:alert(1))",
    "<javascript:alert(1)>",
    '[x](<data:text/html,a> "onmouseover=alert(1)")',
    '``` "><script>\n</pre><iframe>\n```',
    "    </pre><object>",
    "`</code><svg onload=a>`",
    "[x]: http://evil.example\n\n![x]",
    "&lt;script&gt; &#60;script&#62;",
    "| a |\n|:-:|\n| <b> |",
    "3. a\n4. b",
    "<!-- ",
    "<![CDATA[",
    "<?php",
    "\x00<\x0bscript>",
    "x" * (MAX_MARKDOWN + 1) + "<script>",
    '" onclick="x',
    "\u202e</p>",
]
SNIPPETS = st.lists(st.sampled_from(HOSTILE[:-3]) | st.text(max_size=6), max_size=6)


def check_inert(page: str) -> Elements:
    found = Elements(page)
    for tag, attributes in found.elements:
        assert tag in INERT, tag
        assert set(attributes) <= ATTRIBUTES, attributes
    policies = [each for tag, each in found.elements if "http-equiv" in each]
    assert len(policies) == 1
    assert [tag for tag, _ in found.elements].count("style") == 1
    assert not found.other
    return found


@pytest.mark.parametrize("text", HOSTILE)
def test_html_never_acts(text: str) -> None:
    file = ImportedAttachment(AttachmentKind.TEXT, text[:400], text=text)
    one = talk(text, text, title=text[:400], thoughts=text, model=text[:400])
    one = replace(one, messages=(one.messages[0], replace(one.messages[1], attachments=(file,))))
    check_inert(html_text(one))


@quick
@given(SNIPPETS.map("".join) | SNIPPETS.map("\n".join) | st.text(max_size=40))
@example("<img src=x>")
def test_html_of_any_text_never_acts(text: str) -> None:
    check_inert(html_text(talk(text, text, title=text, thoughts=text, model=text)))


def test_html_shows_what_was_said() -> None:
    page = html_text(
        talk("**굵게** `<b>`", "```python\nprint('<')\n```\n\n[Seoul](https://example.org/서울)")
    )
    found = check_inert(page)
    assert "print('<')" in found.text
    assert "Seoul (https://example.org/" in found.text
    assert "<strong>굵게</strong>" in page
    assert "차 이야기" in found.text
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page
    assert "http://" not in page.replace("https://", "")


def headings(markdown: str) -> list[str]:
    tokens = MarkdownIt("commonmark").parse(markdown)
    return [
        tokens[at + 1].content
        for at, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag in ("h1", "h2") and token.level == 0
    ]


BREAKING = [
    "```\nopen",
    "~~~~\n```\n~~~",
    "````\n```\n# not a heading\n````",
    "# Title\n## Second\ntext\n===\nmore\n---\nend",
    "- ```\n  in a list\n",
    "> ~~~\n> quoted",
    "<!-- open comment",
    "<script>",
    "<pre>",
    "text\n-",
    "text\n=",
    "## You, 2025-05-01 12:00",
    "\r# x\r\n## y",
    "   ## indented",
    "#\ttab",
    "* # in a list",
]


@pytest.mark.parametrize("text", BREAKING)
def test_markdown_keeps_messages_apart(text: str) -> None:
    check_markdown(text)


@quick
@given(
    st.lists(
        st.sampled_from([*BREAKING, "```", "~~~", "> ", "- ", "a", "", "    ", "<div>", "=="]),
        max_size=8,
    ).map("\n".join)
)
def test_markdown_of_any_mixture_keeps_messages_apart(text: str) -> None:
    check_markdown(text)


def check_markdown(text: str) -> None:
    file = ImportedAttachment(AttachmentKind.TEXT, "n`.txt", text=text)
    one = talk(text, text, "end", title="A # b", thoughts=text)
    one = replace(one, messages=tuple(replace(m, attachments=(file,)) for m in one.messages))
    found = headings(markdown_text(one))
    assert found == [
        r"A \# b",
        "You, 2025-05-01 12:00",
        "Assistant, 2025-05-01 12:00",
        "You, 2025-05-01 12:00",
    ]


@pytest.mark.parametrize("piece", ["-    ", "> ", "1. ", "`", "[", "![", "*a", "<!--", "\n# "])
def test_a_text_of_one_mark_takes_little_time(piece: str) -> None:
    one = talk(piece * (20_000 // len(piece)))
    start = time.process_time()
    markdown_text(one)
    check_inert(html_text(one))
    assert time.process_time() - start < 10


def test_markdown_keeps_code_and_text_as_they_are() -> None:
    code = "```python\n# a comment\nprint('안녕')\n```"
    text = markdown_text(talk("What is this?", f"This:\n\n{code}\n\n# Why\nBecause."))
    assert code in text
    assert "### Why\nBecause." in text
    assert text.startswith("# 차 이야기\n\n2025-05-01 12:00 – 2025-05-01 12:00 UTC\n")


def test_an_export_is_private_whole_and_replaces_nothing(tmp_path: Path) -> None:
    path = tmp_path / "차.md"
    write(path, ["안", "녕\ud800"])
    assert path.read_bytes() == "안녕?".encode()
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    with pytest.raises(ExportExists):
        write(path, ["new"])
    assert path.read_text(encoding="utf-8") == "안녕?"
    write(path, ["new"], over=True)
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path: Path) -> None:
    link = tmp_path / "link.md"
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ExportExists):
        write(link, ["x"])
    assert not (tmp_path / "elsewhere").exists()


def test_an_export_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> object:
        yield "some"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write(tmp_path / "a", broken())  # type: ignore[arg-type]
    with pytest.raises(ExportFailed) as caught:
        write(tmp_path / "missing" / "a.md", ["x"])
    assert "a.md" in str(caught.value)
    with pytest.raises(ExportFailed):
        write(tmp_path / ("a" * 300), ["x"])
    assert not [each for each in tmp_path.rglob("*") if each.is_file()]


def test_a_file_that_came_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.md"

    def late() -> object:
        yield "mine"
        path.write_text("theirs")

    with pytest.raises(ExportExists):
        write(path, late())  # type: ignore[arg-type]
    assert path.read_text() == "theirs"
    assert list(tmp_path.iterdir()) == [path]


def test_no_repr_tells_what_was_said() -> None:
    text = repr(talk("secret words", title="secret title", thoughts="secret thoughts"))
    assert "secret" not in text


def test_what_is_attached_lies_after_the_conversations_and_comes_back(tmp_path: Path) -> None:
    """So that a conversation can be read without the bytes of what is attached to it."""
    data = {"one": b"\x89PNG" + bytes(range(256)), "two": "한글".encode("cp949")}
    beside = (
        ImportedAttachment(AttachmentKind.IMAGE, "a.png", "image/png", file="one"),
        ImportedAttachment(AttachmentKind.FILE, "b.txt", "text/plain", "한글", file="two"),
        ImportedAttachment(AttachmentKind.TEXT, "Pasted", text="words"),
        ImportedAttachment(AttachmentKind.FILE, "lost.pdf", file="three"),
    )
    out = talk("Hi")
    out = replace(out, messages=(replace(out.messages[0], attachments=beside),))
    asked: list[str] = []

    def files() -> Iterator[tuple[str, bytes]]:
        for key, each in data.items():
            asked.append(key)
            yield key, each

    pieces = json_text([out], WHEN, files())
    text = next(pieces) + next(pieces) + next(pieces)
    assert asked == []
    text += "".join(pieces)
    (found,) = read(written(tmp_path, text.encode()))
    assert isinstance(found, ImportedConversation)
    (said,) = found.messages
    assert [each.data for each in said.attachments] == [data["one"], data["two"], b"", b""]
    assert [(each.name, each.text, each.media_type) for each in said.attachments] == [
        (each.name, each.text, each.media_type) for each in beside
    ]
    assert all(each.file == "" for each in said.attachments)
    assert found.notes == ("One attached file is not in the export; its name was kept.",)


def test_files_of_ours_that_lie_are_not_there(tmp_path: Path) -> None:
    beside = ImportedAttachment(AttachmentKind.FILE, "b", file="one")
    out = talk("Hi")
    out = replace(out, messages=(replace(out.messages[0], attachments=(beside,)),))
    whole = json.loads("".join(json_text([out])))
    for wrong in ([{"id": "two", "data": "AAAA"}], [["one"]], ["one"], [{"data": "", "id": "one"}]):
        whole["files"] = wrong
        (found,) = read(written(tmp_path, json.dumps(whole).encode()))
        assert isinstance(found, ImportedConversation)
        assert found.messages[0].attachments[0].data == b""
        assert len(found.notes) == 1
