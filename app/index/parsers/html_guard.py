"""Measures HTML before it is parsed: the parser's time grows with the square of the nesting."""

import re
from typing import Final

from app.domain.documents import Refusal
from app.index.parsers.refusing import Refused

MOST_NESTED: Final = 4_000
"""20,000 take a second, 200,000 take minutes; no page that a person wrote has a hundred."""
_MOST_REOPENED: Final = 3_000_000
_TAG: Final = re.compile(r"<(/?)([A-Za-z][^\s/>]*)")
_NEVER_OPEN: Final = frozenset(
    ("area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input",
     "keygen", "link", "meta", "param", "source", "track", "wbr", "p", "li", "dd", "dt", "tr", "td",
     "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup", "rp", "rt", "html", "head",
     "body")
)  # fmt: skip
"""Without content, or closed by what follows."""
_FORMATTING: Final = frozenset(
    (
        "a",
        "b",
        "big",
        "code",
        "em",
        "font",
        "i",
        "nobr",
        "s",
        "small",
        "strike",
        "strong",
        "tt",
        "u",
    )
)
"""Opened again in each block that begins while they are open."""
_RAW: Final = frozenset(
    ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
)
"""What stands inside is text until its own end."""


def refuse_bombs(html: str) -> None:
    """Raises Refused with BOMB when parsing would take far longer than such a page can need."""
    open_tags: dict[str, int] = {}
    depth = formatting = reopened = 0
    at = 0
    while True:
        raw = ""
        for found in _TAG.finditer(html, at):
            name = found[2].lower()
            if name not in _FORMATTING:
                reopened += formatting
            if name not in _NEVER_OPEN:
                step = -1 if found[1] else 1
                count = open_tags.get(name, 0) + step
                if count < 0:
                    continue
                open_tags[name] = count
                depth += step
                formatting += step * (name in _FORMATTING)
            if depth > MOST_NESTED or reopened > _MOST_REOPENED:
                raise Refused(Refusal.BOMB, "nested HTML")
            if not found[1] and name in _RAW:
                raw, at = name, found.end()
                break
        if not raw:
            return
        end = re.compile(f"</{raw}", re.IGNORECASE).search(html, at)
        if end is None:
            return
        at = end.start()
