"""Tests of PPTX: slides in the order in which they are shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office_files import HEAD, core, hostile, mutated_members, relations, trees, zipped
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
from app.index.parsers import slides

NAMES = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
)


def lines(*texts: str, more: str = "") -> str:
    return "".join(f"<a:p>{more}<a:r><a:t>{text}</a:t></a:r></a:p>" for text in texts)


def shape(body: str, kind: str | None = None, hidden: str = "") -> str:
    place = "" if kind is None else f'<p:ph type="{kind}"/>' if kind else "<p:ph/>"
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="1" name="x"{hidden}/><p:cNvSpPr/><p:nvPr>{place}</p:nvPr>'
        f"</p:nvSpPr><p:txBody>{body}</p:txBody></p:sp>"
    )


def slide(shapes: str, more: str = "") -> str:
    return f"{HEAD}<p:sld {NAMES}{more}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"


def package(*found: str, order: list[int] | None = None, **extra: str) -> dict[str, str]:
    numbers = order or list(range(1, len(found) + 1))
    listed = "".join(f'<p:sldId id="{255 + n}" r:id="r{n}"/>' for n in numbers)
    links = {f"r{n}": ("slide", f"slides/slide{n}.xml") for n in numbers}
    beside = {
        "n": ("notesSlide", "../notes1.xml"),
        "c": ("comments", "../comments1.xml"),
        "d": ("diagramData", "../data1.xml"),
    }
    return {
        "_rels/.rels": relations(
            {"a": ("officeDocument", "ppt/presentation.xml"), "b": ("core-properties", "core.xml")}
        ),
        "core.xml": core("발표", "홍길동"),
        "ppt/presentation.xml": f"{HEAD}<p:presentation {NAMES}><p:sldIdLst>{listed}</p:sldIdLst>"
        "</p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(links),
        "ppt/slides/_rels/slide1.xml.rels": relations(beside),
        **{f"ppt/slides/slide{n}.xml": text for n, text in enumerate(found, 1)},
        **{f"ppt/{name}.xml": text for name, text in extra.items()},
    }


def read(*found: str, order: list[int] | None = None, **extra: str) -> ParsedDocument:
    return parsed(slides, zipped(package(*found, order=order, **extra)), DocumentKind.PPTX)


def test_titles_first_and_slides_in_their_order() -> None:
    first = slide(
        shape(lines("항목", "둘째"), "")
        + shape(lines("글상자"))
        + shape(lines("2024-01-01"), "dt")
        + shape(lines("제목", "두 줄"), "title")
    )
    second = slide(shape(lines("처음"), "ctrTitle") + shape(lines("부제"), "subTitle"))
    document = read(first, second, order=[2, 1])
    assert outline(document) == [
        ("heading", "처음"),
        ("paragraph", "부제"),
        ("heading", "제목 두 줄"),
        ("item", "항목"),
        ("item", "둘째"),
        ("paragraph", "글상자"),
    ]
    assert [(part.kind, part.label) for part in document.parts] == [
        (PartKind.SLIDE, "처음"),
        (PartKind.SLIDE, "제목 두 줄"),
    ]
    assert (document.title, document.author) == ("발표", "홍길동")


def test_bullets_breaks_groups_and_alternatives() -> None:
    bullet = lines("점", more='<a:pPr><a:buChar char="-"/></a:pPr>')
    broken = "<a:p><a:r><a:t>한</a:t></a:r><a:br/><a:fld><a:t>줄</a:t></a:fld></a:p>"
    group = f"<p:grpSp><p:grpSp>{shape(bullet)}</p:grpSp></p:grpSp>"
    choice = f"<mc:AlternateContent><mc:Choice>{shape(broken)}</mc:Choice><mc:Fallback>"
    choice += f"{shape(lines('다시'))}</mc:Fallback></mc:AlternateContent>"
    assert outline(read(slide(group + choice))) == [("item", "점"), ("paragraph", "한\n줄")]


def test_tables_diagrams_and_pictures() -> None:
    def cell(text: str, more: str = "") -> str:
        return f"<a:tc{more}><a:txBody>{lines(text)}</a:txBody></a:tc>"

    rows = f"<a:tr>{cell('구분')}{cell('값')}</a:tr>"
    rows += f"""<a:tr>{cell("가", ' rowSpan="2"')}{cell("1")}</a:tr>"""
    rows += f"""<a:tr>{cell("숨은", ' vMerge="1"')}{cell("2")}</a:tr>"""
    table = f'<a:tbl><a:tblPr firstRow="1"/>{rows}</a:tbl>'
    frame = "<p:graphicFrame><a:graphic><a:graphicData>{}</a:graphicData></a:graphic>"
    frame += "</p:graphicFrame>"
    data = f"{HEAD}<dgm:dataModel {NAMES}><dgm:ptLst><dgm:pt><dgm:t>{lines('단계')}</dgm:t>"
    data += "</dgm:pt></dgm:ptLst></dgm:dataModel>"
    shapes = frame.format(table) + frame.format('<dgm:relIds r:dm="d"/>') + "<p:pic/>"
    document = read(slide(shapes), data1=data)
    assert outline(document) == [("table", "구분\t값\n가\t1\n가\t2\n"), ("item", "단계")]
    assert document.blocks[0].header_rows == 1
    assert document.parts[0].pictures == 1


def test_notes_and_comments_stand_behind() -> None:
    notes = slide(shape(lines("말할 것"), "body") + shape(lines("3"), "sldNum"))
    comments = f"{HEAD}<p:cmLst {NAMES}><p:cm><p:text>고칠 것</p:text></p:cm></p:cmLst>"
    document = read(slide(shape(lines("글"))), notes1=notes, comments1=comments)
    assert outline(document)[1:] == [("note", "말할 것"), ("note", "고칠 것")]


def test_hidden_slides_and_shapes_are_counted() -> None:
    shown = slide(shape(lines("보임")) + shape(lines("숨김"), hidden=' hidden="1"'))
    hidden = slide(shape(lines("없는 쪽")), ' show="0"')
    document = read(shown, hidden)
    assert [text for _, text in outline(document)] == ["보임"]
    assert len(document.parts) == 1
    assert noted(document) == {NoteKind.HIDDEN_TEXT: 6}


def test_damage_is_told_or_refused() -> None:
    document = read(slide(shape(lines("글"))), "<broken", notes1="<broken")
    assert noted(document) == {NoteKind.PARTLY_DAMAGED: 2}
    files = package(slide(shape(lines("가나다"))))
    del files["ppt/_rels/presentation.xml.rels"]
    assert parsed(slides, zipped(files)).text.strip() == "가나다"
    files = package(slide(shape(lines("가나다"))))
    reasons = {
        name: reason_of(lambda data=data: parsed(slides, data))
        for name, data in hostile(files, "ppt/slides/slide1.xml", f"<p:sld {NAMES}>")
    }
    assert reasons.pop("nested without end") is Refusal.BOMB
    assert reasons.pop("a bomb") is Refusal.BOMB
    assert reasons.pop("no member") is Refusal.NO_TEXT
    assert set(reasons.values()) == {Refusal.DAMAGED}


ELEMENTS = [
    "p:sp",
    "p:nvSpPr",
    "p:cNvPr hidden='1'",
    "p:nvPr",
    "p:ph type='title'",
    "p:txBody",
    "a:p",
    "a:t",
    "a:br",
    "p:grpSp",
    "p:graphicFrame",
    "a:graphic",
    "a:graphicData",
    "a:tbl",
    "a:tr",
    "a:tc rowSpan='99999'",
    "dgm:relIds r:dm='d'",
    "mc:AlternateContent",
    "mc:Choice",
]


@given(st.lists(trees(ELEMENTS), max_size=5).map("".join))
@settings(max_examples=150)
def test_any_tree_is_read_or_refused(body: str) -> None:
    survives(lambda data: parsed(slides, data), zipped(package(slide(body))))


@pytest.mark.parametrize("member", ["ppt/slides/slide1.xml", "ppt/presentation.xml"])
def test_changed_members_are_read_or_refused(member: str) -> None:
    files = package(slide(shape(lines("제목"), "title") + shape(lines("글"))))
    for data in mutated_members(files, member, 120):
        survives(lambda data: parsed(slides, data), data)
    for data in mutations(zipped(files), 60):
        survives(lambda data: parsed(slides, data), data)


def test_it_is_told_by_its_content() -> None:
    files = {"[Content_Types].xml": f"{HEAD}<Types/>", **package(slide(shape(lines("가나"))))}
    check_from_end_to_end(zipped(files), DocumentKind.PPTX, "가나")
