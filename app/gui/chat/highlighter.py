"""Colours for code, by the language its author named; the language is never guessed."""

import html
import importlib
import re
import threading
import time
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from app.gui.chat.look import Syntax

if TYPE_CHECKING:
    from pygments.lexer import Lexer

LONGEST = 20_000
"""Characters; longer code is shown in one colour."""

_SECONDS = 0.25
"""Some lexers are slow on hostile text: what is not coloured by then stays plain."""

_LOADING = threading.Lock()
"""Pygments makes up the rules of a language where it is first wanted: in one thread at a time."""
_MOST_AHEAD = 8
"""Languages that are loaded ahead; nobody sees more of them at once."""

_ENDING = re.compile(r"\*(\.[A-Za-z0-9+_]{1,12})")
_LANGUAGE = re.compile(r"[A-Za-z0-9_+#.\-]{1,30}")


@lru_cache(maxsize=32)
def highlight(code: str, language: str, syntax: Syntax) -> str:
    """`code` as HTML: escaped, coloured where the language is known; newlines are kept."""
    lexer = _lexer(language) if len(code) <= LONGEST else None
    return _coloured(code, lexer, syntax) if lexer else html.escape(code)


def file_ending(language: str) -> str:
    """The usual ending of files in a language, with its dot; that of plain text if unknown."""
    if language.lower() == "mermaid":
        return ".mmd"
    lexer = _lexer(language)
    for pattern in lexer.filenames if lexer else ():
        if found := _ENDING.fullmatch(pattern):
            return found[1]
    return ".txt"


def make_ready() -> None:
    """Import what finds lexers; from any thread."""
    for name in ("lexers", "util"):
        importlib.import_module(f"pygments.{name}")


def load(languages: Iterable[str]) -> None:
    """Load what colours code in these, from any thread: that of Python takes 30 ms."""
    for each in list(languages)[:_MOST_AHEAD]:
        _lexer(each)


def forget() -> None:
    """Drop the code that was highlighted lately from memory."""
    highlight.cache_clear()


@lru_cache(maxsize=64)
def _lexer(language: str) -> "Lexer | None":
    """The lexer of that very name. Pygments is imported here, at the first such block."""
    if not _LANGUAGE.fullmatch(language):
        return None
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        with _LOADING:
            return get_lexer_by_name(language.lower())
    except ClassNotFound:
        return None


def _coloured(code: str, lexer: "Lexer", syntax: Syntax) -> str:
    """Spans around coloured tokens. Only what the lexer covers in order counts; gaps stay plain."""
    parts: list[str] = []
    done = 0
    deadline = time.monotonic() + _SECONDS
    for start, kind, text in lexer.get_tokens_unprocessed(code):
        if start < done or time.monotonic() > deadline:
            break
        parts.append(html.escape(code[done:start]))
        parts.append(_span(html.escape(text), _colour(tuple(kind), syntax)))
        done = start + len(text)
    parts.append(html.escape(code[done:]))
    return "".join(parts)


def _span(escaped: str, colour: str | None) -> str:
    """The token in its colour, or as it is; blanks need none."""
    if colour is None or escaped.isspace():
        return escaped
    return f'<span style="color:{colour}">{escaped}</span>'


def _colour(kind: tuple[str, ...], syntax: Syntax) -> str | None:
    """The colour of a Pygments token type, from its path such as ("Name", "Function")."""
    match kind:
        case ("Keyword", *_) | ("Operator", "Word"):
            return syntax.keyword
        case ("Name", "Builtin", *_) | ("Name", "Decorator" | "Constant" | "Attribute", *_):
            return syntax.builtin
        case ("Name", "Function" | "Class" | "Namespace" | "Tag" | "Exception", *_):
            return syntax.name
        case ("Literal", "String", *_):
            return syntax.string
        case ("Literal", "Number", *_):
            return syntax.number
        case ("Comment", *_):
            return syntax.comment
        case ("Generic", "Deleted" | "Error", *_):
            return syntax.error
        case ("Generic", "Inserted", *_):
            return syntax.string
        case ("Generic", "Heading" | "Subheading" | "Prompt", *_):
            return syntax.name
    return None
