"""Documents are read and drawn by the real children, with the real parsers."""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pdf_files import line, lines, pdf

from app.domain.documents import DocumentKind, ReadingLimits, Refusal
from app.domain.errors import DocumentRefused
from app.index.reader.client import ReaderClient


@pytest.fixture(scope="module", params=["forked", "single"])
def reader(request: pytest.FixtureRequest) -> Iterator[ReaderClient]:
    client = ReaderClient(without_forking=request.param == "single")
    yield client
    client.close()


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(9 * 8)))
        + chunk(b"IEND", b"")
    )


def reason(reader: ReaderClient, path: Path) -> Refusal:
    with pytest.raises(DocumentRefused) as caught:
        reader.read(path)
    assert path.name in str(caught.value)
    return caught.value.reason


def test_a_pdf_is_read_and_drawn(reader: ReaderClient, tmp_path: Path) -> None:
    path = tmp_path / "whales.pdf"
    path.write_bytes(
        pdf(line("Whales", 50, 540, size=20) + lines("They sing in the sea,", "all day long."))
    )
    document = reader.read(path)
    assert document.kind is DocumentKind.PDF
    assert "They sing in the sea, all day long." in document.text
    part, at = document.parts[0], document.text.index("sing")
    run = next(each for each in part.runs if each.start <= at < each.start + each.length)
    start = run.source + at - run.start
    picture = reader.draw(path, 1, 600, [(start, start + 4)])
    assert (picture.width, len(picture.marks)) == (600, 1)
    mark = picture.marks[0]
    row = picture.pixels[int(mark.top + mark.height / 2) * picture.stride :][: picture.stride]
    assert min(row[int(mark.left) * 4 : int(mark.left + mark.width) * 4 : 4]) < 100


def test_a_page_that_unpacks_to_more_than_its_bounds_is_refused(tmp_path: Path) -> None:
    packed = zlib.compress(zlib.compress(b" " * (100 << 20), 1), 9)
    plain, marker = pdf("x"), b"<< /Length 1 >>\nstream\nx\nendstream"
    head = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>" % len(packed)
    path = tmp_path / "bomb.pdf"
    path.write_bytes(plain.replace(marker, head + b"\nstream\n" + packed + b"\nendstream"))
    client = ReaderClient()
    with pytest.raises(DocumentRefused) as caught:
        client.read(path, limits=ReadingLimits(memory_bytes=48 << 20))
    client.close()
    assert caught.value.reason is Refusal.OUT_OF_MEMORY
    assert path.stat().st_size < 10_000


def test_what_cannot_be_read_is_refused(reader: ReaderClient, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(png())
    assert reason(reader, path) in (Refusal.NO_TEXT, Refusal.UNKNOWN_KIND)
    path.write_bytes(b"%PDF-1.4\nnothing\n%%EOF")
    assert reason(reader, path) is Refusal.DAMAGED
    path.write_bytes(bytes(range(256)) * 10)
    assert reason(reader, path) is Refusal.BINARY
    path.unlink()
    assert reason(reader, path) is Refusal.MISSING
