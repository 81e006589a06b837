"""JSON as lines that can be read: the path of each value, then the value.

Records of a list and lines of JSON become a block each, the keys of an object at the top likewise.
Notebooks are read as what they are: text, code and what came out.
"""

import io
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from app.domain.documents import BlockKind
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.encodings import prepare as prepare_encodings
from app.index.parsers.encodings import read_text
from app.index.parsers.notebook import add_notebook, is_notebook
from app.index.parsers.text import add_pieces

_MOST_CHARACTERS: Final = 16_000_000
"""Parsed JSON takes up to twenty times its size; what is longer is read as it is written."""
_PATH_CHARACTERS: Final = 160
_BLOCK_CHARACTERS: Final = 1_500
_INLINE_CHARACTERS: Final = 160
"""A list of so short values stands in one line."""
_PLAIN_KEY: Final = re.compile(r"[^\s.\[\]:]+\Z")


def prepare() -> None:
    """Load what could not be opened later."""
    prepare_encodings()


def parse(file: BinaryIO, builder: DocumentBuilder) -> None:
    """Fill the builder with the values of a JSON file, or of one by lines."""
    text = read_text(file, builder)
    if len(text) <= _MOST_CHARACTERS:
        try:
            found = _load(text)
        except (ValueError, RecursionError):
            if _add_lines(text, builder):
                return
        else:
            if is_notebook(found):
                add_notebook(found, builder)
            else:
                _add_value(found, builder)
            return
    elif _is_record(text.partition("\n")[0]) and _add_lines(text, builder):
        return
    add_pieces(text, builder, BlockKind.CODE, "json")


def _is_record(line: str) -> bool:
    try:
        return isinstance(_load(line), dict)
    except (ValueError, RecursionError):
        return False


def _load(text: str) -> Any:
    """The value; numbers stay as they are written."""
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)


def _add_lines(text: str, builder: DocumentBuilder) -> bool:
    """JSON by lines, broken ones as they stand; False when the first one is none."""
    is_first = True
    for line in io.StringIO(text):
        if not line.strip():
            continue
        try:
            record = _load(line)
        except (ValueError, RecursionError):
            if is_first:
                return False
            add_pieces(line, builder, BlockKind.CODE, "json")
        else:
            _add_record(record, "", builder)
        is_first = False
    return not is_first


def _add_value(value: Any, builder: DocumentBuilder) -> None:
    if not isinstance(value, dict):
        _add_nested(value, "", builder)
        return
    scalars = {key: each for key, each in value.items() if not _holds_more(each)}
    if scalars:
        _add_record(scalars, "", builder)
    for key, each in value.items():
        if _holds_more(each):
            _add_nested(each, _joined("", key), builder)


def _add_nested(value: Any, path: str, builder: DocumentBuilder) -> None:
    """A list or an object: records of a list stand for themselves, other values together."""
    if not isinstance(value, list) or not any(_is_object(each) for each in value):
        _add_record(value, path, builder)
        return
    held: list[str] = []
    for number, each in enumerate(value):
        place = f"{path}[{number}]"
        if _is_object(each):
            _add_grouped(iter(held), builder)
            held = []
            _add_record(each, place, builder)
        else:
            held.extend(_lines(each, place))
    _add_grouped(iter(held), builder)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict) and bool(value)


def _add_record(value: Any, path: str, builder: DocumentBuilder) -> None:
    _add_grouped(_lines(value, path), builder)


def _add_grouped(found: Iterator[str], builder: DocumentBuilder) -> None:
    """Lines as one block, or as several where they are many."""
    lines: list[str] = []
    length = 0
    for line in found:
        if length + len(line) > _BLOCK_CHARACTERS and lines:
            add_pieces("\n".join(lines), builder, BlockKind.PARAGRAPH)
            lines, length = [], 0
        lines.append(line)
        length += len(line) + 1
    if lines:
        add_pieces("\n".join(lines), builder, BlockKind.PARAGRAPH)


def _lines(value: Any, path: str) -> Iterator[str]:
    """`path: value` for each value, top to bottom."""
    waiting = [iter([(path, value)])]
    while waiting:
        found = next(waiting[-1], None)
        if found is None:
            waiting.pop()
            continue
        path, value = found
        inline = _inline(value)
        if inline is None:
            waiting.append(_inside(path, value))
        else:
            yield f"{path}: {inline}" if path else inline


def _inside(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield _joined(path, key), each
    else:
        for number, each in enumerate(value):
            yield _shortened(f"{path}[{number}]"), each


def _inline(value: Any) -> str | None:
    """The value where it stands in one line; None for one whose values stand below each other."""
    if not _holds_more(value):
        return _said(value)
    if isinstance(value, dict) or len(value) > _INLINE_CHARACTERS // 3:
        return None
    if any(isinstance(each, dict | list) for each in value):
        return None
    line = ", ".join(map(_said, value))
    return line if len(line) <= _INLINE_CHARACTERS else None


def _holds_more(value: Any) -> bool:
    return isinstance(value, dict | list) and bool(value)


def _said(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return "{}" if isinstance(value, dict) else "[]"


def _joined(path: str, key: str) -> str:
    key = key[:_PATH_CHARACTERS]
    name = key if _PLAIN_KEY.match(key) else f"[{key}]"
    return _shortened(f"{path}.{name}" if path and name is key else f"{path}{name}")


def _shortened(path: str) -> str:
    """Paths would grow with the square of the depth."""
    return path if len(path) <= _PATH_CHARACTERS else "…" + path[-_PATH_CHARACTERS:]
