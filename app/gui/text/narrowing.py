"""The words of kinds of documents, of the days of their changes, and of what became of files."""

from app.domain.document_groups import DocumentGroup
from app.domain.documents import DocumentKind
from app.domain.sources import FileState
from app.gui.text.saying import say


def group_name(group: DocumentGroup) -> str:
    """What files of a kind are called."""
    match group:
        case DocumentGroup.PDF:
            return say("PDF")
        case DocumentGroup.WORD:
            return say("Word documents")
        case DocumentGroup.HANGUL:
            return say("Hangul documents")
        case DocumentGroup.SHEETS:
            return say("Spreadsheets")
        case DocumentGroup.SLIDES:
            return say("Slides")
        case DocumentGroup.MAIL:
            return say("Mail")
        case DocumentGroup.WEB:
            return say("Web pages")
        case DocumentGroup.BOOKS:
            return say("Books")
        case DocumentGroup.TEXT:
            return say("Text files")
        case DocumentGroup.DATA:
            return say("Data files")
        case DocumentGroup.CODE:
            return say("Program code")
        case DocumentGroup.PICTURES:
            return say("Pictures")
        case DocumentGroup.ARCHIVES:
            return say("Archives")


def kind_name(kind: DocumentKind) -> str:
    """What one file is called by its kind: formats by the letters that people know them by."""
    match kind:
        case DocumentKind.TEXT:
            return say("Plain text")
        case DocumentKind.MARKDOWN:
            return "Markdown"
        case DocumentKind.CODE:
            return say("Program code")
        case DocumentKind.IMAGE:
            return say("Picture")
        case DocumentKind.ARCHIVE:
            return say("Zip or tar file")
    return kind.upper()


def changed_since(day: str) -> str:
    return say("Changed since {day}", day=day)


def changed_until(day: str) -> str:
    return say("Changed until {day}", day=day)


def narrowed_to(parts: str) -> str:
    return say("Only this was searched: {parts}.", parts=parts)


def chosen_collections(count: int) -> str:
    return say("1 collection") if count == 1 else say("{count} collections", count=count)


def files_changed(count: int) -> str:
    if count == 1:
        return say("1 file has changed since")
    return say("{count} files have changed since", count=count)


def files_gone(count: int) -> str:
    if count == 1:
        return say("1 file isn’t there any more")
    return say("{count} files aren’t there any more", count=count)


def state_of_file(state: FileState | None) -> str:
    """A sentence; nothing for a file that is what was read."""
    match state:
        case FileState.CHANGED:
            return say("The file has changed since it was read.")
        case FileState.GONE:
            return say("The file isn’t at its place any more.")
        case FileState.FORGOTTEN:
            return say("Snug does not have this document any more.")
    return ""


def read_again() -> str:
    return say("Read it again")


def reading_again() -> str:
    return say("It will be read again.")
