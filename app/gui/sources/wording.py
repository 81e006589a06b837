"""What is said of the sources of an answer: on its button, to a screen reader, and when copied."""

from collections import Counter
from datetime import datetime, timedelta

from app.domain.document_groups import groups_among
from app.domain.generation import Role
from app.domain.retrieval import (
    AnswerBasis,
    Citation,
    CitationStatus,
    Grounding,
    Passage,
    SearchFilter,
)
from app.domain.sources import FileState
from app.gui import text as spoken
from app.gui.text import citations as words
from app.gui.text import narrowing, safety

_QUOTE_CHARACTERS = 400


def place_of(citation: Citation) -> str:
    """The page or the like: "page 3"; nothing for a document without divisions."""
    return words.source_place(citation.part_kind, citation.part_number, citation.part_label)


def place_of_passage(passage: Passage) -> str:
    """The same of a passage."""
    chunk = passage.chunk
    return words.source_place(chunk.part_kind, chunk.part_number, chunk.part_label)


def where(name: str, place: str) -> str:
    """A document with the place in it: "lease.pdf, page 3"."""
    return f"{name}, {place}" if place else name


def named(citation: Citation, status: str = "") -> str:
    """A source for those who hear it."""
    status = status or words.source_status(citation.status)
    return words.source_named(citation.number, citation.name, place_of(citation), status)


def distinct(grounding: Grounding) -> tuple[Citation, ...]:
    """Each source once, in the order of its number; verified where it is so anywhere."""
    found: dict[int, Citation] = {}
    for each in grounding.citations:
        known = found.get(each.number)
        if known is None or each.status is CitationStatus.VERIFIED is not known.status:
            found[each.number] = each
    return tuple(found[number] for number in sorted(found))


def statuses(grounding: Grounding, number: int) -> str:
    """What was checked of a source, which may differ between the sentences that name it."""
    found = [each.status for each in grounding.citations if each.number == number]
    return ", ".join(words.source_status(each) for each in CitationStatus if each in found)


def has_passages(grounding: Grounding) -> bool:
    """Whether it is known what the search found."""
    return grounding.found is not None and bool(grounding.found.passages)


def has_forgotten_passages(grounding: Grounding) -> bool:
    """Whether there was no answer, and what the search found is not known any more."""
    return grounding.basis is AnswerBasis.NOT_SAID and grounding.found is None


def button_words(grounding: Grounding | None) -> str:
    """What the button below an answer says; nothing where there is nothing to show."""
    if grounding is None:
        return ""
    if grounding.citations and grounding.basis is not AnswerBasis.NOT_SAID:
        said = (words.sources_count(len(distinct(grounding))), *files_of(grounding))
        return " · ".join(said)
    if has_passages(grounding) or has_forgotten_passages(grounding):
        return words.nearest_passages()
    return safety.left_out_title(len(grounding.left_out)) if grounding.left_out else ""


def files_of(grounding: Grounding) -> list[str]:
    """In a few words, that cited files are not what was read any more; mostly nothing."""
    states = Counter(grounding.files.get(each) for each in grounding.cited)
    said = []
    if states[FileState.CHANGED]:
        said.append(narrowing.files_changed(states[FileState.CHANGED]))
    if states[FileState.GONE]:
        said.append(narrowing.files_gone(states[FileState.GONE]))
    return said


def narrowed(where: SearchFilter) -> str:
    """What a search was narrowed to, in a sentence; nothing where everything was searched."""
    parts = []
    if where.collections:
        parts.append(narrowing.chosen_collections(len(where.collections)))
    if where.documents:
        parts.append(spoken.file_count(len(where.documents)))
    parts += [narrowing.group_name(each) for each in groups_among(where.kinds)]
    if where.changed_after is not None:
        parts.append(narrowing.changed_since(_day(where.changed_after)))
    if where.changed_before is not None:
        last = where.changed_before - timedelta(microseconds=1)
        parts.append(narrowing.changed_until(_day(last)))
    return narrowing.narrowed_to(" · ".join(parts)) if parts else ""


def _day(moment: datetime) -> str:
    return moment.astimezone().date().isoformat()


def description(grounding: Grounding | None) -> str:
    """All sources of an answer, for those who hear it."""
    if grounding is None:
        return ""
    return "; ".join(named(each, statuses(grounding, each.number)) for each in distinct(grounding))


def copied(text: str, role: Role, grounding: Grounding | None) -> str:
    """A message for the clipboard: below an answer with sources their list."""
    if role is not Role.ASSISTANT or grounding is None or not grounding.citations:
        return text
    lines = [text, "", f"{words.sources_title()}:"]
    for each in distinct(grounding):
        quote = " ".join(each.text.split())
        if len(quote) > _QUOTE_CHARACTERS:
            quote = f"{quote[:_QUOTE_CHARACTERS]}…"
        lines.append(f"[{each.number}] {where(each.name, place_of(each))}: “{quote}”")
    return "\n".join(lines)
