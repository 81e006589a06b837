"""Tests of spreadsheets: XLSX, XLSB and XLS, written cell by cell."""

import io
import struct
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from office_files import HEAD, core, hostile, mutated_members, relations, zipped
from ole_files import ole, summary
from parsed_documents import (
    check_from_end_to_end,
    mutations,
    noted,
    outline,
    parsed,
    reason_of,
    survives,
)

from app.domain.documents import DocumentKind, NoteKind, ParsedDocument, PartKind, Refusal
from app.index.parsers import sheets
from app.index.parsers.kinds import kind_of

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
NAMES = f'{MAIN} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
STYLES = f"""{HEAD}<styleSheet {MAIN}><numFmts count="1"><numFmt numFmtId="200"
 formatCode="[h]:mm:ss"/></numFmts><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/>
<xf numFmtId="200"/></cellXfs></styleSheet>"""


def c(place: str, value: object, more: str = "") -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"{more}><is><t>{value}</t></is></c>'
    return f'<c r="{place}"{more}><v>{value}</v></c>'


def rows(*found: str) -> str:
    return "".join(f"<row>{cells}</row>" for cells in found)


def package(
    tables: Mapping[str, str], hidden: str = "", extra: dict[str, str] | None = None
) -> dict[str, str]:
    listed, links = "", {"st": ("styles", "styles.xml"), "ss": ("sharedStrings", "strings.xml")}
    files = {}
    for number, (name, body) in enumerate(tables.items(), 1):
        state = f' state="{hidden}"' if hidden and number == 2 else ""
        listed += f'<sheet name="{name}" sheetId="{number}"{state} r:id="r{number}"/>'
        links[f"r{number}"] = ("worksheet", f"worksheets/sheet{number}.xml")
        tail = body if body.startswith("<sheetData") else f"<sheetData>{body}</sheetData>"
        files[f"xl/worksheets/sheet{number}.xml"] = f"{HEAD}<worksheet {NAMES}>{tail}</worksheet>"
    strings = f'{HEAD}<sst {MAIN} count="1"><si><r><t>공유</t></r><r><t>글</t></r></si></sst>'
    return {
        "[Content_Types].xml": HEAD + "<Types/>",
        "_rels/.rels": relations(
            {"a": ("officeDocument", "xl/workbook.xml"), "b": ("core-properties", "core.xml")}
        ),
        "core.xml": core("통합 문서", "홍길동"),
        "xl/workbook.xml": f"{HEAD}<workbook {NAMES}><sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(links),
        "xl/styles.xml": STYLES,
        "xl/strings.xml": strings,
        "xl/sharedStrings.xml": strings,
        **files,
        **(extra or {}),
    }


def read(tables: Mapping[str, str], hidden: str = "") -> ParsedDocument:
    return parsed(sheets, zipped(package(tables, hidden)), DocumentKind.XLSX)


def test_sheets_are_parts_and_their_rows_keep_their_numbers() -> None:
    body = rows(
        c("B3", "이름") + c("C3", "수") + c("D3", "날"),
        c("B4", "가") + c("C4", 1.5) + c("D4", 45292, ' s="1"'),
        c("B5", "나") + c("C5", 0.1 + 0.2) + c("D5", 45292.75, ' s="1"'),
        c("B8", "끝") + '<c r="C8" t="b"><v>1</v></c><c r="D8" s="2"><v>1.5</v></c>',
    )
    document = read({"매출": body, "빈 것": "", "둘": rows('<c r="A1" t="s"><v>0</v></c>')})
    assert outline(document) == [
        ("table", "이름\t수\t날\n가\t1.5\t2024-01-01\n나\t0.3\t2024-01-01 18:00:00\n"),
        ("table", "끝\tTRUE\t36:00:00\n"),
        ("table", "공유글\n"),
    ]
    assert [(b.first_row, b.header_rows) for b in document.blocks] == [(3, 1), (8, 0), (1, 0)]
    assert [(p.kind, p.label) for p in document.parts] == [
        (PartKind.SHEET, "매출"),
        (PartKind.SHEET, "둘"),
    ]
    assert (document.title, document.author) == ("통합 문서", "홍길동")


