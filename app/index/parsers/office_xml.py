"""XML members of office packages: parsed with bounds, without entities, and how they are linked.

Sources: ECMA-376 part 2 (packages and relationships), part 1 (names), part 4 (transitional names).
"""

import posixpath
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from lxml import etree

from app.domain.documents import Refusal
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.refusing import Refused
from app.index.parsers.zip_package import ZipPackage

MOST_XML_BYTES: Final = 64 << 20
"""A tree takes some ten times as much memory as its bytes."""
_HEAD_BYTES: Final = 8192
_STRICT: Final = re.compile(rb"(=\s*[\"'])http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_TRANSITIONAL: Final = rb"\1http://schemas.openxmlformats.org/\2/2006/\3"
_TOO_LONG: Final = re.compile(r"too long|resource limit", re.IGNORECASE)


def prepare() -> None:
    """Load what could not be opened later."""
    tree_of('<?xml version="1.0" encoding="utf-16"?><a>가</a>'.encode("utf-16"))


def tree_of(data: bytes) -> etree._Element:
    """The root of an XML file, comments left out.

    Raises Refused: TOO_LARGE, DAMAGED when it is not well-formed or defines a document type, which
    no office document needs; BOMB when it is nested without end.
    """
    if len(data) > MOST_XML_BYTES:
        raise Refused(Refusal.TOO_LARGE, f"xml of {len(data)} bytes")
    if b"purl.oclc.org/ooxml" in data[:_HEAD_BYTES]:
        data = _STRICT.sub(_TRANSITIONAL, data[:_HEAD_BYTES]) + data[_HEAD_BYTES:]
    if b"<!DOCTYPE" in data[:_HEAD_BYTES]:
        raise Refused(Refusal.DAMAGED, "xml with a document type")
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        said = str(error)
        if "depth" in said:
            raise Refused(Refusal.BOMB, "xml nested without end") from None
        if _TOO_LONG.search(said):
            raise Refused(Refusal.TOO_LARGE, "xml with one text without end") from None
        raise Refused(Refusal.DAMAGED, "xml") from None
    if root is None:
        raise Refused(Refusal.DAMAGED, "xml without a root")
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused(Refusal.DAMAGED, "xml with a document type")
    return root


def name_of(element: etree._Element) -> str:
    """The name of an element without its namespace; "" for what is none, as an entity."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str:
    """An attribute by its name without namespace, or ""."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """The element that a path of names without namespaces leads to, or None."""
    for name in names:
        if element is None:
            return None
        element = next((each for each in element if name_of(each) == name), None)
    return element


def is_on(element: etree._Element | None) -> bool:
    """Whether a switch is there and is not turned off."""
    return element is not None and attribute(element, "val") not in ("0", "false", "off", "none")


class OfficePackage(ZipPackage):
    """A package of the Office Open XML kind: members that name their relations to each other."""

    def tree(self, name: str) -> etree._Element:
        """The root of a member. Raises Refused as `tree_of` and `read` do."""
        return tree_of(self.read(name, MOST_XML_BYTES))

    def relations(self, name: str) -> "Relations":
        """What a member is linked to; "" is the package itself."""
        folder, base = posixpath.split(name)
        path = posixpath.join(folder, "_rels", f"{base}.rels")
        return Relations(self, folder, self.tree(path) if path in self else None)


class Relations:
    """Links from one member to others, by their type and by their name."""

    def __init__(self, package: ZipPackage, folder: str, root: etree._Element | None) -> None:
        self._links: list[tuple[str, str, str]] = []
        for each in () if root is None else root:
            if attribute(each, "TargetMode") == "External":
                continue  # never followed
            target = unquote(attribute(each, "Target")).replace("\\", "/").partition("#")[0]
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            if path in package:
                kind = attribute(each, "Type").rpartition("/")[2]
                self._links.append((attribute(each, "Id"), kind, path))

    def path(self, name: str) -> str:
        """The member that a link leads to, or ""."""
        return next((path for link, _, path in self._links if link == name), "")

    def first(self, kind: str) -> str:
        """The first member of a type, as "styles", or ""."""
        return next(self.all(kind), "")

    def every(self) -> Iterator[tuple[str, str]]:
        """Type and member of each link."""
        return ((kind, path) for _, kind, path in self._links)

    def all(self, kind: str) -> Iterator[str]:
        """The members of a type, in order."""
        return (path for _, each, path in self._links if each == kind)


def take_properties(package: OfficePackage, builder: DocumentBuilder) -> None:
    """Take title and author from what the package says of itself; damage is no matter."""
    try:
        path = package.relations("").first("core-properties") or "docProps/core.xml"
        if path not in package:
            return
        for each in package.tree(path):
            if name_of(each) == "title":
                builder.title = builder.title or (each.text or "")
            elif name_of(each) == "creator":
                builder.author = builder.author or (each.text or "")
    except Refused as refusal:
        if refusal.reason is Refusal.BOMB:
            raise
