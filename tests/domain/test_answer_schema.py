"""What is wrong with a schema is told while it is written; the engine agrees."""

import json
from typing import Any

import pytest

from app.domain.answer_schema import SchemaFault, SchemaTrouble, is_json, schema_fault
from app.domain.answer_values import LONGEST_SCHEMA
from app.domain.errors import GrammarInvalid
from app.engine.host.json_schema import grammar_of_schema

T = SchemaTrouble
_PERSON: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "age": {"type": "integer", "minimum": 0, "maximum": 150},
        "tags": {"type": "array", "items": {"enum": ["a", "b"]}, "maxItems": 3},
        "born": {"type": ["string", "null"], "format": "date"},
        "home": {"$ref": "#/$defs/place"},
    },
    "required": ["name"],
    "$defs": {"place": {"type": "object", "properties": {"city": {"type": "string"}}}},
}


def _accepts(text: str) -> bool:
    try:
        grammar_of_schema(text)
    except GrammarInvalid:
        return False
    return True


@pytest.mark.parametrize(
    "schema",
    [
        _PERSON,
        {},
        {"type": "number", "minimum": 0},
        {"properties": {"a": {}}},
        {"anyOf": [{"type": "string"}, {"type": "null"}]},
        {"allOf": [{"properties": {"a": {"type": "string"}}}, {"required": ["a"]}]},
        {"type": "array", "prefixItems": [{"type": "string"}, True]},
        {"type": "object", "additionalProperties": {"type": "boolean"}},
        {"const": 3},
    ],
)
def test_what_the_engine_takes_has_no_fault(schema: object) -> None:
    text = json.dumps(schema)
    assert schema_fault(text) is None
    assert _accepts(text)


def _within(schema: object) -> dict[str, Any]:
    return {"type": "object", "properties": {"a": {"properties": {"b": schema}}}}


@pytest.mark.parametrize(
    ("schema", "trouble", "word"),
    [
        ({"type": "string", "pattern": "^a"}, T.CANNOT_HOLD, "pattern"),
        ({"type": "array", "uniqueItems": True}, T.CANNOT_HOLD, "uniqueItems"),
        ({"type": "number", "maximum": 3}, T.CANNOT_HOLD, "maximum"),
        ({"type": "number", "minimum": 3}, T.CANNOT_HOLD, "minimum"),
        ({"not": {}}, T.CANNOT_HOLD, "not"),
        ({"anyOf": [{}], "type": "string"}, T.CANNOT_HOLD, "type"),
        ({"type": "text"}, T.UNKNOWN_TYPE, "text"),
        ({"type": []}, T.UNKNOWN_TYPE, "[]"),
        ({"$ref": "https://example.org/schema"}, T.REFERENCE, "https://example.org/schema"),
        ({"$ref": "#/nowhere"}, T.REFERENCE, "#/nowhere"),
        ({"properties": {"c": {}}, "required": ["d"]}, T.REQUIRED_UNKNOWN, "d"),
        ({"properties": []}, T.WRONG_KIND, "properties"),
        ({"enum": []}, T.WRONG_KIND, "enum"),
        ({"type": "string", "minLength": -1}, T.WRONG_KIND, "minLength"),
        (False, T.NOT_SCHEMA, ""),
        (3, T.NOT_SCHEMA, ""),
    ],
)
def test_what_the_engine_refuses_is_told_with_its_place(
    schema: object, trouble: SchemaTrouble, word: str
) -> None:
    text = json.dumps(_within(schema))
    assert schema_fault(text) == SchemaFault(trouble, word, ("a", "b"))
    assert not _accepts(text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", SchemaFault(T.NOT_JSON, line=1)),
        ('{\n"type": "object",\n}', SchemaFault(T.NOT_JSON, line=3)),
        ('{"minimum": NaN}', SchemaFault(T.NOT_JSON, line=1)),
        ("[" * 100_000, SchemaFault(T.NOT_JSON, line=1)),
        ("[]", SchemaFault(T.NOT_SCHEMA)),
        (" " * (LONGEST_SCHEMA + 1), SchemaFault(T.TOO_LONG)),
    ],
)
def test_what_is_no_schema_at_all(text: str, fault: SchemaFault) -> None:
    assert schema_fault(text) == fault
    assert not _accepts(text)


def test_a_schema_without_end_is_told_of() -> None:
    deep: object = {"type": "string"}
    for _ in range(60):
        deep = {"type": "object", "properties": {"x": deep}}
    assert schema_fault(json.dumps(deep)) == SchemaFault(T.TOO_DEEP, place=("x",) * 3)
    assert not _accepts(json.dumps(deep))


def test_an_answer_is_json_or_not() -> None:
    assert is_json('{"a": [1, "둘"]}')
    assert not is_json('{"a": [1')
