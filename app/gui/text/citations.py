"""The words of where an answer comes from."""

from app.domain.documents import PartKind
from app.domain.retrieval import CitationStatus, Kept
from app.gui.text.saying import say


def sources_count(count: int) -> str:
    return say("1 source") if count == 1 else say("{count} sources", count=count)


def sources_title() -> str:
    return say("Sources")


def show_sources() -> str:
    return say("Show the sources of this answer")


def nearest_passages() -> str:
    return say("Nearest passages")


def nearest_explained() -> str:
    return say("These come nearest to the question. None of them answers it.")


def nothing_near() -> str:
    return say("Nothing in your documents comes near the question now.")


def word_for_word() -> str:
    return say("Sentences of your documents, word for word")


def no_source_here() -> str:
    return say("No source was found for this sentence.")


def source_status(status: CitationStatus) -> str:
    """In a word."""
    if status is CitationStatus.VERIFIED:
        return say("verified")
    return say("located")


def source_status_explained(status: CitationStatus) -> str:
    """What was checked of a source."""
    if status is CitationStatus.VERIFIED:
        return say("verified: the words stand there and say so")
    return say("located: the words stand there; whether they say so was not confirmed")


def source_place(kind: PartKind, number: int, label: str) -> str:
    """A page, a sheet or the like; nothing for a document without divisions."""
    match kind:
        case PartKind.WHOLE:
            return ""
        case PartKind.PAGE:
            page = say("page {number}", number=number)
            printed = say("printed as {label}", label=label)
            return f"{page} ({printed})" if label and label != str(number) else page
        case PartKind.SLIDE:
            return _labelled(say("slide {number}", number=number), label)
        case PartKind.SHEET:
            if label:
                return say("sheet {label}", label=label)
            return say("sheet {label}", label=number)
        case PartKind.CHAPTER:
            return _labelled(say("chapter {number}", number=number), label)
        case PartKind.SECTION:
            return _labelled(say("section {number}", number=number), label)
        case PartKind.MESSAGE:
            return _labelled(say("message {number}", number=number), label)
        case PartKind.FILE:
            return label or say("file {number}", number=number)


def _labelled(place: str, label: str) -> str:
    return f"{place}, {label}" if label else place


def source_named(number: int, name: str, place: str, status: str) -> str:
    """For those who hear it."""
    where = f"{name}, {place}" if place else name
    return say("Source {number}: {where}, {status}", number=number, where=where, status=status)


def open_source(name: str) -> str:
    return say("Show the place in {name}", name=name)


def why_these_passages() -> str:
    return say("Why these passages?")


def passages_explained() -> str:
    return say(
        "Snug looked for passages by their meaning and by their words, and put both lists together."
    )


def by_words_only() -> str:
    return say("Searched by words only: the search model is missing or didn't start.")


def rerank_failed() -> str:
    return say("They were not judged again: the model for it didn't start.")


def searched_for(question: str) -> str:
    """What was looked for: a question that leans on others is not searched for as it was asked."""
    return say("Searched for: {question}", question=" / ".join(question.splitlines()))


def rank_by_meaning(rank: int, likeness: str) -> str:
    return say("meaning: rank {rank} (likeness {likeness})", rank=rank, likeness=likeness)


def rank_by_words(rank: int, score: str) -> str:
    return say("words: rank {rank} (score {score})", rank=rank, score=score)


def together(score: str) -> str:
    return say("together {score}", score=score)


def reranked(score: str) -> str:
    return say("judged again {score}", score=score)


def why_kept(kept: Kept) -> str:
    """Why a passage is there that does not rank high itself; nothing for one that does."""
    match kept:
        case Kept.RANKED:
            return ""
        case Kept.OTHER_LANGUAGE:
            return say("in another language")
        case Kept.NEIGHBOUR:
            return say("it stands beside a passage that was found")
        case Kept.WHOLE:
            return say("the whole document fits, so all of it was read")


def chance(percent: int) -> str:
    return say("Chance that the answer is there: {percent} %", percent=percent)


def back_to_sources() -> str:
    return say("Back to the sources")


def close_sources() -> str:
    return say("Close the sources")


def open_itself() -> str:
    return say("Open in its own application")


def show_folder() -> str:
    return say("Show in its folder")


def open_itself_title() -> str:
    return say("Open this file?")


def open_itself_text(path: str) -> str:
    return say(
        "Your computer will open this file with the application that it has for it. What that "
        "application does with it, Snug cannot see.\n\n{path}",
        path=path,
    )


def show_folder_text(path: str) -> str:
    return say(
        "Your computer will show this folder in its file manager. The file itself could start a "
        "program, so Snug does not open it.\n\n{path}",
        path=path,
    )


def next_page() -> str:
    return say("Next page")


def page_before() -> str:
    return say("Previous page")


def page_of(number: int, count: int) -> str:
    return say("{number} of {count}", number=number, count=count)


def larger() -> str:
    return say("Larger")


def smaller() -> str:
    return say("Smaller")


def opening_document() -> str:
    return say("Opening the document…")


def file_changed() -> str:
    return say("The file changed since it was read. This is the text as it was.")


def file_is_gone() -> str:
    return say("The file is not there any more. This is the text as it was.")


def page_not_drawn() -> str:
    return say("The page could not be drawn. This is its text.")


def text_is_gone() -> str:
    return say("Snug does not have this document any more. This is what was cited.")


def text_differs() -> str:
    return say("The document was read again since, and the sentence is not in it any more.")


def earlier_text() -> str:
    return say("What comes before")


def later_text() -> str:
    return say("What follows")


def document_text(name: str) -> str:
    return say("Text of {name}", name=name)


def drawn_page(number: int, name: str, marked: str) -> str:
    """A picture of a page, to those who do not see it."""
    return say("Page {number} of {name}. Marked: {marked}", number=number, name=name, marked=marked)
