"""Reads a GBNF grammar before llama.cpp does, to refuse what would stop or exhaust the process.

llama.cpp (0.3.36 of the binding) recurses without a bound into brackets and into rules that begin
with rules, forgets which of them it has visited, so that forty rules can take longer than a life,
and sees left recursion only where a rule is empty by its own words. The reader follows its syntax
(grammars/README.md there) but leaves the finer points, such as unknown escapes, to llama.cpp.
"""

import itertools
import re
from dataclasses import dataclass, field
from typing import Final

from app.domain.errors import GrammarInvalid, Reason
from app.domain.format_faults import FormatFault

MAX_CHARACTERS: Final = 256 * 1024
MAX_DEPTH: Final = 64
"""Of brackets within brackets."""
MAX_RULES: Final = 4096
"""Brackets count as rules of their own."""
MAX_ELEMENTS: Final = 200_000
"""Characters and rule names after repetitions are written out."""
MAX_REPEATS: Final = 2000
"""llama.cpp's own bound."""
MAX_WAYS: Final = 10_000
"""In which a rule can begin: each is a stack that llama.cpp carries along."""
ROOT: Final = "root"

_LINE_SPACE: Final = re.compile(r"(?:[ \t]|#[^\r\n]*)*")
_SPACE: Final = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*)*")
_NAME: Final = re.compile(r"[A-Za-z0-9-]+")
_TERMINAL: Final = re.compile(
    r'"(?P<text>(?:[^"\\]|\\.)*)"|\[(?P<set>\^?(?:[^\]\\]|\\.)*)\]|!?<[^>]*>|\.', re.DOTALL
)
_REPEAT: Final = re.compile(r"[*+?]|\{\s*(\d{1,9})\s*(?:(,)\s*(\d{1,9})?\s*)?\}")


@dataclass(slots=True)
class _Item:
    """A part of an alternative: a rule's name, or None for characters."""

    rule: str | None
    elements: int
    may_be_empty: bool = False
    copies: int = 1


_Alternatives = list[list[_Item]]


@dataclass(slots=True)
class _Rules:
    """What was read: every rule's alternatives, and where a name was first used."""

    alternatives: dict[str, _Alternatives] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)
    empty: set[str] = field(default_factory=set)


def check_grammar(text: str) -> None:
    """Raise GrammarInvalid when llama.cpp could not work with the grammar, or not safely."""
    rules = _Reader(text).read()
    if ROOT not in rules.alternatives:
        raise _refusal(FormatFault.NO_ROOT, rule=ROOT)
    for name, line in rules.used.items():
        if name not in rules.alternatives:
            raise _refusal(FormatFault.RULE_UNDEFINED, line=line, rule=name[:60])
    _find_empty(rules)
    _count_ways(rules)


