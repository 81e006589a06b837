"""Prompts with variables: how they are written, what may be filled in, and what comes of it.

A variable stands between double braces: `{{name}}`, `{{name = usual}}`, `{{name: kind}}` or
`{{name: kind = usual}}`. Kinds are text, number, file, selection and choice, which names its
choices with bars between them, the usual one first: `{{tone: choice = polite | plain}}`. A usual
value of nothing (`{{place =}}`) may stay empty; without one something has to be filled in. The same
name again stands for the same variable. A backslash before the braces lets them stay braces.
"""

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from typing import Final

from app.domain.errors import (
    PromptBracesOpen,
    PromptChoicesMissing,
    PromptKindUnknown,
    PromptNumberInvalid,
    PromptTooLong,
    PromptValueInvalid,
    PromptValueMissing,
    PromptVariableInvalid,
    PromptVariablesMany,
    PromptVariableTwice,
)
from app.domain.library import LONGEST_TEXT, LibraryItem

MOST_VARIABLES: Final = 20
MOST_CHOICES: Final = 30
LONGEST_VARIABLE: Final = 40
"""Characters of a variable's name."""
OPENING: Final = "{{"
_PIECE: Final = re.compile(r"\\\{\{|\{\{(?P<inside>[^{}\n]*)\}\}|\{\{")
_NAME: Final = re.compile(r"[^\W\d_][\w -]*")
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?")


class VariableKind(StrEnum):
    """What is filled in for a variable."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    FILE = "file"
    """The path of a file; its name stands in the text, and the file goes beside it."""
    SELECTION = "selection"
    """What is selected where the prompt is used, or anything that is typed in its place."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A gap in a prompt. `usual` is None where something has to be filled in."""

    name: str
    kind: VariableKind = VariableKind.TEXT
    usual: str | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A text taken apart: what is said as it stands, and variables, which may come again."""

    pieces: tuple[str | Variable, ...]

    @property
    def variables(self) -> tuple[Variable, ...]:
        """Each variable once, in the order in which they come."""
        return tuple(dict.fromkeys(each for each in self.pieces if isinstance(each, Variable)))


@dataclass(frozen=True, slots=True)
class Filled:
    """A prompt ready to be sent, and the paths of the files that go with it."""

    text: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt(LibraryItem):
    """A prompt of the library; `text` is written as this module says."""

    @property
    def template(self) -> Template:
        """Its text taken apart; raises a PromptInvalid."""
        return parse(self.text)


def parse(text: str) -> Template:
    """Take a text apart; raises a PromptInvalid that names the line."""
    if len(text) > LONGEST_TEXT:
        raise PromptTooLong(most=f"{LONGEST_TEXT:,}")
    written = list(_pieces(text))
    known: dict[str, Variable] = {}
    for line, piece in written:
        if isinstance(piece, Variable):
            before = known.get(piece.name)
            if before is None or _is_bare(before):
                known[piece.name] = piece
            elif not _is_bare(piece) and piece != before:
                raise PromptVariableTwice(line=line, name=piece.name)
    if len(known) > MOST_VARIABLES:
        raise PromptVariablesMany(most=MOST_VARIABLES)
    return Template(
        tuple(known[each.name] if isinstance(each, Variable) else each for _, each in written)
    )


def literal(text: str) -> str:
    """A text written so that `parse` finds no variable in it."""
    return text.replace(OPENING, f"\\{OPENING}")


def fill(template: Template, values: Mapping[str, str]) -> Filled:
    """The text with values in the place of variables, by their names.

    A value is put in as it is, whatever stands in it; nothing of it is taken for a variable.
    Raises PromptValueMissing, and PromptValueInvalid for a choice or number that is none.
    """
    taken = {each: _value(each, values.get(each.name, "")) for each in template.variables}
    if missing := [each.name for each, value in taken.items() if value is None]:
        raise PromptValueMissing(names=", ".join(missing))
    given = {each: value or "" for each, value in taken.items()}
    files = [value for each, value in given.items() if each.kind is VariableKind.FILE and value]
    return Filled(
        "".join(
            each if isinstance(each, str) else _shown(each, given[each]) for each in template.pieces
        ),
        tuple(dict.fromkeys(files)),
    )


def _value(variable: Variable, value: str) -> str | None:
    """What is filled in: the value, the usual one where there is none, None where one is due."""
    if not value.strip():
        return variable.usual
    match variable.kind:
        case VariableKind.NUMBER:
            if not is_number(value):
                raise PromptValueInvalid(name=variable.name, value=value[:LONGEST_VARIABLE])
            return value.strip()
        case VariableKind.CHOICE:
            chosen = unicodedata.normalize("NFC", value).strip()
            if chosen not in variable.choices:
                raise PromptValueInvalid(name=variable.name, value=value[:LONGEST_VARIABLE])
            return chosen
    return value


def _shown(variable: Variable, value: str) -> str:
    return PurePath(value).name if variable.kind is VariableKind.FILE else value


def is_number(text: str) -> bool:
    """Whether a text is a number as it can be filled in."""
    found = _NUMBER.fullmatch(text.strip())
    return found is not None and math.isfinite(float(found[0]))


def _is_bare(variable: Variable) -> bool:
    return variable == Variable(variable.name)


def _pieces(text: str) -> Iterator[tuple[int, str | Variable]]:
    """What stands in a text, each with its line."""
    at, line = 0, 1
    for found in _PIECE.finditer(text):
        if found.start() > at:
            yield line, text[at : found.start()]
        line += text.count("\n", at, found.start())
        at = found.end()
        if found["inside"] is not None:
            yield line, _variable(found["inside"], line)
        elif found[0] == OPENING:
            raise PromptBracesOpen(line=line)
        else:
            yield line, OPENING
    if at < len(text):
        yield line, text[at:]


def _variable(inside: str, line: int) -> Variable:
    head, has_usual, usual = unicodedata.normalize("NFC", inside).partition("=")
    name, has_kind, kind = head.partition(":")
    name, kind, usual = " ".join(name.split()), kind.strip(), usual.strip()
    if not _NAME.fullmatch(name) or len(name) > LONGEST_VARIABLE or (has_kind and not kind):
        raise PromptVariableInvalid(line=line, written=inside.strip()[:LONGEST_VARIABLE])
    if kind and kind not in tuple(VariableKind):
        raise PromptKindUnknown(line=line, kind=kind[:LONGEST_VARIABLE])
    known = VariableKind(kind or "text")
    if known is VariableKind.CHOICE:
        return _choice(name, usual, line)
    if known is VariableKind.NUMBER and usual and not is_number(usual):
        raise PromptNumberInvalid(line=line, name=name)
    return Variable(name, known, usual if has_usual else None)


def _choice(name: str, written: str, line: int) -> Variable:
    choices = tuple(each.strip() for each in written.split("|"))
    is_sound = all(choices) and len(set(choices)) == len(choices)
    if not is_sound or not 2 <= len(choices) <= MOST_CHOICES:
        raise PromptChoicesMissing(line=line, name=name, most=MOST_CHOICES)
    return Variable(name, VariableKind.CHOICE, choices[0], choices)
