"""The operators of a search, in every language in which they can be typed, and what they take."""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Final

from app.domain.generation import Role

QUOTES: Final = '"“”„＂'
OPERATORS: Final = {
    "in": "in",
    "안에": "in",
    "tag": "tag",
    "태그": "tag",
    "role": "role",
    "역할": "role",
    "model": "model",
    "모델": "model",
    "is": "is",
    "상태": "is",
    "before": "before",
    "이전": "before",
    "after": "after",
    "이후": "after",
}
ROLES: Final = {
    "user": Role.USER,
    "me": Role.USER,
    "사용자": Role.USER,
    "나": Role.USER,
    "assistant": Role.ASSISTANT,
    "ai": Role.ASSISTANT,
    "어시스턴트": Role.ASSISTANT,
    "도우미": Role.ASSISTANT,
    "모델": Role.ASSISTANT,
}
STATES: Final = {
    "pinned": "pinned",
    "고정": "pinned",
    "archived": "archived",
    "보관": "archived",
}
_DATE: Final = (
    r"(\d{4})(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?"
    r"|\s?[년年](?:\s?(\d{1,2})\s?[월月](?:\s?(\d{1,2})\s?[일日])?)?)?"
)
WHEN: Final = re.compile(
    rf"(before|after|이전|이후)[:：][{QUOTES}]?{_DATE}[{QUOTES}]?(?!\S)", re.IGNORECASE
)
PART: Final = re.compile(
    rf"(?P<minus>-)?(?:(?P<name>{'|'.join(OPERATORS)})[:：])?"
    rf"(?:[{QUOTES}](?P<quoted>[^{QUOTES}]*)(?P<close>[{QUOTES}]?)|(?P<bare>[^\s{QUOTES}]+))",
    re.IGNORECASE,
)
_EARLIEST_YEAR: Final = 1970
_LATEST_YEAR: Final = 2999
_TOKEN: Final = re.compile(
    rf"(?P<name>[^\W\d_]+)[:：](?:[{QUOTES}](?P<quoted>[^{QUOTES}]*)[{QUOTES}]?|(?P<bare>\S*))"
)
_AT_CURSOR: Final = re.compile(
    rf"(?:^|(?<=\s))(?P<name>{'|'.join(OPERATORS)})[:：]"
    rf"(?:[{QUOTES}](?P<quoted>[^{QUOTES}]*)|(?P<bare>[^\s{QUOTES}]*))$",
    re.IGNORECASE,
)


def date_of(when: re.Match[str]) -> date | None:
    """The first day that a match of WHEN names; None when there is no such day."""
    year, *rest = (int(each) for each in when.groups()[1:] if each is not None)
    month, day = (*rest, 1, 1)[:2]
    if not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


class Fault(Enum):
    """Why an operator is taken for words."""

    UNKNOWN = auto()
    NO_DATE = auto()
    NO_STATE = auto()
    NO_ROLE = auto()
    EMPTY_SPAN = auto()
    """Nothing lies after a day and before an earlier one."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot be meant as it stands; `written` is how it was typed."""

    fault: Fault
    written: str


def problem_of(query: str) -> Problem | None:
    """The first thing in a query that is written like an operator and is none."""
    days: dict[str, date] = {}
    for when in WHEN.finditer(query):
        if (day := date_of(when)) is not None:
            days[OPERATORS[when[1].lower()]] = day
    for found in _TOKEN.finditer(query):
        problem = _problem(query, found)
        if problem is not None:
            return problem
    if "before" in days and "after" in days and days["after"] >= days["before"]:
        return Problem(Fault.EMPTY_SPAN, "")
    return None


def _problem(query: str, found: re.Match[str]) -> Problem | None:
    begins_word = found.start() == 0 or query[found.start() - 1].isspace()
    value = found["bare"] if found["quoted"] is None else found["quoted"]
    if not begins_word or not value or value.startswith("/"):  # being typed, or an address
        return None
    name, written = OPERATORS.get(found["name"].lower()), found[0]
    if name is None:
        return Problem(Fault.UNKNOWN, f"{found['name']}:")
    if name in ("before", "after"):
        when = WHEN.match(query, found.start())
        is_day = when is not None and date_of(when) is not None
        return None if is_day else Problem(Fault.NO_DATE, written)
    folded = value.casefold().strip()
    if name == "is" and folded not in STATES:
        return Problem(Fault.NO_STATE, written)
    if name == "role" and folded not in ROLES:
        return Problem(Fault.NO_ROLE, written)
    return None


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An operator whose value is being typed: its name, what is there of the value, and where."""

    name: str
    value: str
    start: int
    """Of the value in the text, its quotation mark included."""


def unfinished(before_cursor: str) -> Unfinished | None:
    """The operator whose value ends at the cursor; None when something else is being typed."""
    found = _AT_CURSOR.search(before_cursor)
    if found is None:
        return None
    value = found["bare"] if found["quoted"] is None else found["quoted"]
    start = found.start("bare") if found["quoted"] is None else found.start("quoted") - 1
    return Unfinished(OPERATORS[found["name"].lower()], value, start)


def quoted(value: str) -> str:
    """A value as it is written behind an operator: in quotation marks when it has a space."""
    plain = value.replace('"', "")
    return f'"{plain}"' if " " in plain or not plain else plain
