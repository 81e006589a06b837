"""Reads sets of questions: TOML with a list of `item`, or JSON lines with one question each.

In TOML, `name`, `language` and `about` stand before the items; in JSON lines they may stand in a
first line without a question. A question has `question` and one of:

- `choices`, two or more, and `answer`, the number of the right one counted from 1;
- `accept`, texts of which one has to be in the answer (case, spaces and marks do not count);
- `pattern`, a regular expression that has to be found in the answer (a simple one: see `patterns`);
- `refuses = true`: the right answer is to decline, or that the passage does not say.

`passage` is a text from which the answer is to come; `max_tokens` bounds a written answer.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, Final

from app.domain.errors import EvaluationInvalid, EvaluationUnknown, Reason
from app.domain.evaluation import (
    LONGEST_CHOICE,
    LONGEST_PASSAGE,
    LONGEST_PATTERN,
    LONGEST_QUESTION,
    MAX_ANSWER_TOKENS,
    MOST_ACCEPTED,
    MOST_CHOICES,
    MOST_QUESTIONS,
    USUAL_ANSWER_TOKENS,
    EvaluationSet,
    Question,
)
from app.domain.question_file_faults import FileFault, Part

MAX_BYTES: Final = 4 << 20
_NAME: Final = 200
_MAX_REPEATS: Final = {True: 3, False: 2}
"""Of one character, by whether the pattern begins with ^. On a short text that is quick."""
_FIELDS: Final = frozenset(
    {"question", "passage", "choices", "answer", "accept", "pattern", "refuses", "max_tokens"}
)
_HEAD: Final = frozenset({"name", "language", "about"})
_SUFFIX: Final = ".toml"
LINES: Final = ".jsonl"
_TOML_LINE: Final = re.compile(r"at line (\d+)")


def included_sets(folder: Path) -> list[str]:
    """The names of the sets in a folder, in their order."""
    return sorted(path.stem for path in folder.glob(f"*{_SUFFIX}"))


def find_set(name_or_path: str, folder: Path) -> EvaluationSet:
    """One of a folder by its name, or a file by its path.

    Raises EvaluationUnknown or EvaluationInvalid.
    """
    if name_or_path in included_sets(folder):
        return read_set(folder / f"{name_or_path}{_SUFFIX}")
    path = Path(name_or_path).expanduser()
    try:
        is_there = path.is_file()
    except (OSError, ValueError):
        is_there = False
    if not is_there:
        raise EvaluationUnknown(name=name_or_path)
    return read_set(path)


def read_set(path: Path) -> EvaluationSet:
    """Read a file; raises EvaluationInvalid, which tells the question and what is wrong with it."""
    try:
        return _read(path)
    except _Refused as refused:
        raise refused.as_error(path.name) from refused


def read_lines(text: str, set_id: str) -> EvaluationSet:
    """Read JSON lines that are held somewhere else; raises EvaluationInvalid."""
    try:
        return _checked(*_lines(text), set_id)
    except _Refused as refused:
        raise refused.as_error(set_id) from refused


class _Refused(Exception):
    """What is wrong; `detail` is what a parser said of it."""

    def __init__(self, fault: FileFault, detail: object = "", **values: object) -> None:
        super().__init__(fault)
        self._reason, self._detail = Reason(fault, values), str(detail)

    def as_error(self, name: str) -> EvaluationInvalid:
        return EvaluationInvalid(self._detail, name=name, problem=self._reason)


def _read(path: Path) -> EvaluationSet:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _Refused(FileFault.UNREADABLE, error.strerror or error) from error
    if len(data) > MAX_BYTES:
        raise _Refused(FileFault.LARGE, most=MAX_BYTES >> 20)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Refused(FileFault.NOT_UTF8, error) from error
    head, items = _lines(text) if path.suffix.lower() == LINES else _toml(text)
    return _checked(head, items, path.stem)


def _checked(head: dict[str, Any], items: list[Any], name: str) -> EvaluationSet:
    if unknown := head.keys() - _HEAD:
        raise _Refused(FileFault.HEAD_UNKNOWN, key=_shown(sorted(unknown)[0]))
    if not items:
        raise _Refused(FileFault.NO_QUESTIONS)
    if len(items) > MOST_QUESTIONS:
        raise _Refused(FileFault.MANY_QUESTIONS, most=f"{MOST_QUESTIONS:,}")
    told = {key: _text(head, key, LONGEST_QUESTION, Reason(Part.HEAD)) for key in _HEAD}
    places = (Reason(Part.QUESTION, {"number": number}) for number in count(1))
    questions = tuple(map(_question, items, places))
    return EvaluationSet(name, told["name"] or name, told["language"], told["about"], questions)


def _toml(text: str) -> tuple[dict[str, Any], list[Any]]:
    try:
        untrusted = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        if line := _TOML_LINE.search(str(error)):
            raise _Refused(FileFault.LINE_NOT_TOML, error, line=line[1]) from error
        raise _Refused(FileFault.NOT_TOML, error) from error
    items = untrusted.pop("item", [])
    if not isinstance(items, list):
        raise _Refused(FileFault.ITEMS_MISPLACED)
    return untrusted, items


def _lines(text: str) -> tuple[dict[str, Any], list[Any]]:
    head: dict[str, Any] = {}
    items: list[Any] = []
    for number, line in _filled(text):
        try:
            untrusted = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise _Refused(FileFault.LINE_NOT_JSON, error, line=number) from error
        if not items and not head and isinstance(untrusted, dict) and "question" not in untrusted:
            head = untrusted
        else:
            items.append(untrusted)
    return head, items


def _filled(text: str) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def _question(untrusted: Any, where: Reason) -> Question:
    if not isinstance(untrusted, dict):
        raise _Refused(FileFault.NO_TABLE, where=where)
    if unknown := untrusted.keys() - _FIELDS:
        raise _Refused(FileFault.KEY_UNKNOWN, where=where, key=_shown(sorted(unknown)[0]))
    text = _text(untrusted, "question", LONGEST_QUESTION, where)
    if not text.strip():
        raise _Refused(FileFault.NO_TEXT, where=where)
    choices = _texts(untrusted, "choices", MOST_CHOICES, where)
    accept = _texts(untrusted, "accept", MOST_ACCEPTED, where)
    pattern = _text(untrusted, "pattern", LONGEST_PATTERN, where)
    refuses = untrusted.get("refuses", False)
    if not isinstance(refuses, bool):
        raise _Refused(FileFault.NO_SWITCH, where=where, key="refuses")
    ways = [bool(choices), bool(accept), bool(pattern), refuses]
    if sum(ways) != 1:
        raise _Refused(FileFault.NOT_ONE_WAY, where=where)
    if pattern and (problem := pattern_problem(pattern)):
        raise _Refused(problem, where=where)
    return Question(
        text,
        passage=_text(untrusted, "passage", LONGEST_PASSAGE, where),
        choices=choices,
        answer=_answer(untrusted, choices, where),
        accept=accept,
        pattern=pattern,
        refuses=refuses,
        max_tokens=_number(untrusted, "max_tokens", USUAL_ANSWER_TOKENS, MAX_ANSWER_TOKENS, where),
    )


def _answer(untrusted: dict[str, Any], choices: tuple[str, ...], where: Reason) -> int:
    if not choices:
        if "answer" in untrusted:
            raise _Refused(FileFault.ANSWER_ALONE, where=where)
        return 0
    if len(choices) < 2:
        raise _Refused(FileFault.FEW_CHOICES, where=where)
    if len(set(choices)) < len(choices):
        raise _Refused(FileFault.CHOICE_TWICE, where=where)
    return _number(untrusted, "answer", 0, len(choices), where) - 1


def _number(untrusted: dict[str, Any], key: str, default: int, most: int, where: Reason) -> int:
    found = untrusted.get(key, default)
    if type(found) is not int or not 1 <= found <= most:
        raise _Refused(FileFault.NO_NUMBER, where=where, key=key, most=most)
    return found


def _text(untrusted: dict[str, Any], key: str, most: int, where: Reason) -> str:
    found = untrusted.get(key, "")
    if not isinstance(found, str):
        raise _Refused(FileFault.NOT_TEXT, where=where, key=key)
    if len(found) > most:
        raise _Refused(FileFault.LONG, where=where, key=key, most=f"{most:,}")
    return found


def _texts(untrusted: dict[str, Any], key: str, most: int, where: Reason) -> tuple[str, ...]:
    found = untrusted.get(key, [])
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise _Refused(FileFault.NOT_TEXTS, where=where, key=key)
    if len(found) > most or any(not 0 < len(each.strip()) <= LONGEST_CHOICE for each in found):
        raise _Refused(FileFault.TEXTS_UNFIT, where=where, key=key)
    return tuple(found)


_ESCAPED_OR_CLASS: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_UNBOUNDED: Final = re.compile(r"[*+]|\{\d*,?\d*\}")
_GROUP_REPEATED: Final = re.compile(r"\)(?:[*+]|\{)")
_SPECIAL_GROUP: Final = re.compile(r"\(\?(?!:)")


def pattern_problem(pattern: str) -> FileFault | None:
    """What is wrong with a pattern: it cannot be read, or could take for ever.

    Repeated groups, references and many repeats are what takes for ever.
    """
    bare = _ESCAPED_OR_CLASS.sub(_stand_in, pattern.removeprefix("(?i)"))
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return FileFault.PATTERN_UNREADABLE
    repeats = len(_UNBOUNDED.findall(bare))
    is_simple = not _GROUP_REPEATED.search(bare) and not _SPECIAL_GROUP.search(bare)
    if "\0" in bare or not is_simple or repeats > _MAX_REPEATS[bare.startswith("^")]:
        return FileFault.PATTERN_UNFIT
    return None


def _stand_in(found: re.Match[str]) -> str:
    """A class or an escaped character is a character; a reference is none."""
    is_reference = found[0].startswith("\\") and (found[0][1].isdigit())
    return "\0" if is_reference else "x"


def _shown(key: object) -> str:
    return str(key)[:_NAME]
