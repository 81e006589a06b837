"""Tests of DOCX: what a reader sees, in its order, and nothing from anywhere else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office_files import (
    HEAD,
    core,
    hostile,
    mutated_members,
    relations,
    trees,
    zipped,
)
from parsed_documents import (
    check_from_end_to_end,
    mutations,
    noted,
    outline,
    parsed,
    reason_of,
    survives,
)

from app.domain.documents import DocumentKind, NoteKind, ParsedDocument, Refusal
from app.index.parsers import word

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
STYLES = f"""{HEAD}<w:styles {NAMES}>
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>
<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="x2"><w:name w:val="제목 2"/></w:style>
<w:style w:type="paragraph" w:styleId="x3"><w:name w:val="절"/><w:basedOn w:val="x2"/></w:style>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="L"><w:name w:val="List"/><w:pPr><w:numPr>
<w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="character" w:styleId="H"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr>
</w:style>
<w:style w:type="paragraph" w:styleId="loop"><w:basedOn w:val="loop"/></w:style></w:styles>"""
NUMBERING = f"""{HEAD}<w:numbering {NAMES}><w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="제%1조"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="ganada"/><w:lvlText w:val="%1-%2)"/></w:lvl>
</w:abstractNum><w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>
<w:lvlText w:val="&#xF0B7;"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride
 w:val="5"/></w:lvlOverride></w:num></w:numbering>"""


def p(text: str, style: str = "", more: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{more}</w:pPr>{r(text)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def package(body: str, extra: dict[str, str] | None = None) -> dict[str, str]:
    links = {
        "s": ("styles", "styles.xml"),
        "n": ("numbering", "numbering.xml"),
        "f": ("footnotes", "footnotes.xml"),
        "e": ("endnotes", "endnotes.xml"),
        "c": ("comments", "comments.xml"),
        "h1": ("header", "header1.xml"),
        "h2": ("header", "/word/header2.xml"),
        "ch": ("chart", "charts/chart1.xml"),
        "out": ("image", "http://127.0.0.1:9/x.png"),
    }
    return {
        "_rels/.rels": relations(
            {"d": ("officeDocument", "word/document.xml"), "p": ("core-properties", "core.xml")}
        ),
        "core.xml": core("보고서", "홍길동"),
        "word/_rels/document.xml.rels": relations(links),
        "word/document.xml": f"{HEAD}<w:document {NAMES}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERING,
        **(extra or {}),
    }


def docx(body: str, **extra: str) -> ParsedDocument:
    members = {f"word/{name}.xml": text for name, text in extra.items()}
    return parsed(word, zipped(package(body, members)), DocumentKind.DOCX)


def test_headings_paragraphs_and_who_wrote_it() -> None:
    document = docx(
        p("표지", "T")
        + p("서론", "1")
        + p("첫 문단", "a")
        + p("둘째", "x2")
        + p("셋째", "x3")
        + p("넷째", "a", '<w:outlineLvl w:val="3"/>')
        + p("한 ", "loop")
        + "<w:p/>"
    )
    assert [(b.kind.value, b.level) for b in document.blocks] == [
        ("heading", 1),
        ("heading", 1),
        ("paragraph", 0),
        ("heading", 2),
        ("heading", 2),
        ("heading", 4),
        ("paragraph", 0),
    ]
    assert (document.title, document.author) == ("보고서", "홍길동")


def test_lists_are_numbered_as_on_the_page() -> None:
    def item(number: int, level: int, text: str) -> str:
        numbers = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
        return p(text, "", numbers)

    body = item(1, 0, "목적") + item(1, 1, "하나") + item(1, 1, "둘") + p("정의", "L")
    body += item(1, 1, "다시") + item(2, 0, "점") + item(3, 0, "부칙") + item(0, 0, "끝")
    assert outline(docx(body)) == [
        ("item", "제1조 목적"),
        ("item", "1-가) 하나"),
        ("item", "1-나) 둘"),
        ("item", "제2조 정의"),
        ("item", "2-가) 다시"),
        ("item", "점"),
        ("item", "제5조 부칙"),
        ("paragraph", "끝"),
    ]


def test_runs_are_joined_and_breaks_kept() -> None:
    body = f"""<w:p>{r("안녕")}{r("하세요, ")}<w:hyperlink r:id="out">{r("링크")}</w:hyperlink>
<w:r><w:br/><w:t>둘째 줄</w:t><w:tab/><w:t>끝</w:t><w:noBreakHyphen/><w:softHyphen/></w:r>
<w:r><w:ruby><w:rt>{r("かん")}</w:rt><w:rubyBase>{r("漢")}</w:rubyBase></w:ruby></w:r>
<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f>
</m:oMath></w:p>"""
    assert outline(docx(body)) == [("paragraph", "안녕하세요, 링크\n둘째 줄\t끝-漢a/b")]


def test_what_was_deleted_or_is_hidden_is_not_read() -> None:
    body = f"""<w:p>{r("보임")}<w:ins>{r(" 새로")}</w:ins><w:del><w:r><w:delText>지움</w:delText>
