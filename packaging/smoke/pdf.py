"""A PDF of one page a text, small enough to be written by hand (ISO 32000-1, 7.5)."""

from __future__ import annotations

from collections.abc import Sequence

LINE = 14
TOP = 720


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """Return a PDF with the lines of each page in Helvetica; ASCII alone."""
    numbers = [4 + 2 * index for index in range(len(pages))]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        3: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }
    for number, lines in zip(numbers, pages, strict=True):
        content = page_content(lines)
        objects[number] = (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {number + 1} 0 R >>"
        )
        objects[number + 1] = f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"
    return assemble(objects)


def page_content(lines: Sequence[str]) -> str:
    """Return the drawing commands of a page."""
    escaped = [line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") for line in lines]
    drawn = " T* ".join(f"({line}) Tj" for line in escaped)
    return f"BT /F1 11 Tf {LINE} TL 60 {TOP} Td {drawn} ET"


def assemble(objects: dict[int, str]) -> bytes:
    """Return the file of numbered objects, with its table of where each begins."""
    data = b"%PDF-1.4\n"
    places = []
    for number, text in sorted(objects.items()):
        places.append(len(data))
        data += f"{number} 0 obj\n{text}\nendobj\n".encode("ascii")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}"
    end += f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + end.encode("ascii")
