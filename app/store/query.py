"""What was typed into the search field, as a value: words, phrases, and operators that narrow.

`words "an exact phrase" -without -"this phrase" in:title tag:name role:user model:name
before:2026-03 after:2026년 3월 1일 is:pinned`, the operators also in Korean. What is not understood
is a word; no text is an error. Terms consist of letters and digits and are quoted: nothing that was
typed reaches FTS5 as its own syntax.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

from app.domain.generation import Role
from app.domain.search_operators import OPERATORS, PART, ROLES, STATES, WHEN, date_of
from app.store import words
from app.store.words import MAX_TERM, Piece

MAX_LENGTH: Final = 1_000
"""Characters of a query; what goes beyond is not looked at."""
MAX_PARTS: Final = 32
_SHORTEST_BEGINNING: Final = 2
"""Letters from which on a word is taken for the beginning of others: one begins thousands."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Pieces that have to follow one another, with nothing but punctuation between them.

    The last word may be the beginning of a longer one, unless `is_exact`. A run (Korean, Japanese,
    Chinese) may always stand inside a longer one: the first of the pieces at its end, the last at
    its beginning, a single one anywhere.
    """

    pieces: tuple[Piece, ...]
    is_exact: bool = False

    @property
    def expression(self) -> str:
        """As FTS5 looks for it in the index."""
        last = self.pieces[-1]
        terms = [term for piece in self.pieces[:-1] for term in piece.terms]
        terms += last.terms[:-1] if last.is_run and len(last.units) > 1 else last.terms
        return f'"{" ".join(terms)}"{"*" if self._is_beginning(last) else ""}'

    @property
    def is_found_by_terms(self) -> bool:
        """Whether the index alone can tell: it keeps the beginnings of very long words only."""
        return all(piece.is_run or len(piece.text) <= MAX_TERM for piece in self.pieces)

    def find(self, folded: str, start: int = 0) -> tuple[int, int] | None:
        """The first place in a folded text, from `start` on; None when it is not there."""
        first = self.pieces[0]
        at = folded.find(first.text, start)
        while at >= 0:
            if first.is_run or words.begins_word(folded, at):
                end = self._end(folded, at)
                if end is not None:
                    return at, end
            at = folded.find(first.text, at + 1)
        return None

    def _end(self, folded: str, at: int) -> int | None:
        """Where it ends when it begins at `at`; None when it does not."""
        before: Piece | None = None
        for piece in self.pieces:
            if before is not None:
                if not words.ends_piece(folded, at, is_run=before.is_run):
                    return None
                at = words.gap_end(folded, at)
                if not folded.startswith(piece.text, at):
                    return None
            at += len(piece.text)
            before = piece
        last = self.pieces[-1]
        may_go_on = last.is_run or self._is_open
        return at if may_go_on or words.ends_piece(folded, at, is_run=False) else None

    @property
    def _is_open(self) -> bool:
        """Whether a word at the end may be the beginning of a longer one."""
        return not self.is_exact and len(self.pieces[-1].text) >= _SHORTEST_BEGINNING

    def _is_beginning(self, last: Piece) -> bool:
        """Whether the last term may go on."""
        if last.is_run:
            return len(last.units) == 1 or last.has_marks
        return self._is_open and len(last.text) <= MAX_TERM


@dataclass(frozen=True, slots=True)
class Query:
    """All of it has to hold; of several roles or models, one. Dates are days of the local calendar.

    `before` is the first day that is too late, `after` the first that is not too early.
    """

    words: tuple[Sought, ...] = ()
    without: tuple[Sought, ...] = ()
    inside: tuple[tuple[Sought, ...], ...] = ()
    tags: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    models: tuple[str, ...] = ()
    before: date | None = None
    after: date | None = None
    is_pinned: bool = False
    is_archived: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return self == Query()


@dataclass(slots=True)
class _Parts:
    """What was understood so far."""

    words: list[Sought] = field(default_factory=list)
    without: list[Sought] = field(default_factory=list)
    inside: list[tuple[Sought, ...]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    models: list[str] = field(default_factory=list)
    states: set[str] = field(default_factory=set)
    before: date | None = None
    after: date | None = None

    def query(self) -> Query:
        return Query(
            tuple(self.words),
            tuple(self.without),
            tuple(self.inside),
            tuple(self.tags),
            tuple(self.roles),
            tuple(self.models),
            self.before,
            self.after,
            "pinned" in self.states,
            "archived" in self.states,
        )


def parse(text: str) -> Query:
    """Understand a query, in whatever state of being typed it is. Never raises."""
    text = unicodedata.normalize("NFC", text[:MAX_LENGTH])
    parts = _Parts()
    at = count = 0
    while at < len(text) and count < MAX_PARTS:
        when = WHEN.match(text, at)
        if when is not None and _take_date(parts, when):
            at, count = when.end(), count + 1
            continue
        found = PART.match(text, at)
        if found is None:
            at += 1  # a space
            continue
        at, count = found.end(), count + 1
        if not _take_operator(parts, found):
            _take_words(parts, found)
    return parts.query()


def folded_name(text: str) -> str:
    """A tag as it is compared: without case, composition and a leading #."""
    return " ".join(words.fold(text.lstrip("#")).split())


def sought(text: str, *, is_exact: bool = False) -> Sought | None:
    """What to look for; None when there is no letter and no digit in it."""
    pieces = tuple(words.pieces(words.fold(text)))
    return Sought(pieces, is_exact) if pieces else None


def has_all(name: str, wanted: Sequence[Sought]) -> bool:
    """Whether all these words stand in a name."""
    folded = words.fold(name)
    return all(each.find(folded) for each in wanted)


def beginning_of(day: date) -> datetime:
    """The beginning of a day of the local calendar, with its zone."""
    begin = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the zone comes next
    try:
        return begin.astimezone()
    except (OSError, OverflowError, ValueError):  # before or after what the system's clock knows
        return begin.replace(tzinfo=UTC)


def _take_date(parts: _Parts, when: re.Match[str]) -> bool:
    found = date_of(when)
    if found is None:
        return False
    if OPERATORS[when[1].lower()] == "before":
        parts.before = min(parts.before or found, found)
    else:
        parts.after = max(parts.after or found, found)
    return True


def _take_operator(parts: _Parts, found: re.Match[str]) -> bool:
    """Whether it is an operator with a value that makes sense."""
    if found["name"] is None or found["minus"] is not None:
        return False
    value = found["bare"] if found["quoted"] is None else found["quoted"]
    name, folded = OPERATORS[found["name"].lower()], folded_name(value)
    if name == "in":
        inside = tuple(filter(None, map(sought, value.split())))
        parts.inside += [inside] if inside else []
        return bool(inside)
    if name == "tag" and folded:
        parts.tags.append(folded)
    elif name == "model" and folded:
        parts.models.append(value.lower())
    elif name == "role" and folded in ROLES:
        parts.roles.append(ROLES[folded])
    elif name == "is" and folded in STATES:
        parts.states.add(STATES[folded])
    else:
        return False
    return True


def _take_words(parts: _Parts, found: re.Match[str]) -> None:
    """A phrase is exact once its quotation is closed; an excluded word is always whole."""
    is_excluded = found["minus"] is not None
    prefix = f"{found['name']} " if found["name"] else ""
    value = found["bare"] if found["quoted"] is None else found["quoted"]
    new = sought(prefix + value, is_exact=is_excluded or bool(found["close"]))
    if new is not None:
        (parts.without if is_excluded else parts.words).append(new)