</w:r></w:del><w:moveFrom>{r("옮김")}</w:moveFrom>{r("숨김", "<w:vanish/>")}
{r("안숨김", '<w:vanish w:val="0"/>')}
{r("비밀", '<w:rStyle w:val="H"/>')}{r("하양", '<w:color w:val="FFFFFF"/>')}
{r("작음", '<w:sz w:val="2"/>')}
{r(" 검정바탕", '<w:color w:val="FFFFFF"/><w:shd w:fill="000000"/>')}
</w:p>"""
    document = docx(body)
    assert outline(document) == [("paragraph", "보임 새로안숨김 검정바탕")]
    assert noted(document) == {NoteKind.HIDDEN_TEXT: 8 + 2 + 2}


def test_fields_show_their_results_alone() -> None:
    body = f"""<w:p>{r("쪽 ")}<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE
</w:instrText></w:r>{r("instruction")}<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("7")}
<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>
{p("다음")}<w:p><w:fldSimple w:instr="DATE">{r("오늘")}</w:fldSimple></w:p>
<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{p("Click here")}</w:sdtContent></w:sdt>
<w:sdt><w:sdtContent>{p("채움")}</w:sdtContent></w:sdt>"""
    assert [text for _, text in outline(docx(body))] == ["쪽 7", "다음", "오늘", "채움"]


def cell(text: str, properties: str = "") -> str:
    inner = text if text.startswith("<") else p(text)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def test_tables_with_merged_cells_and_a_table_inside() -> None:
    inner = f"<w:tbl>{row(cell('안1'), cell('안2'))}</w:tbl>"
    head = row(cell("구분"), cell("값", '<w:gridSpan w:val="2"/>'), properties="<w:tblHeader/>")
    body = f"""<w:tbl>{head}
{row(cell("가", '<w:vMerge w:val="restart"/>'), cell(p("한") + p("줄")), cell("2"))}
{row(cell("", "<w:vMerge/>"), cell(inner), cell("4"))}
{row(cell("지움"), cell("x"), properties="<w:del/>")}
{row(cell("숨김"), cell("x"), properties="<w:hidden/>")}
{row(cell("나"), cell("지운칸", "<w:cellDel/>"), cell("5"), cell("6"))}</w:tbl>"""
    document = docx(body)
    assert outline(document) == [("table", "구분\t값\n가\t한 줄\t2\n가\t안1 안2\t4\n나\t5\t6\n")]
    assert document.blocks[0].header_rows == 1
    assert noted(document) == {NoteKind.HIDDEN_TEXT: 3 + 3 + 3}


def test_a_table_that_arranges_is_read_as_what_is_in_it() -> None:
    body = f"<w:tbl>{row(cell(p('제목', '1') + p('글')))}{row(cell('더'))}</w:tbl>"
    assert outline(docx(body)) == [("heading", "제목"), ("paragraph", "글"), ("paragraph", "더")]
    long = "긴 글 " * 600
    body = f"<w:tbl>{row(cell('왼쪽'), cell(long))}</w:tbl>"
    assert [kind for kind, _ in outline(docx(body))] == ["paragraph", "paragraph"]


def test_notes_stand_behind_their_paragraph() -> None:
    notes = f"""{HEAD}<w:footnotes {NAMES}><w:footnote w:id="0" w:type="separator">{p("선")}
</w:footnote><w:footnote w:id="2">{p("각주의 글")}</w:footnote></w:footnotes>"""
    ends = f'{HEAD}<w:endnotes {NAMES}><w:endnote w:id="2">{p("미주")}</w:endnote></w:endnotes>'
    comments = f"""{HEAD}<w:comments {NAMES}><w:comment w:id="2" w:author="김">{p("왜?")}
</w:comment><w:comment w:id="3" w:author="">{p("홀로")}</w:comment></w:comments>"""
    body = f"""<w:p>{r("본문")}<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference
 w:id="2"/><w:commentReference w:id="2"/></w:r></w:p>{p("다음")}"""
    header = f"{HEAD}<w:hdr {NAMES}>{p('기밀 문서')}{p('- 1 -')}</w:hdr>"
    document = docx(
        body, footnotes=notes, endnotes=ends, comments=comments, header1=header, header2=header
    )
    assert outline(document) == [
        ("paragraph", "본문"),
        ("note", "각주의 글"),
        ("note", "미주"),
        ("note", "김: 왜?"),
        ("paragraph", "다음"),
        ("note", "홀로"),
        ("note", "기밀 문서"),
    ]


def test_text_boxes_once_and_pictures_counted() -> None:
    box = f"<w:txbxContent>{p('상자')}</w:txbxContent>"
    body = f"""<w:p>{r("앞")}<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
