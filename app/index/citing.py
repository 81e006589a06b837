"""Citations of an answer: from the numbers that a model wrote to places that were checked.

An answer names its sources as [3] or [3][7] or [3, 7] after what they support. Each number is
looked up; what stands there is checked against the sentence that it was put to; a number that leads
nowhere, or to something that has nothing to do with the sentence, goes. What remains is counted
anew, in the order in which the reader meets it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.retrieval import Citation, CitationStatus
from app.index.content_words import content_of
from app.index.evidence import Evidence, Sentence
from app.index.places import part_at
from app.index.sentences import sentences
from app.index.support import Support, support

Entails = Callable[[str, Sequence[str]], Sequence[float] | None]
"""How likely a sentence follows from each of some texts, 0 to 1; None where no model answers."""

ENTAILED: Final = 0.95
"""From this likelihood on a source confirms a sentence. Strict, and not measured: no model for it
was at hand, neither for this figure nor for the next."""
DOUBTED: Final = 0.2
"""Below this likelihood the words that a sentence shares with its source confirm nothing."""

_MARK: Final = re.compile(r"[ \t]*\[\s*(\d{1,5}(?:\s*[,;]\s*\d{1,5})*)\s*\]")
_MARKS: Final = re.compile(rf"(?:{_MARK.pattern})+")
_NUMBER: Final = re.compile(r"\d+")
_FEWEST_WORDS: Final = 2
"""A sentence with fewer words of content asserts nothing that needs a source: "Yes.", "Sure:"."""


@dataclass(frozen=True, slots=True)
class Cited:
    """An answer with its citations resolved.

    `text` holds [1], [2] … where they are cited; `unsupported` are stretches of it without a
    source, and `dropped` says how many citations led nowhere.
    """

    text: str
    citations: tuple[Citation, ...]
    unsupported: tuple[tuple[int, int], ...]
    dropped: int

    def supported_share(self, located_weight: float = 0.0) -> float:
        """How much of what needs a source, by length, has a verified one.

        What was located, but not confirmed, counts by `located_weight`.
        """
        weights = {CitationStatus.VERIFIED: 1.0, CitationStatus.LOCATED: located_weight}
        cited_length = 0
        supported = 0.0
        for each in _best_of_each_stretch(self.citations):
            length = each.quote_end - each.quote_start
            cited_length += length
            supported += weights[each.status] * length
        whole = cited_length + sum(end - start for start, end in self.unsupported)
        return supported / whole if whole else 0.0


def cited(answer: str, evidence: Evidence, entails: Entails | None = None) -> Cited:
    """Resolve and check the citations of an answer; `entails` has a say where there is one."""
    out: list[str] = []
    length = 0
    numbers: dict[tuple[int, int, int], int] = {}
    found: list[Citation] = []
    bare: list[tuple[int, int]] = []
    dropped = 0
    for claim, marks, gap in _claims(answer):
        start = length
        out.append(claim)
        length += len(claim)
        kept: list[int] = []
        named = [evidence.sentence(number) for number in marks]
        places = [each for each in named if each is not None]
        dropped += len(named) - len(places)
        for source, status in _checked(claim, places, evidence, entails):
            if status is None:
                dropped += 1
                continue
            key = (source.passage, source.start, source.end)
            number = numbers.setdefault(key, len(numbers) + 1)
            if number in kept:
                continue
            kept.append(number)
            lead = len(claim) - len(claim.lstrip())
            span = (start + lead, start + len(claim.rstrip()))
            found.append(citation_of(number, source, status, evidence, span))
        shown = "".join(f" [{number}]" for number in kept)
        out += [shown, gap]
        length += len(shown) + len(gap)
        if not kept and _asserts(claim):
            lead = len(claim) - len(claim.lstrip())
            bare.append((start + lead, start + len(claim.rstrip())))
    return Cited("".join(out), tuple(found), tuple(bare), dropped)


def _claims(answer: str) -> list[tuple[str, list[int], str]]:
    """Sentences with the numbers put to them, and the white space behind."""
    plain, marks = _without_marks(answer)
    spans = sentences(plain)
    result: list[tuple[str, list[int], str]] = []
    at = 0
    for place, (start, end) in enumerate(spans):
        last = place + 1 == len(spans)
        following = len(plain) if last else spans[place + 1][0]
        # A mark belongs to the sentence that it stands in or behind.
        of_it = [
            number
            for where, numbers in marks
            if start < where < following or (where == following and (last or following == end))
            for number in numbers
        ]
        text = plain[at:end]
        result.append((text, list(dict.fromkeys(of_it)), plain[end:following]))
        at = following
    if not spans:
        result.append((plain, [], ""))
    return result


def _without_marks(answer: str) -> tuple[str, list[tuple[int, list[int]]]]:
    """The answer without its marks, and where in it which numbers stood."""
    parts: list[str] = []
    marks: list[tuple[int, list[int]]] = []
    at = length = 0
    for found in _MARKS.finditer(answer):
        parts.append(answer[at : found.start()])
        length += found.start() - at
        at = found.end()
        marks.append((length, [int(each) for each in _NUMBER.findall(found[0])]))
    parts.append(answer[at:])
    return "".join(parts), marks


def _checked(
    claim: str, places: Sequence[Sentence], evidence: Evidence, entails: Entails | None
) -> list[tuple[Sentence, CitationStatus | None]]:
    """What may be said of each source; those that support a sentence only together do so, too."""
    found = [support(claim, [each.text], evidence.context_of(each)) for each in places]
    alone = dict(zip(places, (each.status for each in found), strict=True))
    if len(places) > 1 and CitationStatus.VERIFIED not in alone.values():
        texts = [each.text for each in places]
        context = "\n".join(dict.fromkeys(evidence.context_of(each) for each in places))
        if support(claim, texts, context).status is CitationStatus.VERIFIED:
            return [(each, status and CitationStatus.VERIFIED) for each, status in alone.items()]
    if entails is not None and places and claim.strip():
        alone |= _judged(claim.strip(), places, found, entails)
    return list(alone.items())


def _judged(
    claim: str, places: Sequence[Sentence], found: Sequence[Support], entails: Entails
) -> dict[Sentence, CitationStatus | None]:
    """What a model says of sources that were found to have to do with a sentence.

    It doubts what words alone confirmed, unless the source says it word for word; and it confirms
    what they did not, unless numbers, names or a denial speak against it.
    """
    related = [pair for pair in zip(places, found, strict=True) if pair[1].status is not None]
    if not related:
        return {}
    likely = entails(claim, [place.text for place, _ in related])
    result: dict[Sentence, CitationStatus | None] = {}
    for (place, support_of_it), share in zip(related, likely or (), strict=likely is not None):
        is_copy = claim.split() == place.text.split()
        if support_of_it.status is CitationStatus.VERIFIED and share < DOUBTED and not is_copy:
            result[place] = CitationStatus.LOCATED
        elif share >= ENTAILED and not support_of_it.is_objected_to:
            result[place] = CitationStatus.VERIFIED
    return result


def citation_of(
    number: int,
    source: Sentence,
    status: CitationStatus,
    evidence: Evidence,
    span: tuple[int, int],
) -> Citation:
    """A citation of a sentence for a stretch of an answer."""
    passage = evidence.passage_of(source)
    part = part_at(evidence.layouts.get(passage.document.id), source.start)
    chunk = passage.chunk
    return Citation(
        number,
        passage.document.id,
        passage.document.name,
        source.start,
        source.end,
        source.text,
        status,
        part.kind if part else chunk.part_kind,
        part.number if part else chunk.part_number,
        part.label if part else chunk.part_label,
        *span,
    )


def _asserts(claim: str) -> bool:
    content = content_of(claim)
    if claim.rstrip().endswith((":", "?")):
        return False
    return len(content.words) + len(content.numbers) >= _FEWEST_WORDS


def _best_of_each_stretch(citations: Sequence[Citation]) -> list[Citation]:
    best: dict[tuple[int, int], Citation] = {}
    for each in citations:
        key = (each.quote_start, each.quote_end)
        if key not in best or each.status is CitationStatus.VERIFIED:
            best[key] = each
    return list(best.values())
