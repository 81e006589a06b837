"""EPUB: the chapters of a book in the order of its spine, named as its table of contents has them.

Source: EPUB 3.3 (W3C) and OPF 2.0.1. A book whose pages are encrypted is refused; scrambled fonts
are no matter.
"""

import posixpath
import re
from typing import BinaryIO, Final
from urllib.parse import unquote

from lxml import etree

from app.domain.documents import NoteKind, PartKind, Refusal
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.encodings import decoded
from app.index.parsers.html import add_page, declared_encoding
from app.index.parsers.html import prepare as prepare_html
from app.index.parsers.refusing import Refused
from app.index.parsers.zip_package import ZipPackage

_CONTAINER: Final = "META-INF/container.xml"
_ENCRYPTION: Final = "META-INF/encryption.xml"
_PAGES: Final = frozenset(("application/xhtml+xml", "text/html", "application/x-dtbook+xml"))
_PAGE_ENDING: Final = re.compile(r"\.(?:x?html?|xml)\Z", re.IGNORECASE)
_MOST_INDEX_BYTES: Final = 8 << 20
_MOST_PAGE_BYTES: Final = 64 << 20
_DECLARATION: Final = re.compile(r"\A\s*<\?xml\b[^>]{0,300}\?>")
_LINK: Final = re.compile(r"<a\b[^<>]*>")
_TAG: Final = re.compile(r"<[^<>]*>|\s+")
_WHITE: Final = re.compile(r"\s+")


def prepare() -> None:
    """Load what could not be opened later."""
    prepare_html()
    _xml(b"<a/>")


def parse(file: BinaryIO, builder: DocumentBuilder) -> None:
    """Fill the builder with a part for each chapter. Raises Refused: LOCKED for a locked book."""
    package = ZipPackage(file)
    book = _Book(package)
    builder.title = book.said("title")
    builder.author = ", ".join(book.all_said("creator")[:5])
    for path in book.chapters:
        if path in book.locked:
            raise Refused(Refusal.LOCKED, "epub")
        try:
            page = package.read(path, _MOST_PAGE_BYTES)
            text = decoded(page, declared_encoding(page)).text
        except Refused as refusal:
            if refusal.reason in (Refusal.BOMB, Refusal.LOCKED):
                raise
            builder.note(NoteKind.PARTLY_DAMAGED, 1)
            continue
        if path in book.lists and _is_list_of_links(text):
            continue
        builder.begin_part(PartKind.CHAPTER, book.labels.get(path, ""))
        add_page(text, builder, takes_title=False)


class _Book:
    """The index of a book: its chapters in order, what they are called, which are locked."""

    def __init__(self, package: ZipPackage) -> None:
        self._package = package
        root = self._root_path()
        self._folder = posixpath.dirname(root)
        self._index = _xml(package.read(root, _MOST_INDEX_BYTES))
        self.locked = self._locked()
        items = {}
        contents = ""
        for item in self._index.iter("{*}item"):
            path = self._inside(item.get("href", ""))
            properties = (item.get("properties") or "").split()
            items[item.get("id", "")] = (path, item.get("media-type", ""))
            if "nav" in properties or item.get("media-type") == "application/x-dtbncx+xml":
                contents = path if not contents or "nav" in properties else contents
        self.labels = self._labels(contents)
        self.lists = frozenset(
            self._inside(each.get("href", ""))
            for each in self._index.iter("{*}reference")
            if each.get("type") == "toc"
        )
        """Pages that the book itself calls a table of contents."""
        spine = [items.get(each.get("idref", "")) for each in self._index.iter("{*}itemref")]
        pages = [item for item in spine if item is not None] or sorted(items.values())
        self.chapters = [
            path
            for path, kind in dict.fromkeys(pages)
            if path in package
            and path != contents
            and (kind in _PAGES or _PAGE_ENDING.search(path))
        ]
        if not self.chapters:
            raise Refused(Refusal.DAMAGED, "epub without pages")

    def said(self, name: str) -> str:
        """What the book says of itself under a name of Dublin Core."""
        return next(iter(self.all_said(name)), "")

    def all_said(self, name: str) -> list[str]:
        """All that it says under a name."""
        found = self._index.iter("{http://purl.org/dc/elements/1.1/}" + name)
        return [text for each in found if (text := _text(each))]

    def _root_path(self) -> str:
        if _CONTAINER in self._package:
            container = _xml(self._package.read(_CONTAINER, _MOST_INDEX_BYTES))
            for each in container.iter("{*}rootfile"):
                path = unquote(each.get("full-path", ""))
                if path in self._package:
                    return path
        for name in self._package.names:
            if name.endswith(".opf"):
                return name
        raise Refused(Refusal.DAMAGED, "epub without an index")

    def _locked(self) -> frozenset[str]:
        """The members that are encrypted, other than scrambled fonts."""
        if _ENCRYPTION not in self._package:
            return frozenset()
        found = set()
        for data in _xml(self._package.read(_ENCRYPTION, _MOST_INDEX_BYTES)).iter(
            "{*}EncryptedData"
        ):
            for place in data.iter("{*}CipherReference"):
                found.add(unquote(place.get("URI", "")).lstrip("/"))
        return frozenset(found)

    def _labels(self, contents: str) -> dict[str, str]:
        """The first name that the table of contents has for each file."""
        if contents not in self._package or contents in self.locked:
            return {}
        try:
            root = _xml(self._package.read(contents, _MOST_INDEX_BYTES))
        except Refused:
            return {}
        folder = posixpath.dirname(contents)
        labels: dict[str, str] = {}
        for point in root.iter("{*}navPoint", "{*}a"):
            content, label = point.find("{*}content"), point.find("{*}navLabel")
            target = point.get("href") if content is None else content.get("src")
            name = _text(point if label is None else label)
            if target and name:
                labels.setdefault(_resolved(folder, target), name)
        return labels

    def _inside(self, href: str) -> str:
        return _resolved(self._folder, href)


def _is_list_of_links(text: str) -> bool:
    """Whether a page is hardly more than links, as a table of contents is."""
    pieces = _LINK.split(text)[1:]
    links = sum(len(_TAG.sub("", piece.partition("</a")[0])) for piece in pieces)
    return links > 0.6 * len(_TAG.sub("", text.partition("<body")[2]))


def _resolved(folder: str, href: str) -> str:
    path = unquote(href.partition("#")[0])
    return posixpath.normpath(posixpath.join(folder, path)) if path else ""


def _text(element: etree._Element) -> str:
    return _WHITE.sub(" ", "".join(map(str, element.itertext()))).strip()


def _xml(data: bytes) -> etree._Element:
    """Parsed XML, mended where it is not well-formed. Raises Refused with DAMAGED."""
    text = decoded(data, declared_encoding(data)).text
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        recover=True,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    body = _DECLARATION.sub("", text)
    try:
        root = etree.fromstring(body.strip().encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused(Refusal.DAMAGED, "epub index") from error
    if root is None:
        raise Refused(Refusal.DAMAGED, "epub index")
    return root
