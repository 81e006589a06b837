"""Markdown to a small HTML of our own that cannot name a resource.

CommonMark with tables, strikethrough, footnotes and formulas. HTML in the source is text. A picture
becomes its alternative text, a link to anything but http, https and mailto becomes text with its
address.
"""

import html
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.gui.chat import footnote_rules, highlighter, math_rules
from app.gui.chat.highlighter import highlight
from app.gui.chat.look import Look
from app.gui.chat.marked_text import BLANK, MarkedText, with_marks
from app.gui.sources.marks import NO_MARKS, Marks

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

COPY_LINK = "snug:copy/"
"""Followed by the index of the code block that is to be copied."""

MATH = "snug:math/"
"""Followed by the index of the formula that is drawn there."""

LONGEST = 200_000
"""Characters; a longer text is shown as it is."""

_MOST_MARKS = 20_000
"""Characters that can mean something in Markdown; parsing and layout cost grows with them."""
_MARKS = "\n*_[]<>|`~&\\!$^"
_DEEPEST = 20
"""Levels of nesting. The parser drops what lies deeper, so such a text is shown as it is."""
_MOST_CELLS = 2_000

SAVE_LINK = "snug:save/"
"""Followed by the index of the code block that is to be saved."""
WRAP_LINK = "snug:wrap/"
"""Wraps the long lines of code blocks, or lets them be as long as they are."""
UNFOLD_LINK = "snug:unfold/"
"""Shows all of the long code blocks of a message."""
FOLDED_LINES = 40
_LONG_LINES = 60
"""A code block of more lines than this is folded to `FOLDED_LINES`."""

_LINK_SCHEMES = {"http", "https", "mailto"}
_TASK = re.compile(r"\[([ xX])\]\s")
_FENCE = re.compile(r"^[ \t>]*(?:`{3,}|~{3,})[ \t]*([^\s`~]+)", re.MULTILINE)
_ADDRESS = re.compile(r"(?<![A-Za-z0-9])https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]{1,2000}")
"""What RFC 3986 lets an address be written with; brackets are a text's own here."""


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """A code block of a message, as its author wrote it."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of a message: its LaTeX, and whether it stands on lines of its own."""

    latex: str
    is_display: bool


class Placing(Enum):
    """How the picture of a formula is set into its line."""

    ON_LINE = ""
    ABOUT_MIDDLE = ' style="vertical-align: middle"'


Drawing = Callable[[Formula], Placing | None]
"""How a formula is set where it is drawn; None shows its source."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready for a text document.

    `digits` is the length of the longest number of a list, for which there has to be room.
    """

    html: str
    code_blocks: tuple[CodeBlock, ...]
    digits: int = 0
    formulas: tuple[Formula, ...] = field(default=())


def render(
    text: str,
    look: Look,
    copy_label: str = "Copy",
    marks: Marks = NO_MARKS,
    drawing: Drawing = lambda _: None,
    show_all: str = "",
    save_label: str = "",
    wrap_label: str = "",
    *,
    wraps: bool = True,
) -> Rendered:
    """Render Markdown. What would cost too much is shown as plain text; nothing raises.

    `show_all` are the words below a folded code block, with a gap for its lines; without them no
    block is folded, as without `save_label` there is no link to save one, and without `wrap_label`
    none to have its lines wrapped the other way. `wraps` says which way they are.
    """
    clean = with_marks(text, marks)
    if len(clean) > LONGEST or sum(map(clean.count, _MARKS)) > _MOST_MARKS:
        return _as_it_is(clean, marks)
    tokens = _parser().parse(clean)
    if not _is_bounded(tokens):
        return _as_it_is(clean, marks)
    writer = _Writer(look, (wrap_label, save_label, copy_label), marks, drawing, show_all)
    writer.wraps = wraps
    writer.write(tokens)
    return Rendered(
        "".join(writer.out), tuple(writer.code_blocks), writer.digits, tuple(writer.formulas)
    )


