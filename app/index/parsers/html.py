"""HTML: headings, paragraphs, lists, tables and code in the order in which they are read.

What a person would not see is left out and counted: scripts and styles are no text, hidden elements
are.
"""

import html as entities
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from app.domain.documents import BlockKind
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.encodings import prepare as prepare_encodings
from app.index.parsers.encodings import read_text
from app.index.parsers.html_guard import refuse_bombs
from app.index.parsers.html_hidden import Look, is_hidden, look_of, style_of
from app.index.parsers.html_tables import HtmlTable, table_of
from app.index.parsers.text import add_pieces

_HEAD_BYTES: Final = 4096
_DECLARED: Final = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})"
    rb"|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
_IS_XHTML: Final = re.compile(r"(?is)\s*<\?xml\b|.{0,600}?<html[^>]{0,400}\bxmlns\s*=")
_SELF_CLOSED: Final = re.compile(r"<([A-Za-z][\w:-]*)((?:\s[^<>]*)?)/>")
_CDATA: Final = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_VOID: Final = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
     "track", "wbr")
)  # fmt: skip
_DROPPED: Final = frozenset(
    ("script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "canvas",
     "audio", "video", "select", "datalist", "head", "title", "meta", "link", "rp", "-comment",
     "-doctype", "applet", "noframes", "noembed", "_comment", "!doctype", "-document-type")
)  # fmt: skip
_BLOCKS: Final = frozenset(
    ("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
     "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1",
     "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "listing",
     "main", "menu", "nav", "ol", "optgroup", "option", "p", "plaintext", "pre", "section",
     "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul", "xmp")
)  # fmt: skip
_HEADINGS: Final = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_PREFORMATTED: Final = frozenset(("pre", "listing", "xmp", "plaintext"))
_WHITE: Final = re.compile(r"[ \t\r\n\f\xa0]+")
_AROUND_BREAK: Final = re.compile(r" ?\n ?")
_LANGUAGE: Final = re.compile(
    r"(?:^|\s)(?:language-|lang-|highlight-source-|brush:\s*)([\w+#-]{1,20})"
)
_BREAK: Final = "\ue000"
"""Stands for a line break until white space is tidied; cleaning would drop it otherwise."""


def prepare() -> None:
    """Load what could not be opened later."""
    prepare_encodings()
    LexborHTMLParser("<p>x</p>")


def parse(file: BinaryIO, builder: DocumentBuilder) -> None:
    """Fill the builder with the text of a page."""
    head = file.read(_HEAD_BYTES)
    file.seek(0)
    add_page(read_text(file, builder, declared_encoding(head)), builder)


def declared_encoding(head: bytes) -> str:
    """The encoding that a page names in its first bytes, or ""."""
    found = _DECLARED.search(head[:_HEAD_BYTES])
    return (found[1] or found[2]).decode("ascii", "ignore") if found else ""


def add_page(html: str, builder: DocumentBuilder, *, takes_title: bool = True) -> str:
    """The blocks of a page, or of a piece of one. Returns its title.

    With `takes_title` the builder gets its title and author. Raises Refused with BOMB when it is
    nested without end.
    """
    if _IS_XHTML.match(html):
        html = _as_html(html)
    refuse_bombs(html)
    page = LexborHTMLParser(html)
    title = _title(page)
    if takes_title:
        builder.title = builder.title or title
        builder.author = builder.author or _meta(page, "author")
    if page.root is not None:
        _Walk(builder, is_styled=_is_styled(page)).add(page.root)
    return title


def _as_html(html: str) -> str:
    """XHTML closes empty elements in a way that HTML takes for an opening."""
    html = _CDATA.sub(lambda found: entities.escape(found[1]), html)
    return _SELF_CLOSED.sub(
        lambda found: (
            found[0] if found[1].lower() in _VOID else f"<{found[1]}{found[2]}></{found[1]}>"
        ),
        html,
    )


def _title(page: LexborHTMLParser) -> str:
    node = page.css_first("head > title")
    return _tidy(node.text()) if node is not None else ""


def _meta(page: LexborHTMLParser, name: str) -> str:
    node = page.css_first(f"meta[name={name}]")
    return (node.attributes.get("content") or "") if node is not None else ""


def _is_styled(page: LexborHTMLParser) -> bool:
    return page.css_first("style, link[rel~=stylesheet]") is not None


