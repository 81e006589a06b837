"""Tells what a file is, by what is in it; its name only decides between kinds of text."""

import re
from typing import BinaryIO, Final

from app.domain.documents import DocumentKind, Refusal
from app.index.parsers.ole_package import MAGIC as OLE_MAGIC
from app.index.parsers.ole_package import OlePackage
from app.index.parsers.refusing import Refused
from app.index.parsers.text_kinds import HEAD_BYTES, text_kind
from app.index.parsers.zip_package import ZipPackage

_PDF_HEAD: Final = 1024
"""A PDF may begin after other bytes, this many at most (ISO 32000-1, Annex H, note 13)."""
_PDF_TAIL: Final = 2048
_PDF_OBJECT: Final = re.compile(rb"^\d+ \d+ obj\b", re.MULTILINE)
_TAR_MAGIC_AT: Final = 257

_IMAGES: Final = (
    rb"\x89PNG\r\n\x1a\n",
    rb"GIF8[79]a",
    rb"\xff\xd8\xff",
    rb"II\*\x00",
    rb"MM\x00\*",
    rb"RIFF....WEBP",
    rb"BM....\x00\x00\x00\x00",
    rb"\x00\x00\x00.ftyp(?:heic|heix|hevc|mif1|msf1|avif)",
    rb"\x00\x00\x00\x0cjP  \r\n\x87\n",
)
_PACKED: Final = (rb"\x1f\x8b\x08", rb"BZh[1-9]1AY&SY", rb"\xfd7zXZ\x00")
_NOT_UNPACKED: Final = (
    rb"7z\xbc\xaf\x27\x1c",
    rb"Rar!\x1a\x07",
    rb"\x28\xb5\x2f\xfd",  # Zstandard, which Python 3.11 does not know
    rb"\x04\x22\x4d\x18",  # LZ4
    rb"\x1f[\x9d\xa0]",  # compress
    rb"LZIP\x01",
    rb"MSCF\x00\x00\x00\x00",
)
_UNREAD: Final = (
    rb"HWP Document File V3",  # the format before HWP 5, which nothing here reads
)
_DATA: Final = (
    rb"\x7fELF",
    rb"MZ[^\t\n\r -~]",
    rb"\xca\xfe\xba\xbe",
    rb"[\xce\xcf]\xfa\xed\xfe",
    rb"GGUF(?:[\x01-\x0f]\x00\x00\x00|\x00\x00\x00[\x01-\x0f])",
    rb"SQLite format 3\x00",
    rb"\x00asm",
    rb"wOF[F2](?:\x00\x01\x00\x00|OTTO|true|ttcf)",
    rb"OggS\x00",
    rb"fLaC\x00",
    rb"ID3[\x02-\x04]\x00",
    rb"\x00\x00\x00.ftyp",
    rb"RIFF....(?:WAVE|AVI )",
)


def _any_of(patterns: tuple[bytes, ...]) -> re.Pattern[bytes]:
    return re.compile(b"|".join(patterns), re.DOTALL)


_IS_IMAGE: Final = _any_of(_IMAGES)
_IS_PACKED: Final = _any_of(_PACKED)
_IS_UNREAD: Final = _any_of(_UNREAD)
_IS_NOT_UNPACKED: Final = _any_of(_NOT_UNPACKED)
_IS_DATA: Final = _any_of(_DATA)

_MEDIA_TYPES: Final = (
    (b"application/epub+zip", DocumentKind.EPUB),
    (b"hwp+zip", DocumentKind.HWPX),
    (b"haansofthwp", DocumentKind.HWPX),
    (b"opendocument.text", DocumentKind.ODT),
    (b"opendocument.spreadsheet", DocumentKind.ODS),
    (b"opendocument.presentation", DocumentKind.ODP),
    (b"opendocument.graphics", DocumentKind.ODP),
)
_OFFICE_TYPES: Final = (
    (b"wordprocessingml", DocumentKind.DOCX),
    (b"ms-word.document.macro", DocumentKind.DOCX),
    (b"ms-word.template.macro", DocumentKind.DOCX),
    (b"presentationml", DocumentKind.PPTX),
    (b"ms-powerpoint", DocumentKind.PPTX),
    (b"ms-excel.sheet.binary", DocumentKind.XLSB),
    (b"spreadsheetml", DocumentKind.XLSX),
    (b"ms-excel", DocumentKind.XLSX),
)
_CONTENT_TYPES: Final = "[Content_Types].xml"
_MANIFEST: Final = "META-INF/manifest.xml"


