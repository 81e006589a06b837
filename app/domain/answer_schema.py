"""A light look at a JSON Schema before an answer is to follow it: what is wrong, and where.

The engine has the last word; what it refuses most often is told here while it is being written.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from urllib.parse import unquote

from app.domain.answer_values import LONGEST_SCHEMA

DEEPEST: Final = 40


class SchemaTrouble(StrEnum):
    """What can be wrong with a schema."""

    NOT_JSON = "not_json"
    NOT_SCHEMA = "not_schema"
    """A JSON value that describes nothing."""
    TOO_LONG = "too_long"
    TOO_DEEP = "too_deep"
    UNKNOWN_TYPE = "unknown_type"
    CANNOT_HOLD = "cannot_hold"
    """A word that no answer can be held to while it is written."""
    WRONG_KIND = "wrong_kind"
    """What stands behind a word is not of the kind that it takes."""
    REQUIRED_UNKNOWN = "required_unknown"
    """A required name is not among the properties."""
    REFERENCE = "reference"
    """A `$ref` that does not lead to a place in the schema."""


@dataclass(frozen=True, slots=True)
class SchemaFault:
    """The first thing that is wrong; `word` is what, `place` the properties that lead there."""

    trouble: SchemaTrouble
    word: str = ""
    place: tuple[str, ...] = ()
    line: int = 0
    """Counted from 1, of what is no JSON; 0 for everything else."""


_NOTES: Final = frozenset(
    (
        *("$schema", "$id", "$comment", "$defs", "definitions", "title", "description"),
        *("default", "examples", "deprecated", "readOnly", "writeOnly"),
    )
)
_WORDS: Final[Mapping[str, frozenset[str]]] = {
    "object": frozenset({"properties", "required", "additionalProperties"}),
    "array": frozenset({"items", "prefixItems", "minItems", "maxItems"}),
    "string": frozenset({"minLength", "maxLength", "format"}),
    "integer": frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}),
    "number": frozenset({"minimum"}),
    "boolean": frozenset(),
    "null": frozenset(),
}
_KINDS: Final[Mapping[str, type]] = {
    "properties": dict,
    "required": list,
    "prefixItems": list,
    "minItems": int,
    "maxItems": int,
    "minLength": int,
    "maxLength": int,
    "enum": list,
    "anyOf": list,
    "oneOf": list,
    "allOf": list,
}
_ALONE: Final[Mapping[str, frozenset[str]]] = {
    "$ref": frozenset({"$ref"}),
    "anyOf": frozenset({"anyOf"}),
    "oneOf": frozenset({"oneOf"}),
    "const": frozenset({"const", "type"}),
    "enum": frozenset({"enum", "type"}),
}
"""Words that decide for themselves, and what may stand beside each."""


def schema_fault(text: str) -> SchemaFault | None:
    """The first thing that is wrong with a schema, or None; empty text is none at all."""
    if len(text) > LONGEST_SCHEMA:
        return SchemaFault(SchemaTrouble.TOO_LONG)
    try:
        schema = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        return SchemaFault(SchemaTrouble.NOT_JSON, line=error.lineno)
    except (ValueError, RecursionError):
        return SchemaFault(SchemaTrouble.NOT_JSON, line=1)
    if not isinstance(schema, dict):
        return SchemaFault(SchemaTrouble.NOT_SCHEMA)
    return next(_faults(schema, schema, ()), None)


def is_json(text: str) -> bool:
    """Whether a text is one JSON value, as an answer by a schema is once it is whole."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _faults(
    schema: object, root: Mapping[str, Any], place: tuple[str, ...]
) -> Iterator[SchemaFault]:
    if len(place) > DEEPEST:
        yield SchemaFault(SchemaTrouble.TOO_DEEP, place=place[:3])
        return
    if schema is True:
        return
    if not isinstance(schema, dict):
        yield SchemaFault(SchemaTrouble.NOT_SCHEMA, place=place)
        return
    words = {key: value for key, value in schema.items() if key not in _NOTES}
    yield from _wrong_kinds(words, place)
    yield from _unheld(words, root, place)
    for name, within in _parts(words):
        yield from _faults(within, root, (*place, name) if name else place)


