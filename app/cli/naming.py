"""Conversations and folders as a person names them on the command line, and as JSON says them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from app.bootstrap import Application
from app.domain.conversations import Conversation, Folder
from app.domain.errors import UsageError
from app.domain.filing import name_key, path_names
from app.domain.ids import FolderId

_SHORTEST_ID: Final = 6


def find(app: Application, beginning: str) -> Conversation:
    """The conversation whose id begins so; raises UsageError for none or several."""
    return find_all(app, [beginning])[0]


def find_all(app: Application, beginnings: Iterable[str]) -> list[Conversation]:
    """The conversations whose ids begin so; raises UsageError for none or several of one."""
    known = app.history.conversations()
    return [_the_one(known, each) for each in beginnings]


def _the_one(known: Iterable[Conversation], beginning: str) -> Conversation:
    found = [each for each in known if each.id.startswith(beginning)]
    if len(beginning) < _SHORTEST_ID or len(found) > 1:
        raise UsageError(
            problem=f"“{beginning}” names no single conversation: write more of its id"
        )
    if not found:
        raise UsageError(problem=f"There is no conversation “{beginning}”")
    return found[0]


def find_folder(app: Application, name: str) -> Folder:
    """The folder of that name, path (Work/Plans) or id; raises UsageError for none or several."""
    known = app.filing.folders()
    by_path = path_names(known)
    found = [each for each in known if name_key(by_path[each.id]) == name_key(name)]
    found = found or [each for each in known if name_key(each.name) == name_key(name)]
    if not found and len(name) >= _SHORTEST_ID:
        found = [each for each in known if each.id.startswith(name)]
    if not found:
        raise UsageError(problem=f"There is no folder “{name}”")
    if len(found) > 1:
        choices = ", ".join(by_path[each.id] for each in found)
        raise UsageError(problem=f"“{name}” names several folders: {choices}")
    return found[0]


def conversation_value(each: Conversation, folders: dict[FolderId, str]) -> dict[str, object]:
    """A conversation as JSON; `folders` are their paths."""
    return {
        "id": each.id,
        "title": each.title,
        "created_at": each.created_at.isoformat(),
        "changed_at": each.changed_at.isoformat(),
        "folder": folders.get(each.folder) if each.folder else None,
        "tags": list(each.tags),
        "pinned": each.is_pinned,
        "archived": each.is_archived,
        "assistant": each.assistant,
    }


def when(moment: datetime) -> str:
    """A time as tables show it, by the clock of this computer."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")
