"""A mark in a message: a sign such as # at the start of a word, up to the cursor."""

import re
from dataclasses import dataclass, field
from typing import Final

LONGEST: Final = 60
_MARK: Final = re.compile(r"(?:^|\s)([#/@])(\S{0,60})$")


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a sign stands, counted in the document's UTF-16 units, and what follows it."""

    start: int
    words: str = field(repr=False)


def mark_in(line: str, line_start: int, composed: str = "", sign: str = "#") -> Mark | None:
    """The mark at the end of `line`, the text before the cursor.

    `composed` is what an input method has not handed over yet: it follows the cursor. `line_start`
    is the place of the line in its document.
    """
    found = _MARK.search(line + composed)
    if found is None or found[1] != sign:
        return None
    at = found.start(1)
    if at >= len(line):  # the sign itself is still being composed
        return None
    return Mark(line_start + len(line[:at].encode("utf-16-le", "surrogatepass")) // 2, found[2])
