"""An answer as it is said: sentence by sentence while it grows, without the signs of Markdown."""

import re
from collections.abc import Callable, Iterator
from typing import Final

_END: Final = re.compile(
    r"""[.!?\u2026]+["'\u201d\u2019)\]*_]*(?=\s)"""  # Latin letters, and Korean with its spaces
    r"""|(?<=[\uac00-\ud7a3])[.!?]+["\u201d\u2019)]*(?=[\uac00-\ud7a3])"""  # Korean without
    r"""|[\u3002\uff01\uff1f]+["\u201d\u2019\u300d\u300f)]*"""  # Chinese and Japanese
)
_NO_END: Final = re.compile(
    r"(?:^|[\s(])(?:\d{1,3}|(?:[A-Za-z]\.)*[A-Za-z]|Dr|Mr|Mrs|Ms|Prof|St|vs|cf|No|Fig|approx)\.$"
)
"""A number of a list, or something that is cut short."""
_FENCE: Final = re.compile(r"\s*(?:>\s*)*(?:[-*+]\s+)?(`{3,}|~{3,})\s*([\w+#.-]*)")
_WAITS: Final = re.compile(r"\s*(?:>\s*)*(?:[-*+]\s+)?[`~|]")
"""How a line begins of which nobody knows yet what it is."""
_START: Final = re.compile(r"^\s*(?:>\s*)*(?:#{1,6}\s+|[-*+]\s+(?:\[[ xX]\]\s+)?)?")
_RULE: Final = re.compile(r"[\s|:*_=-]*")
_LINK: Final = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_SIGNS: Final = re.compile(r"[*`~]+|(?<!\w)_+|_+(?!\w)")


class SentenceReader:
    """Hands out each sentence once, as soon as it has come to its end.

    A line ends one, too. Code is named and not read: `name_code` says so with its language.
    """

    def __init__(self, taken: int, name_code: Callable[[str], str]) -> None:
        """What stands in the first `taken` characters was read before."""
        self._taken = taken
        self._fence = ""
        """What the code block that is being written ends with; empty outside of one."""
        self._name_code = name_code

    def read(self, text: str, *, is_whole: bool = False) -> list[str]:
        """What can be said now of a text that has grown; the rest, too, if no more comes."""
        said = [each for line in self._lines(text, is_whole) for each in self._of_line(line)]
        return [each for each in map(spoken, said) if each]

    def _lines(self, text: str, is_whole: bool) -> Iterator[str]:
        """Whole lines, then what is whole of the last one."""
        while (end := text.find("\n", self._taken)) >= 0:
            line, self._taken = text[self._taken : end], end + 1
            yield line
        rest = text[self._taken :]
        if is_whole:
            self._taken = len(text)
            yield rest
        elif not self._fence and not _WAITS.match(rest):
            ends = [each.end() for each in _ends(rest)]
            if ends:
                self._taken += ends[-1]
                yield rest[: ends[-1]]

    def _of_line(self, line: str) -> Iterator[str]:
        fence = _FENCE.match(line)
        if self._fence:
            if fence and fence[1].startswith(self._fence):
                self._fence = ""
            return
        if fence:
            self._fence = fence[1]
            yield self._name_code(fence[2])
            return
        start = 0
        for each in _ends(line):
            yield line[start : each.end()]
            start = each.end()
        yield line[start:]


def _ends(line: str) -> Iterator[re.Match[str]]:
    """Where sentences end in a line."""
    start = 0
    for each in _END.finditer(line):
        if not _NO_END.search(line[start : each.end()]):
            start = each.end()
            yield each


def spoken(source: str) -> str:
    """A piece of Markdown in words; empty for a rule or the line below the head of a table."""
    if _RULE.fullmatch(source):
        return ""
    words = _START.sub("", source, count=1)
    words = _SIGNS.sub("", _LINK.sub(r"\1", words))
    if words.lstrip().startswith("|"):
        words = ", ".join(cell.strip() for cell in words.strip().strip("|").split("|"))
    return " ".join(words.split())
