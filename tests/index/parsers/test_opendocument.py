"""Tests of OpenDocument: texts, sheets and presentations."""

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
from app.index.parsers import opendocument

_SPACES = ("office", "style", "text", "table", "presentation", "meta", "manifest")
NAMES = " ".join(
    [f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in _SPACES]
    + [
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"',
        'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"',
        'xmlns:dc="http://purl.org/dc/elements/1.1/"',
    ]
)
STYLES = """
<style:style style:name="T" style:family="paragraph" style:parent-style-name="Title"/>
<style:style style:name="Title" style:family="paragraph"/>
<style:style style:name="hid" style:family="text"><style:text-properties text:display="none"/>
</style:style><style:style style:name="white" style:family="text"><style:text-properties
 fo:color="#ffffff"/></style:style><style:style style:name="shade" style:family="text"
 style:parent-style-name="white"><style:text-properties fo:background-color="#000000"/>
</style:style><style:style style:name="off" style:family="table"><style:table-properties
 table:display="false"/></style:style><style:style style:name="gone" style:family="drawing-page">
<style:drawing-page-properties presentation:visibility="hidden"/></style:style>
<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1"
 style:num-suffix="."/><text:list-level-style-number text:level="2"
 style:num-format="가, 나, 다, ..." style:num-prefix="(" style:num-suffix=")"/></text:list-style>
<text:list-style style:name="B"><text:list-level-style-bullet text:level="1"/></text:list-style>"""
OUTLINE = """<text:outline-style><text:outline-level-style text:level="1" style:num-format="1"
 style:num-prefix="제" style:num-suffix="장"/><text:outline-level-style text:level="2"
 style:num-format="1" text:display-levels="2"/></text:outline-style>"""


def package(body: str, kind: str = "text", styles: str = "") -> dict[str, str]:
    content = (
        f"{HEAD}<office:document-content {NAMES}><office:automatic-styles>{STYLES}"
        f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}>"
        "</office:body></office:document-content>"
    )
    meta = f"{HEAD}<office:document-meta {NAMES}><office:meta><dc:title>보고</dc:title>"
    meta += "<meta:initial-creator>홍길동</meta:initial-creator><dc:creator>김</dc:creator>"
    return {
        "content.xml": content,
        "meta.xml": meta + "</office:meta></office:document-meta>",
        "styles.xml": f"{HEAD}<office:document-styles {NAMES}>{styles}</office:document-styles>",
        "META-INF/manifest.xml": f"{HEAD}<manifest:manifest {NAMES}/>",
    }


def read(body: str, kind: str = "text", styles: str = "") -> ParsedDocument:
    kinds = {"text": DocumentKind.ODT, "spreadsheet": DocumentKind.ODS}
    data = zipped(package(body, kind, styles))
    return parsed(opendocument, data, kinds.get(kind, DocumentKind.ODP))


