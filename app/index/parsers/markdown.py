"""Markdown as it reads when it is set: headings, lists, tables and code without their marks.

The marks around words (stars, brackets, addresses) are left out, as a window shows it; the number
of an item stays, since text refers to it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType

from app.domain.documents import BlockKind
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.encodings import prepare as prepare_encodings
from app.index.parsers.encodings import read_text
from app.index.parsers.html import add_page
from app.index.parsers.text import add_pieces, add_text

_MOST_CHARACTERS: Final = 2_000_000
"""The parser takes up to nine seconds for a million; what is longer is read as plain text."""
_MOST_INLINE: Final = 20_000
_MOST_BRACKETS: Final = 300
"""A paragraph with more stays as it is written: the time to pair marks grows with the square."""
_MOST_NESTED: Final = 60
_FRONT_MATTER: Final = re.compile(
    r"---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL
)
_ENTRY: Final = re.compile(r"(?m)^(title|author)[ \t]*:(.+)$", re.IGNORECASE)
_LINE_END: Final = re.compile("\r\n?")
_BREAK_TAG: Final = re.compile(r"<br\b", re.IGNORECASE)


def prepare() -> None:
    """Load what could not be opened later."""
    prepare_encodings()
    _parser().parse("# *x* &amp; [y](z)")


def parse(file: BinaryIO, builder: DocumentBuilder) -> None:
    """Fill the builder with the blocks of a Markdown file."""
    text = _LINE_END.sub("\n", read_text(file, builder))
    front = _FRONT_MATTER.match(text)
    if front is not None and ":" in front[1]:
        said = {name.lower(): value.strip(" \t\"'") for name, value in _ENTRY.findall(front[1])}
        builder.title, builder.author = said.get("title", ""), said.get("author", "")
        builder.add(BlockKind.CODE, front[1], language="yaml")
        text = text[front.end() :]
    add_markdown(text, builder)


def add_markdown(text: str, builder: DocumentBuilder) -> None:
    """The blocks of a text in Markdown; the first heading names a document without a title."""
    if len(text) > _MOST_CHARACTERS:
        add_text(text, builder)
        return
    env: EnvType = {}
    parser = _parser()
    _Blocks(builder, parser, env).add(parser.parse(text, env))


def _parser() -> MarkdownIt:
    options = {"maxNesting": _MOST_NESTED, "html": True}
    parser = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    # Words are looked at paragraph by paragraph, so that a hostile one can be left alone.
    parser.core.ruler.disable(["inline", "text_join"])
    return parser


@dataclass(slots=True)
class _Blocks:
    builder: DocumentBuilder
    parser: MarkdownIt
    env: EnvType
    quotes: int = 0
    numbers: list[int | None] = field(default_factory=list)
    mark: str = ""
    rows: list[list[str]] = field(default_factory=list)
    header_rows: int = 0
    in_row: bool = False

    def add(self, tokens: Sequence[Token]) -> None:
        """Blocks for the tokens, in their order."""
        level = 0
        for token in tokens:
            kind = token.type
            if kind == "heading_open":
                level = int(token.tag[1:])
            elif kind == "heading_close":
                level = 0
            elif kind == "inline":
                self._add_words(token, level)
            elif kind in ("fence", "code_block"):
                language = token.info.strip().split(maxsplit=1)[0:1]
                name = language[0].strip("{}.").lower()[:20] if language else ""
                add_pieces(token.content, self.builder, BlockKind.CODE, name)
            elif kind == "html_block":
                add_page(token.content, self.builder, takes_title=False)
            else:
                self._enter_or_leave(token)

    def _enter_or_leave(self, token: Token) -> None:
        kind = token.type
        if kind == "blockquote_open":
            self.quotes += 1
        elif kind == "blockquote_close":
            self.quotes -= 1
        elif kind == "ordered_list_open":
            self.numbers.append(int(token.attrGet("start") or 1))
        elif kind == "bullet_list_open":
            self.numbers.append(None)
        elif kind in ("ordered_list_close", "bullet_list_close"):
            self.numbers.pop()
        elif kind == "list_item_open":
            self.mark = f"{token.info}{token.markup} " if token.info else ""
        elif kind == "table_open":
            self.rows, self.header_rows = [], 0
        elif kind == "tr_open":
            self.rows.append([])
            self.in_row = True
        elif kind == "tr_close":
            self.in_row = False
        elif kind == "thead_close":
            self.header_rows = len(self.rows)
        elif kind == "table_close":
            self.builder.add_table(self.rows, header_rows=self.header_rows)

    def _add_words(self, token: Token, level: int) -> None:
        words = self._rendered(token.content)
        if self.in_row:
            self.rows[-1].append(words)
        elif level:
            self.builder.add(BlockKind.HEADING, words.replace("\n", " "), level=level)
            if level == 1 and not self.builder.title:
                self.builder.title = words
        else:
            kind = BlockKind.QUOTE if self.quotes else BlockKind.PARAGRAPH
            kind = BlockKind.ITEM if self.numbers and not self.quotes else kind
            text, self.mark = self.mark + words, ""
            add_pieces(text, self.builder, kind)

    def _rendered(self, content: str) -> str:
        if len(content) > _MOST_INLINE or content.count("[") > _MOST_BRACKETS:
            return content
        written: list[str] = []
        for token in self.parser.inline.parse(content, self.parser, self.env, []):
            if token.type in ("softbreak", "hardbreak"):
                written.append("\n")
            elif token.type == "html_inline":
                written.append("\n" if _BREAK_TAG.match(token.content) else "")
            else:
                written.append(token.content)
        return "".join(written)