class _Walk:
    """Goes through the elements in order, without recursion, and adds a block at each bound."""

    def __init__(self, builder: DocumentBuilder, *, is_styled: bool) -> None:
        self._builder = builder
        self._is_styled = is_styled
        self._text: list[str] = []
        self._kinds: list[tuple[BlockKind, int, str]] = [(BlockKind.PARAGRAPH, 0, "")]
        self._counts: list[int | None] = []
        """The number of the last item of each list that is open; None where there are none."""
        self._mark = ""

    def add(self, root: LexborNode) -> None:
        first = Look() if not self._is_styled else Look(None, None)
        waiting: list[tuple[LexborNode, Look, bool]] = [(root, first, False)]
        while waiting:
            node, look, is_end = waiting.pop()
            tag = node.tag or ""
            if is_end:
                self._close(tag)
            elif tag == "-text":
                self._add_text(node, look)
            elif tag not in _DROPPED:
                attributes = node.attributes
                style = style_of(attributes)
                if is_hidden(attributes, style):
                    self._builder.note_hidden(len(_tidy(node.text())))
                    continue
                inner = look_of(tag, attributes, style, look, is_styled=self._is_styled)
                if self._open(node, tag, inner):
                    waiting.append((node, inner, True))
                    waiting.extend((child, inner, False) for child in _backwards(node))
        self._flush()

    def _open(self, node: LexborNode, tag: str, look: Look) -> bool:
        """An element begins; False when it has been dealt with whole."""
        if tag in _BLOCKS:
            self._flush()
        if tag == "table":
            table = table_of(node, lambda cell, bounds: self._cell(cell, bounds, look))
            if table is not None:
                self._add_table(table)
                return False
        elif tag == "br":
            self._text.append("\n" if self._is_code else _BREAK)
        elif tag == "img":
            self._text.append(f" {_tidy(node.attributes.get('alt') or '')} ")
        elif tag in ("td", "th"):
            self._text.append(" ")
        kind, level, language = self._kinds[-1]
        if tag in _HEADINGS:
            kind, level = BlockKind.HEADING, _HEADINGS[tag]
        elif tag in _PREFORMATTED:
            kind, language = BlockKind.CODE, _language(node)
        elif tag == "blockquote":
            kind = BlockKind.QUOTE
        elif tag in ("li", "dt", "dd") and kind is not BlockKind.QUOTE:
            kind = BlockKind.ITEM
        if tag in ("ol", "ul", "dl", "menu", "dir"):
            self._counts.append(_first_number(node) if tag == "ol" else None)
        elif tag == "li" and self._counts and self._counts[-1] is not None:
            self._mark = f"{self._counts[-1]}. "
            self._counts[-1] += 1
        self._kinds.append((kind, level, language))
        return True

    def _close(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush()
        if tag == "li":
            self._mark = ""
        elif tag in ("ol", "ul", "dl", "menu", "dir") and self._counts:
            self._counts.pop()
        self._kinds.pop()

    @property
    def _is_code(self) -> bool:
        return self._kinds[-1][0] is BlockKind.CODE

    def _add_text(self, node: LexborNode, look: Look) -> None:
        text = node.text_content or ""
        if look.is_blank():
            self._builder.note_hidden(len(_tidy(text)))
        else:
            self._text.append(text.replace(_BREAK, ""))

    def _flush(self) -> None:
        if not self._text:
            return
        text = "".join(self._text)
        self._text.clear()
        kind, level, language = self._kinds[-1]
        if kind is BlockKind.CODE:
            add_pieces(text, self._builder, kind, language)
            return
        text = _lines(text)
        if not text:
            return
        text, self._mark = self._mark + text, ""
        if kind is BlockKind.HEADING:
            self._builder.add(kind, text.replace("\n", " "), level=level)
        else:
            add_pieces(text, self._builder, kind)

    def _add_table(self, table: HtmlTable) -> None:
        self._builder.note_hidden(table.hidden)
        if table.caption:
            self._builder.add(BlockKind.PARAGRAPH, table.caption)
        self._builder.add_table(table.rows, header_rows=table.header_rows)

    def _cell(self, cell: LexborNode, bounds: frozenset[str], look: Look) -> tuple[str, int] | None:
        """Text inside one element, on one line, and how much of it is hidden."""
        words: list[str] = []
        hidden = 0
        waiting = [(cell, look)]
        while waiting:
            node, above = waiting.pop()
            tag = node.tag or ""
            if tag == "-text":
                text = node.text_content or ""
                if above.is_blank():
                    hidden += len(_tidy(text))
                else:
                    words.append(text)
                continue
            if tag in bounds:
                return None
            if tag in _DROPPED:
                continue
            attributes = node.attributes
            style = style_of(attributes)
            if is_hidden(attributes, style):
                hidden += len(_tidy(node.text()))
                continue
            if tag in _BLOCKS or tag == "br":
                words.append(" ")
            elif tag == "img":
                words.append(f" {attributes.get('alt') or ''} ")
            inner = look_of(tag, attributes, style, above, is_styled=self._is_styled)
            waiting.extend((child, inner) for child in _backwards(node))
        return _tidy("".join(words)), hidden


def _backwards(node: LexborNode) -> Iterator[LexborNode]:
    child = node.last_child
    while child is not None:
        yield child
        child = child.prev


def _language(node: LexborNode) -> str:
    inner = node.css_first("code")
    for each in (node, inner):
        found = _LANGUAGE.search((each.attributes.get("class") or "") if each is not None else "")
        if found:
            return found[1].lower()
    return ""


def _first_number(node: LexborNode) -> int:
    written = (node.attributes.get("start") or "").strip()
    return int(written) if written.isascii() and written.isdigit() and len(written) < 7 else 1


def _lines(text: str) -> str:
    text = _WHITE.sub(" ", text)
    return _AROUND_BREAK.sub("\n", text.replace(_BREAK, "\n")).strip()


def _tidy(text: str) -> str:
    return _WHITE.sub(" ", text.replace(_BREAK, " ")).strip()
