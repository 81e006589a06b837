"""A file is told by what is in it: its name decides between kinds of text alone."""

import io
import zipfile

import pytest

from app.domain.documents import DocumentKind, ReadingLimits, Refusal
from app.index.parsers.dispatch import read_document
from app.index.parsers.kinds import kind_of
from app.index.parsers.refusing import Refused
from app.index.parsers.zip_package import ZipPackage

K = DocumentKind


def zipped(*members: str, **contents: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for name in members:
            file.writestr(name, contents.get(name.split(".")[0].strip("[]"), b"<x/>"))
    return data.getvalue()


def kind(data: bytes, name: str = "file") -> DocumentKind:
    return kind_of(io.BytesIO(data), name)


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"%PDF-1.7\n", "report.txt", K.PDF),
        (b"\xef\xbb\xbf\n%PDF-1.4\n", "a", K.PDF),
        (b"junk before\n%PDF-1.4\n...\n%%EOF\n", "a", K.PDF),
        (b"The first line reads %PDF-1.4 mostly.\n", "a.md", K.MARKDOWN),
        (b"{\\rtf1\\ansi hello}", "letter.doc", K.RTF),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "a.pdf", K.IMAGE),
        (b"\xff\xd8\xff\xe0" + bytes(20), "a", K.IMAGE),
        (b"\x1f\x8b\x08" + bytes(20), "a", K.ARCHIVE),
        (b"<!DOCTYPE html><title>x</title>", "a.txt", K.HTML),
        (b"<?xml version='1.0'?>\n<html xmlns='x'/>", "a", K.HTML),
        (b"<?xml version='1.0'?><feed/>", "a", K.XML),
        (b"<p>one</p>", "a.html", K.HTML),
        (b"no markup at all", "a.html", K.TEXT),
        ("<html>한글".encode("utf-16"), "a", K.HTML),
        ("안녕하세요".encode("cp949"), "a.txt", K.TEXT),
        ("그냥 글".encode("utf-16-le"), "a.txt", K.TEXT),
        (b"# Title\n\n- one\n- two\n", "README", K.MARKDOWN),
        (b"# Title\n\n- one\n- two\n", "a.txt", K.TEXT),
        (b"#!/bin/sh\n# x\n", "run", K.CODE),
        (b"def f(): pass", "a.py", K.CODE),
        (b"all:\n\tmake", "Makefile", K.CODE),
        (b'{"a": [1, 2]}', "a", K.JSON),
        (b'{"a": 1}\n{"a": 2}\n', "a.log", K.JSON),
        (b"[1] Knuth, The Art", "a.txt", K.TEXT),
        (b"a,b\n1,2\n", "a.csv", K.CSV),
        (b"a\tb\tc\n" * 6, "a.txt", K.CSV),
        (b"One, two, three.\nFour, five.\nSix.\nSeven, eight, nine.\nTen, x.\n", "a.txt", K.TEXT),
        (b"From: a@b.c\nTo: d@e.f\nSubject: x\n\nhello", "a.txt", K.EML),
        (b"From: a@b.c\n\nhello", "a.eml", K.EML),
        (b"From: the author\nTitle: a book\n\nChapter", "a.txt", K.TEXT),
        (b"Subject: x\nDate: y\nTo: z\n\n", "a.md", K.MARKDOWN),
        (b"From a@b.c Mon Jan  1 10:00:00 2024\nFrom: a@b.c\nSubject: x\n\nhi", "box", K.MBOX),
        (b"<html> is what a page begins with", "notes.md", K.MARKDOWN),
        (b"GGUF files hold models", "notes.txt", K.TEXT),
        (b"wOFF and wOF2 are fonts", "notes.txt", K.TEXT),
    ],
)  # fmt: skip
def test_kinds(data: bytes, name: str, expected: DocumentKind) -> None:
    assert kind(data, name) is expected


