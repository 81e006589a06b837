"""Footnotes in Markdown: `[^1]` in the text, and a paragraph `[^1]: …`, shown where it is written.

Nothing is moved to an end or dropped, as a text that is still being written has no end yet.
"""

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

_NOTE: Final = re.compile(r"\[\^([^\[\]\s]{1,40})\]:[ \t]*")
_REFERENCE: Final = re.compile(r"\[\^([^\[\]\s]{1,40})\]")
_KNOWN: Final = "footnotes"


def add_to(parser: "MarkdownIt") -> None:
    """Let a parser find footnotes: tokens `footnote_ref` and `footnote`, the label in `content`.

    The latter stands before the paragraph that is the footnote.
    """
    parser.block.ruler.before("reference", "footnote", _note, {"alt": ["paragraph", "reference"]})
    parser.inline.ruler.before("link", "footnote_ref", _reference)


def _note(state: "StateBlock", start_line: int, end_line: int, silent: bool) -> bool:
    """A paragraph that is a footnote; another one ends it as a blank line does."""
    if state.is_code_block(start_line):
        return False
    found = _NOTE.match(_line(state, start_line))
    if found is None:
        return False
    if silent:
        return True
    line = start_line + 1
    while line < end_line and not state.isEmpty(line) and not _NOTE.match(_line(state, line)):
        if state.sCount[line] < state.blkIndent:
            break
        line += 1
    lines = [_line(state, start_line)[found.end() :]]
    lines += [_line(state, each) for each in range(start_line + 1, line)]
    state.env.setdefault(_KNOWN, set()).add(found[1])
    state.push("footnote", "", 0).content = found[1]
    state.push("paragraph_open", "p", 1).map = [start_line, line]
    text = state.push("inline", "", 0)
    text.content, text.map, text.children = "\n".join(lines).strip(), [start_line, line], []
    state.push("paragraph_close", "p", -1)
    state.line = line
    return True


def _line(state: "StateBlock", line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _reference(state: "StateInline", silent: bool) -> bool:
    """A mark in the text; without its footnote it stays as it was written."""
    found = _REFERENCE.match(state.src, state.pos)
    if found is None or found[1] not in state.env.get(_KNOWN, ()):
        return False
    if not silent:
        state.push("footnote_ref", "", 0).content = found[1]
    state.pos = found.end()
    return True
