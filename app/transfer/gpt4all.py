"""Conversations of GPT4All: files named gpt4all-*.chat, alone, in a folder or in an archive.

Read are files with a header (magic 0xF5D553CC) of versions 1 to 12, the last of GPT4All 3.10, as
its sources write and read them (nomic-ai/gpt4all, gpt4all-chat/src: chat.cpp, chatllm.cpp,
chatmodel.cpp). Not read are files of the first releases of 2023, which have no header, and any
later version. No genuine file was at hand: the tests write theirs by the same description. The
state of the model that old versions hold is passed over.

A file is a line of items without dates or branches: only the conversation has its time. From
version 12 on the parts of an answer (text, thoughts, calls of tools) are items below it.
"""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from app.domain.attachments import MAX_BYTES, AttachmentKind
from app.domain.generation import Role
from app.domain.transfer import Format, ImportedAttachment, ImportedConversation
from app.transfer.fields import clean, name
from app.transfer.limits import MAX_ATTACHMENTS, MAX_MESSAGES
from app.transfer.qt_stream import QtStream
from app.transfer.refusal import Unreadable
from app.transfer.thoughts import split_thoughts
from app.transfer.trees import Facts, Node, chained, conversation, message

MAGIC: Final = bytes.fromhex("f5d553cc")

_NEWEST: Final = 12
_MAX_NESTING: Final = 16
_ROLES: Final = {"Prompt: ": Role.USER, "Response: ": Role.ASSISTANT, "System: ": Role.SYSTEM}


@dataclass(slots=True)
class _Item:
    kind: str
    text: str
    attachments: list[ImportedAttachment] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def to_conversation(data: bytes) -> ImportedConversation:
    """The conversation of a file; raises Unreadable."""
    stream = QtStream(data)
    stream.skip(len(MAGIC))
    version = stream.i32()
    if not 1 <= version <= _NEWEST:
        raise Unreadable(f"its version is {version}, and Snug reads 1 to {_NEWEST}")
    created = stream.i64()
    own_id, title = name(stream.text()), name(stream.text())
    stream.text()  # what the person was called
    model = name(stream.text())
    if version >= 3:
        stream.texts()  # collections of documents
    if version < 11:
        _skip_model_state(stream, version)
    number = stream.i32()
    if not 0 <= number <= MAX_MESSAGES:
        raise Unreadable("it has too many messages")
    nodes = [_node(_item(stream, version), model) for _ in range(number)]
    chained(nodes)
    facts = Facts(Format.GPT4ALL, own_id, title, created=created)
    return conversation(facts, nodes)


def _node(item: _Item, model: str) -> Node:
    role = _ROLES.get(item.kind)
    made = Node("", None)
    words, thoughts, made_by = item.text, "", None
    if role is None:
        return made
    if role is Role.ASSISTANT:
        words = "\n\n".join(item.words) if item.words else words
        found, words = split_thoughts(words)
        thoughts = "\n\n".join([*item.thoughts, found] if found else item.thoughts)
        made_by = model or None
    if words.strip() or thoughts or item.attachments:
        made.message = message(
            role, words, thoughts=thoughts, model=made_by, attachments=tuple(item.attachments)
        )
    return made


def _skip_model_state(stream: QtStream, version: int) -> None:
    has_state = stream.flag() if version >= 6 else True
    if version >= 2:
        stream.i32()  # type of the model
        if stream.i32():
            raise Unreadable("it holds a state that Snug does not know")
    stream.raw()  # the last answer
    stream.raw()  # the name it gave the conversation
    stream.u32()  # tokens
    if not has_state:
        return
    if version < 4:
        stream.u32()
    stream.u32()  # tokens in the past
    if version >= 7:
        stream.u32()  # size of the context
    if version < 9:
        stream.skip(stream.i64() * 4)  # logits
    stream.skip(stream.i64() * 4)  # tokens
    stream.raw()


def _item(stream: QtStream, version: int) -> _Item:
    if version < 12:
        stream.i32()  # a number
    item = _Item(stream.text(), stream.text())
    if version < 10:
        stream.raw()  # the prompt, again
    stream.raw()  # a better answer that the person proposed
    for _ in range(4):  # current, stopped, thumbs up, thumbs down
        stream.flag()
    if version >= 11 and item.kind == "Response: ":
        stream.flag()  # is an error
    _skip_sources(stream, version)
    if version >= 10:
        for _ in range(stream.count()):
            item.attachments.append(_attachment(stream.raw(), stream.raw()))
        del item.attachments[MAX_ATTACHMENTS:]
    if version >= 12:
        _add_parts(stream, item, 0)
    return item


def _skip_sources(stream: QtStream, version: int) -> None:
    if version >= 8:
        for _ in range(stream.count()):
            for _ in range(7):  # collection, path, file, title, author, date, text
                stream.raw()
            for _ in range(3):  # page, first and last line
                stream.i32()
    elif version >= 3:
        stream.raw()
        stream.texts()


def _add_parts(stream: QtStream, item: _Item, depth: int) -> None:
    if depth > _MAX_NESTING:
        raise Unreadable("it nests too deeply")
    for _ in range(stream.count()):
        kind, words = stream.text(), stream.text()
        if kind == "Text: " or (kind == "Response: " and depth):
            item.words.append(words)
        elif kind == "Think: ":
            item.thoughts.append(words)
            stream.i32()  # milliseconds
        elif kind == "ToolCall: ":
            _skip_call(stream)
        elif kind not in ("Response: ", "ToolResponse: "):
            raise Unreadable("it holds a part that Snug does not know")
        _add_parts(stream, item, depth + 1)
    item.words = [words for words in item.words if words.strip()]


def _skip_call(stream: QtStream) -> None:
    stream.raw()  # name
    for _ in range(stream.count()):
        stream.raw()
        stream.i32()
        stream.variant()
    stream.raw()  # result
    stream.i32()
    stream.raw()  # error


def _attachment(url: bytes, content: bytes) -> ImportedAttachment:
    path = unquote(url.decode("utf-8", "replace"))
    shown = name(path.replace("\\", "/").rpartition("/")[2])
    try:
        return ImportedAttachment(AttachmentKind.TEXT, shown, text=clean(content.decode("utf-8")))
    except UnicodeDecodeError:
        data = content if len(content) <= MAX_BYTES else b""
        return ImportedAttachment(AttachmentKind.FILE, shown, data=data)
