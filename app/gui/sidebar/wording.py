"""What the rows of the list show and say."""

from app.domain.conversations import Conversation, Folder
from app.gui.plain_tip import plain_tip
from app.gui.sidebar.shelf import PINNED
from app.gui.sidebar.shelf_rows import ShelfRow
from app.gui.sidebar.time_groups import Span, TimeGroup
from app.gui.text import shelf as text


def row_words(row: ShelfRow, this_year: int) -> str:
    """What a row shows."""
    if row.conversation is not None:
        return row.conversation.title
    if row.folder is not None:
        return row.folder.name
    if row.group is not None:
        return group_words(row.group, this_year)
    return text.pinned() if row.key == PINNED else text.folders()


def group_words(group: TimeGroup, this_year: int) -> str:
    """What stands over a stretch of days; a month of another year with its year."""
    match group.span:
        case Span.TODAY:
            return text.today()
        case Span.YESTERDAY:
            return text.yesterday()
        case Span.WEEK:
            return text.this_week()
        case Span.MONTH:
            month = text.month_names()[group.first.month - 1]
            year = group.first.year
            return month if year == this_year else text.month_of(month, year)


def row_spoken(row: ShelfRow, this_year: int, count: int, *, is_open: bool) -> str:
    """What assistive technology says; the last two are of a folder."""
    if row.folder is not None:
        return text.folder_spoken(row.folder.name, count, is_open=is_open)
    words = row_words(row, this_year)
    if row.conversation is None:
        return text.heading_spoken(words)
    return text.pinned_spoken(words) if row.conversation.is_pinned else words


def conversation_tip(conversation: Conversation, path: str) -> str:
    """The whole title, where it is filed, and its tags; never taken for markup."""
    lines = (conversation.title, path, " ".join(f"#{each}" for each in conversation.tags))
    return plain_tip("\n".join(line for line in lines if line))


def folder_tip(folder: Folder) -> str:
    """The whole name, and whether it deletes what is old; never taken for markup."""
    kept = text.kept_for(folder.keep_days) if folder.keep_days else ""
    return plain_tip("\n".join(line for line in (folder.name, kept) if line))
