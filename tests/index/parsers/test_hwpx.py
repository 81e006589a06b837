"""Tests of HWPX: sections in order, outlines as headings, tables, boxes and notes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office_files import HEAD, hostile, mutated_members, trees, zipped
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
from app.index.parsers import hwpx

HP = "http://www.hancom.co.kr/hwpml/2011/paragraph"
NAMES = (
    f'xmlns:hp="{HP}" xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section"'
    ' xmlns:hh="http://www.hancom.co.kr/hwpml/2011/head"'
    ' xmlns:opf="http://www.idpf.org/2007/opf/"'
)
HEADER = f"""{HEAD}<hh:head {NAMES}><hh:refList>
<hh:charPr id="0" height="1000" textColor="#000000" shadeColor="none"/>
<hh:charPr id="1" height="1000" textColor="#FFFFFF" shadeColor="none"/>
<hh:charPr id="2" height="1000" textColor="#FFFFFF" shadeColor="#000000"/>
<hh:charPr id="3" height="100" textColor="#000000"/>
<hh:numbering id="1"><hh:paraHead start="1" level="1" numFormat="DIGIT">제^1장</hh:paraHead>
<hh:paraHead start="1" level="2" numFormat="HANGUL_SYLLABLE">^2.</hh:paraHead>
<hh:paraHead start="1" level="3" numFormat="DIGIT">^N)</hh:paraHead></hh:numbering>
<hh:paraPr id="0"><hh:heading type="NONE" idRef="0" level="0"/></hh:paraPr>
<hh:paraPr id="1"><hh:heading type="OUTLINE" idRef="0" level="0"/></hh:paraPr>
<hh:paraPr id="2"><hh:heading type="OUTLINE" idRef="0" level="1"/></hh:paraPr>
<hh:paraPr id="3"><hh:heading type="BULLET" idRef="1" level="0"/></hh:paraPr>
<hh:paraPr id="4"><hh:heading type="NUMBER" idRef="1" level="2"/></hh:paraPr>
<hh:style id="0" name="바탕글" engName="Normal" paraPrIDRef="0"/>
<hh:style id="5" name="제목 2" engName="Heading 2" paraPrIDRef="0"/></hh:refList></hh:head>"""
CONTENT = f"""{HEAD}<opf:package {NAMES}><opf:metadata><opf:title>계획</opf:title>
<opf:meta name="creator" content="text">홍길동</opf:meta></opf:metadata><opf:manifest>
<opf:item id="header" href="Contents/header.xml"/><opf:item id="b" href="Contents/section1.xml"/>
<opf:item id="a" href="Contents/section0.xml"/></opf:manifest><opf:spine>
<opf:itemref idref="header"/><opf:itemref idref="b"/><opf:itemref idref="a"/></opf:spine>
</opf:package>"""


def p(inner: str, shape: int = 0, style: int = 0, look: int = 0) -> str:
    inner = inner if inner.startswith("<") else f"<hp:t>{inner}</hp:t>"
    return (
        f'<hp:p paraPrIDRef="{shape}" styleIDRef="{style}"><hp:run charPrIDRef="{look}">{inner}'
        "</hp:run></hp:p>"
    )


def package(*sections: str, content: str = "") -> dict[str, str]:
    files = {"mimetype": "application/hwp+zip", "Contents/header.xml": HEADER}
    if content:
        files["Contents/content.hpf"] = content
    for number, body in enumerate(sections):
        files[f"Contents/section{number}.xml"] = f"{HEAD}<hs:sec {NAMES}>{body}</hs:sec>"
    return files


def read(*sections: str, content: str = "") -> ParsedDocument:
    return parsed(hwpx, zipped(package(*sections, content=content)), DocumentKind.HWPX)


SETTINGS = '<hp:secPr outlineShapeIDRef="1"><hp:grid/></hp:secPr><hp:t>'


def test_outlines_are_numbered_headings() -> None:
    document = read(
        p(f"{SETTINGS}총칙</hp:t>", 1)
        + p("목적", 2)
        + p("이 규정은 목적을 정한다.", 2)
        + p("점", 3)
        + p("수", 4)
        + p("둘째 장", 1)
        + p("이름만", 0, 5)
        + p("본문")
    )
    assert [
        (b.kind.value, b.level, text)
        for b, (_, text) in zip(document.blocks, outline(document), strict=True)
    ] == [
        ("heading", 1, "제1장 총칙"),
        ("heading", 2, "가. 목적"),
        ("item", 0, "나. 이 규정은 목적을 정한다."),
        ("item", 0, "점"),
        ("item", 0, "1.나.1) 수"),
        ("heading", 1, "제2장 둘째 장"),
        ("heading", 2, "이름만"),
        ("paragraph", 0, "본문"),
    ]


def test_sections_follow_the_spine_and_are_parts() -> None:
    document = read(p("가"), p("나"), content=CONTENT)
    assert [text for _, text in outline(document)] == ["나", "가"]
    assert [part.kind for part in document.parts] == [PartKind.SECTION] * 2
    assert (document.title, document.author) == ("계획", "홍길동")
    assert read(p("가")).parts[0].kind is PartKind.WHOLE


def test_signs_inside_text_and_what_was_deleted() -> None:
    body = """<hp:t>가<hp:tab width="1"/>나<hp:lineBreak/>다<hp:nbSpace/>라<hp:deleteBegin/>지움
