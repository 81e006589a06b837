"""Files that an export holds apart from its conversations: found by name, looked at, never trusted.

What a file is, its own bytes say; names are shown and compared alone. Every file is given out once,
so that an export cannot blow itself up by naming one again and again.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from app.domain.attachments import MAX_BYTES, MAX_CHARACTERS, AttachmentKind
from app.domain.plain_files import PLAIN, UNKNOWN, media_type_of, text_of
from app.domain.transfer import ImportedAttachment, ImportedConversation
from app.transfer.fields import base64_bytes, mapping, name
from app.transfer.json_scan import Span, elements, load
from app.transfer.limits import MAX_CONVERSATION_FILE_BYTES, MAX_STORED_FILES
from app.transfer.refusal import Unreadable
from app.transfer.sources import Part, Source

Fetch = Callable[[str], bytes]
"""The bytes of a file by the name that its attachment gives it; raises Unreadable."""
Look = Callable[[ImportedAttachment], ImportedAttachment]

# file-0LvApylexJMR….dat, file-0Lv…-photo.jpg, file_00000000a1b2-sanitized.png and the like.
_CHATGPT_ID: Final = re.compile(r"file[-_][0-9A-Za-z]{1,80}")
_OWN_ID: Final = re.compile(rb'\{\s*"id"\s*:\s*"([0-9A-Za-z_-]{1,128})"')
_MISSING: Final = "it is missing"


def nothing_beside(_name: str) -> bytes:
    """Where an export holds no files of their own; raises Unreadable."""
    raise Unreadable(_MISSING)


def with_files(
    found: ImportedConversation, fetch: Fetch, look: Look | None = None
) -> ImportedConversation:
    """The conversation with what its attachments name; notes tell of what is not there.

    `look` tells what an attachment is by its bytes: `looked_at` for those of other programs.
    """
    if not any(said.attachments for said in found.messages):
        return found
    filling = _Filling(fetch, look)
    messages = tuple(
        replace(said, attachments=tuple(map(filling.filled, said.attachments)))
        if said.attachments
        else said
        for said in found.messages
    )
    return replace(found, messages=messages, notes=(*found.notes, *filling.notes()))


class _Filling:
    """The files of one conversation, within its bounds."""

    def __init__(self, fetch: Fetch, look: Look | None) -> None:
        self._fetch = fetch
        self._look = look or (lambda each: each)
        self._is_foreign = look is not None
        self._left = MAX_CONVERSATION_FILE_BYTES
        self._missing = self._too_large = self._unreadable = 0

    def filled(self, each: ImportedAttachment) -> ImportedAttachment:
        """The attachment with its bytes and its text, where it names any."""
        if not each.file:
            self._missing += self._is_foreign and not (each.text or each.data)
            return self._look(each)
        try:
            data = self._fetch(each.file)
        except Unreadable as error:
            self._missing += error.reason == _MISSING
            self._unreadable += error.reason != _MISSING
            return replace(each, file="")
        if len(data) > min(MAX_BYTES, self._left):
            self._too_large += 1
            return replace(each, file="")
        self._left -= len(data)
        return self._look(replace(each, data=data, file=""))

    def notes(self) -> Iterator[str]:
        """What could not be had."""
        yield from _note(self._missing, "is not in the export", "are not in the export")
        yield from _note(self._too_large, "is too large", "are too large")
        yield from _note(self._unreadable, "cannot be read", "cannot be read")


def _note(count: int, one: str, many: str) -> Iterator[str]:
    if count == 1:
        yield f"One attached file {one}; its name was kept."
    elif count:
        yield f"{count} attached files {many}; their names were kept."


def looked_at(each: ImportedAttachment) -> ImportedAttachment:
    """An attachment with bytes: its text and what it is, as far as the bytes tell."""
    if each.text or not each.data:
        return each
    text = text_of(each.data)
    if text is not None and len(text) <= MAX_CHARACTERS:
        media_type = each.media_type if each.media_type.startswith("text/") else PLAIN
        return replace(each, kind=AttachmentKind.FILE, media_type=media_type, text=text)
    told = media_type_of(each.data)
    if told == UNKNOWN:
        return replace(each, media_type=each.media_type or UNKNOWN)
    kind = AttachmentKind.IMAGE if told.startswith("image/") else AttachmentKind.FILE
    return replace(each, kind=kind, media_type=told)


def chatgpt_id(pointer: str) -> str:
    """The id of a file in what ChatGPT's export calls it; empty where there is none."""
    found = _CHATGPT_ID.match(pointer.rpartition("//")[2])
    return found[0] if found else ""


class PartsByChatgptId:
    """The parts of an archive or a folder that are files of ChatGPT's conversations."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._parts: dict[str, Part] = {}
        for part in source.parts:
            if not part.base.endswith(".json") and (key := chatgpt_id(part.base)):
                self._parts.setdefault(key, part)

    def fetch(self, key: str) -> bytes:
        """The bytes of a file; raises Unreadable."""
        part = self._parts.pop(key, None)
        if part is None:
            raise Unreadable(_MISSING)
        if part.size > MAX_BYTES:
            return bytes(MAX_BYTES + 1)  # as much as is needed to be found too large
        return self._source.read_attached(part)


class OwnFiles:
    """The files at the end of an export of ours; each is decoded when it is asked for."""

    def __init__(self, data: bytes, span: Span | None) -> None:
        self._data = data
        self._spans: dict[str, Span] = {}
        for place in _spans(data, span):
            head = _OWN_ID.match(data, place.start, place.end)
            if head:
                self._spans.setdefault(head[1].decode("ascii"), place)

    def fetch(self, key: str) -> bytes:
        """The bytes of a file; raises Unreadable."""
        span = self._spans.pop(key, None)
        if span is None:
            raise Unreadable(_MISSING)
        value: dict[str, Any] = mapping(load(self._data, span))
        if name(value.get("id")) != key:
            raise Unreadable(_MISSING)
        return base64_bytes(value.get("data"))[1]


def _spans(data: bytes, span: Span | None) -> Iterable[Span]:
    if span is None:
        return
    for number, place in enumerate(elements(data, span.start, span.end)):
        if number >= MAX_STORED_FILES:
            return
        yield place
