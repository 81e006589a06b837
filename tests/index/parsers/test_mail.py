"""Tests of mail: messages, mailboxes and Outlook's files, with what is attached to them."""

import base64
import io
import struct
import zlib
from email.message import EmailMessage

import pytest
from compound_files import compound_file
from hypothesis import given
from hypothesis import strategies as st
from parsed_documents import (
    block_texts,
    check,
    mutations,
    noted,
    outline,
    parsed,
    reason_of,
    survives,
)

from app.domain.documents import (
    DocumentKind,
    NoteKind,
    ParsedDocument,
    PartKind,
    ReadingLimits,
    Refusal,
)
from app.index.parsers import mail, outlook
from app.index.parsers.compressed_rtf import html_inside, unpacked_rtf
from app.index.parsers.dispatch import read_document


def eml(data: bytes) -> ParsedDocument:
    return parsed(mail, data, DocumentKind.EML)


def mbox(data: bytes) -> ParsedDocument:
    return parsed(mail, data, DocumentKind.MBOX)


def msg(data: bytes) -> ParsedDocument:
    return parsed(outlook, data, DocumentKind.MSG)


def message(
    body: str = "안녕하세요, 회의는 열 시입니다.\n\n> 언제인가요?\n> 어디서?\n\n끝",
) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "홍길동 <hong@example.org>"
    made["To"] = "Kim <kim@example.org>, 이영희 <lee@example.org>"
    made["Subject"] = "다음 주 회의에 대하여 알려 드립니다, 길어서 두 줄이 되는 제목"
    made["Date"] = "Mon, 02 Nov 2026 10:00:00 +0900"
    made.set_content(body)
    return made


def test_a_message_with_its_headers_and_what_it_quotes() -> None:
    document = eml(message().as_bytes())
    subject = "다음 주 회의에 대하여 알려 드립니다, 길어서 두 줄이 되는 제목"
    assert document.title == subject
    assert document.author == "홍길동 <hong@example.org>"
    assert outline(document) == [
        ("heading", subject),
        (
            "paragraph",
            "From: 홍길동 <hong@example.org>\n"
            "To: Kim <kim@example.org>, 이영희 <lee@example.org>\n"
            "Date: Mon, 02 Nov 2026 10:00:00 +0900",
        ),
        ("paragraph", "안녕하세요, 회의는 열 시입니다."),
        ("quote", "언제인가요?\n어디서?"),
        ("paragraph", "끝"),
    ]
    assert [(p.kind, p.label) for p in document.parts] == [(PartKind.MESSAGE, subject)]


@pytest.mark.parametrize("charset", ["cp949", "utf-8", "iso-2022-kr"])
@pytest.mark.parametrize("coding", ["base64", "8bit"])
def test_korean_in_any_encoding(charset: str, coding: str) -> None:
    text = "가격은 만 원입니다. 감사합니다."
    body = text.encode(charset.replace("-2022-", "2022_"))
    if coding == "base64":
        body = base64.encodebytes(body)
    said = {"cp949": "ks_c_5601-1987"}.get(charset, charset)
    word = base64.b64encode("가격표".encode("cp949")).decode()
    head = f'From: =?euc-kr?B?{word}?= <a@b.c>\nContent-Type: text/plain; charset="{said}"\n'
    head += f"Content-Transfer-Encoding: {coding}\n\n"
    document = eml(head.encode() + body)
    assert block_texts(document) == ["From: 가격표 <a@b.c>", text]


def test_headers_and_a_text_that_say_nothing_of_their_encoding() -> None:
    data = "From: 홍길동 <a@b.c>\nSubject: 회의 안내입니다\n\n열 시에 만나요.\n".encode("cp949")
    assert block_texts(eml(data)) == [
        "회의 안내입니다",
        "From: 홍길동 <a@b.c>",
        "열 시에 만나요.",
    ]
    wrong = b"From: a@b.c\nContent-Type: text/plain; charset=us-ascii\n\n" + "안녕".encode()
    assert block_texts(eml(wrong))[1] == "안녕"
    unknown = wrong.replace(b"us-ascii", b"x-nonsense")
    assert block_texts(eml(unknown))[1] == "안녕"