def kind_of(file: BinaryIO, name: str) -> DocumentKind:
    """What a file is. `name` is used where its content leaves a choice between kinds of text.

    Raises Refused: EMPTY, LOCKED, BOMB, DAMAGED, BINARY for what is no document, NOT_UNPACKED,
    UNKNOWN_KIND.
    Leaves the file anywhere.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if not head.strip() and not file.read(1):
        raise Refused(Refusal.EMPTY)
    if head.startswith(OLE_MAGIC):
        return _ole_kind(file)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_kind(file)
    if _is_pdf(file, head):
        return DocumentKind.PDF
    if head.lstrip().startswith(b"{\\rtf"):
        return DocumentKind.RTF
    if _IS_IMAGE.match(head):
        return DocumentKind.IMAGE
    if _IS_PACKED.match(head) or head[_TAR_MAGIC_AT:].startswith(b"ustar"):
        return DocumentKind.ARCHIVE
    if _IS_NOT_UNPACKED.match(head):
        raise Refused(Refusal.NOT_UNPACKED)
    if _IS_UNREAD.match(head):
        raise Refused(Refusal.UNKNOWN_KIND)
    if _IS_DATA.match(head):
        raise Refused(Refusal.BINARY)
    return text_kind(head, name)


def _is_pdf(file: BinaryIO, head: bytes) -> bool:
    at = head.find(b"%PDF-", 0, _PDF_HEAD)
    if at < 0:
        return False
    if not head[:at].lstrip(b"\xef\xbb\xbf").strip():
        return True
    # A text about PDF may quote its first line; what has objects, or ends like one, is one.
    if _PDF_OBJECT.search(head, at):
        return True
    size = file.seek(0, 2)
    file.seek(max(0, size - _PDF_TAIL))
    return b"%%EOF" in file.read(_PDF_TAIL)


def _zip_kind(file: BinaryIO) -> DocumentKind:
    package = ZipPackage(file)
    kind = _declared_kind(package)
    if kind is not None:
        return kind
    if any(name.startswith("Contents/section") for name in package.names):
        return DocumentKind.HWPX
    if "META-INF/container.xml" in package:
        return DocumentKind.EPUB
    if any(name.endswith(".iwa") for name in package.names) or "Index.zip" in package:
        raise Refused(Refusal.UNKNOWN_KIND)  # Pages, Numbers, Keynote
    return DocumentKind.ARCHIVE


def _declared_kind(package: ZipPackage) -> DocumentKind | None:
    """What the package itself says that it is."""
    for member, types in (
        ("mimetype", _MEDIA_TYPES),
        (_CONTENT_TYPES, ()),
        (_MANIFEST, _MEDIA_TYPES),
    ):
        if member not in package or package.is_locked(member):
            continue
        if member == _CONTENT_TYPES:
            return _office_kind(package)
        said = package.head(member, HEAD_BYTES)
        for media_type, kind in types:
            if media_type in said:
                return kind
    return None


def _office_kind(package: ZipPackage) -> DocumentKind:
    for start, kind in (("word/", DocumentKind.DOCX), ("ppt/", DocumentKind.PPTX)):
        if any(name.startswith(start) for name in package.names):
            return kind
    if any(name.startswith("xl/") for name in package.names):
        return DocumentKind.XLSB if "xl/workbook.bin" in package else DocumentKind.XLSX
    said = package.head(_CONTENT_TYPES, HEAD_BYTES)
    for content_type, kind in _OFFICE_TYPES:
        if content_type in said:
            return kind
    raise Refused(Refusal.UNKNOWN_KIND)


def _ole_kind(file: BinaryIO) -> DocumentKind:
    package = OlePackage(file)
    if "EncryptedPackage" in package or "EncryptionInfo" in package:
        raise Refused(Refusal.LOCKED, "office encryption")
    for stream, kind in (
        ("WordDocument", DocumentKind.DOC),
        ("PowerPoint Document", DocumentKind.PPT),
        ("Workbook", DocumentKind.XLS),
        ("Book", DocumentKind.XLS),
        ("__properties_version1.0", DocumentKind.MSG),
    ):
        if stream in package:
            return kind
    if "FileHeader" in package and package.read("FileHeader").startswith(b"HWP Document File"):
        return DocumentKind.HWP
    raise Refused(Refusal.UNKNOWN_KIND)