def p(text: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def test_headings_numbered_by_the_outline() -> None:
    def h(text: str, level: int, more: str = "") -> str:
        return f'<text:h text:outline-level="{level}"{more}>{text}</text:h>'

    body = (
        p("표지", "T") + h("총칙", 1) + h("목적", 2) + h("이름", 1, ' text:is-list-header="true"')
    )
    document = read(body + h("벌칙", 1) + p("글"), styles=OUTLINE)
    assert [(b.level, t) for b, (_, t) in zip(document.blocks, outline(document), strict=True)] == [
        (1, "표지"),
        (1, "제1장 총칙"),
        (2, "1.1 목적"),
        (1, "이름"),
        (1, "제2장 벌칙"),
        (0, "글"),
    ]
    assert (document.title, document.author) == ("보고", "홍길동")


def test_white_space_signs_and_spans() -> None:
    body = """<text:p>가  나
 다<text:s text:c="2"/>라<text:tab/>마<text:line-break/><text:span>바<text:a>사</text:a></text:span>
<text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>한</text:ruby-text></text:ruby></text:p>"""
    assert outline(read(body)) == [("paragraph", "가 나 다  라\t마\n바사 漢")]


def test_lists_with_numbers_and_bullets() -> None:
    inner = f"<text:list><text:list-item>{p('하나')}</text:list-item></text:list>"
    body = f"""<text:list text:style-name="L"><text:list-item>{p("첫째")}{p("이어서")}{inner}
</text:list-item><text:list-header>{p("머리")}</text:list-header><text:list-item>{p("둘째")}
</text:list-item></text:list><text:list text:style-name="B"><text:list-item>{p("점")}
</text:list-item></text:list><text:list text:style-name="L" text:continue-numbering="true">
<text:list-item>{p("셋째")}</text:list-item></text:list>"""
    assert outline(read(body)) == [
        ("item", "1. 첫째"),
        ("item", "이어서"),
        ("item", "(가) 하나"),
        ("item", "머리"),
        ("item", "2. 둘째"),
        ("item", "점"),
        ("item", "3. 셋째"),
    ]


def test_what_was_deleted_or_is_hidden_is_not_read() -> None:
    body = f"""<text:tracked-changes><text:changed-region><text:deletion>
<office:change-info><dc:creator>누구</dc:creator></office:change-info>{p("지움")}</text:deletion>
</text:changed-region></text:tracked-changes><text:p>보임<text:span text:style-name="hid">숨김
</text:span><text:span text:style-name="white">하양</text:span><text:span text:style-name="shade">
검정</text:span><text:hidden-text text:string-value="값" text:is-hidden="true"/></text:p>
<text:section text:display="none">{p("숨은 절")}</text:section>
<text:section>{p("절")}</text:section>
<text:p>안 보임<text:hidden-paragraph text:is-hidden="true"/></text:p>"""
    document = read(body)
    assert [text for _, text in outline(document)] == ["보임 검정", "절"]
    assert noted(document) == {NoteKind.HIDDEN_TEXT: 2 + 2 + 2 + 1 + 4 + 4}


def test_tables_boxes_notes_and_margins() -> None:
    def cell(text: str, more: str = "") -> str:
        return f"<table:table-cell{more}>{p(text)}</table:table-cell>"

    table = f"""<table:table><table:table-header-rows><table:table-row>{cell("구분")}{cell("값")}
</table:table-row></table:table-header-rows><table:table-row>
{cell("가", ' table:number-rows-spanned="2"')}{cell("1")}</table:table-row><table:table-row>
<table:covered-table-cell/>{cell("2")}</table:table-row></table:table>"""
    body = f"""<text:p>글<text:note><text:note-citation>1</text:note-citation><text:note-body>
{p("각주")}</text:note-body></text:note><office:annotation><dc:creator>김</dc:creator><dc:date>2024
</dc:date>{p("왜?")}</office:annotation><draw:frame><draw:text-box>{p("상자")}</draw:text-box>
</draw:frame><draw:frame><draw:image/><draw:image/></draw:frame></text:p>{table}{p("끝")}"""
    margins = f"<style:header>{p('기밀')}</style:header><style:footer>{p('- 1 -')}</style:footer>"
    document = read(body, styles=margins)
    assert outline(document) == [
        ("paragraph", "글"),
        ("note", "각주"),
        ("note", "김: 왜?"),
        ("paragraph", "상자"),
        ("table", "구분\t값\n가\t1\n가\t2\n"),
        ("paragraph", "끝"),
        ("note", "기밀"),
    ]
    assert document.blocks[4].header_rows == 1
    assert document.parts[0].pictures >= 1


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def value(text: str, more: str = "") -> str:
    inner = p(text) if text else ""
    return f"<table:table-cell{more}>{inner}</table:table-cell>"


def test_sheets_with_what_repeats() -> None:
    far = ' table:number-columns-repeated="16384"'
    empty = row(value("", far), more=' table:number-rows-repeated="1048576"')
    comment = f"<office:annotation>{p('확인')}</office:annotation>"
    body = f"""<table:table table:name="매출">{row(value("이름"), value("값"), value("", far))}
{row(value("가"), f'<table:table-cell office:value="5">{comment}</table:table-cell>')}
{row(value(""), more=' table:number-rows-repeated="5"')}
{row(value("끝", ' table:number-columns-repeated="2"'), more=' table:number-rows-repeated="2"')}
{empty}</table:table><table:table table:name="숨김" table:style-name="off">{row(value("비밀"))}
</table:table><table:table table:name="빈 것">{empty}</table:table>"""
    document = read(body, "spreadsheet")
    assert outline(document) == [
        ("table", "이름\t값\n가\t5\n"),
        ("table", "끝\t끝\n끝\t끝\n"),
        ("note", "확인"),
    ]
    assert [b.first_row for b in document.blocks[:2]] == [1, 8]
    assert [(part.kind, part.label) for part in document.parts] == [(PartKind.SHEET, "매출")]
    assert noted(document) == {NoteKind.HIDDEN_TEXT: 2}


def test_a_sheet_that_repeats_without_end_is_cut() -> None:
    many = ' table:number-columns-repeated="16384"'
    rows = row(value("가나다", many), more=' table:number-rows-repeated="1048576"') * 20
    document = read(f"<table:table>{rows}</table:table>", "spreadsheet")
    assert NoteKind.CUT_SHORT in noted(document)


def test_slides_with_titles_notes_and_hidden_ones() -> None:
    def frame(kind: str, text: str) -> str:
        inner = f"<draw:text-box>{p(text)}</draw:text-box>"
        return f'<draw:frame presentation:class="{kind}">{inner}</draw:frame>'

    body = f"""<draw:page draw:name="page1">{frame("outline", "글")}{frame("title", "제목")}
<draw:custom-shape>{p("모양")}</draw:custom-shape><draw:frame><draw:image/></draw:frame>
<presentation:notes>{frame("notes", "말할 것")}</presentation:notes></draw:page>
<draw:page draw:style-name="gone">{frame("title", "숨김")}</draw:page>
<draw:page draw:name="부록">{frame("", "끝")}</draw:page>"""
    document = read(body, "presentation")
    assert outline(document) == [
        ("heading", "제목"),
        ("paragraph", "글"),
        ("paragraph", "모양"),
        ("note", "말할 것"),
        ("paragraph", "끝"),
    ]
    assert [(part.kind, part.label, part.pictures) for part in document.parts] == [
        (PartKind.SLIDE, "제목", 1),
        (PartKind.SLIDE, "부록", 0),
    ]
    assert noted(document) == {NoteKind.HIDDEN_TEXT: 2}


def test_an_encrypted_document_is_locked() -> None:
    manifest = f"<manifest:manifest {NAMES}><manifest:encryption-data/></manifest:manifest>"
    data = zipped({**package(p("가")), "META-INF/manifest.xml": manifest})
    assert reason_of(lambda: parsed(opendocument, data)) is Refusal.LOCKED


def test_damage_is_told_or_refused() -> None:
    broken = {**package(p("가")), "styles.xml": "<broken", "meta.xml": "<broken"}
    document = parsed(opendocument, zipped(broken))
    assert noted(document) == {NoteKind.PARTLY_DAMAGED: 2}
    before = f"<office:document-content {NAMES}>"
    reasons = {
        name: reason_of(lambda data=data: parsed(opendocument, data))
        for name, data in hostile(package(p("가나")), "content.xml", before)
    }
    assert reasons.pop("nested without end") is Refusal.BOMB
    assert reasons.pop("a bomb") is Refusal.BOMB
    assert reasons.pop("one text without end") is Refusal.TOO_LARGE
    assert set(reasons.values()) == {Refusal.DAMAGED}
    deep = p("안")
    for _ in range(70):
        deep = f"<text:list><text:list-item>{deep}</text:list-item></text:list>"
    survives(lambda data: parsed(opendocument, data), zipped(package(deep)))


ELEMENTS = [
    "text:p",
    "text:h text:outline-level='99'",
    "text:span text:style-name='white'",
    "text:s text:c='99999'",
    "text:list text:style-name='L'",
    "text:list-item",
    "text:section text:display='none'",
    "text:note",
    "text:note-body",
    "office:annotation",
    "table:table",
    "table:table-row table:number-rows-repeated='99999999'",
    "table:table-cell table:number-columns-repeated='9999' table:number-rows-spanned='99999'",
    "table:covered-table-cell",
    "draw:frame presentation:class='title'",
    "draw:text-box",
    "draw:image",
    "draw:page",
    "presentation:notes",
]


@given(
    st.lists(trees(ELEMENTS), max_size=5).map("".join),
    st.sampled_from(("text", "spreadsheet", "presentation")),
)
@settings(max_examples=200)
def test_any_tree_is_read_or_refused(body: str, kind: str) -> None:
    survives(lambda data: parsed(opendocument, data), zipped(package(body, kind)))


@pytest.mark.parametrize("member", ["content.xml", "styles.xml", "META-INF/manifest.xml"])
def test_changed_members_are_read_or_refused(member: str) -> None:
    files = package(p("제목", "T") + p("글"), styles=OUTLINE)
    for data in mutated_members(files, member, 120):
        survives(lambda data: parsed(opendocument, data), data)
    for data in mutations(zipped(files), 60):
        survives(lambda data: parsed(opendocument, data), data)


def test_it_is_told_by_its_content() -> None:
    page = f"<draw:page><draw:rect>{p('가나')}</draw:rect></draw:page>"
    for kind, body, name in (
        (DocumentKind.ODT, p("가나"), "text"),
        (DocumentKind.ODS, f"<table:table>{row(value('가나'))}</table:table>", "spreadsheet"),
        (DocumentKind.ODP, page, "presentation"),
    ):
        files = {"mimetype": f"application/vnd.oasis.opendocument.{name}", **package(body, name)}
        check_from_end_to_end(zipped(files), kind, "가나")