def test_a_syllable_cut_between_two_encoded_words() -> None:
    data = "휴가 신청".encode("cp949")
    words = [base64.b64encode(piece).decode() for piece in (data[:3], data[3:])]
    made = "From: a@b.c\nSubject: " + "\n ".join(f"=?EUC-KR?B?{word}?=" for word in words) + "\n\nx"
    assert eml(made.encode()).title == "휴가 신청"


def test_the_page_is_read_where_there_is_no_plain_text() -> None:
    made = message()
    made.set_content("<h2>Hello</h2><p style='display:none'>secret</p><p>there</p>", subtype="html")
    document = eml(made.as_bytes())
    assert outline(document)[2:] == [("heading", "Hello"), ("paragraph", "there")]
    assert noted(document) == {NoteKind.HIDDEN_TEXT: 6}


def test_of_alternatives_one_is_read() -> None:
    made = message("The whole text, said plainly and at some length.")
    made.add_alternative("<p>The whole text.</p>", subtype="html")
    assert block_texts(eml(made.as_bytes()))[2:] == [
        "The whole text, said plainly and at some length."
    ]
    hint = message("See the page.")
    hint.add_alternative(f"<p>{'The whole text. ' * 20}</p>", subtype="html")
    assert block_texts(eml(hint.as_bytes()))[2].startswith("The whole text.")


def test_attachments_are_parts_behind_the_message() -> None:
    made = message("see below")
    made.add_attachment("이름,값,수\n가,1,2\n나,3,4\n".encode("cp949"), maintype="application",
                        subtype="octet-stream", filename="표.csv")  # fmt: skip
    made.add_attachment(b"\x7fELF" + bytes(100), maintype="application", subtype="x", filename="p")
    inner = message("the inner one")
    inner.replace_header("Subject", "Inner")
    made.add_attachment(inner)
    document = eml(made.as_bytes())
    assert [(p.kind, p.label) for p in document.parts][1:] == [
        (PartKind.FILE, "표.csv"),
        (PartKind.MESSAGE, "Inner"),
    ]
    assert "가\t1\t2" in document.text
    assert "the inner one" in document.text
    skipped = [note for note in document.notes if note.kind is NoteKind.MEMBERS_SKIPPED]
    assert [(note.count, note.detail) for note in skipped] == [(1, "p")]


@pytest.mark.parametrize(
    "said",
    [
        b"filename*=euc-kr''%C7%A5.csv",
        b"filename*0*=utf-8'ko'%ED%91; filename*1*=%9C.csv",
        b'filename="=?euc-kr?B?x6U=?=.csv"',
        b'filename="\xc7\xa5.csv"',
        b'filename="\xed\x91\x9c.csv"',
    ],
)
def test_names_of_attachments_in_every_way_they_are_written(said: bytes) -> None:
    data = (
        b"From: a@b.c\nContent-Type: multipart/mixed; boundary=z\n\n--z\n\nhello\n--z\n"
        b"Content-Type: application/octet-stream\nContent-Disposition: attachment; "
        + said
        + b"\n\na,b\n1,2\n--z--\n"
    )
    assert [part.label for part in eml(data).parts] == ["", "표.csv"]


def test_files_inside_an_alternative_that_is_not_chosen_are_kept() -> None:
    mixed = EmailMessage()
    mixed.set_content("<p>page</p>", subtype="html")
    mixed.add_attachment("kept words", filename="a.txt")
    made = EmailMessage()
    made["From"] = "a@b.c"
    made["Content-Type"] = "multipart/alternative; boundary=zz"
    plain = "Content-Type: text/plain\n\n" + "plain text that says a good deal of things " * 2
    made.set_payload(f"--zz\n{plain}\n--zz\n{mixed.as_string()}\n--zz--\n")
    document = eml(made.as_bytes())
    assert "kept words" in document.text
    assert "page" not in document.text


def test_messages_inside_each_other_end_somewhere() -> None:
    made = message("innermost")
    for depth in range(12):
        outer = message(f"depth {depth}")
        outer.add_attachment(made)
        made = outer
    document = eml(made.as_bytes())
    assert len(document.parts) <= 4
    assert NoteKind.MEMBERS_SKIPPED in noted(document)


