"""Tests of archives and books: every member by its own parser, and no bomb."""

import bz2
import gzip
import io
import lzma
import random
import tarfile
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parsed_documents import block_texts, check, mutations, noted, outline, reason_of, survives

from app.domain.documents import (
    DocumentKind,
    NoteKind,
    ParsedDocument,
    PartKind,
    ReadingLimits,
    Refusal,
)
from app.index.parsers.dispatch import read_document

FILES = {
    "설명서/읽어보기.txt": "열어 보세요. 여기에 설명이 있습니다.".encode("cp949"),
    "src/a.py": b"def f():\n    return 1\n",
    "표.csv": "이름,값,수\n가,1,2\n나,3,4\n".encode(),
    "program": b"\x7fELF" + bytes(200),
    "empty.txt": b"",
    "__MACOSX/._a": b"\0\5\x16\7",
}


def read(data: bytes, name: str = "x.zip", **limits: int) -> ParsedDocument:
    document = read_document(io.BytesIO(data), name, ReadingLimits(**limits))
    check(document)
    return document


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w") -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode=mode) as archive:
        for name, kind in (("link", tarfile.SYMTYPE), ("device", tarfile.CHRTYPE)):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, "/etc/passwd"
            archive.addfile(entry)
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return target.getvalue()


_ZIPS = (zipped, lambda files: zipped(files, zipfile.ZIP_LZMA))


@pytest.mark.parametrize(
    "pack",
    [
        *_ZIPS,
        tarred,
        lambda files: tarred(files, "w:gz"),
        lambda files: tarred(files, "w:bz2"),
        lambda files: tarred(files, "w:xz"),
    ],
)
def test_members_are_parts_named_by_their_path(pack: object) -> None:
    document = read(pack(FILES))  # type: ignore[operator]  # a table of lambdas
    assert document.kind is DocumentKind.ARCHIVE
    assert [(p.kind, p.label) for p in document.parts] == [
        (PartKind.FILE, "설명서/읽어보기.txt"),
        (PartKind.FILE, "src/a.py"),
        (PartKind.FILE, "표.csv"),
    ]
    assert outline(document)[1:] == [
        ("code", "def f():\n    return 1"),
        ("table", "이름\t값\t수\n가\t1\t2\n나\t3\t4\n"),
    ]
    skipped = [note for note in document.notes if note.kind is NoteKind.MEMBERS_SKIPPED]
    links = ["link", "device"] if pack not in _ZIPS else []
    names = [*links, "program", "empty.txt"]
    assert [(note.count, note.detail) for note in skipped] == [(len(names), names[0])]


@pytest.mark.parametrize(
    ("pack", "ending"), [(gzip.compress, "gz"), (bz2.compress, "bz2"), (lzma.compress, "xz")]
)
def test_one_packed_file(pack: object, ending: str) -> None:
    data = pack("# 제목\n\n*글*".encode())  # type: ignore[operator]  # three functions
    document = read(data, f"폴더/글.md.{ending}")
    assert outline(document) == [("heading", "제목"), ("paragraph", "글")]
    assert [p.label for p in document.parts] == ["글.md"]


def test_korean_names_without_a_mark_for_utf8() -> None:
    data = bytearray(zipped({"AAAA.txt": b"hello"}))
    name = "한글".encode("cp949")
    document = read(bytes(data).replace(b"AAAA", name))
    assert [p.label for p in document.parts] == ["한글.txt"]
    marked = read(zipped({"é.txt": b"hello", "日本.txt": b"x"}))
    assert [p.label for p in marked.parts] == ["é.txt", "日本.txt"]


def test_archives_inside_archives_end_somewhere() -> None:
    once = zipped({"안/글.zip": zipped({"글.txt": b"the innermost"})})
    document = read(once)
    assert [p.label for p in document.parts] == ["안/글.zip, 글.txt"]
    twice = zipped({"1.zip": once, "top.txt": b"top"})
    document = read(twice)
    assert [p.label for p in document.parts] == ["top.txt"]
    assert noted(document)[NoteKind.MEMBERS_SKIPPED] >= 1