@pytest.mark.parametrize(
    ("members", "contents", "expected"),
    [
        (("[Content_Types].xml", "word/document.xml"), {}, K.DOCX),
        (("[Content_Types].xml", "ppt/presentation.xml"), {}, K.PPTX),
        (("[Content_Types].xml", "xl/workbook.xml"), {}, K.XLSX),
        (("[Content_Types].xml", "xl/workbook.bin"), {}, K.XLSB),
        (("[Content_Types].xml", "x.xml"), {"Content_Types": b"a.spreadsheetml.b"}, K.XLSX),
        (("mimetype", "content.xml"),
         {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, K.ODS),
        (("mimetype", "META-INF/container.xml"), {"mimetype": b"application/epub+zip"}, K.EPUB),
        (("mimetype", "META-INF/container.xml"), {"mimetype": b"application/hwp+zip"}, K.HWPX),
        (("META-INF/container.xml",), {}, K.EPUB),
        (("notes/word/document.xml", "b.txt"), {}, K.ARCHIVE),
    ],
)  # fmt: skip
def test_kinds_of_packages(
    members: tuple[str, ...], contents: dict[str, bytes], expected: DocumentKind
) -> None:
    assert kind(zipped(*members, **contents), "a.zip") is expected


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Refusal.EMPTY),
        (b" \n\t\n", Refusal.EMPTY),
        (b"\x7fELF" + bytes(100), Refusal.BINARY),
        (b"MZ\x90\x00" + bytes(100), Refusal.BINARY),
        (b"GGUF\x03\x00\x00\x00" + bytes(100), Refusal.BINARY),
        (b"wOFF\x00\x01\x00\x00" + bytes(100), Refusal.BINARY),
        (bytes(range(256)) * 20, Refusal.BINARY),
        (bytes(1000), Refusal.BINARY),
        (b"PK\x03\x04 and then nothing", Refusal.DAMAGED),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), Refusal.DAMAGED),
        (b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(60), Refusal.NOT_UNPACKED),
        (b"Rar!\x1a\x07\x01\x00" + bytes(60), Refusal.NOT_UNPACKED),
        (b"\x28\xb5\x2f\xfd" + bytes(60), Refusal.NOT_UNPACKED),
        (b"HWP Document File V3.00 \x1a", Refusal.UNKNOWN_KIND),
        (zipped("Index/Document.iwa"), Refusal.UNKNOWN_KIND),
    ],
)
def test_what_is_refused(data: bytes, reason: Refusal) -> None:
    with pytest.raises(Refused) as caught:
        kind(data, "a.txt")
    assert caught.value.reason is reason


def test_a_package_that_would_unpack_to_too_much_is_a_bomb() -> None:
    bomb = zipped("word/document.xml", word=b"", **{"word/document": bytes(64 << 20)})
    with pytest.raises(Refused) as caught:
        ZipPackage(io.BytesIO(bomb))
    assert caught.value.reason is Refusal.BOMB


def test_a_package_of_too_many_members_is_a_bomb() -> None:
    with pytest.raises(Refused) as caught:
        ZipPackage(io.BytesIO(zipped("a", "b", "c")), most_members=2)
    assert caught.value.reason is Refusal.BOMB


def test_a_member_is_read_within_its_bound() -> None:
    package = ZipPackage(io.BytesIO(zipped("a.xml", a=b"12345")))
    assert package.read("a.xml", 5) == b"12345"
    assert package.head("a.xml", 2) == b"12"
    assert package.size("a.xml") == 5
    with pytest.raises(Refused) as caught:
        package.read("a.xml", 4)
    assert caught.value.reason is Refusal.BOMB
    with pytest.raises(Refused) as caught:
        package.read("b.xml")
    assert caught.value.reason is Refusal.DAMAGED


def test_a_member_without_a_name_is_none() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        nameless = zipfile.ZipInfo("x")
        nameless.filename = ""
        file.writestr(nameless, b"1")
        file.writestr("a.xml", b"2")
    assert ZipPackage(data).names == ("a.xml",)


def test_an_encrypted_member_is_locked() -> None:
    data = bytearray(zipped("a.xml"))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + at] |= 1
    package = ZipPackage(io.BytesIO(bytes(data)))
    assert package.is_locked("a.xml")
    with pytest.raises(Refused) as caught:
        package.read("a.xml")
    assert caught.value.reason is Refusal.LOCKED


def test_files_in_files_in_files_end() -> None:
    with pytest.raises(Refused) as caught:
        read_document(io.BytesIO(b"x"), "a.txt", ReadingLimits(), depth=3)
    assert caught.value.reason is Refusal.BOMB