def test_multiparts_inside_each_other_end_somewhere() -> None:
    for depth in (20, 30_000):
        head = "From: a@b.c\nContent-Type: multipart/alternative; boundary=b0\n\n"
        body = "".join(
            f"--b{n}\nContent-Type: multipart/alternative; boundary=b{n + 1}\n\n"
            for n in range(depth)
        )
        survives(eml, (head + body + "\n\nplain").encode())


def test_a_page_that_was_saved_whole_is_read_without_its_trimmings() -> None:
    page = (
        "From: <Saved by x>\nSubject: T\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; type="text/html"; boundary="z"\n\n\n'
        "--z\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n"
        "<meta charset=3Dutf-8><p>=EC=95=88=EB=85=95</p>\n--z\nContent-Type: text/css\n\np {}\n"
        "--z\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--z--\n"
    )
    document = read_document(io.BytesIO(page.encode()), "saved.mht", ReadingLimits())
    assert block_texts(document) == ["T", "From: <Saved by x>", "안녕"]
    assert (document.parts[0].pictures, document.notes) == (1, ())


def test_an_encrypted_message_is_locked() -> None:
    data = (
        b"From: a@b.c\nSubject: x\nContent-Type: multipart/encrypted; boundary=z\n\n"
        b"--z\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--z\n"
        b"Content-Type: application/octet-stream\n\n\x00\x01\x02\x03binary\x00\n--z--\n"
    )
    assert reason_of(lambda: eml(data)) is Refusal.LOCKED


def test_flowed_lines_are_put_together() -> None:
    data = (
        b"From: a@b.c\nContent-Type: text/plain; format=flowed\n\none \ntwo\n from\n>q\n-- \nKim\n"
    )
    assert block_texts(eml(data))[1:] == ["one two\nfrom", "q", "-- \nKim".replace(" \n", "\n")]


def test_a_mailbox_has_a_part_for_each_message() -> None:
    box = b""
    for number in range(3):
        made = message(f"body {number}\n\nFrom here on\nmore")
        made.replace_header("Subject", f"number {number}")
        box += b"From a@b.c Mon Nov  2 10:00:00 2026\n"
        box += made.as_bytes().replace(b"\nFrom here", b"\n>From here") + b"\n"
    document = mbox(box)
    assert [p.label for p in document.parts] == ["number 0", "number 1", "number 2"]
    assert "From here on\nmore" in document.text


# --- Outlook ------------------------------------------------------------------------------------


def properties(header: int, **fixed: bytes) -> bytes:
    """A stream of fixed properties: names are tags and types in hexadecimal."""
    entries = [struct.pack("<II8s", int(tag[1:], 16), 6, value) for tag, value in fixed.items()]
    return bytes(header) + b"".join(entries)


def outlook_message(**more: bytes) -> dict[str, bytes]:
    ticks = struct.pack("<Q", 134_380_548_000_000_000)
    streams = {
        "__properties_version1.0": properties(32, t00390040=ticks),
        "__substg1.0_0037001F": "휴가 신청".encode("utf-16-le"),
        "__substg1.0_0C1A001F": "홍길동".encode("utf-16-le"),
        "__substg1.0_5D01001F": "hong@example.org".encode("utf-16-le"),
        "__substg1.0_0E04001F": "김영희".encode("utf-16-le"),
    }
    return streams | more


BODY = {"__substg1.0_1000001F": "금요일에 쉽니다.\r\n\r\n> 왜?\r\n".encode("utf-16-le")}
ATTACHED = {
    "__attach_version1.0_#00000000/__properties_version1.0": properties(8),
    "__attach_version1.0_#00000000/__substg1.0_3707001F": "메모.txt".encode("utf-16-le"),
    "__attach_version1.0_#00000000/__substg1.0_37010102": "첨부된 글입니다.".encode("cp949"),
    "__attach_version1.0_#00000001/__properties_version1.0": properties(
        8, t37050003=struct.pack("<Q", 5)
    ),
    "__attach_version1.0_#00000001/__substg1.0_3701000D/__properties_version1.0": properties(24),
    "__attach_version1.0_#00000001/__substg1.0_3701000D/__substg1.0_0037001F": b"I\0n\0",
    "__attach_version1.0_#00000001/__substg1.0_3701000D/__substg1.0_1000001F": b"h\0i\0",
}