def test_links_are_no_members_and_paths_are_names_alone() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("../../up.txt", "words above")
        archive.writestr("/etc/x.txt", "words at the root")
    document = read(target.getvalue())
    assert [p.label for p in document.parts] == ["../../up.txt", "/etc/x.txt"]
    assert block_texts(document) == ["words above", "words at the root"]
    assert noted(document) == {NoteKind.MEMBERS_SKIPPED: 1}


def test_an_archive_of_another_kind_inside_is_left_out_and_told() -> None:
    document = read(zipped({"a.7z": b"7z\xbc\xaf\x27\x1c" + bytes(60), "b.txt": b"words"}))
    assert noted(document) == {NoteKind.MEMBERS_SKIPPED: 1}


def test_what_unpacks_without_end_is_a_bomb() -> None:
    flat = bytes(80 << 20)
    inner = zipped({"a.txt": flat})
    for bomb in (inner, gzip.compress(flat, 9), bz2.compress(flat), zipped({"b.zip": inner})):
        assert reason_of(lambda bomb=bomb: read(bomb)) is Refusal.BOMB
    # One whose header lies of its size.
    lying = bytearray(inner)
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = lying.index(signature) + at
        lying[place : place + 4] = (100).to_bytes(4, "little")
    assert reason_of(lambda: read(bytes(lying))) in (Refusal.DAMAGED, Refusal.NO_TEXT)


def test_archives_inside_archives_share_what_may_be_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inner = zipped({f"{n}.txt": b"%d " % n + b"The rent is due. " * 60 for n in range(4)})
    outer = zipped({f"{n}.zip": inner for n in range(3)})
    assert len(read(outer).parts) == 12
    monkeypatch.setattr("app.index.parsers.members.MOST_UNPACKED", 10_000)
    assert len(read(inner).parts) == 4
    assert reason_of(lambda: read(outer)) is Refusal.BOMB


def test_archives_inside_archives_share_how_many_members_there_may_be() -> None:
    inner = zipped({f"{n}.txt": b"The rent is due." for n in range(4)})
    document = read(zipped({f"{n}.zip": inner for n in range(3)}), members=7)
    assert [part.label for part in document.parts][-1].startswith("1.zip")
    assert len(document.parts) == 5
    assert NoteKind.CUT_SHORT in noted(document)


def test_too_many_members_are_cut() -> None:
    document = read(zipped({f"{n}.txt": b"some words" for n in range(30)}), members=10)
    assert len(document.parts) == 10
    assert NoteKind.CUT_SHORT in noted(document)
    full = read(zipped({f"{n}.txt": b"some words" for n in range(30)}), text_characters=55)
    assert len(full.text) <= 60
    assert NoteKind.CUT_SHORT in noted(full)


def test_encrypted_members_are_locked() -> None:
    def lock(data: bytes, count: int) -> bytes:
        made = bytearray(data)
        for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            place = -1
            for _ in range(count):
                place = made.index(signature, place + 1)
                made[place + at] |= 1
        return bytes(made)

    data = zipped({"a.txt": b"secret words", "b.txt": b"open words"})
    assert reason_of(lambda: read(lock(data, 2))) is Refusal.LOCKED
    document = read(lock(data, 1))
    assert block_texts(document) == ["open words"]
    assert noted(document) == {NoteKind.MEMBERS_SKIPPED: 1}


