"""Small PDF files, written by hand: pages of content streams in Helvetica."""

from collections.abc import Sequence

A5 = (0, 0, 420, 595)


def pdf(
    *pages: str,
    catalog: str = "",
    page: str = "",
    info: str = "",
    trailer: str = "",
    extra: Sequence[str] = (),
) -> bytes:
    """A PDF of A5 pages with these content streams; `page` is added to each page's dictionary.

    `extra` objects get the numbers from 10 on; fonts are /F (Helvetica) and /B (bold), number 8 of
    the objects is a picture of fine stripes, /I.
    """
    objects = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        5: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        6: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>",
        7: f"<< /Producer (by hand) {info} >>",
        8: "<< /Type /XObject /Subtype /Image /Width 64 /Height 1 /BitsPerComponent 8 "
        "/ColorSpace /DeviceGray /Filter /ASCIIHexDecode /Length 129 >>\nstream\n"
        + "00ff" * 32
        + ">\nendstream",
    }
    for number, each in enumerate(extra, 10):
        objects[number] = each
    first = 10 + len(extra)
    kids = []
    for index, content in enumerate(pages):
        number = first + 2 * index
        kids.append(f"{number} 0 R")
        objects[number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{' '.join(map(str, A5))}] "
            "/Resources << /Font << /F 5 0 R /B 6 0 R >> /XObject << /I 8 0 R >> >> "
            f"/Contents {number + 1} 0 R {page} >>"
        )
        length = len(content.encode("latin-1"))
        objects[number + 1] = f"<< /Length {length} >>\nstream\n{content}\nendstream"
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(pages)} >>"
    return _file(objects, trailer)


def _file(objects: dict[int, str], trailer: str) -> bytes:
    data = b"%PDF-1.7\n"
    places = {}
    for number in sorted(objects):
        places[number] = len(data)
        data += f"{number} 0 obj\n{objects[number]}\nendobj\n".encode("latin-1")
    start = len(data)
    data += f"xref\n0 {max(objects) + 1}\n0000000000 65535 f \n".encode()
    for number in range(1, max(objects) + 1):
        data += (
            f"{places[number]:010} 00000 n \n" if number in places else "0000000000 00000 f \n"
        ).encode()
    data += f"trailer\n<< /Size {max(objects) + 1} /Root 1 0 R /Info 7 0 R {trailer} >>\n".encode()
    return data + f"startxref\n{start}\n%%EOF\n".encode()


def line(
    text: str, x: float, y: float, *, size: float = 10, font: str = "F", before: str = ""
) -> str:
    """One line of text; `before` is put in front of it, such as a colour."""
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"q {before} BT /{font} {size} Tf {x} {y} Td ({escaped}) Tj ET Q\n"


def lines(*texts: str, x: float = 50, y: float = 500, size: float = 10, step: float = 12) -> str:
    """Lines below one another."""
    return "".join(line(text, x, y - step * at, size=size) for at, text in enumerate(texts))
