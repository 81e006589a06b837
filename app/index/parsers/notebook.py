"""Jupyter notebooks: text, code and what came out, each cell in its order (nbformat 3 and 4)."""

from typing import Any, Final

from app.domain.documents import BlockKind
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.code import add_code
from app.index.parsers.markdown import add_markdown
from app.index.parsers.text import add_pieces

_OUTPUT_CHARACTERS: Final = 4_000
"""What came out is mostly numbers; the beginning tells what it is."""


def is_notebook(value: Any) -> bool:
    """Whether parsed JSON is a notebook."""
    if not isinstance(value, dict) or "nbformat" not in value:
        return False
    return isinstance(value.get("cells", value.get("worksheets")), list)


def add_notebook(value: dict[str, Any], builder: DocumentBuilder) -> None:
    """The cells of a notebook as blocks."""
    language = _language(value)
    sheets = [value] if "cells" in value else value["worksheets"]
    for sheet in sheets:
        cells = sheet.get("cells") if isinstance(sheet, dict) else None
        for cell in cells if isinstance(cells, list) else ():
            if isinstance(cell, dict):
                _add_cell(cell, builder, language)


def _language(value: dict[str, Any]) -> str:
    found: Any = value.get("metadata")
    for key in ("kernelspec", "language"):
        found = found.get(key) if isinstance(found, dict) else None
    return found.lower()[:20] if isinstance(found, str) else "python"


def _add_cell(cell: dict[str, Any], builder: DocumentBuilder, language: str) -> None:
    source = _joined(cell.get("source", cell.get("input")))
    kind = cell.get("cell_type")
    if kind == "code":
        add_code(source, builder, language)
        outputs = cell.get("outputs")
        for output in outputs if isinstance(outputs, list) else ():
            if isinstance(output, dict):
                add_pieces(_output(output)[:_OUTPUT_CHARACTERS], builder, BlockKind.CODE)
    elif kind == "heading":
        level = cell.get("level")
        builder.add(BlockKind.HEADING, source, level=1 if level in (None, "1") else 2)
    else:
        add_markdown(source, builder)


def _output(output: dict[str, Any]) -> str:
    data = output.get("data")
    shown = data.get("text/plain") if isinstance(data, dict) else None
    return _joined(shown if shown is not None else output.get("text"))


def _joined(lines: Any) -> str:
    if isinstance(lines, list):
        return "".join(line for line in lines if isinstance(line, str))
    return lines if isinstance(lines, str) else ""