def test_formulas_show_their_last_result_and_merged_cells_reach_down() -> None:
    data = rows(
        c("A1", "가") + c("B1", 1),
        c("B2", 2),
        '<c r="B3"><f>SUM(B1:B2)</f><v>3</v></c><c r="C3" t="e"><v>#DIV/0!</v></c>',
    )
    body = f'<sheetData>{data}</sheetData><mergeCells><mergeCell ref="A1:A3"/></mergeCells>'
    assert outline(read({"s": body})) == [("table", "가\t1\n가\t2\n가\t3\n")]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_left_out_and_counted(state: str) -> None:
    document = read({"보임": rows(c("A1", "가")), "숨김": rows(c("A1", "비밀"))}, state)
    assert document.text.strip() == "가"
    assert noted(document) == {NoteKind.HIDDEN_TEXT: 2}


def test_comments_boxes_and_pictures_beside_the_cells() -> None:
    drawing = f"""{HEAD}<wsDr xmlns:a="urn:a"><sp><txBody><a:p><a:r><a:t>상자</a:t></a:r></a:p>
</txBody></sp><pic/><pic/></wsDr>"""
    comments = f"""{HEAD}<comments {MAIN}><commentList><comment ref="B2"><text><r><t>확인</t></r>
</text></comment></commentList></comments>"""
    links = relations({"c": ("comments", "../comments1.xml"), "d": ("drawing", "../drawing.xml")})
    files = package(
        {"s": rows(c("A1", "가"))},
        extra={
            "xl/comments1.xml": comments,
            "xl/drawing.xml": drawing,
            "xl/worksheets/_rels/sheet1.xml.rels": links,
        },
    )
    document = parsed(sheets, zipped(files), DocumentKind.XLSX)
    assert outline(document)[1:] == [("note", "B2: 확인"), ("paragraph", "상자")]
    assert document.parts[0].pictures == 2


def test_far_corners_are_read_without_room_for_what_is_between() -> None:
    last = c("XFD1048576", "끝")
    far = rows(c("A1", "가") + c("C1", 2.5)) + f'<row r="1048576">{last}</row>'
    document = read({"s": far, "t": rows('<c r="A1" t="s"><v>0</v></c><c t="b"><v>1</v></c>')})
    assert outline(document) == [
        ("table", "가\t\t2.5\n"),
        ("table", "끝\n"),
        ("table", "공유글\tTRUE\n"),
    ]
    assert [b.first_row for b in document.blocks] == [1, 1048576, 1]
    odd = far.replace('r="XFD1048576"', "\n r = 'XFD1048576'")
    assert "끝" in read({"s": odd}).text
    styled = rows(c("A1", "가"), '<c r="XFD1048576" s="1"/>')
    assert read({"s": styled}).text.strip() == "가"
    unsaid = "<row>" + "<c><v>1</v></c>" * 9000 + "</row>" + "<row><c><v>1</v></c></row>" * 2000
    survives(lambda data: parsed(sheets, data, DocumentKind.XLSX), zipped(package({"s": unsaid})))
    # A sheet where nobody looks for one.
    files = package({"s": rows(c("A1", 1))})
    files["xl/elsewhere.txt"] = files.pop("xl/worksheets/sheet1.xml").replace(rows(c("A1", 1)), far)
    files["xl/_rels/workbook.xml.rels"] = relations({"r1": ("worksheet", "elsewhere.txt")})
    assert "끝" in parsed(sheets, zipped(files), DocumentKind.XLSX).text


def test_hostile_packages_are_refused() -> None:
    files = package({"s": rows(c("A1", "가나다"))})
    for member in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"):
        for name, data in hostile(files, member, f"<worksheet {NAMES}><sheetData>"):
            if name == "a bomb":
                reason = reason_of(lambda data=data: parsed(sheets, data, DocumentKind.XLSX))
                assert reason is Refusal.BOMB
            survives(lambda data: parsed(sheets, data, DocumentKind.XLSX), data)
            if name in ("entities", "a file outside"):
                reason = reason_of(lambda data=data: parsed(sheets, data, DocumentKind.XLSX))
                assert reason is Refusal.DAMAGED
    broken = package({"s": rows(c("A1", "가")), "t": "<broken"})
    document = parsed(sheets, zipped(broken), DocumentKind.XLSX)
    assert noted(document) == {NoteKind.PARTLY_DAMAGED: 1}


# --- binary packages ----------------------------------------------------------------------------


