"""What a file is, by its bytes."""

import pytest

from app.domain.plain_files import media_type_of, text_of


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        ("한글 and more\r\n\ttab".encode(), "한글 and more\r\n\ttab"),
        (b"\xef\xbb\xbfmarked", "marked"),
        ("임대차계약서".encode("cp949"), "임대차계약서"),
        (b"\xff\xfe" + "한글".encode("utf-16-le"), "한글"),
        (b"\xfe\xff" + "한글".encode("utf-16-be"), "한글"),
        (b"\x1b[31mred\x1b[0m\x0c", "\x1b[31mred\x1b[0m\x0c"),
        (b"zero\x00inside", None),
        (b"bell\x07", None),
        (b"\xff\xfe\x00\xd8", None),
        (b"caf\xe9.", None),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\x01", None),
    ],
)
def test_text_is_what_an_encoding_tells(data: bytes, text: str | None) -> None:
    assert text_of(data) == text


def test_pictures_and_others_by_their_first_bytes() -> None:
    assert media_type_of(b"\x89PNG\r\n\x1a\nxxxx") == "image/png"
    assert media_type_of(b"\xff\xd8\xff\xe0") == "image/jpeg"
    assert media_type_of(b"RIFF\n\n\x00\x00WEBPVP8 ") == "image/webp"
    assert media_type_of(b"RIFF\x00\x00\x00\x00WAVE") == "application/octet-stream"
    assert media_type_of(b"\x00\x00\x00\x18ftypheic") == "image/heif"
    assert media_type_of(b"%PDF-1.4") == "application/pdf"
    assert media_type_of(b"") == "application/octet-stream"
