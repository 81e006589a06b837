"""Stand-ins for what people, documents and tools say, which a chat template never gets to see.

A template is rendered with tags; afterwards each text is put where its tag stands, as a segment
that holds no control tokens. Where a template has written a tag as JSON, the text is escaped as
JSON too. Tags sort as their texts do, so that a template that sorts them always writes the same.
"""

import json
import re
import secrets
from collections.abc import Iterable
from typing import Any, Final

from app.engine.host.vocabulary import Segment

_TAG: Final = re.compile(r"text(\d)x([0-9a-f]{24})")
_DEEPEST: Final = 9
MAX_FILLED_CHARACTERS: Final = 16_000_000
"""A template may name a tag as often as it likes."""
_SCHEMA_WORDS: Final = frozenset(
    (
        *("type", "function", "name", "description", "parameters", "properties", "required"),
        *("items", "enum", "const", "default", "title", "format", "pattern", "examples"),
        *("anyOf", "oneOf", "allOf", "not", "nullable", "additionalProperties", "$ref", "$defs"),
        *("minimum", "maximum", "minItems", "maxItems", "minLength", "maxLength"),
        *("string", "number", "integer", "boolean", "array", "object", "null"),
    )
)
"""Of JSON Schema, and harmless: templates look for them."""


class TooLong(Exception):
    """The texts in their places are longer than any prompt."""


class Placeholders:
    """The tags of one rendering and the texts behind them."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._salt = secrets.token_hex(8)

    def hide(self, text: str) -> str:
        """A tag that stands for this text at this one place."""
        return self._tag(text)

    def hide_all(self, value: Any) -> Any:
        """A JSON value with a tag for every text in it; equal texts get equal tags."""
        texts = sorted(set(_texts(value)) - _SCHEMA_WORDS - {""})
        tags = {text: self._tag(text) for text in texts}
        return _replaced(value, tags)

    def holds(self, rendered: str, tag: str) -> bool:
        """Whether a tag stands in what a template wrote, in any form."""
        return tag.rpartition("x")[2] in rendered

    def segments(self, rendered: str) -> list[Segment]:
        """What a template wrote, with the texts in their places; raises TooLong."""
        parts: list[Segment] = []
        at = length = 0
        for found in _TAG.finditer(rendered):
            text = self._texts.get(found[2])
            if text is None:
                continue
            if found.start() > at:
                parts.append(Segment(rendered[at : found.start()], trusted=True))
            for _ in range(int(found[1])):
                text = json.dumps(text, ensure_ascii=False)[1:-1]
                length += len(text)
                if length > MAX_FILLED_CHARACTERS:
                    raise TooLong
            length += len(text)
            if length > MAX_FILLED_CHARACTERS:
                raise TooLong
            parts.append(Segment(text, trusted=False))
            at = found.end()
        if at < len(rendered):
            parts.append(Segment(rendered[at:], trusted=True))
        return parts

    def _tag(self, text: str) -> str:
        key = f"{self._salt}{len(self._texts):08x}"
        self._texts[key] = text
        return f"text0x{key}"


def as_json(text: str) -> str:
    """A JSON text, with a note in every tag of it that it stands inside of one."""
    return _TAG.sub(lambda found: f"text{min(int(found[1]) + 1, _DEEPEST)}x{found[2]}", text)


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _replaced(value: Any, tags: dict[str, str]) -> Any:
    if isinstance(value, str):
        return tags.get(value, value)
    if isinstance(value, dict):
        return {tags.get(key, key): _replaced(inner, tags) for key, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, tags) for inner in value]
    return value
