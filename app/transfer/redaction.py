"""Personal data in conversations on their way out: counted, or each replaced by a mark."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from app.domain.personal_data import Mark, PersonalKind, PersonalSummary
from app.domain.personal_formats import personal_data, without_personal_data
from app.domain.tools import ToolCall
from app.domain.transfer import ImportedAttachment, ImportedConversation, ImportedMessage


def summary_of(conversations: Iterable[ImportedConversation], *, is_whole: bool) -> PersonalSummary:
    """What is found in them, each number once, however often it stands there.

    `is_whole` looks at every branch and file, else at the branch in view.
    """
    seen: set[tuple[PersonalKind, str]] = set()
    with_some = 0
    for each in conversations:
        of_it = {
            (datum.kind, _same(text[datum.start : datum.end]))
            for text in _texts(each, is_whole=is_whole)
            for datum in personal_data(text)
        }
        with_some += bool(of_it)
        seen |= of_it
    counts = Counter(kind for kind, _ in seen)
    return PersonalSummary({kind: counts[kind] for kind in PersonalKind if counts[kind]}, with_some)


def _same(written: str) -> str:
    """One spelling of what may be written with spaces and dashes, or without."""
    return "".join(each for each in written.casefold() if each.isalnum() or each in "@.:")


def redacted(conversation: ImportedConversation, mark: Mark) -> ImportedConversation:
    """The same with marks; the bytes of attached files and pictures are left out."""

    def clean(text: str) -> str:
        return without_personal_data(text, mark)

    chosen = conversation.settings
    if chosen.instructions is not None:
        chosen = replace(chosen, instructions=clean(chosen.instructions))
    return replace(
        conversation,
        title=clean(conversation.title),
        folder=clean(conversation.folder),
        tags=tuple(clean(tag) for tag in conversation.tags),
        settings=chosen,
        messages=tuple(_message(each, clean) for each in conversation.messages),
    )


def _texts(conversation: ImportedConversation, *, is_whole: bool) -> Iterator[str]:
    yield conversation.title
    if is_whole:
        yield conversation.folder
        yield from conversation.tags
        yield conversation.settings.instructions or ""
    for said in conversation.messages if is_whole else conversation.branch():
        yield from (said.text, said.thoughts, said.summary)
        yield from (call.arguments_json for call in said.calls)
        for each in said.attachments:
            yield from (each.name, each.text)


def _message(said: ImportedMessage, clean: Callable[[str], str]) -> ImportedMessage:
    return replace(
        said,
        text=clean(said.text),
        thoughts=clean(said.thoughts),
        summary=clean(said.summary),
        calls=tuple(_call(each, clean) for each in said.calls),
        attachments=tuple(_attachment(each, clean) for each in said.attachments),
    )


def _attachment(each: ImportedAttachment, clean: Callable[[str], str]) -> ImportedAttachment:
    return replace(each, name=clean(each.name), text=clean(each.text), data=b"", file="")


def _call(call: ToolCall, clean: Callable[[str], str]) -> ToolCall:
    """Its arguments stay JSON: a number that is replaced becomes a text."""
    try:
        arguments = json.loads(call.arguments_json)
    except (ValueError, RecursionError):
        return replace(call, arguments_json=clean(call.arguments_json))
    cleaned = json.dumps(_value(arguments, clean), ensure_ascii=False)
    return replace(call, arguments_json=cleaned)


def _value(value: Any, clean: Callable[[str], str]) -> Any:
    match value:
        case str():
            return clean(value)
        case dict():
            return {clean(key): _value(each, clean) for key, each in value.items()}
        case list():
            return [_value(each, clean) for each in value]
        case bool() | None:
            return value
    written = json.dumps(value)
    cleaned = clean(written)
    return value if cleaned == written else cleaned
