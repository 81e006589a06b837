"""Conversations and messages as rows, and rows as conversations and messages."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from app.domain.answer_values import settings_as_text, settings_from_text
from app.domain.conversations import Conversation, Folder, Message
from app.domain.errors import AppError, EngineError, by_code
from app.domain.generation import FinishReason, Role, Timing, Usage
from app.domain.ids import ConversationId, FolderId, LibraryId, MessageId
from app.domain.question_about import about_of, about_text
from app.domain.tools import ToolCall
from app.store.schema import conversations, messages
from app.store.stored_text import storable

MESSAGE_COLUMNS: Final = (
    messages.c.id,
    messages.c.role,
    messages.c.text,
    messages.c.thoughts,
    messages.c.created_at,
    messages.c.model,
    messages.c.finish,
    messages.c.error,
    messages.c.calls,
    messages.c.prompt_tokens,
    messages.c.cached_tokens,
    messages.c.completion_tokens,
    messages.c.guessed_tokens,
    messages.c.right_guesses,
    messages.c.timing,
    messages.c.is_pinned,
    messages.c.about,
)
"""What `message_of` reads; the columns of a row may go on after these."""

CONVERSATION_COLUMNS: Final = (
    conversations.c.id,
    conversations.c.title,
    conversations.c.created_at,
    conversations.c.changed_at,
    conversations.c.folder,
    conversations.c.is_pinned,
    conversations.c.is_archived,
    conversations.c.assistant,
    conversations.c.settings,
)
"""What `conversation_of` reads; the columns of a row may go on after these."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_TIMES: Final = tuple(field.name for field in fields(Timing))
_NOT_VALUES: Final = {"self", "detail"}
_EMPTY: Final = "{}"
_NO_USAGE: Final = Usage()
_NO_TIMING: Final = Timing()
"""Of every question, which would have its own otherwise: a third of what is made of it."""


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970, UTC; exact."""
    return (moment.astimezone(UTC) - _EPOCH) // _MICROSECOND


def moment_of(value: int) -> datetime:
    """The moment that lies so many microseconds after the beginning of 1970."""
    return _EPOCH + timedelta(microseconds=value)


def message_values(message: Message) -> dict[str, Any]:
    """What may change of a message as the values of its row, without its place in the tree."""
    usage = message.usage
    return {
        "id": message.id,
        "role": message.role.value,
        "text": storable(message.text),
        "thoughts": storable(message.thoughts),
        "created_at": microseconds(message.created_at),
        "model": None if message.model is None else storable(message.model),
        "finish": None if message.finish is None else message.finish.value,
        "error": _error_text(message.error),
        "calls": json.dumps([(each.name, each.arguments_json, each.id) for each in message.calls]),
        "prompt_tokens": usage.prompt_tokens,
        "cached_tokens": usage.cached_tokens,
        "completion_tokens": usage.completion_tokens,
        "guessed_tokens": usage.guessed_tokens,
        "right_guesses": usage.right_guesses,
        "timing": json.dumps(
            {key: value for key, value in asdict(message.timing).items() if value}
        ),
    }


def first_values(message: Message) -> dict[str, Any]:
    """All values of the row of a new message: those, too, that stay when it is replaced."""
    beside = {"is_pinned": int(message.is_pinned), "about": about_text(message.about)}
    return {**message_values(message), **beside}


def message_of(row: Sequence[Any], parent: str | None) -> Message:
    """The message of a row of MESSAGE_COLUMNS, with the id of the one before it."""
    # By position: this runs for every message of a conversation that is opened.
    (id_, role, text, thoughts, created_at, model, finish, error, calls) = row[:9]
    return Message(
        id=MessageId(id_),
        role=Role(role),
        text=text,
        created_at=moment_of(created_at),
        model=model,
        finish=None if finish is None else FinishReason(finish),
        error=None if error is None else _error_of(error),
        usage=Usage(*row[9:14]) if any(row[9:14]) else _NO_USAGE,
        timing=_timing_of(row[14]),
        thoughts=thoughts,
        calls=() if calls == "[]" else tuple(ToolCall(*each) for each in json.loads(calls)),
        parent=None if parent is None else MessageId(parent),
        about=about_of(row[16]),
        is_pinned=bool(row[15]),
    )


def conversation_values(conversation: Conversation) -> dict[str, Any]:
    """A conversation as the values of its row, without folder and tags.

    ValueError for a temporary one: nothing of it may be written.
    """
    if conversation.is_temporary:
        raise ValueError("a temporary conversation is kept nowhere")
    return {
        "title": storable(conversation.title),
        "created_at": microseconds(conversation.created_at),
        "changed_at": microseconds(conversation.changed_at),
        "is_pinned": int(conversation.is_pinned),
        "is_archived": int(conversation.is_archived),
        "assistant": conversation.assistant,
        "settings": storable(settings_as_text(conversation.settings)),
    }


def conversation_of(row: Sequence[Any], tags: Sequence[str]) -> Conversation:
    """The conversation of a row of CONVERSATION_COLUMNS."""
    id_, title, created_at, changed_at, folder, is_pinned, is_archived, assistant, chosen = row[:9]
    created = moment_of(created_at)
    return Conversation(
        id=ConversationId(id_),
        title=title,
        created_at=created,
        # One object where both are the same: a list holds 20,000 of them.
        changed_at=created if changed_at == created_at else moment_of(changed_at),
        folder=None if folder is None else FolderId(folder),
        tags=tuple(tags),
        is_pinned=bool(is_pinned),
        is_archived=bool(is_archived),
        assistant=None if assistant is None else LibraryId(assistant),
        settings=settings_from_text(chosen),
    )


def folder_of(row: Sequence[Any]) -> Folder:
    """The folder of a row that begins with id, name, parent and the days it keeps."""
    id_, name, parent, days = row[:4]
    return Folder(FolderId(id_), name, None if parent is None else FolderId(parent), days)


def has_words(role: str, finish: str | None) -> bool:
    """Whether the search index has the words of such a message: not while it is being written."""
    return role != Role.ASSISTANT.value or finish is not None


def _error_text(error: AppError | None) -> str | None:
    """Code and values; the technical detail is left out, it may hold anything."""
    if error is None:
        return None
    values = {
        key: value if isinstance(value, int) else str(value) for key, value in error.values.items()
    }
    return json.dumps({"code": error.code, "values": values})


def _error_of(text: str) -> AppError:
    """The error that a message ended with; a code of another release becomes a failed answer."""
    stored: Mapping[str, Any] = json.loads(text)
    kind = by_code().get(stored["code"], EngineError)
    values = {key: value for key, value in stored["values"].items() if key not in _NOT_VALUES}
    error = kind(**values)
    try:
        str(error)
    except (KeyError, IndexError, ValueError):  # this release's sentence wants other values
        return EngineError()
    return error


def _timing_of(text: str) -> Timing:
    if text == _EMPTY:
        return _NO_TIMING
    stored: Mapping[str, Any] = json.loads(text)
    return Timing(**{key: float(value) for key, value in stored.items() if key in _TIMES})
