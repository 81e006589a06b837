"""XML of any kind: the text of its elements, with the names of those that hold single values.

Nothing is loaded and nothing expands: entities that the file defines are put in as text when they
are small, and a file whose entities would grow is refused.
"""

import re
from typing import BinaryIO, Final

from lxml import etree

from app.domain.documents import BlockKind, Refusal
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.encodings import prepare as prepare_encodings
from app.index.parsers.encodings import read_text
from app.index.parsers.html import declared_encoding
from app.index.parsers.refusing import Refused
from app.index.parsers.text import add_pieces

_HEAD_BYTES: Final = 1024
_WRAPPER: Final = "several"
_DECLARATION: Final = re.compile(r"\s*<\?xml\b[^>]{0,300}\?>")
_DOCTYPE: Final = re.compile(r"<!DOCTYPE\b", re.IGNORECASE)
_ENTITY: Final = re.compile(r"<!ENTITY\s+(%\s+)?([\w.:-]+)\s+(?:\"([^\"]*)\"|'([^']*)'|([^>]*))")
_REFERENCE: Final = re.compile(r"[&%]([\w.:-]+);")
_MOST_EXPANDED: Final = 100_000
_MOST_NESTED: Final = 200
_PLAIN_ENTITIES: Final = {"nbsp": " ", "amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_TITLES: Final = frozenset(("title", "head", "heading"))
_ARTICLES: Final = frozenset(
    ("article", "book", "chapter", "section", "sect1", "part", "set", "appendix", "reference",
     "refentry", "rss", "feed", "RDF", "TEI", "topic", "concept", "task", "map", "opml", "html")
)  # fmt: skip
"""Roots whose titles are headings; elsewhere a title may be that of a person."""
_PICTURES: Final = frozenset(("svg", "math"))
_UNREAD: Final = frozenset(("script", "style", "metadata", "binary", "base64Binary"))
_BLOCK_CHARACTERS: Final = 1_500
_NAME_CHARACTERS: Final = 60
_VALUE_CHARACTERS: Final = 400
"""A longer value is text, and stands without the name of its element."""
_WHITE: Final = re.compile(r"\s+")


def prepare() -> None:
    """Load what could not be opened later."""
    prepare_encodings()
    etree.fromstring(b"<a>&amp;</a>", _parser())


def parse(file: BinaryIO, builder: DocumentBuilder) -> None:
    """Fill the builder with the text of an XML file; what is not well-formed is read as it stands.

    Raises Refused with BOMB when its entities grow.
    """
    head = file.read(_HEAD_BYTES)
    file.seek(0)
    text = read_text(file, builder, declared_encoding(head))
    entities = _entities(text)
    declaration = _DECLARATION.match(text)
    body = (text[declaration.end() :] if declaration else text).strip()
    root = _tree(body)
    if root is None and not entities:
        root = _tree(f"<{_WRAPPER}>{body}</{_WRAPPER}>")  # several trees one after another
    if root is None:
        add_pieces(text, builder, BlockKind.CODE, "xml")
    else:
        _Elements(builder, entities, root).add()


def _tree(text: str) -> etree._Element | None:
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), _parser())
    except (etree.XMLSyntaxError, ValueError):
        return None


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )


def _entities(text: str) -> dict[str, str]:
    """The text of each entity that the file defines. Raises Refused with BOMB when they grow."""
    start = _DOCTYPE.search(text, 0, 1 << 16)
    if start is None:
        return {}
    values = {}
    for found in _ENTITY.finditer(text, start.start(), start.start() + (1 << 20)):
        value = found[3] if found[3] is not None else found[4]
        values[found[2]] = value or ""
        if len(values) > 5_000:
            raise Refused(Refusal.BOMB, "entities")
    if sum(_lengths(values).values()) > _MOST_EXPANDED + 4 * sum(map(len, values.values())):
        raise Refused(Refusal.BOMB, "entities")
    # One that stands in another stays as it is written: real files define signs and names.
    return values


