"""JSON as lines that can be read: the path of each value, then the value.

Records of a list and lines of JSON become a block each, the keys of an object at the top likewise.
Notebooks are read as what they are: text, code and what came out.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from app.domain.documents import BlockKind, NoteKind
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
    add_pieces(text, builder, BlockKind.CODE, "json")


def _load(text: str) -> Any:
    """The value; numbers stay as they are written."""
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)


def _add_lines(text: str, builder: DocumentBuilder) -> bool:
    """JSON by lines; False when the first lines are none."""
    good = bad = 0
    for line in text.split("\n"):
        if not line.strip():
            continue
        try:
            record = _load(line)
        except (ValueError, RecursionError):
            bad += 1
            if not good or bad > 10 + good // 10:
                return good > 0 and _add_rest(builder, bad)
            add_pieces(line, builder, BlockKind.CODE, "json")
            continue
        good += 1
        _add_record(record, "", builder)
    return good > 0


def _add_rest(builder: DocumentBuilder, bad: int) -> bool:
    builder.note(NoteKind.PARTLY_DAMAGED, bad)
    return True


def _add_value(value: Any, builder: DocumentBuilder) -> None:
    if isinstance(value, list):
        for number, each in enumerate(value):
            _add_record(each, f"[{number}]", builder)
    elif isinstance(value, dict):
        scalars = {key: each for key, each in value.items() if not _holds_more(each)}
        if scalars:
            _add_record(scalars, "", builder)
        for key, each in value.items():
            if _holds_more(each):
                _add_nested(each, _joined("", key), builder)
    else:
        _add_record(value, "", builder)


def _add_nested(value: Any, path: str, builder: DocumentBuilder) -> None:
    """A list or an object under a key: records of a list stand for themselves."""
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        for number, each in enumerate(value):
            _add_record(each, f"{path}[{number}]", builder)
    else:
        _add_record(value, path, builder)


def _add_record(value: Any, path: str, builder: DocumentBuilder) -> None:
    lines: list[str] = []
    length = 0
    for line in _lines(value, path):
        if length + len(line) > _BLOCK_CHARACTERS and lines:
            add_pieces("\n".join(lines), builder, BlockKind.PARAGRAPH)
            lines, length = [], 0
        lines.append(line)
        length += len(line) + 1
    if lines:
        add_pieces("\n".join(lines), builder, BlockKind.PARAGRAPH)


def _lines(value: Any, path: str) -> Iterator[str]:
    """`path: value` for each value, top to bottom."""
    waiting: list[tuple[str, Any]] = [(path, value)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict) and value:
            waiting.extend((_joined(path, key), each) for key, each in reversed(value.items()))
        elif isinstance(value, list) and value:
            inline = _inline(value)
            if inline is None:
                waiting.extend(
                    (_shortened(f"{path}[{number}]"), value[number])
                    for number in range(len(value) - 1, -1, -1)
                )
            else:
                yield f"{path}: {inline}" if path else inline
        else:
            said = _said(value)
            yield f"{path}: {said}" if path else said


def _inline(values: list[Any]) -> str | None:
    if any(isinstance(each, dict | list) for each in values[:_INLINE_CHARACTERS]):
        return None
    if len(values) > _INLINE_CHARACTERS // 3 or not all(map(_is_short, values)):
        return None
    line = ", ".join(map(_said, values))
    return line if len(line) <= _INLINE_CHARACTERS else None


def _is_short(value: Any) -> bool:
    return not isinstance(value, dict | list) and len(_said(value)) <= _INLINE_CHARACTERS // 2


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