def test_a_message_of_outlook_with_its_attachments() -> None:
    document = msg(compound_file(outlook_message(**BODY, **ATTACHED)))
    assert (document.title, document.author) == ("휴가 신청", "홍길동 <hong@example.org>")
    assert outline(document) == [
        ("heading", "휴가 신청"),
        (
            "paragraph",
            "From: 홍길동 <hong@example.org>\nTo: 김영희\nDate: 2026-11-02 01:00 UTC",
        ),
        ("paragraph", "금요일에 쉽니다."),
        ("quote", "왜?"),
        ("paragraph", "첨부된 글입니다."),
        ("heading", "In"),
        ("paragraph", "hi"),
    ]
    assert [p.label for p in document.parts] == ["휴가 신청", "메모.txt", "In"]


def test_older_messages_are_in_a_code_page() -> None:
    fixed = properties(32, t3FFD0003=struct.pack("<Q", 949))
    streams = {
        "__properties_version1.0": fixed,
        "__substg1.0_0037001E": "회의".encode("cp949"),
        "__substg1.0_10130102": "<p>내일 <b>봅시다</b></p>".encode("cp949"),
    }
    assert outline(msg(compound_file(streams))) == [
        ("heading", "회의"),
        ("paragraph", "내일 봅시다"),
    ]


RTF_PAGE = (
    r"{\rtf1\ansi\ansicpg949\fromhtml1 {\fonttbl{\f0 Arial;}}{\*\htmltag19 <html>}"
    r"{\*\htmltag64 <p>}\htmlrtf {\par\htmlrtf0 \'b0\'a1\'b3\'aa \u45796?!\htmlrtf }\htmlrtf0 "
    r"{\*\htmltag72 </p>}{\*\htmltag64 <p>}two{\*\mhtmltag1 x}{\*\htmltag72 </p>}}"
)


def test_html_inside_rtf_is_found() -> None:
    assert html_inside(RTF_PAGE) == "<html><p>가나 다!</p><p>two</p>"
    plain = struct.pack("<IIII", len(RTF_PAGE) + 12, len(RTF_PAGE), 0x414C454D, 0)
    streams = outlook_message(**{"__substg1.0_10090102": plain + RTF_PAGE.encode()})
    assert block_texts(msg(compound_file(streams)))[2:] == ["가나 다!", "two"]


def test_compressed_rtf_is_unpacked() -> None:
    # The second example of [MS-OXRTFCP], 3.2: a run that overlaps itself.
    packed = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
    assert unpacked_rtf(packed) == rb"{\rtf1 WXYZWXYZWXYZWXYZWXYZ}"
    simple = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c64"
        "7d0a800fa0"
    )
    assert unpacked_rtf(simple) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_bytes_that_are_no_message_are_refused() -> None:
    assert reason_of(lambda: msg(compound_file({"a": b"x"}))) is Refusal.DAMAGED


def test_a_message_is_found_and_read_by_its_content() -> None:
    data = compound_file(outlook_message(**BODY))
    document = read_document(io.BytesIO(data), "x.bin", ReadingLimits())
    assert document.kind is DocumentKind.MSG
    document = read_document(io.BytesIO(message().as_bytes()), "x", ReadingLimits())
    assert document.kind is DocumentKind.EML
    check(document)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for read in (eml, mbox, msg):
        survives(read, data)


@given(st.text(alphabet="From: =?B\nContent-Type;multipar/\"'bound*0%\u00e9", max_size=300))
def test_any_headers_are_read(text: str) -> None:
    survives(eml, text.encode())


def test_changed_files_are_read_or_refused() -> None:
    made = message("see below")
    made.add_alternative("<p>page</p>", subtype="html")
    made.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="표.csv")
    sample = made.as_bytes()
    for data in mutations(sample, 150):
        survives(eml, data)
    for data in mutations((b"From a@b.c Mon Nov  2 10:00:00 2026\n" + sample) * 3, 60):
        survives(mbox, data)
    packed = struct.pack("<IIII", 600, 600, 0x75465A4C, 0) + zlib.compress(RTF_PAGE.encode())
    for streams in (
        outlook_message(**BODY, **ATTACHED),
        outlook_message(**{"__substg1.0_10090102": packed}),
    ):
        for data in mutations(compound_file(streams), 100):
            survives(msg, data)