<wps:wsp>{box}</wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox>
</w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:drawing><a:blip r:link="out"/>
</w:drawing></w:r></w:p>"""
    document = docx(body)
    assert outline(document) == [("paragraph", "앞"), ("paragraph", "상자")]
    assert document.parts[0].pictures == 1


def test_a_chart_is_a_table() -> None:
    points = '<c:pt idx="0"><c:v>1월</c:v></c:pt><c:pt idx="1"><c:v>2월</c:v></c:pt>'
    chart = f"""{HEAD}<c:chartSpace {NAMES}><c:chart><c:title><a:p><a:r><a:t>매출</a:t>
</a:r></a:p></c:title><c:ser><c:tx><c:v>서울</c:v></c:tx><c:cat>{points}</c:cat><c:val>
<c:pt idx="1"><c:v>5</c:v></c:pt><c:pt idx="99999"><c:v>6</c:v></c:pt></c:val></c:ser>
</c:chart></c:chartSpace>"""
    body = '<w:p><w:r><w:drawing><c:chart r:id="ch"/></w:drawing></w:r></w:p>'
    document = parsed(word, zipped(package(body, {"word/charts/chart1.xml": chart})))
    assert outline(document) == [("paragraph", "매출"), ("table", "\t서울\n1월\n2월\t5\n")]


def test_strict_files_and_other_names_for_the_document() -> None:
    body = package(p("엄격"))
    text = body.pop("word/document.xml").replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    body["_rels/.rels"] = relations({"d": ("officeDocument", "/word/document2.xml")})
    assert parsed(word, zipped({**body, "word/document2.xml": text})).text.strip() == "엄격"


def test_damage_around_the_text_is_told() -> None:
    document = docx(p("글"), footnotes="<broken")
    assert document.text.strip() == "글"
    assert noted(document) == {NoteKind.PARTLY_DAMAGED: 1}


def test_hostile_packages_are_refused() -> None:
    files = package(p("가나다"))
    files["word/document.xml"] += ""
    reasons = {
        name: reason_of(lambda data=data: parsed(word, data))
        for name, data in hostile(files, "word/document.xml", f"<w:document {NAMES}>")
    }
    assert reasons == {
        "no member": Refusal.DAMAGED,
        "empty member": Refusal.DAMAGED,
        "cut": Refusal.DAMAGED,
        "no XML": Refusal.DAMAGED,
        "entities": Refusal.DAMAGED,
        "a file outside": Refusal.DAMAGED,
        "a late document type in UTF-16": Refusal.DAMAGED,
        "nested without end": Refusal.BOMB,
        "one text without end": Refusal.TOO_LARGE,
        "a bomb": Refusal.BOMB,
    }


def test_boxes_inside_boxes_end_somewhere() -> None:
    inner = p("안")
    for _ in range(80):
        inner = f"<w:tbl>{row(cell(inner + p('옆'), ''), cell('둘'))}</w:tbl>"
    assert "둘" in docx(inner).text
    note = f"""{HEAD}<w:footnotes {NAMES}><w:footnote w:id="1"><w:p>{r("돌고")}<w:r>
<w:footnoteReference w:id="1"/></w:r></w:p></w:footnote></w:footnotes>"""
    body = f'<w:p>{r("돈다")}<w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
    assert outline(docx(body, footnotes=note))[1:] == [("note", "돌고")]


ELEMENTS = [
    "w:p",
    "w:r",
    "w:t",
    "w:tbl",
    "w:tr",
    "w:tc",
    "w:pPr",
    "w:rPr",
    "w:sdt",
    "w:sdtContent",
    'w:pStyle w:val="1"',
    "w:numPr",
    'w:numId w:val="1"',
    'w:ilvl w:val="77"',
    "w:vMerge",
    'w:gridSpan w:val="99999"',
    'w:gridBefore w:val="-3"',
    "w:tcPr",
    "mc:AlternateContent",
    "w:drawing",
    "w:txbxContent",
    'w:fldChar w:fldCharType="begin"',
    'w:footnoteReference w:id="1"',
    'c:chart r:id="ch"',
    "w:ruby",
]


@given(st.lists(trees(ELEMENTS), max_size=5).map("".join))
@settings(max_examples=150)
def test_any_tree_is_read_or_refused(body: str) -> None:
    survives(lambda data: parsed(word, data), zipped(package(body)))


@pytest.mark.parametrize(
    "member", ["word/document.xml", "word/styles.xml", "word/numbering.xml", "_rels/.rels"]
)
def test_changed_members_are_read_or_refused(member: str) -> None:
    body = p("제목", "1") + p("글", "L") + f"<w:tbl>{row(cell('가'), cell('나'))}</w:tbl>"
    for data in mutated_members(package(body), member, 120):
        survives(lambda data: parsed(word, data), data)


def test_changed_packages_are_read_or_refused() -> None:
    for data in mutations(zipped(package(p("글"))), 200):
        survives(lambda data: parsed(word, data), data)


def test_it_is_told_by_its_content() -> None:
    files = {"[Content_Types].xml": f"{HEAD}<Types/>", **package(p("가나"))}
    check_from_end_to_end(zipped(files), DocumentKind.DOCX, "가나")
