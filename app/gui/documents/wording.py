"""Collections and files in plain words."""

from app.domain.collections import DocumentState, IndexProgress, StoredDocument
from app.domain.documents import Refusal
from app.domain.errors import DocumentRefused, refused
from app.gui import text
from app.gui.documents.known import KnownCollection
from app.gui.sidebar.hit_delegate import one_line
from app.gui.text.amounts import file_size
from app.gui.text.narrowing import kind_name

_COUNTS = {
    DocumentState.INDEXED: text.read_count,
    DocumentState.REFUSED: text.not_read_count,
    DocumentState.WAITING: text.waiting_count,
}
_BETWEEN = " · "


def state_of(known: KnownCollection) -> str:
    """What became of its files: “214 read · 6 not read · 3 waiting”."""
    parts = [say(known.counts[state]) for state, say in _COUNTS.items() if known.counts[state]]
    if known.collection.is_paused:
        parts.append(text.is_paused())
    return _BETWEEN.join(parts) or text.no_files()


def progress_of(progress: IndexProgress) -> str:
    """How far the reading is, and when it may be done."""
    number = min(progress.done + 1, progress.total)
    name = one_line(progress.current)
    words = (
        text.reading_of(number, progress.total, name)
        if name
        else text.reading_some(number, progress.total)
    )
    if progress.seconds_left is None:
        return words
    return _BETWEEN.join((words, text.time_left(progress.seconds_left)))


def about_file(file: StoredDocument) -> str:
    """The line below a file's name: what it is, or why it was not read."""
    if file.state is DocumentState.WAITING:
        return text.waits()
    if file.state is DocumentState.REFUSED:
        return text.error_title(why_not(file))
    parts = [kind_name(file.kind)] if file.kind is not None else []
    parts.append(file_size(file.bytes))
    if file.notes:
        parts.append(text.notes(len(file.notes)))
    return _BETWEEN.join(parts)


def why_not(file: StoredDocument) -> DocumentRefused:
    """The error that a file was refused with."""
    return refused(file.reason or Refusal.DAMAGED, file=one_line(file.name))


def details_of(file: StoredDocument) -> list[str]:
    """Sentences about how a file was read, or why not, and what can be done."""
    if file.state is DocumentState.WAITING:
        return [text.waits()]
    if file.state is DocumentState.REFUSED:
        error = why_not(file)
        return [text.error_sentence(error), text.error_hint(error)]
    return [text.note(each) for each in file.notes] or [about_file(file)]
