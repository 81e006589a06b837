"""Reads a file by the parser of its kind; each parser is a module, loaded when it is needed.

A parser module has `parse(file: BinaryIO, builder: DocumentBuilder) -> None`: it gets a file that
can be sought, at its beginning, and fills the builder; it raises Refused, and lets TextFull pass.
Where it has `prepare() -> None`, that is called before the process is confined, and brings in
whatever would be opened later: codecs, tables, models.
"""

import contextlib
import importlib
import importlib.util
from collections.abc import Callable
from typing import Any, BinaryIO, Final

from app.domain.documents import DocumentKind, ParsedDocument, ReadingLimits, Refusal
from app.index.parsers.building import DocumentBuilder, Spent
from app.index.parsers.kinds import kind_of
from app.index.parsers.refusing import Refused, TextFull

_PACKAGE: Final = "app.index.parsers"
_MODULES: Final = {
    DocumentKind.PDF: "pdf",
    DocumentKind.DOCX: "word",
    DocumentKind.PPTX: "slides",
    DocumentKind.XLSX: "sheets",
    DocumentKind.XLS: "sheets",
    DocumentKind.XLSB: "sheets",
    DocumentKind.ODT: "opendocument",
    DocumentKind.ODS: "opendocument",
    DocumentKind.ODP: "opendocument",
    DocumentKind.DOC: "old_word",
    DocumentKind.PPT: "old_slides",
    DocumentKind.RTF: "rtf",
    DocumentKind.HWP: "hwp",
    DocumentKind.HWPX: "hwpx",
    DocumentKind.EPUB: "epub",
    DocumentKind.HTML: "html",
    DocumentKind.MARKDOWN: "markdown",
    DocumentKind.TEXT: "text",
    DocumentKind.CSV: "csv_table",
    DocumentKind.JSON: "json_text",
    DocumentKind.XML: "xml_text",
    DocumentKind.CODE: "code",
    DocumentKind.EML: "mail",
    DocumentKind.MBOX: "mail",
    DocumentKind.MSG: "outlook",
    DocumentKind.IMAGE: "image",
    DocumentKind.ARCHIVE: "archive",
}


def read_document(
    file: BinaryIO,
    name: str,
    limits: ReadingLimits,
    *,
    depth: int = 0,
    recognise: bool = False,
    spent: Spent | None = None,
) -> ParsedDocument:
    """What a file holds; it must be seekable.

    `depth` counts the files around this one, `spent` is what was spent on all that is inside them.

    With `recognise` the text of pictures is read, too, where that is installed. Raises Refused, and
    nothing else: what a library raises means that the file is damaged.
    """
    if depth > limits.member_depth:
        raise Refused(Refusal.BOMB, f"files in files, {depth} deep")
    try:
        kind = kind_of(file, name)
        parse = _parser(kind)
        builder = DocumentBuilder(kind, limits)
        builder.name, builder.depth, builder.recognise = name, depth, recognise
        if spent is not None:
            builder.spent = spent
        file.seek(0)
        with contextlib.suppress(TextFull):  # told in the notes
            parse(file, builder)
        return builder.finish()
    except MemoryError as error:
        raise Refused(Refusal.OUT_OF_MEMORY) from error
    except Refused:
        raise
    except Exception as error:
        raise Refused(Refusal.DAMAGED, type(error).__name__) from error


def load_parsers() -> None:
    """Load every parser that there is, with all that it will need: before files are out of reach.

    Called in the process that reads, or in the one that it is forked from.
    """
    for name in sorted(set(_MODULES.values())):
        module = _module(name)
        prepare = getattr(module, "prepare", None)
        if prepare is not None:
            prepare()


def _parser(kind: DocumentKind) -> Callable[[BinaryIO, DocumentBuilder], None]:
    module = _module(_MODULES[kind])
    if module is None:
        raise Refused(Refusal.UNKNOWN_KIND, kind.value)
    parse: Callable[[BinaryIO, DocumentBuilder], None] = module.parse
    return parse


def _module(name: str) -> Any:
    full = f"{_PACKAGE}.{name}"
    if importlib.util.find_spec(full) is None:
        return None
    return importlib.import_module(full)