def _lengths(values: dict[str, str]) -> dict[str, int]:
    """Length of each entity with those that it is made of. Raises Refused when one has no end."""
    made_of = {
        name: [each for each in _REFERENCE.findall(value) if each in values]
        for name, value in values.items()
    }
    lengths: dict[str, int] = {}
    for name in values:
        open_names: dict[str, list[str]] = {name: list(made_of[name])}
        while open_names:
            at = next(reversed(open_names))
            inner = open_names[at].pop() if open_names[at] else ""
            if not inner:
                lengths[at] = len(values[at]) + sum(lengths[each] for each in made_of[at])
                del open_names[at]
            elif inner in open_names or len(open_names) > _MOST_NESTED:
                raise Refused(Refusal.BOMB, "entities that hold themselves")
            elif inner not in lengths:
                open_names[inner] = list(made_of[inner])
    return lengths


class _Elements:
    """Goes through a tree in order and gathers lines of what stands under one element."""

    def __init__(
        self, builder: DocumentBuilder, entities: dict[str, str], root: etree._Element
    ) -> None:
        self._builder = builder
        self._entities = entities
        self._root = root
        self._lines: list[str] = []
        self._length = 0
        name = _name(root)
        self._has_titles = name in _ARTICLES
        self._is_picture = name in _PICTURES

    def add(self) -> None:
        """Every element in the order of the file."""
        waiting: list[tuple[etree._Element, int, bool]] = [(self._root, 0, False)]
        while waiting:
            element, depth, is_end = waiting.pop()
            if is_end:
                self._flush()
                continue
            if not isinstance(element.tag, str) or _name(element) in _UNREAD:
                continue
            self._add_attributes(element)
            if _is_mixed(element):
                self._flush()
                self._add_paragraph(self._text(element))
            elif len(element):
                if depth <= 2 or len(element) > 1:
                    self._flush()
                waiting.append((element, depth, True))
                waiting.extend((child, depth + 1, False) for child in reversed(element))
            else:
                self._add_value(element, depth)
        self._flush()

    def _add_value(self, element: etree._Element, depth: int) -> None:
        text = self._text(element)
        if not text:
            return
        name = _name(element)
        if self._has_titles and name.lower() in _TITLES and len(text) < _VALUE_CHARACTERS:
            self._flush()
            self._builder.add(BlockKind.HEADING, text, level=max(1, min(depth, 6)))
            self._builder.title = self._builder.title or text
        elif len(text) > _VALUE_CHARACTERS or self._is_picture or name in ("p", "para", "text"):
            self._flush()
            self._add_paragraph(text)
        else:
            self._line(f"{name[:_NAME_CHARACTERS]}: {text}")

    def _add_attributes(self, element: etree._Element) -> None:
        if self._is_picture:
            return
        for key, value in element.attrib.items():
            said = _WHITE.sub(" ", str(value)).strip()
            name = str(key).rpartition("}")[2]
            if said and any(letter.isalpha() for letter in said) and "schemaLocation" not in name:
                label = f"{_name(element)} {name}"[: 2 * _NAME_CHARACTERS]
                self._line(f"{label}: {said}")

    def _text(self, element: etree._Element) -> str:
        """All text inside, entities put in, white space tidied unless it is kept as it is."""
        pieces: list[str] = []
        waiting: list[etree._Element | str] = [element]
        while waiting:
            each = waiting.pop()
            if isinstance(each, str):
                pieces.append(each)
                continue
            if each is not element and each.tail:
                waiting.append(each.tail)
            if each.tag is etree.Entity:
                pieces.append(self._entity(each))
            elif isinstance(each.tag, str) and _name(each) not in _UNREAD:
                pieces.append(each.text or "")
                waiting.extend(reversed(each))
        return _WHITE.sub(" ", "".join(pieces)).strip()

    def _entity(self, node: etree._Element) -> str:
        name = str(getattr(node, "name", ""))
        return self._entities.get(name) or _PLAIN_ENTITIES.get(name) or f"&{name};"

    def _line(self, line: str) -> None:
        if self._length + len(line) > _BLOCK_CHARACTERS:
            self._flush()
        self._lines.append(line)
        self._length += len(line) + 1

    def _add_paragraph(self, text: str) -> None:
        add_pieces(text, self._builder, BlockKind.PARAGRAPH)

    def _flush(self) -> None:
        if self._lines:
            self._add_paragraph("\n".join(self._lines))
            self._lines, self._length = [], 0


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _is_mixed(element: etree._Element) -> bool:
    """Whether text stands between the elements inside, as in a paragraph with words in bold."""
    if not len(element):
        return False
    if element.text and element.text.strip():
        return True
    return any(
        (child.tail and child.tail.strip()) or child.tag is etree.Entity for child in element
    )
