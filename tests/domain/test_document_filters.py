"""What a search is narrowed to: kinds as people name them, days as they write them."""

from datetime import datetime, timedelta

import pytest

from app.domain.calendar_days import first_moment, moment_after
from app.domain.collections import DocumentState, StoredDocument
from app.domain.document_groups import GROUP_OF, KINDS, DocumentGroup, groups_among, kinds_named
from app.domain.documents import DocumentKind
from app.domain.ids import CollectionId, DocumentId
from app.domain.retrieval import SearchFilter

SECOND = 1_000_000_000


def test_every_kind_belongs_to_one_group() -> None:
    listed = [kind for kinds in KINDS.values() for kind in kinds]
    assert sorted(listed) == sorted(DocumentKind)
    assert set(KINDS) == set(DocumentGroup)
    assert len(GROUP_OF) == len(listed)


@pytest.mark.parametrize(
    ("word", "kinds"),
    [
        ("pdf", {DocumentKind.PDF}),
        (" Mail ", {DocumentKind.EML, DocumentKind.MBOX, DocumentKind.MSG}),
        ("docx", {DocumentKind.DOCX}),
        ("pictures", {DocumentKind.IMAGE}),
        ("text", {DocumentKind.TEXT, DocumentKind.MARKDOWN}),
        ("films", set()),
        ("", set()),
    ],
)
def test_a_word_stands_for_kinds(word: str, kinds: set[DocumentKind]) -> None:
    assert kinds_named(word) == kinds


def test_kinds_are_told_by_their_groups() -> None:
    kinds = kinds_named("mail") | kinds_named("docx")
    assert groups_among(kinds) == (DocumentGroup.WORD, DocumentGroup.MAIL)


@pytest.mark.parametrize(
    ("written", "first", "after"),
    [
        ("2026", (2026, 1, 1), (2027, 1, 1)),
        ("2026-02", (2026, 2, 1), (2026, 3, 1)),
        ("2026-12", (2026, 12, 1), (2027, 1, 1)),
        ("2024-2-29", (2024, 2, 29), (2024, 3, 1)),
    ],
)
def test_a_day_a_month_and_a_year_have_two_ends(
    written: str, first: tuple[int, int, int], after: tuple[int, int, int]
) -> None:
    assert first_moment(written) == datetime(*first).astimezone()
    assert moment_after(written) == datetime(*after).astimezone()


@pytest.mark.parametrize(
    "written", ["", "26", "2026-13", "2026-02-30", "2026-00", "0000", "2026-1-1-1", "yesterday"]
)
def test_what_is_no_day_is_refused(written: str) -> None:
    for read in (first_moment, moment_after):
        with pytest.raises(ValueError, match="day"):
            read(written)


def test_the_last_day_that_there_is_has_no_end() -> None:
    for written in ("9999", "9999-12", "9999-12-31"):
        with pytest.raises(ValueError, match="day"):
            moment_after(written)


def document(kind: DocumentKind, changed_ns: int) -> StoredDocument:
    return StoredDocument(
        DocumentId("d"),
        CollectionId("c"),
        "/a",
        "a",
        DocumentState.INDEXED,
        kind,
        changed_ns=changed_ns,
    )


def test_a_filter_lets_through_what_is_named_and_fits() -> None:
    moment = first_moment("2026-01-01")
    at = int(moment.timestamp()) * SECOND
    pdf = document(DocumentKind.PDF, at)
    assert not SearchFilter().is_narrow
    assert SearchFilter().passes(pdf)
    assert SearchFilter(documents=frozenset({pdf.id})).passes(pdf)
    assert not SearchFilter(collections=frozenset({CollectionId("e")})).passes(pdf)
    both = SearchFilter(documents=frozenset({pdf.id}), kinds=frozenset({DocumentKind.PDF}))
    assert both.passes(pdf)
    assert not both.passes(document(DocumentKind.DOCX, at))
    since = SearchFilter(changed_after=moment)
    assert since.passes(pdf)
    assert not since.passes(document(DocumentKind.PDF, at - 1))
    until = SearchFilter(changed_before=moment)
    assert until.passes(document(DocumentKind.PDF, at - 1))
    assert not until.passes(pdf)
    later = SearchFilter(changed_after=moment + timedelta(microseconds=1))
    assert (later.is_narrow, later.first_ns) == (True, at + 1_000)
