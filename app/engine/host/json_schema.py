"""JSON Schema (2020-12, and the older words for the same things) to a GBNF grammar.

Everything the grammar allows is valid by the schema; not everything valid is allowed: properties
come in the schema's order and no others are invented, and escapes and white space are kept short.
A constraint that cannot be held is refused by name and never dropped in silence. Nothing is ever
fetched: a `$ref` names a place in the schema itself.

The binding's own converter (llama_grammar.json_schema_to_gbnf) allows raw line breaks in strings,
which is no JSON, leaves backslashes in names unescaped, and ignores what it does not know.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import unquote

from app.domain.errors import GrammarInvalid, Reason
from app.domain.format_faults import FormatFault

MAX_CHARACTERS: Final = 128 * 1024
MAX_DEPTH: Final = 48
_MAX_INTEGER: Final = 10**15
"""Exact in a double, as JSON readers in other languages need it."""

Schema = Mapping[str, Any]

_HEX: Final = "[0-9a-fA-F]"
_PRIMITIVES: Final = {
    "ws": r'( " " | "\n"{1,2} [ \t]{0,20} )?',
    "null": '"null"',
    "boolean": '"true" | "false"',
    "natural": '"0" | [1-9] [0-9]{0,14}',
    "integer": '"-"? natural',
    "positive-number": 'natural ( "." [0-9]{1,15} )? ( [eE] [-+]? [0-9]{1,2} )?',
    "number": '"-"? positive-number',
    # Surrogates are left out, written or escaped: alone they stand for no character.
    "char": r"[\x20-\x21\x23-\x5B\x5D-\x7E\u0080-\uD7FF\uE000-\U0010FFFF] | "
    r'"\\" ( ["\\/bfnrt] | "u" ( [0-9a-cA-CefEF] '
    rf"{_HEX}{{3}} | [dD] [0-7] {_HEX}{{2}} ) )",
    "string": r'"\"" char* "\""',
    "value": "object | array | string | number | boolean | null",
    "member": 'string ":" ws value',
    "object": '"{" ws ( member ( "," ws member )* )? ws "}"',
    "array": '"[" ws ( value ( "," ws value )* )? ws "]"',
    "day": '[0-9]{4} "-" ( "0" [1-9] | "1" [0-2] ) "-" ( "0" [1-9] | "1" [0-9] | "2" [0-8] )',
    "clock": '( [01] [0-9] | "2" [0-3] ) ":" [0-5] [0-9] ":" [0-5] [0-9] '
    '( "." [0-9]{1,6} )? ( "Z" | [-+] ( [01] [0-9] | "2" [0-3] ) ":" [0-5] [0-9] )',
}
_FORMATS: Final = {
    # Days after the 28th are not in every month.
    "date": r'"\"" day "\""',
    "time": r'"\"" clock "\""',
    "date-time": r'"\"" day "T" clock "\""',
    "uuid": r'"\"" ' + f"{_HEX}{{8}}" + f' "-" {_HEX}{{4}}' * 3 + f' "-" {_HEX}{{12}}' + r' "\""',
}
_NOTES: Final = frozenset(
    (
        *("$schema", "$id", "$comment", "$defs", "definitions", "title", "description"),
        *("default", "examples", "deprecated", "readOnly", "writeOnly"),
    )
)
"""Words that do not say what is valid."""
_WORDS: Final[Mapping[str, frozenset[str]]] = {
    "object": frozenset(("properties", "required", "additionalProperties")),
    "array": frozenset(("items", "prefixItems", "minItems", "maxItems")),
    "string": frozenset(("minLength", "maxLength", "format")),
    "integer": frozenset(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")),
    "number": frozenset(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")),
    "boolean": frozenset(),
    "null": frozenset(),
}
"""Of every type the words that the grammar can hold."""


def grammar_of_schema(text: str) -> str:
    """The grammar of the JSON texts that are valid by a schema; raises GrammarInvalid."""
    if len(text) > MAX_CHARACTERS:
        raise _refusal(FormatFault.LONG, most=f"{MAX_CHARACTERS:,}")
    try:
        schema = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise _refusal(FormatFault.LINE_NOT_JSON, line=error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise _refusal(FormatFault.NOT_JSON) from error
    return _Converter(schema).grammar()


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _refusal(fault: FormatFault, **values: object) -> GrammarInvalid:
    problem = Reason(fault, values)
    return GrammarInvalid(problem=Reason(FormatFault.IN_SCHEMA, {"problem": problem}))


class _Converter:
    def __init__(self, schema: object) -> None:
        self._root = schema
        self._rules: dict[str, str] = {}
        self._references: dict[str, str] = {}
        self._kinds: Mapping[str, Callable[[Schema, int], str]] = {
            "object": self._object,
            "array": self._array,
            "string": self._string,
            "integer": self._integer,
            "number": self._number,
        }

    def grammar(self) -> str:
        """Every rule on a line, the root first."""
        root = self._visit(self._root, 0)
        rules = {"root": root, **self._rules, **_PRIMITIVES}
        return "\n".join(f"{name} ::= {rule}" for name, rule in rules.items()) + "\n"

    def _rule(self, body: str) -> str:
        name = f"r{len(self._rules) + 1}"
        self._rules[name] = body
        return name

    def _visit(self, schema: object, depth: int) -> str:
        """The name of the rule for a schema."""
        if depth > MAX_DEPTH:
            raise _refusal(FormatFault.DEEP, most=MAX_DEPTH)
        if schema is True:
            return "value"
        if not isinstance(schema, dict):
            raise _refusal(FormatFault.NOTHING_VALID if schema is False else FormatFault.NO_SCHEMA)
        words = {key: value for key, value in schema.items() if key not in _NOTES}
        if "$ref" in words:
            return self._reference(words, depth)
        if "allOf" in words:
            return self._visit(self._merged(words, depth), depth + 1)
        for word in ("anyOf", "oneOf"):
            if word in words:
                self._expect_only(words, frozenset((word,)), word)
                return self._any_of(_list(words, word), depth)
        for word in ("const", "enum"):
            if word in words:
                self._expect_only(words, frozenset((word, "type")), word)
                values = [words["const"]] if word == "const" else _list(words, "enum")
                return self._rule(" | ".join(map(_json_literal, values)))
        return self._of_types(words, depth)

    def _of_types(self, words: Schema, depth: int) -> str:
        types = words.get("type", _implied(words))
        if types is None:
            if words:
                raise _refusal(FormatFault.WORD_WITHOUT_TYPE, word=min(words)[:60])
            return "value"
        names = [types] if isinstance(types, str) else types
        if not isinstance(names, list) or not names or not all(_is_type(name) for name in names):
            raise _refusal(FormatFault.TYPE_UNKNOWN, type=str(types)[:60])
        held = frozenset[str]().union(*(_WORDS[name] for name in names))
        # Formats other than a string's are notes.
        self._expect_only(words, held | {"type", "format"}, ", ".join(names))
        return self._alternatives(
            self._kinds[name](words, depth) if name in self._kinds else name for name in names
        )

    def _any_of(self, schemas: Sequence[object], depth: int) -> str:
        return self._alternatives(self._visit(each, depth + 1) for each in schemas)

    def _alternatives(self, names: Iterable[str]) -> str:
        found = list(dict.fromkeys(names))
        return found[0] if len(found) == 1 else self._rule(" | ".join(found))

    def _expect_only(self, words: Schema, known: frozenset[str], where: str) -> None:
        if unknown := sorted(words.keys() - known):
            raise _refusal(FormatFault.WORD_UNFIT, word=unknown[0][:60], other=where[:60])

    # --- references and combinations -----------------------------------------------------------

    def _reference(self, words: Schema, depth: int) -> str:
        self._expect_only(words, frozenset(("$ref",)), "$ref")
        target = self._find(words["$ref"])
        reference = str(words["$ref"])
        if reference not in self._references:
            name = self._references[reference] = self._rule("")
            self._rules[name] = self._visit(target, depth + 1)
        return self._references[reference]

    def _find(self, reference: object) -> object:
        """What a `$ref` names: a place in this schema, by RFC 6901."""
        if not isinstance(reference, str) or not re.match(r"#(/|$)", reference):
            raise _refusal(FormatFault.REFERENCE_OUTSIDE, reference=str(reference)[:80])
        found = self._root
        for step in reference.split("/")[1:]:
            key = unquote(step).replace("~1", "/").replace("~0", "~")
            if isinstance(found, dict) and key in found:
                found = found[key]
            elif isinstance(found, list) and key.isdecimal() and int(key[:9]) < len(found):
                found = found[int(key[:9])]
            else:
                raise _refusal(FormatFault.REFERENCE_LOST, reference=reference[:80])
        return found

    def _merged(self, words: Schema, depth: int) -> dict[str, Any]:
        """The schemas of an allOf as one, where no word of theirs stands against another."""
        merged = {key: value for key, value in words.items() if key != "allOf"}
        for part in _list(words, "allOf"):
            self._merge(merged, part, depth + 1)
        return merged

    def _merge(self, merged: dict[str, Any], part: object, depth: int) -> None:
        if depth > MAX_DEPTH or not isinstance(part, dict):
            raise _refusal(FormatFault.ALL_OF_ENDLESS)
        if "$ref" in part:
            self._merge(merged, self._find(part["$ref"]), depth + 1)
            part = {key: value for key, value in part.items() if key != "$ref"}
        if "allOf" in part:
            part = self._merged(part, depth + 1)
        for key, value in part.items():
            held = merged.get(key, value)
            if key in _NOTES or held == value:
                merged[key] = held
            elif key == "required" and isinstance(held, list) and isinstance(value, list):
                merged[key] = held + value
            elif key == "properties" and isinstance(held, dict) and isinstance(value, dict):
                clash = [name for name in held.keys() & value.keys() if held[name] != value[name]]
                if clash:
                    raise _refusal(FormatFault.ALL_OF_CLASHES, word=clash[0][:60])
                merged[key] = held | value
            else:
                raise _refusal(FormatFault.ALL_OF_CLASHES, word=key[:60])

    # --- the types -----------------------------------------------------------------------------

    def _object(self, words: Schema, depth: int) -> str:
        properties = words.get("properties", {})
        required = words.get("required", [])
        if not isinstance(properties, dict) or not isinstance(required, list):
            raise _refusal(FormatFault.PROPERTIES_UNFIT)
        if missing := [name for name in required if name not in properties]:
            raise _refusal(FormatFault.REQUIRED_UNKNOWN, word=str(missing[0])[:60])
        if not properties:
            return self._open_object(words.get("additionalProperties", True), depth)
        members = [
            (self._member(name, schema, depth), name in required)
            for name, schema in properties.items()
        ]
        return self._rule(f'"{{" ws {self._members(members)} ws "}}"')

    def _open_object(self, additional: object, depth: int) -> str:
        """An object of names that the schema does not give."""
        if additional is True:
            return "object"
        if additional is False:
            return self._rule('"{" ws "}"')
        member = self._rule(f'string ":" ws {self._visit(additional, depth + 1)}')
        return self._rule(f'"{{" ws ( {member} ( "," ws {member} )* )? ws "}}"')

    def _member(self, name: str, schema: object, depth: int) -> str:
        return self._rule(f'{_json_literal(name)} ":" ws {self._visit(schema, depth + 1)}')

    def _members(self, members: Sequence[tuple[str, bool]]) -> str:
        """Members in their order, optional ones or not, with commas between those that come.

        Two rules for each place, made from the last to the first: what may follow when a member
        stands before, and when none does.
        """
        after, first = "", ""
        for member, is_required in reversed(members):
            with_comma = f'"," ws {member}'
            alone = f"{member} {after}"
            if is_required:
                first = self._rule(alone)
                after = self._rule(f"{with_comma} {after}")
            else:
                first = self._rule(f"{alone} | {first}" if first else f"( {alone} )?")
                after = self._rule(f"( {with_comma} )? {after}")
        return first

    def _array(self, words: Schema, depth: int) -> str:
        items = words.get("items", True)
        prefix = words.get("prefixItems", [])
        if isinstance(items, list):  # as drafts before 2020-12 said it
            prefix, items = items, False
        if not isinstance(prefix, list):
            raise _refusal(FormatFault.NO_LIST, word="prefixItems")
        least, most = _whole(words, "minItems", 0), _whole(words, "maxItems", None)
        heads = [self._visit(each, depth + 1) for each in prefix]
        if items is False or (heads and "items" not in words):
            most = min(len(heads), len(heads) if most is None else most)
        _expect_order(least, most)
        if items is False or most == len(heads):
            return self._tuple(heads, least or 0)
        if heads:
            raise _refusal(FormatFault.WORD_UNFIT, word="items", other="prefixItems")
        return self._list_of(self._visit(items, depth + 1), least or 0, most)

    def _tuple(self, heads: Sequence[str], least: int) -> str:
        if least < len(heads) and least != 0:
            least = len(heads)  # shorter ones would be valid too
        body = ' "," ws '.join(heads)
        return self._rule(f'"[" ws {body} ws "]"')

    def _list_of(self, item: str, least: int, most: int | None) -> str:
        if most == 0:
            return self._rule('"[" ws "]"')
        more = f"{{{max(0, least - 1)},{'' if most is None else most - 1}}}"
        body = f'{item} ( "," ws {item} ){more}'
        return self._rule(f'"[" ws {body if least else f"( {body} )?"} ws "]"')

    def _string(self, words: Schema, _depth: int) -> str:
        form = words.get("format")
        least, most = _whole(words, "minLength", 0), _whole(words, "maxLength", None)
        _expect_order(least, most)
        if isinstance(form, str) and form in _FORMATS:
            self._expect_only(words, frozenset(("type", "format")), f"format: {form}")
            return self._rule(_FORMATS[form])
        # Other formats are notes (JSON Schema 2020-12, Validation 7.2.1).
        if not least and most is None:
            return "string"
        return self._rule(rf'"\"" char{{{least},{"" if most is None else most}}} "\""')

    def _integer(self, words: Schema, _depth: int) -> str:
        low, high = _bounds(words)
        if low is None and high is None:
            return "integer"
        low = -_MAX_INTEGER if low is None else low
        high = _MAX_INTEGER if high is None else high
        if low > high or max(abs(low), abs(high)) > _MAX_INTEGER:
            raise _refusal(FormatFault.NO_INTEGER, low=low, high=high)
        parts = []
        if low < 0:
            digits = _digits(max(1, -high), -low)
            parts += [f'"-" ( {digits} )']
        if high >= 0:
            parts += [_digits(max(0, low), high)]
        return self._rule(" | ".join(parts))

    def _number(self, words: Schema, _depth: int) -> str:
        limits = {key: words[key] for key in _WORDS["number"] if key in words}
        if not limits:
            return "number"
        if limits == {"minimum": 0}:
            return "positive-number"
        raise _refusal(FormatFault.LIMITS_UNHELD)


def _is_type(name: object) -> bool:
    return isinstance(name, str) and name in _WORDS


def _implied(words: Schema) -> str | None:
    """The type that a schema without one must mean, by its other words."""
    return next((name for name, known in _WORDS.items() if words.keys() & known), None)


def _list(words: Schema, word: str) -> list[Any]:
    value = words[word]
    if not isinstance(value, list) or not value:
        raise _refusal(FormatFault.NO_LIST, word=word)
    return value


def _whole(words: Schema, word: str, otherwise: int | None) -> int | None:
    value = words.get(word, otherwise)
    if value is None and word not in words:
        return None
    if type(value) is not int or value < 0:
        raise _refusal(FormatFault.NO_WHOLE_NUMBER, word=word)
    return value


def _expect_order(least: int | None, most: int | None) -> None:
    if most is not None and (least or 0) > most:
        raise _refusal(FormatFault.LENGTHS_CROSSED)


def _bounds(words: Schema) -> tuple[int | None, int | None]:
    """The lowest and the highest integer, both included."""
    lows, highs = [], []
    for key in sorted(words.keys() & _WORDS["integer"]):
        value = words[key]
        if type(value) is not int:
            raise _refusal(FormatFault.NO_WHOLE_NUMBER, word=key)
        step = 1 if key.startswith("exclusive") else 0
        if key.lower().endswith("minimum"):
            lows.append(value + step)
        else:
            highs.append(value - step)
    return max(lows, default=None), min(highs, default=None)


def _digits(low: int, high: int) -> str:
    """A pattern of the numbers between two that are not negative, both included, written out."""
    parts = []
    while low <= high:
        last = min(high, 10 ** len(str(low)) - 1)  # of as many digits
        parts.append(_same_length(str(low), str(last)))
        low = last + 1
    return " | ".join(parts)


def _same_length(low: str, high: str) -> str:
    if not low:
        return ""
    if low[0] == high[0]:
        return f'"{low[0]}" ( {_same_length(low[1:], high[1:])} )' if low[1:] else f'"{low[0]}"'
    rest = len(low) - 1
    if not rest:
        return f"[{low}-{high}]"
    parts, first, last = [], int(low[0]), int(high[0])
    if set(low[1:]) != {"0"}:
        parts.append(f'"{low[0]}" ( {_same_length(low[1:], "9" * rest)} )')
        first += 1
    if set(high[1:]) != {"9"}:
        parts.append(f'"{high[0]}" ( {_same_length("0" * rest, high[1:])} )')
        last -= 1
    if first <= last:
        parts.append(f"[{first}-{last}] [0-9]{{{rest}}}")
    return " | ".join(parts)


_ESCAPES: Final = {"\\": "\\\\", '"': '\\"'}


def _json_literal(value: object) -> str:
    """A JSON value as a literal of the grammar."""
    text = json.dumps(value, ensure_ascii=False)
    return '"' + re.sub(r'[\\"]', lambda found: _ESCAPES[found[0]], text) + '"'
