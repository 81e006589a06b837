"""Files of many kinds with bytes changed end as a document or a refusal, in the real children."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile_documents import REPEATED, deep_mail, hidden_html, linked_tar, paragraph, word
from office_files import zipped
from parsed_documents import check, mutations
from pdf_files import lines, pdf

from app.domain.documents import ReadingLimits, Refusal
from app.domain.errors import DocumentRefused
from app.index.reader.client import ReaderClient

LIMITS = ReadingLimits(seconds=20.0)
CHANGED = 12
FILES = {
    "a.docx": word(paragraph(REPEATED) + "<w:tbl><w:tr><w:tc/></w:tr></w:tbl>"),
    "a.pdf": pdf(lines(REPEATED)),
    "a.zip": zipped({"a.txt": REPEATED, "b.md": f"# b\n\n{REPEATED}"}),
    "a.tar": linked_tar(),
    "a.html": hidden_html(),
    "a.eml": deep_mail(3),
    "a.rtf": rb"{\rtf1\ansi{\fonttbl{\f0 A;}}\pard words\par{\footnote note}\trowd\cell\row}",
    "a.json": b'[{"a": [1, 2, {"b": "words"}]}, {"a": null}]',
    "a.csv": b"name,value,note\nwords,1,a\nmore,2,b\n",
    "a.md": b"# Head\n\n- a *b*\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    "a.xml": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY e 'words'>]><a><b c='d'>&e;</b></a>",
}


@pytest.fixture(scope="module")
def reader() -> Iterator[ReaderClient]:
    client = ReaderClient()
    yield client
    client.close()


@pytest.mark.parametrize("name", FILES)
def test_changed_bytes_end_as_a_document_or_a_refusal(
    reader: ReaderClient, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    reasons: set[Refusal] = set()
    for data in mutations(FILES[name], CHANGED):
        path.write_bytes(data)
        try:
            check(reader.read(path, limits=LIMITS))
        except DocumentRefused as refusal:
            reasons.add(refusal.reason)
    assert not reasons & {Refusal.CRASHED, Refusal.TOO_SLOW, Refusal.OUT_OF_MEMORY}