<hp:deleteEnd/>마<hp:insertBegin/>바<hp:insertEnd/><hp:markpenBegin/>사<hp:markpenEnd/></hp:t>"""
    document = read(p(body))
    assert outline(document) == [("paragraph", "가\t나\n다 라마바사")]
    assert noted(document) == {NoteKind.HIDDEN_TEXT: 2}


def test_what_stands_in_deleted_text_is_deleted_with_it() -> None:
    note = (
        "<hp:ctrl><hp:{0}><hp:subList><hp:p><hp:run><hp:t>{1}</hp:t></hp:run></hp:p></hp:subList>"
    )
    notes = "".join(
        f"{note.format(name, said)}</hp:{name}></hp:ctrl>"
        for name, said in (("footNote", "각주"), ("header", "머리말"))
    )
    document = read(
        p(f"<hp:t>남음<hp:deleteBegin/>지움</hp:t>{notes}<hp:t>더<hp:deleteEnd/>끝</hp:t>")
    )
    assert outline(document) == [("paragraph", "남음끝")]
    assert noted(document) == {NoteKind.HIDDEN_TEXT: 2 + 2 + 1}


def test_what_nobody_sees_is_counted() -> None:
    hidden = "<hp:ctrl><hp:hiddenComment><hp:subList><hp:p><hp:run><hp:t>숨은 설명</hp:t></hp:run>"
    hidden += "</hp:p></hp:subList></hp:hiddenComment></hp:ctrl><hp:t>보임</hp:t>"
    document = read(p(hidden) + p("하양", look=1) + p("검정 위", look=2) + p("작음", look=3))
    assert [text for _, text in outline(document)] == ["보임", "검정 위"]
    assert noted(document) == {NoteKind.HIDDEN_TEXT: 9}


def cell(text: str, row: int, column: int, down: int = 1, across: int = 1, head: int = 0) -> str:
    return (
        f'<hp:tc header="{head}"><hp:subList>{p(text)}</hp:subList>'
        f'<hp:cellAddr colAddr="{column}" rowAddr="{row}"/>'
        f'<hp:cellSpan colSpan="{across}" rowSpan="{down}"/></hp:tc>'
    )


def test_tables_boxes_notes_and_pictures() -> None:
    table = f"""<hp:tbl><hp:caption><hp:subList>{p("표 1")}</hp:subList></hp:caption><hp:tr>
{cell("구분", 0, 0, head=1)}{cell("값", 0, 1, head=1)}</hp:tr><hp:tr>{cell("가", 1, 0, down=2)}
{cell("1", 1, 1)}</hp:tr><hp:tr>{cell("2", 2, 1)}</hp:tr></hp:tbl>"""
    note = f"<hp:ctrl><hp:footNote><hp:subList>{p('각주')}</hp:subList></hp:footNote></hp:ctrl>"
    memo = f"<hp:ctrl><hp:fieldBegin type='MEMO'><hp:subList>{p('메모')}</hp:subList>"
    memo += "</hp:fieldBegin></hp:ctrl>"
    margin = f"<hp:ctrl><hp:header><hp:subList>{p('머리말')}</hp:subList></hp:header></hp:ctrl>"
    box = f"<hp:rect><hp:drawText><hp:subList>{p('상자')}</hp:subList></hp:drawText></hp:rect>"
    other = "<hp:equation><hp:script>a over b</hp:script></hp:equation><hp:pic><hp:img/></hp:pic>"
    other += "<hp:container><hp:pic/></hp:container>"
    other += "<hp:dutmal><hp:mainText>본</hp:mainText></hp:dutmal>"
    document = read(p(f"<hp:t>글</hp:t>{margin}{table}{note}{memo}{box}{other}") + p("끝"))
    assert outline(document) == [
        ("paragraph", "글 a over b 본"),
        ("paragraph", "표 1"),
        ("table", "구분\t값\n가\t1\n가\t2\n"),
        ("note", "각주"),
        ("note", "메모"),
        ("paragraph", "상자"),
        ("paragraph", "끝"),
        ("note", "머리말"),
    ]
    assert document.blocks[2].header_rows == 1
    assert document.parts[0].pictures == 2


def test_a_password_locks_it() -> None:
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    data = zipped({**package(p("가")), "META-INF/manifest.xml": manifest})
    assert reason_of(lambda: parsed(hwpx, data)) is Refusal.LOCKED


def test_damage_is_told_or_refused() -> None:
    files = package(p("가"), p("나"))
    files["Contents/section1.xml"] = "<broken"
    files["Contents/header.xml"] = "<broken"
    document = parsed(hwpx, zipped(files))
    assert document.text.strip() == "가"
    assert noted(document) == {NoteKind.PARTLY_DAMAGED: 2}
    reasons = {
        name: reason_of(lambda data=data: parsed(hwpx, data))
        for name, data in hostile(package(p("가")), "Contents/section0.xml", f"<hs:sec {NAMES}>")
    }
    assert reasons.pop("nested without end") is Refusal.BOMB
    assert reasons.pop("a bomb") is Refusal.BOMB
    assert reasons.pop("one text without end") is Refusal.TOO_LARGE
    assert set(reasons.values()) == {Refusal.DAMAGED}
    inner = p("안")
    for _ in range(60):
        inner = f"<hp:p><hp:run><hp:tbl><hp:tr><hp:tc><hp:subList>{inner}</hp:subList></hp:tc>"
        inner += "</hp:tr></hp:tbl></hp:run></hp:p>"
    assert reason_of(lambda: read(inner)) in (Refusal.BOMB, Refusal.NO_TEXT)


ELEMENTS = [
    "hp:p paraPrIDRef='1'",
    "hp:run",
    "hp:t",
    "hp:tab",
    "hp:deleteBegin",
    "hp:ctrl",
    "hp:footNote",
    "hp:subList",
    "hp:tbl",
    "hp:tr",
    "hp:tc",
    "hp:cellAddr colAddr='999999' rowAddr='999999'",
    "hp:cellSpan rowSpan='999999'",
    "hp:rect",
    "hp:drawText",
    "hp:pic",
    "hp:equation",
    "hp:script",
    "hp:secPr outlineShapeIDRef='1'",
]


@given(st.lists(trees(ELEMENTS), max_size=5).map("".join))
@settings(max_examples=150)
def test_any_tree_is_read_or_refused(body: str) -> None:
    survives(lambda data: parsed(hwpx, data), zipped(package(body)))


@pytest.mark.parametrize(
    "member", ["Contents/section0.xml", "Contents/header.xml", "Contents/content.hpf"]
)
def test_changed_members_are_read_or_refused(member: str) -> None:
    table = f"<hp:tbl><hp:tr>{cell('가', 0, 0)}{cell('나', 0, 1)}</hp:tr></hp:tbl>"
    files = package(p("제목", 1) + p(table), content=CONTENT)
    for data in mutated_members(files, member, 120):
        survives(lambda data: parsed(hwpx, data), data)
    for data in mutations(zipped(files), 60):
        survives(lambda data: parsed(hwpx, data), data)


def test_it_is_told_by_its_content() -> None:
    check_from_end_to_end(zipped(package(p("가나"))), DocumentKind.HWPX, "가나")
