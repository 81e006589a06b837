r"""Formulas in Markdown: `$…$` and `\(…\)`, and on lines of their own `$$…$$` and `\[…\]`.

A dollar is money more often than not. As in Pandoc, what opens a formula stands before a letter of
it and what closes one behind; besides, neither touches a word of Latin letters or a number outside,
and words behind a number are no formula ("$5 and 10$").
"""

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

LONGEST: Final = 1_000
"""Characters; what is longer is no formula that anybody reads."""

_CLOSERS: Final = {"\\(": "\\)", "\\[": "\\]", "$$": "$$"}
_WORD: Final = re.compile(r"[A-Za-z0-9]")
_SKIPPED: Final = re.compile(r"\\(?:text|mathrm|operatorname|mbox)\s*\{[^{}]*\}|\\[A-Za-z]+")
_PROSE: Final = re.compile(r"[^\W\d_]{2,}")


def add_to(parser: "MarkdownIt") -> None:
    """Let a parser find formulas: tokens `math_inline` and `math_block`, delimiters in `markup`."""
    parser.inline.ruler.before("escape", "math_inline", _inline)
    may_end = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("fence", "math_block", _block, may_end)  # type: ignore[arg-type]  # the option's own type is not exported


def _inline(state: "StateInline", silent: bool) -> bool:
    """A formula within a line."""
    source, start = state.src, state.pos
    if source[start] not in "\\$":
        return False
    opener = source[start : start + 2]
    closer = _CLOSERS.get(opener)
    if closer is not None:
        end = source.find(closer, start + 2, start + 2 + LONGEST)
    elif source[start] == "$":
        opener = closer = "$"
        end = _end_of_dollars(source, start)
    else:
        return False
    first = start + len(opener)
    content = source[first:end]
    if end < 0 or not content.strip():
        return False
    if not silent:
        token = state.push("math_inline", "", 0)
        token.content, token.markup = content.strip(), opener
    state.pos = end + len(closer)
    return True


def _end_of_dollars(source: str, start: int) -> int:
    """Where the formula that a single dollar opens is closed; -1 where it is money."""
    before, after = source[start - 1 : start], source[start + 1 : start + 2]
    if not after or after.isspace() or _WORD.match(before) or before == "$":
        return -1
    at = start + 1
    while (at := source.find("$", at, start + 1 + LONGEST)) >= 0:
        if source[at - 1] == "\\":
            at += 1
            continue
        if source[at - 1].isspace() or _WORD.match(source[at + 1 : at + 2]):
            return -1
        content = source[start + 1 : at]
        is_prose = content[0].isdigit() and _PROSE.search(_SKIPPED.sub(" ", content))
        return -1 if is_prose else at
    return -1


def _block(state: "StateBlock", start_line: int, end_line: int, silent: bool) -> bool:
    """A formula on lines of its own."""
    if state.is_code_block(start_line):
        return False
    first = state.bMarks[start_line] + state.tShift[start_line]
    opener = state.src[first : first + 2]
    closer = _CLOSERS.get(opener)
    if closer is None or opener == "\\(":
        return False
    lines: list[str] = []
    length = 0
    for line in range(start_line, end_line):
        if line > start_line and state.sCount[line] < state.blkIndent:
            return False
        begin = state.bMarks[line] + state.tShift[line] + (2 if line == start_line else 0)
        words = state.src[begin : state.eMarks[line]]
        end = words.find(closer)
        lines.append(words if end < 0 else words[:end])
        length += len(lines[-1])
        if length > LONGEST or (end >= 0 and words[end + 2 :].strip()):
            return False
        if end >= 0:
            break
    else:
        return False
    content = "\n".join(lines).strip()
    if not content:
        return False
    if not silent:
        state.line = line + 1
        token = state.push("math_block", "", 0)
        token.content, token.markup = content, opener
        token.map = [start_line, state.line]
    return True