def part(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    assert len(data) < 0x80
    return head + bytes([len(data)]) + data


def counted(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(cells: list[tuple[int, int, str]]) -> dict[str, bytes | str]:
    workbook = part(131) + part(143)
    workbook += part(156, struct.pack("<II", 0, 1) + counted("r1") + counted("시트")) + part(144)
    body = part(129) + part(148, struct.pack("<4I", 0, 9, 0, 9)) + part(145)
    for row, column, text in cells:
        body += part(0, struct.pack("<I", row) + bytes(13))
        body += part(6, struct.pack("<II", column, 0) + counted(text))
    return {
        "[Content_Types].xml": HEAD + "<Types/>",
        "xl/workbook.bin": workbook + part(132),
        "xl/_rels/workbook.bin.rels": relations({"r1": ("worksheet", "worksheets/sheet1.bin")}),
        "xl/worksheets/sheet1.bin": body + part(146) + part(130),
    }


def test_binary_packages() -> None:
    data = zipped(xlsb([(0, 0, "가"), (1, 1, "나")]))
    assert kind_of(io.BytesIO(data), "x") is DocumentKind.XLSB
    document = parsed(sheets, data, DocumentKind.XLSB)
    assert outline(document) == [("table", "가\n\t나\n")]
    far = zipped(xlsb([(0, 0, "a"), (1048575, 16383, "b")]))
    assert reason_of(lambda: parsed(sheets, far, DocumentKind.XLSB)) is Refusal.TOO_LARGE


# --- old workbooks ------------------------------------------------------------------------------


def biff(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def xls(cells: list[tuple[int, int, str | float]], before: bytes = b"") -> dict[str, bytes]:
    begin = struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6)
    name = "시트".encode("utf-16-le")
    head = biff(0x809, begin) + before + biff(0x42, struct.pack("<H", 1200))
    size = len(head) + 4 + 8 + len(name) + 4
    bound = struct.pack("<IBBBB", size, 0, 0, 2, 1) + name
    body = biff(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
    for row, column, value in cells:
        place = struct.pack("<HHH", row, column, 0)
        if isinstance(value, str):
            text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
            body += biff(0x204, place + text)
        else:
            body += biff(0x203, place + struct.pack("<d", value))
    stream = head + biff(0x85, bound) + biff(0x0A) + body + biff(0x0A)
    return {"Workbook": stream, "\x05SummaryInformation": summary("표", "김", 949)}


def test_old_workbooks() -> None:
    data = ole(xls([(0, 0, "이름"), (0, 1, "값"), (1, 0, "가"), (1, 1, 2.5)]))
    assert kind_of(io.BytesIO(data), "x") is DocumentKind.XLS
    document = parsed(sheets, data, DocumentKind.XLS)
    assert outline(document) == [("table", "이름\t값\n가\t2.5\n")]
    assert (document.parts[0].label, document.title, document.author) == ("시트", "표", "김")


def test_old_workbooks_that_are_locked_or_too_wide() -> None:
    locked = ole(xls([(0, 0, "a")], biff(0x2F, bytes(6))))
    assert reason_of(lambda: parsed(sheets, locked, DocumentKind.XLS)) is Refusal.LOCKED
    far = ole(xls([(0, 0, "a"), (65535, 255, "b")]))
    assert reason_of(lambda: parsed(sheets, far, DocumentKind.XLS)) is Refusal.TOO_LARGE


# --- anything -----------------------------------------------------------------------------------

_KINDS = st.sampled_from((DocumentKind.XLSX, DocumentKind.XLSB, DocumentKind.XLS))


@given(st.binary(max_size=200), _KINDS)
def test_any_bytes_are_refused(data: bytes, kind: DocumentKind) -> None:
    survives(lambda data: parsed(sheets, data, kind), data)


def test_changed_workbooks_are_read_or_refused() -> None:
    files = package({"s": rows(c("A1", "가") + c("B1", 2), c("A2", "나"))})
    for member in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"):
        for data in mutated_members(files, member, 80):
            survives(lambda data: parsed(sheets, data, DocumentKind.XLSX), data)
    binary = xlsb([(0, 0, "가"), (1, 1, "나")])
    for member in ("xl/worksheets/sheet1.bin", "xl/workbook.bin"):
        for data in mutated_members(binary, member, 80):
            survives(lambda data: parsed(sheets, data, DocumentKind.XLSB), data)
    old = xls([(0, 0, "이름"), (1, 1, 2.5)])
    for made in mutations(old["Workbook"], 150):
        files = {**old, "Workbook": made}
        survives(lambda data: parsed(sheets, data, DocumentKind.XLS), ole(files))


def test_it_is_told_by_its_content() -> None:
    files = package({"s": rows(c("A1", "가나"))})
    check_from_end_to_end(zipped(files), DocumentKind.XLSX, "가나")
    check_from_end_to_end(zipped(xlsb([(0, 0, "가나")])), DocumentKind.XLSB, "가나")
    check_from_end_to_end(ole(xls([(0, 0, "가나")])), DocumentKind.XLS, "가나")
