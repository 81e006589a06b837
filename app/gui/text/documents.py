"""The words of the page of documents, and of choosing some for a question."""

from app.domain.documents import NoteKind, ReadingNote
from app.gui.text.saying import say

_MINUTE = 60
_HOUR = 60 * _MINUTE


def documents() -> str:
    return say("Documents")


def documents_tip() -> str:
    return say("Documents (Ctrl+Shift+D)")


def back_to_conversation() -> str:
    return say("Back to the conversation (Esc)")


def collections() -> str:
    return say("Collections")


def collection_name() -> str:
    return say("Name of the collection")


def new_collection() -> str:
    return say("New collection")


def add_files() -> str:
    return say("Add files…")


def add_folder() -> str:
    return say("Add a folder…")


def documents_empty() -> str:
    return say("Add a folder, and Snug answers from what is in it; the files stay where they are.")


def collection_empty() -> str:
    return say("Nothing was added yet. You can drop files or a folder here.")


def looking_through() -> str:
    return say("Looking for files in what was added…")


def nothing_found_in_it() -> str:
    return say("Snug finds no files in what was added.")


def no_files() -> str:
    return say("no files")


def read_count(count: int) -> str:
    return say("{count} read", count=f"{count:,}")


def not_read_count(count: int) -> str:
    return say("{count} not read", count=f"{count:,}")


def waiting_count(count: int) -> str:
    return say("{count} waiting", count=f"{count:,}")


def is_paused() -> str:
    return say("paused")


def pause() -> str:
    return say("Pause")


def read_pictures() -> str:
    return say("Read pictures of text, too")


def go_on() -> str:
    return say("Go on")


def reading_of(number: int, total: int, name: str) -> str:
    return say(
        "Reading {number} of {total}: {name}", number=f"{number:,}", total=f"{total:,}", name=name
    )


def reading_some(number: int, total: int) -> str:
    return say("Reading {number} of {total}", number=f"{number:,}", total=f"{total:,}")


def time_left(seconds: float) -> str:
    """Roughly: nobody needs more."""
    if seconds < _MINUTE:
        return say("less than a minute left")
    if seconds < _HOUR:
        return say("about {count} min left", count=round(seconds / _MINUTE))
    return say("about {count} h left", count=round(seconds / _HOUR))


def files() -> str:
    return say("Files")


def show_all(count: int) -> str:
    return say("All {count}", count=f"{count:,}")


def show_not_read(count: int) -> str:
    return say("Not read {count}", count=f"{count:,}")


def show_noted(count: int) -> str:
    return say("With notes {count}", count=f"{count:,}")


def waits() -> str:
    return say("Waiting to be read")


def notes(count: int) -> str:
    return say("1 note") if count == 1 else say("{count} notes", count=count)


def note(said: ReadingNote) -> str:
    """What a reader should know of how a file was read, in a sentence."""
    count, detail = f"{said.count:,}", said.detail
    match said.kind:
        case NoteKind.PICTURES_UNREAD:
            return say("Pages that are pictures, and were not read: {count}.", count=count)
        case NoteKind.HIDDEN_TEXT:
            return say("Hidden text was left out: {count} characters.", count=count)
        case NoteKind.MEMBERS_SKIPPED if detail:
            return say(
                "Files inside that were not read: {count}, {detail} among them.",
                count=count,
                detail=detail,
            )
        case NoteKind.MEMBERS_SKIPPED:
            return say("Files inside that were not read: {count}.", count=count)
        case NoteKind.CUT_SHORT:
            return say("It is very long: the end of it was not read.")
        case NoteKind.ENCODING_GUESSED:
            return say(
                "It does not say how its letters are written; {detail} fits best.",
                detail=detail.upper(),
            )
        case NoteKind.PARTLY_DAMAGED:
            return say("Parts that are damaged, and were not read: {count}.", count=count)
        case NoteKind.RECOGNISED:
            return say("Pages read off their pictures, perhaps with errors: {count}.", count=count)


def try_all_again() -> str:
    return say("Try all again")


def close_details() -> str:
    return say("Close the details")


def remove_collection() -> str:
    return say("Remove the collection…")


def remove_collection_title(name: str) -> str:
    return say("Remove “{name}”?", name=name)


def remove_collection_text() -> str:
    return say("Snug forgets what it read. The files stay where they are.")


def remove() -> str:
    return say("Remove")


def take_out() -> str:
    return say("Take out")


def more_of_collection() -> str:
    return say("More about this collection")


def documents_in_memory() -> str:
    return say("Documents are kept in memory until Snug closes.")


def keep_documents() -> str:
    return say("Keep them…")


def words_only(model: str) -> str:
    return say(
        "Only words are searched, since the model that finds meaning is missing. "
        "To get it, run: snug models get {model}",
        model=model,
    )


def answer_from_documents() -> str:
    return say("Answer from documents")


def answer_from_documents_tip() -> str:
    return say("Answer from documents (#)")


def all_documents() -> str:
    return say("All documents")


def sources() -> str:
    return say("Documents to answer from")


def source(name: str) -> str:
    return say("# {name}", name=name)


def source_keys() -> str:
    return say("Delete removes it")


def file_count(count: int) -> str:
    return say("1 file") if count == 1 else say("{count} files", count=f"{count:,}")


def searching_documents() -> str:
    return say("Looking in your documents…")


def no_documents() -> str:
    return say("No documents yet")


def add_documents() -> str:
    return say("Add some")