def test_a_torn_archive_gives_what_came_before() -> None:
    noise = random.Random(1).randbytes(40_000).hex().encode()
    whole = tarred({"first.txt": b"first words", "noise.txt": noise}, "w:gz")
    document = read(whole[: len(whole) // 2])
    assert "first words" in document.text
    assert reason_of(lambda: read(whole[:40])) in (Refusal.DAMAGED, Refusal.NO_TEXT)


# --- books --------------------------------------------------------------------------------------

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)
INDEX = """<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>바다 이야기</dc:title>
<dc:creator>김영희</dc:creator><dc:creator>Lee</dc:creator></metadata>
<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="c2" href="text/two%20b.xhtml" media-type="application/xhtml+xml"/>
<item id="c1" href="text/one.xhtml" media-type="application/xhtml+xml"/>
<item id="css" href="x.css" media-type="text/css"/></manifest>
<spine><itemref idref="nav"/><itemref idref="c1"/><itemref idref="c2"/><itemref idref="gone"/>
</spine></package>"""
NAV = """<html xmlns="http://www.w3.org/1999/xhtml"><body><nav><ol>
<li><a href="text/one.xhtml#top">첫째 장</a></li><li><a href="text/two%20b.xhtml">둘째 장</a></li>
</ol></nav></body></html>"""
ONE = """<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">
<head><title/></head><body><h1>첫째 장</h1><p>바다가 <i>보인다</i>.</p></body></html>"""


def book(**more: bytes | str) -> bytes:
    files: dict[str, bytes | str] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": INDEX,
        "OEBPS/nav.xhtml": NAV,
        "OEBPS/text/one.xhtml": ONE,
        "OEBPS/text/two b.xhtml": ONE.replace("첫째", "둘째"),
    }
    files.update(more)
    return zipped({n: d.encode() if isinstance(d, str) else d for n, d in files.items()})


def test_a_book_in_the_order_of_its_spine() -> None:
    document = read(book(), "x.epub")
    assert document.kind is DocumentKind.EPUB
    assert (document.title, document.author) == ("바다 이야기", "김영희, Lee")
    assert [(p.kind, p.label) for p in document.parts] == [
        (PartKind.CHAPTER, "첫째 장"),
        (PartKind.CHAPTER, "둘째 장"),
    ]
    assert outline(document) == [
        ("heading", "첫째 장"),
        ("paragraph", "바다가 보인다."),
        ("heading", "둘째 장"),
        ("paragraph", "바다가 보인다."),
    ]


def test_a_page_of_links_is_left_out_where_the_book_says_what_it_is() -> None:
    guide = '<guide><reference type="toc" href="text/one.xhtml"/></guide></package>'
    index = INDEX.replace("</package>", guide)
    links = NAV.replace("nav>", "div>")
    listed = book(**{"OEBPS/book.opf": index, "OEBPS/text/one.xhtml": links})
    assert [p.label for p in read(listed, "x.epub").parts] == ["둘째 장"]
    assert len(read(book(**{"OEBPS/book.opf": index}), "x.epub").parts) == 2
    endless = book(**{"OEBPS/book.opf": index, "OEBPS/text/one.xhtml": "<body>" + "<a>" * 300_000})
    survives(lambda data: read(data, "x.epub"), endless)


def test_a_book_whose_pages_are_encrypted_is_locked() -> None:
    def encryption(path: str) -> str:
        return (
            '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><EncryptedData>'
            f'<CipherData><CipherReference URI="{path}"/></CipherData></EncryptedData></encryption>'
        )

    name = "META-INF/encryption.xml"
    locked = book(**{name: encryption("OEBPS/text/one.xhtml")})
    assert reason_of(lambda: read(locked, "x.epub")) is Refusal.LOCKED
    fonts = book(**{name: encryption("OEBPS/font.otf")})
    assert len(read(fonts, "x.epub").parts) == 2


def test_a_book_with_damaged_chapters_and_without_an_index() -> None:
    document = read(book(**{"OEBPS/text/one.xhtml": bytes(range(256)) * 4}), "x.epub")
    assert [p.label for p in document.parts] == ["둘째 장"]
    assert noted(document) == {NoteKind.PARTLY_DAMAGED: 1}
    bare = zipped({"mimetype": b"application/epub+zip", "a.xhtml": ONE.encode()})
    assert reason_of(lambda: read(bare, "x.epub")) is Refusal.DAMAGED


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\3\4", b"\x1f\x8b\x08", b"BZh91AY&SY"]))
def test_any_bytes_are_read_or_refused(data: bytes, head: bytes) -> None:
    survives(read, head + data)


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz", "tar.bz2", "tar.xz", "epub"])
def test_changed_files_are_read_or_refused(kind: str) -> None:
    if kind == "epub":
        sample = book()
    elif kind == "zip":
        sample = zipped(FILES, zipfile.ZIP_STORED)
    else:
        sample = tarred(FILES, "w" if kind == "tar" else f"w:{kind[4:]}")
    for data in mutations(sample, 100):
        survives(lambda data: read(data, f"x.{kind}"), data)
