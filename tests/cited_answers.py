"""Answers with their sources, for tests of what shows them."""

from app.domain.documents import PartKind
from app.domain.generation import Role
from app.domain.ids import DocumentId, MessageId
from app.domain.retrieval import AnswerBasis, Citation, CitationStatus, Grounding
from app.gui.chat.rows import Row


def citation(
    answer: str,
    claim: str,
    number: int = 1,
    *,
    status: CitationStatus = CitationStatus.VERIFIED,
    name: str = "lease.txt",
    text: str = "",
    start: int = 0,
    document: str = "d",
    part: PartKind = PartKind.PAGE,
    label: str = "",
) -> Citation:
    """A source of the sentence `claim` of an answer."""
    at = answer.index(claim)
    text = text or claim
    return Citation(
        number,
        DocumentId(document),
        name,
        start,
        start + len(text),
        text,
        status,
        part,
        1,
        label,
        at,
        at + len(claim),
    )


def grounded(
    answer: str,
    *citations: Citation,
    bare: tuple[str, ...] = (),
    basis: AnswerBasis = AnswerBasis.WRITTEN,
) -> Grounding:
    """What an answer rests on; `bare` are its sentences without a source."""
    places = tuple((answer.index(each), answer.index(each) + len(each)) for each in bare)
    return Grounding(basis, citations, places)


def row(answer: str, grounding: Grounding | None, **more: object) -> Row:
    """An answer as the transcript shows it."""
    return Row(MessageId("a"), Role.ASSISTANT, answer, grounding=grounding, **more)  # type: ignore[arg-type]


TWO = "The deposit is 1,800 euros. [1] Cats hunt at dawn. [2] It never rains."
DEPOSIT = citation(TWO, "The deposit is 1,800 euros.")
CATS = citation(
    TWO,
    "Cats hunt at dawn.",
    2,
    status=CitationStatus.LOCATED,
    name="cats.txt",
    text="They hunt at dawn.",
    document="c",
)
TWO_GROUNDING = grounded(TWO, DEPOSIT, CATS, bare=("It never rains.",))
