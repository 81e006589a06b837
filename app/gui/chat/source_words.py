"""What a source is called in the language of the window."""

from app.domain.document_groups import DocumentGroup
from app.gui import text
from app.gui.chat.entry_list import Entry
from app.gui.chat.source import Source, SourceKind
from app.gui.sidebar.hit_delegate import one_line
from app.gui.text import narrowing


def shown_name(source: Source) -> str:
    """As it is said in the language of the window."""
    match source.kind:
        case SourceKind.ALL:
            return text.all_documents()
        case SourceKind.GROUP:
            return narrowing.group_name(DocumentGroup(source.id))
        case SourceKind.SINCE:
            return narrowing.changed_since(source.id)
        case SourceKind.UNTIL:
            return narrowing.changed_until(source.id)
    return one_line(source.name)


def entry_of(source: Source) -> Entry:
    """A line of the list that # opens."""
    name = shown_name(source)
    shown = name if source.kind is SourceKind.DOCUMENT else text.source(name)
    return Entry(shown, source, source.note, name)
