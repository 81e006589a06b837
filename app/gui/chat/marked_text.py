"""An answer's text with marks of ours in it: the numbers of its sources, and what has none.

Marks are put into the source as characters that no text can hold, since what is not text is
replaced before; so no text can make a mark.
"""

import html
import re

from app.domain.retrieval import CitationStatus
from app.gui.sources.marks import SOURCE_LINK, Marks, SourceMark

_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffc\ufffe\uffff]")
"""Controls, halves of characters, and what Qt uses for its own ends inside a document."""
BLANK = "\N{NO-BREAK SPACE}"
_THIN = "\N{NARROW NO-BREAK SPACE}"
_SOURCE, _SOURCE_END, _BARE, _BARE_END = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"
_LAST_CELL = re.compile(r"[ \t]*\|(?=[ \t]*(?:\[\d{1,5}\][ \t]*)*\Z)")
_MARK = re.compile(f" ?{_SOURCE}(\\d+){_SOURCE_END}|{_BARE}|{_BARE_END}")


def _clean(text: str) -> str:
    return _NOT_TEXT.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))


def with_marks(text: str, marks: Marks) -> str:
    """The source, free of what is not text, with the marks in it."""
    put: list[tuple[int, int, str]] = []
    for each in marks.sources:
        mark = f"{_SOURCE}{each.index}{_SOURCE_END}"
        row = _LAST_CELL.search(text, max(0, text.rfind("\n", 0, each.start)), each.start)
        if row is None:
            put.append((each.start, each.end, mark))
        else:  # behind a row of a table it would be a cell too many, which is not shown
            put += [(row.start(), row.start(), f" {mark}"), (each.start, each.end, "")]
    for start, end in marks.bare:
        put += [(start, start, _BARE), (end, end, _BARE_END)]
    parts: list[str] = []
    at = 0
    for start, end, mark in sorted(put):
        if start >= at:
            parts += [_clean(text[at:start]), mark]
            at = end
    return "".join([*parts, _clean(text[at:])])


class MarkedText:
    """Escapes text for HTML, with the marks in it as links and lines of ours."""

    def __init__(self, marks: Marks) -> None:
        self._sources = {each.index: each for each in marks.sources}
        self._is_bare = False

    def html(self, text: str) -> str:
        """A piece of text; a stretch without a source may go on from the piece before."""
        out: list[str] = []
        at = 0
        for mark in _MARK.finditer(text):
            out.append(self._piece(text[at : mark.start()]))
            at = mark.end()
            if mark[1]:
                out.append(_chip(self._sources[int(mark[1])]))
            else:
                self._is_bare = mark[0] == _BARE
        return "".join([*out, self._piece(text[at:])])

    def plain(self, text: str) -> str:
        """Text that can hold no marks: code, and what stands in an attribute."""
        self._is_bare = False
        return _MARK.sub(self._as_written, text)

    def end_block(self) -> None:
        """A stretch ends with its block."""
        self._is_bare = False

    def _as_written(self, mark: "re.Match[str]") -> str:
        return f" [{self._sources[int(mark[1])].citation.number}]" if mark[1] else ""

    def _piece(self, text: str) -> str:
        escaped = html.escape(text)
        is_marked = self._is_bare and bool(text.strip())
        return f'<span class="bare">{escaped}</span>' if is_marked else escaped


def _chip(mark: SourceMark) -> str:
    """The number of a source: a link of ours, its looks those of what was checked."""
    is_verified = mark.citation.status is CitationStatus.VERIFIED
    kind = "verified" if is_verified else "located"
    number = f"{BLANK}{mark.citation.number}{BLANK}"
    return f'{_THIN}<a class="{kind}" href="{SOURCE_LINK}{mark.index}">{number}</a>'