def _wrong_kinds(words: Mapping[str, Any], place: tuple[str, ...]) -> Iterator[SchemaFault]:
    for word, kind in _KINDS.items():
        value = words.get(word)
        is_wrong = word in words and type(value) is not kind
        is_wrong = is_wrong or (type(value) is int and value < 0)
        if is_wrong or (word in ("enum", "anyOf", "oneOf", "allOf") and value == []):
            yield SchemaFault(SchemaTrouble.WRONG_KIND, word, place)
            return


def _unheld(
    words: Mapping[str, Any], root: Mapping[str, Any], place: tuple[str, ...]
) -> Iterator[SchemaFault]:
    if "$ref" in words and not _leads_somewhere(words["$ref"], root):
        yield SchemaFault(SchemaTrouble.REFERENCE, str(words["$ref"])[:60], place)
    if "allOf" in words and "$ref" not in words:
        return  # its parts say together what none of them says alone: the engine looks at them
    for alone, beside in _ALONE.items():
        if alone in words:
            yield from _beyond(words, beside, place)
            return
    names = words.get("type", _implied(words))
    if names is None:
        yield from _beyond(words, frozenset(), place)
        return
    names = [names] if isinstance(names, str) else names
    if not isinstance(names, list) or not names:
        yield SchemaFault(SchemaTrouble.UNKNOWN_TYPE, str(names)[:60], place)
        return
    for name in names:
        if not isinstance(name, str) or name not in _WORDS:
            yield SchemaFault(SchemaTrouble.UNKNOWN_TYPE, str(name)[:60], place)
            return
    held = frozenset[str]().union(*(_WORDS[name] for name in names))
    yield from _beyond(words, held | {"type", "format"}, place)
    if "number" in names and "integer" not in names and words.get("minimum", 0) != 0:
        yield SchemaFault(SchemaTrouble.CANNOT_HOLD, "minimum", place)
    known = words.get("properties", {})
    for name in words.get("required", ()) if "object" in names else ():
        if name not in known:
            yield SchemaFault(SchemaTrouble.REQUIRED_UNKNOWN, str(name)[:60], place)
            return


def _beyond(
    words: Mapping[str, Any], known: frozenset[str], place: tuple[str, ...]
) -> Iterator[SchemaFault]:
    unknown = sorted(words.keys() - known)
    if unknown:
        yield SchemaFault(SchemaTrouble.CANNOT_HOLD, unknown[0][:60], place)


def _implied(words: Mapping[str, Any]) -> str | None:
    return next((name for name, known in _WORDS.items() if words.keys() & known), None)


def _parts(words: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """The schemas inside a schema, with the name of the property that each describes."""
    for name, value in words.get("properties", {}).items():
        yield name, value
    for word in ("prefixItems", "anyOf", "oneOf"):
        for value in words.get(word, ()):
            yield "", value
    for word in ("items", "additionalProperties"):
        value = words.get(word, True)
        if isinstance(value, list):
            yield from (("", each) for each in value)
        elif not isinstance(value, bool):
            yield "", value


def _leads_somewhere(reference: object, root: Mapping[str, Any]) -> bool:
    """Whether a `$ref` names a place in the schema itself (RFC 6901)."""
    if not isinstance(reference, str) or not re.match(r"#(/|$)", reference):
        return False
    found: object = root
    for step in reference.split("/")[1:]:
        key = unquote(step).replace("~1", "/").replace("~0", "~")
        if isinstance(found, dict) and key in found:
            found = found[key]
        elif isinstance(found, list) and key.isdecimal() and int(key[:9]) < len(found):
            found = found[int(key[:9])]
        else:
            return False
    return True
