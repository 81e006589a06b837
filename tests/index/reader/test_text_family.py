"""Text, mail, books and archives come out of a confined child as they do here: nothing it needs
is loaded late, when files and codecs are out of reach."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from compound_files import compound_file

from app.domain.documents import ReadingLimits
from app.index.parsers.dispatch import read_document
from app.index.reader.client import ReaderClient

KOREAN = "첫째 문단은 길지 않습니다.\n\n둘째 문단도 그렇습니다. 그리고 끝이 납니다.\n"
PAGE = "<html><head><meta charset='{}'><title>제목</title></head><body><p>글 &hearts;</p></body>"


@pytest.fixture(scope="module")
def reader() -> Iterator[ReaderClient]:
    client = ReaderClient()
    yield client
    client.close()


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def tarred(mode: str) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode=mode) as archive:
        entry = tarfile.TarInfo("폴더/글.txt")
        entry.size = len(KOREAN.encode("cp949"))
        archive.addfile(entry, io.BytesIO(KOREAN.encode("cp949")))
    return target.getvalue()


def mail() -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"] = (
        "홍길동 <a@b.c>",
        "긴 제목이 여기에 있습니다 그리고 더 길어집니다",
    )
    made.set_content(KOREAN)
    made.add_alternative("<p>page</p>", subtype="html")
    made.add_attachment(zipped({"안.csv": b"a,b\n1,2\n"}), maintype="a", subtype="b",
                        filename="모음.zip")  # fmt: skip
    return made.as_bytes()


def book() -> bytes:
    index = (
        '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.xhtml" '
        'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine>'
        "</package>"
    )
    return zipped({
        "mimetype": b"application/epub+zip",
        "book.opf": index.encode(),
        "a.xhtml": PAGE.format("utf-8").encode(),
    })  # fmt: skip


FILES = {
    "utf8.txt": KOREAN.encode(),
    "cp949.txt": KOREAN.encode("cp949"),
    "johab.txt": KOREAN.encode("johab"),
    "utf16.txt": KOREAN.encode("utf-16"),
    "iso2022.txt": KOREAN.encode("iso2022_kr"),
    "german.txt": "Über den Flüssen wächst das Gras, und Bäume stehen schön.".encode("cp1252"),
    "russian.txt": "Прошлым летом мы ездили к морю, и было хорошо.".encode("koi8-r"),
    "japanese.txt": "これは日本語の文章です。よろしくお願いします。".encode("cp932"),
    "page.html": PAGE.format("euc-kr").encode("cp949"),
    "arabic.html": PAGE.format("windows-1256").encode("cp949"),
    "guide.md": "# 제목\n\n*글* &copy; [a](b)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n".encode(),
    "code.py": b"def f():\n    return 1\n",
    "table.csv": "이름,값\n가,1\n나,2\n다,3\n라,4\n".encode("cp949"),
    "data.json": json.dumps({"가": [1, {"나": "다"}]}).encode(),
    "notes.ipynb": json.dumps(
        {"nbformat": 4, "cells": [{"cell_type": "markdown", "source": "# 가\n\n*나*"}]}
    ).encode(),
    "tree.xml": "<?xml version='1.0' encoding='euc-kr'?><a><b>글</b></a>".encode("cp949"),
    "letter.eml": mail(),
    "box.mbox": b"From a@b.c Mon Nov  2 10:00:00 2026\n" + mail(),
    "letter.msg": compound_file({
        "__properties_version1.0": bytes(32),
        "__substg1.0_0037001E": "회의".encode("cp949"),
        "__substg1.0_1000001F": KOREAN.encode("utf-16-le"),
    }),
    "book.epub": book(),
    "files.zip": zipped({"글.txt": KOREAN.encode("cp949"), "b.md": b"# b\n\nc"}),
    "lzma.zip": zipped({"글.txt": KOREAN.encode("cp949")}, zipfile.ZIP_LZMA),
    "files.tar": tarred("w"),
    "files.tar.gz": tarred("w:gz"),
    "files.tar.xz": tarred("w:xz"),
    "one.txt.gz": gzip.compress(KOREAN.encode()),
    "one.txt.bz2": bz2.compress(KOREAN.encode("cp949")),
    "one.txt.xz": lzma.compress(KOREAN.encode()),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_confined_child_reads_what_is_read_here(
    reader: ReaderClient, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name])
    here = read_document(io.BytesIO(FILES[name]), name, ReadingLimits())
    assert reader.read(path) == here