class _Reader:
    def __init__(self, text: str) -> None:
        if len(text) > MAX_CHARACTERS:
            raise _refusal(FormatFault.LONG, most=f"{MAX_CHARACTERS:,}")
        if "\0" in text:
            raise _refusal(FormatFault.NULL_CHARACTER)
        self._text = text
        self._at = 0
        self._elements = 0
        self._groups = 0
        self._rules = _Rules()

    def read(self) -> _Rules:
        self._skip(newlines=True)
        while self._at < len(self._text):
            self._rule()
        return self._rules

    def _rule(self) -> None:
        name = self._name()
        self._skip(newlines=False)
        if not self._takes("::="):
            raise self._wrong(FormatFault.NO_DEFINITION)
        self._skip(newlines=True)
        self._define(name, self._alternatives(0))
        if self._at < len(self._text) and self._text[self._at] not in "\r\n":
            raise self._wrong(FormatFault.NO_END)
        self._skip(newlines=True)

    def _define(self, name: str, alternatives: _Alternatives) -> None:
        self._rules.alternatives[name] = alternatives
        if len(self._rules.alternatives) > MAX_RULES:
            raise self._wrong(FormatFault.MANY_RULES, most=f"{MAX_RULES:,}")

    def _alternatives(self, depth: int) -> _Alternatives:
        found = [self._sequence(depth)]
        while self._takes("|"):
            self._skip(newlines=True)
            found.append(self._sequence(depth))
        return found

    def _sequence(self, depth: int) -> list[_Item]:
        items: list[_Item] = []
        while (item := self._item(depth)) is not None:
            items.append(item)
            self._skip(newlines=depth > 0)
            self._repeat(item, depth)
            self._elements += item.elements * item.copies
            if self._elements > MAX_ELEMENTS:
                raise self._wrong(FormatFault.REPEATS_LONG)
        return items

    def _item(self, depth: int) -> _Item | None:
        if self._takes("("):
            return self._group(depth + 1)
        if found := _TERMINAL.match(self._text, self._at):
            self._at = found.end()
            content = found["text"] if found["text"] is not None else found["set"]
            return _Item(None, len(content or "x"), content in ("", "^"))
        if _NAME.match(self._text, self._at):
            line = self._line()
            name = self._name()
            self._rules.used.setdefault(name, line)
            return _Item(name, 1)
        return None

    def _group(self, depth: int) -> _Item:
        if depth > MAX_DEPTH:
            raise self._wrong(FormatFault.BRACKETS_DEEP, most=MAX_DEPTH)
        self._skip(newlines=True)
        self._groups += 1
        name = f"({self._groups}"
        self._define(name, self._alternatives(depth))
        if not self._takes(")"):
            raise self._wrong(FormatFault.NO_BRACKET)
        return _Item(name, 1)

    def _repeat(self, item: _Item, depth: int) -> None:
        while found := _REPEAT.match(self._text, self._at):
            self._at = found.end()
            self._skip(newlines=depth > 0)
            least = int(found[1]) if found[1] else int(found[0] == "+")
            most = int(found[3] or least + 1) if found[2] or found[1] is None else least
            if found[0] == "?":
                most = 1
            if max(least, most) * item.copies > MAX_REPEATS:
                raise self._wrong(FormatFault.MANY_REPEATS, most=f"{MAX_REPEATS:,}")
            item.copies *= max(1, least, most)
            item.may_be_empty |= least == 0

    def _name(self) -> str:
        found = _NAME.match(self._text, self._at)
        if found is None:
            raise self._wrong(FormatFault.NO_NAME)
        self._at = found.end()
        return found[0]

    def _takes(self, mark: str) -> bool:
        if not self._text.startswith(mark, self._at):
            return False
        self._at += len(mark)
        return True

    def _skip(self, *, newlines: bool) -> None:
        found = (_SPACE if newlines else _LINE_SPACE).match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _line(self) -> int:
        return self._text.count("\n", 0, self._at) + 1

    def _wrong(self, fault: FormatFault, **values: object) -> GrammarInvalid:
        return _refusal(FormatFault.IN_LINE, line=self._line(), problem=Reason(fault, values))


def _find_empty(rules: _Rules) -> None:
    """Note which rules can stand for nothing; each is looked at again when one it uses is found."""
    users: dict[str, set[str]] = {}
    for name, alternatives in rules.alternatives.items():
        for item in itertools.chain.from_iterable(alternatives):
            if item.rule is not None:
                users.setdefault(item.rule, set()).add(name)
    waiting = list(rules.alternatives)
    while waiting:
        name = waiting.pop()
        alternatives = rules.alternatives[name]
        if name not in rules.empty and any(
            all(_is_empty(item, rules) for item in items) for items in alternatives
        ):
            rules.empty.add(name)
            waiting += users.get(name, ())


def _is_empty(item: _Item, rules: _Rules) -> bool:
    return item.may_be_empty or item.rule in rules.empty


def _beginnings(name: str, rules: _Rules) -> list[tuple[str, int]]:
    """The rules with which a rule can begin, each with how many times."""
    found: list[tuple[str, int]] = []
    for items in rules.alternatives[name]:
        for item in items:
            if item.rule is not None:
                # Copies of what may be empty are each a place to begin.
                found.append((item.rule, item.copies if item.rule in rules.empty else 1))
            if not _is_empty(item, rules):
                break
    return found


def _count_ways(rules: _Rules) -> None:
    """Refuse left recursion, and rules that begin in too many ways."""
    ways: dict[str, int] = {}
    for start in rules.alternatives:
        open_: list[str] = [start]
        path: set[str] = set()
        while open_:
            name = open_[-1]
            if name in ways:
                open_.pop()
                continue
            begins = _beginnings(name, rules)
            if name in path:  # all that it begins with has been counted
                total = len(rules.alternatives[name])
                ways[name] = total + sum(ways[each] * times for each, times in begins)
                if ways[name] > MAX_WAYS:
                    raise _refused(name, FormatFault.MANY_WAYS, FormatFault.BRACKETS_MANY_WAYS)
                path.discard(name)
                open_.pop()
                continue
            path.add(name)
            for each, _ in begins:
                if each in path:
                    raise _refused(
                        each,
                        FormatFault.BEGINS_WITH_ITSELF,
                        FormatFault.BRACKETS_BEGIN_WITH_THEMSELVES,
                    )
                if each not in ways:
                    open_.append(each)


def _refused(name: str, fault: FormatFault, of_brackets: FormatFault) -> GrammarInvalid:
    return _refusal(of_brackets) if name.startswith("(") else _refusal(fault, rule=name[:60])


def _refusal(fault: FormatFault, **values: object) -> GrammarInvalid:
    return GrammarInvalid(problem=Reason(fault, values))