def make_ready() -> None:
    """Load what the first message needs, some 60 ms; from any thread, so that none waits for it."""
    _parser()
    highlighter.make_ready()


def make_ready_for(texts: Iterable[str]) -> None:
    """Load what the code in these texts needs; from any thread, so that the window does not."""
    found = (fence[1] for text in texts for fence in _FENCE.finditer(text))
    highlighter.load(dict.fromkeys(found))


@cache
def _parser() -> "MarkdownIt":
    """The parser. Imported at the first message, to let the window open sooner."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _DEEPEST})
    # The writer judges links: what the parser refuses, it would leave as raw source.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    math_rules.add_to(parser)
    footnote_rules.add_to(parser)
    return parser.enable(["table", "strikethrough"])


def _as_it_is(text: str, marks: Marks) -> Rendered:
    """The source itself, line by line."""
    return Rendered(f'<pre class="plain">{MarkedText(marks).html(text)}</pre>', ())


def _is_bounded(tokens: "Sequence[Token]") -> bool:
    """Whether nothing was dropped for its depth and no table is out of proportion."""
    cells = sum(token.type in ("td_open", "th_open") for token in tokens)
    return cells <= _MOST_CELLS and all(token.level < _DEEPEST - 1 for token in tokens)


class _Writer:
    """Writes the token stream as HTML; one method for each kind of token."""

    def __init__(
        self,
        look: Look,
        labels: tuple[str, str, str],
        marks: Marks,
        drawing: Drawing,
        show_all: str,
    ) -> None:
        self._show_all = show_all
        self._marked = MarkedText(marks)
        self._drawing = drawing
        self.out: list[str] = []
        self.code_blocks: list[CodeBlock] = []
        self.formulas: list[Formula] = []
        self.digits = 0
        self._look = look
        self._wrap_label, self._save_label, self._copy_label = labels
        self.wraps = True
        self._ends: list[str] = []
        self._is_item_start = False

    def write(self, tokens: "Sequence[Token]") -> None:
        """Write all blocks."""
        for index, token in enumerate(tokens):
            name = token.type
            if name == "inline":
                if index > 1 and tokens[index - 2].type == "footnote":
                    self.out.append(f"{self._note_mark(tokens[index - 2])} ")
                self._inline(token.children or [])
            elif name in ("fence", "code_block"):
                self._code(token)
            elif name == "math_block":
                self.out.append(f'<p class="math">{self._formula(token, is_display=True)}</p>')
            elif name == "list_item_open":
                self._is_item_start = True
                self.digits = max(self.digits, len(token.info))
                self.out.append("<li>")
            elif name == "bullet_list_open":
                is_tasks = _is_task_list(tokens, index)
                self.out.append('<ul class="tasks">' if is_tasks else "<ul>")
            else:
                self.out.append(self._tag(token))

    def _tag(self, token: "Token") -> str:
        """The HTML of a token that holds other tokens, or of a rule."""
        match token.type:
            case "paragraph_open" | "paragraph_close":
                return "" if token.hidden else f"<{'/' * (token.nesting < 0)}p>"
            case "heading_open" | "heading_close":
                return f"<{'/' * (token.nesting < 0)}{token.tag}>"
            case "ordered_list_open":
                start = int(token.attrs.get("start", 1))
                return f'<ol start="{start}">'
            case "footnote":
                return ""
            case "blockquote_open":
                return '<table class="quote" width="100%" cellspacing="0"><tr><td class="quote">'
            case "blockquote_close":
                return "</td></tr></table>"
            case "table_open":
                return '<table class="grid" border="1" cellspacing="0">'
            case "th_open" | "td_open":
                return f'<{token.tag} align="{_alignment(token)}">'
            case "hr":
                return "<hr>"
            case kind if kind in _CLOSING:
                return _CLOSING[kind]
        return html.escape(self._marked.plain(token.content))

    def _code(self, token: "Token") -> None:
        """A code block: a line with the language and "Copy", then the code."""
        language = token.info.split(maxsplit=1)[0] if token.info.strip() else ""
        language = self._marked.plain(language)
        code = self._marked.plain(token.content).removesuffix("\n")
        index = len(self.code_blocks)
        links = f"{BLANK * 3} ".join(
            f'<a href="{target}">{html.escape(label.replace(" ", BLANK))}</a>'
            for target, label in (
                (f"{WRAP_LINK}{index}", self._wrap_label),
                (f"{SAVE_LINK}{index}", self._save_label),
                (f"{COPY_LINK}{index}", self._copy_label),
            )
            if label
        )
        # What scrolls sideways leaves its head where it is: they are two tables then.
        kind, opens, joins = ("", "code", _ONE) if self.wraps else (_UNWRAPPED, "head", _TWO)
        self.code_blocks.append(CodeBlock(language, code))
        lines = code.count("\n") + 1
        is_folded = bool(self._show_all) and lines > _LONG_LINES
        seen = "\n".join(code.split("\n", FOLDED_LINES)[:FOLDED_LINES]) if is_folded else code
        more = html.escape(self._show_all.format(lines=f"{lines:,}")) if is_folded else ""
        self.out.append(
            f'<table class="{opens}" width="100%" cellspacing="0">'
            f'<tr><td class="head"><p class="head">{html.escape(language[:40] or BLANK)}</p></td>'
            f'<td class="head" align="right"><p class="head">{links}</p></td></tr>'
            f"{joins}<pre{kind}>"
            f"{highlight(seen, language, self._look.syntax)}</pre>"
        )
        if is_folded:
            self.out.append(f'<p class="head"><a href="{UNFOLD_LINK}">{more}</a></p>')
        self.out.append("</td></tr></table>")

    def _inline(self, tokens: "Sequence[Token]") -> None:
        """Text with its emphasis, links and pictures."""
        is_item_start, self._is_item_start = self._is_item_start, False
        for index, token in enumerate(tokens):
            match token.type:
                case "text" if is_item_start and index == 0:
                    self._text(_with_box(token.content))
                case "code_inline":
                    self.out.append(f"<code>{self._marked.html(token.content)}</code>")
                case "math_inline":
                    self.out.append(self._formula(token, is_display=token.markup in _DISPLAY))
                case "link_open":
                    self._open_link(str(token.attrs.get("href", "")), _label(tokens, index))
                case "footnote_ref":
                    self.out.append(self._note_mark(token))
                case "link_close":
                    self.out.append(self._ends.pop())
                case "image":
                    self.out.append(self._picture(token))
                case kind if kind in _INLINE:
                    self.out.append(_INLINE[kind])
                case _:
                    self._text(token.content)
        self._marked.end_block()

    def _text(self, text: str) -> None:
        """Words; an address among them is a link to itself, where they are not one already."""
        at = 0
        for found in () if self._ends else _ADDRESS.finditer(text):
            address = _without_punctuation(found[0])
            if _can_be_followed(address):
                self.out.append(self._marked.html(text[at : found.start()]))
                shown = self._marked.html(address)
                self.out.append(f'<a href="{html.escape(address)}">{shown}</a>')
                at = found.start() + len(address)
        self.out.append(self._marked.html(text[at:]))

    def _note_mark(self, token: "Token") -> str:
        """The mark of a footnote, where it is referred to and where it stands."""
        return f"<sup>{html.escape(self._marked.plain(token.content))}</sup>"

    def _formula(self, token: "Token", *, is_display: bool) -> str:
        """A formula as its picture, or as its source."""
        latex = self._marked.plain(token.content)
        placing = self._drawing(Formula(latex, is_display))
        source = f"{token.markup}{latex}{_MATH_ENDS[token.markup]}"
        if placing is None:
            return f"<code>{html.escape(source).replace(chr(10), '<br>')}</code>"
        self.formulas.append(Formula(latex, is_display))
        name = f"{MATH}{len(self.formulas) - 1}"
        return f'<img src="{name}" alt="{html.escape(source)}"{placing.value}>'

    def _picture(self, token: "Token") -> str:
        """A picture as words: what it shows and where it lies."""
        address = html.escape(self._marked.plain(str(token.attrs.get("src", ""))))
        words = self._marked.html(token.content)
        return f"[{words} ({address})]" if words else f"[{address}]"

    def _open_link(self, address: str, label: str) -> None:
        """A link where the address is one that may be followed, otherwise text with the address.

        Words that are not the address have it beside them: they may say what they will.
        """
        address = self._marked.plain(address)
        beside = f" ({html.escape(address)})"
        if not _can_be_followed(address):
            self._ends.append(beside)
            return
        self.out.append(f'<a href="{html.escape(address)}">')
        is_same = _bare(self._marked.plain(label)) == _bare(address)
        self._ends.append("</a>" if is_same else f"</a>{beside}")


def _label(tokens: "Sequence[Token]", start: int) -> str:
    """The words of the link that opens at `start`."""
    words: list[str] = []
    for token in tokens[start + 1 :]:
        if token.type == "link_close":
            break
        words.append(token.content)
    return "".join(words)


def _bare(address: str) -> str:
    """An address without what makes no difference to a reader."""
    return address.strip().removeprefix("mailto:").removeprefix("https://").removesuffix("/")


_UNWRAPPED = ' class="unwrapped"'
_ONE = '<tr><td class="code" colspan="2">'
_TWO = '</table><table class="body" width="100%" cellspacing="0"><tr><td class="code">'
_MATH_ENDS = {"$": "$", "$$": "$$", "\\(": "\\)", "\\[": "\\]"}
_DISPLAY = ("$$", "\\[")

_CLOSING = {
    "bullet_list_close": "</ul>",
    "ordered_list_close": "</ol>",
    "list_item_close": "</li>",
    "table_close": "</table>",
    "thead_open": "<thead>",
    "thead_close": "</thead>",
    "tbody_open": "<tbody>",
    "tbody_close": "</tbody>",
    "tr_open": "<tr>",
    "tr_close": "</tr>",
    "th_close": "</th>",
    "td_close": "</td>",
}

_INLINE = {
    "softbreak": " ",
    "hardbreak": "<br>",
    "em_open": "<em>",
    "em_close": "</em>",
    "strong_open": "<strong>",
    "strong_close": "</strong>",
    "s_open": "<s>",
    "s_close": "</s>",
}


def _is_task_list(tokens: "Sequence[Token]", start: int) -> bool:
    """Whether the first item of the list that opens at `start` carries a box."""
    inside = tokens[start + 1 : start + 4]
    return any(token.type == "inline" and _TASK.match(token.content) for token in inside)


def _with_box(text: str) -> str:
    """An item's text, `[ ]` and `[x]` shown as boxes."""
    task = _TASK.match(text)
    if not task:
        return text
    box = "☐" if task[1] == " " else "☑"
    return f"{box} {text[task.end() :]}"


def _alignment(token: "Token") -> str:
    """left, center or right, from the style that the parser sets."""
    wanted = str(token.attrs.get("style", "")).removeprefix("text-align:")
    return wanted if wanted in ("center", "right") else "left"


def _without_punctuation(address: str) -> str:
    """An address without what belongs to the sentence around it."""
    short = address.rstrip(".,;:!?'*_~")
    if short.endswith(")") and short.count(")") > short.count("("):
        return _without_punctuation(short[:-1])
    return short


def _can_be_followed(address: str) -> bool:
    """Whether an address is one of the web or of mail, with somebody at its end."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme not in _LINK_SCHEMES:
        return False
    return bool(parts.path if parts.scheme == "mailto" else parts.netloc)
