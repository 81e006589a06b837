"""Reads the conversations of a file, whoever's export it is: told by its content, not its name.

A conversation that cannot be read is passed on as damaged, and the rest is read all the same.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from app.domain.errors import ImportRefused
from app.domain.transfer import Damaged, Format, ImportedConversation
from app.transfer import (
    chatgpt,
    claude,
    gpt4all,
    jan,
    llama_cpp,
    lm_studio,
    open_webui,
    own_json,
)
from app.transfer.files import OwnFiles, PartsByChatgptId, looked_at, nothing_beside, with_files
from app.transfer.json_scan import Span, as_bytes, elements, lines, load, loads, outer_object
from app.transfer.limits import MAX_CONVERSATIONS
from app.transfer.refusal import Unreadable, refused
from app.transfer.sources import Part, Source, opened

Progress = Callable[[float], None]
_Found = ImportedConversation | Damaged

_HEAD: Final = 256
_LOOKED_AT: Final = 5
_JSON_STARTS: Final = (b"{", b"[")
_SHAPES: Final[
    dict[
        Format,
        tuple[Callable[[dict[str, Any]], bool], Callable[[dict[str, Any]], ImportedConversation]],
    ]
] = {
    Format.CHATGPT: (chatgpt.is_one, chatgpt.to_conversation),
    Format.CLAUDE: (claude.is_one, claude.to_conversation),
    Format.LLAMA_CPP: (llama_cpp.is_one, llama_cpp.to_conversation),
    Format.LM_STUDIO: (lm_studio.is_one, lm_studio.to_conversation),
    Format.OPEN_WEBUI: (open_webui.is_one, open_webui.to_conversation),
    Format.SNUG: (own_json.is_one, own_json.to_conversation),
}


def recognise(path: Path) -> Format | None:
    """Whose export a file or folder is; None when it is none that can be read. Raises nothing."""
    try:
        with opened(path) as source:
            return _format(source)[0]
    except ImportRefused:
        return None


def read(path: Path, on_progress: Progress | None = None) -> Iterator[_Found]:
    """The conversations of an export, one by one; those that are damaged say why.

    `on_progress` is told the share that is done, from 0 to 1. The first step raises ImportRefused
    when the path holds no export that can be read.
    """
    tell = on_progress or (lambda _: None)
    with opened(path) as source:
        found, problem = _format(source)
        if found is None:
            raise refused(source.name, problem or "it is not an export that Snug knows")
        for count, each in enumerate(_conversations(source, found, tell)):
            if count >= MAX_CONVERSATIONS:
                yield Damaged(source.name, "there are too many conversations; the rest was left")
                break
            yield each
        tell(1.0)


def _format(source: Source) -> tuple[Format | None, str]:
    """Whose export this is, else what stood in the way of knowing."""
    problem = ""
    for part in source.parts:
        try:
            if not _may_hold(source, part):
                continue
            found = _format_of(source.read(part))
        except Unreadable as error:
            problem = problem or error.reason
            continue
        if found is not None:
            return found, ""
    return None, problem


def _may_hold(source: Source, part: Part) -> bool:
    head = source.head(part, _HEAD)
    return head.startswith(gpt4all.MAGIC) or as_bytes(head).lstrip().startswith(_JSON_STARTS)


def _format_of(data: bytes) -> Format | None:
    if data.startswith(gpt4all.MAGIC):
        return Format.GPT4ALL
    data = as_bytes(data)
    by_line = _format_of_lines(data)
    if by_line is not None:
        return by_line
    if _start(data).startswith(b"["):
        return _format_of_list(data, 0, None)
    plain, spans = outer_object(data)
    if plain.get("format") == own_json.FORMAT:
        return Format.SNUG
    for span in spans.values():
        if data[span.start : span.start + 1] == b"[":
            found = _format_of_list(data, span.start, span.end)
            if found is not None:
                return found
    try:
        return _format_of_value(loads(data))
    except Unreadable:
        return None


def _format_of_lines(data: bytes) -> Format | None:
    """Whose JSONL this is, by the first line that can be read."""
    for number, line in lines(data):
        if number > _LOOKED_AT or not line.startswith(b"{"):
            return None
        if not line.endswith(b"}"):
            continue
        try:
            value = loads(line)
        except Unreadable:
            continue
        if llama_cpp.is_session(value):
            return Format.LLAMA_CPP
        return Format.JAN if jan.is_message(value) else None
    return None


def _format_of_list(data: bytes, start: int, end: int | None) -> Format | None:
    for number, span in enumerate(elements(data, start, end)):
        if number >= _LOOKED_AT:
            return None
        try:
            found = _format_of_value(load(data, span))
        except Unreadable:
            continue
        if found is not None:
            return found
    return None


def _format_of_value(value: Any) -> Format | None:
    if not isinstance(value, dict):
        return None
    return next(
        (
            kind
            for kind, (is_one, _) in _SHAPES.items()
            if kind is not Format.SNUG and is_one(value)
        ),
        None,
    )


def _start(data: bytes) -> bytes:
    return data[:_HEAD].lstrip()


def _conversations(source: Source, kind: Format, tell: Progress) -> Iterator[_Found]:
    """Everything that the parts of this kind hold; parts of another kind are passed over."""
    total = sum(part.size for part in source.parts) or 1
    folders = _folders(source)
    fetch = PartsByChatgptId(source).fetch if kind is Format.CHATGPT else nothing_beside
    done = 0
    for part in source.parts:
        share = part.size / total
        try:
            if _may_hold(source, part):
                for end, found in _of_part(source, part, kind, folders[part.folder]):
                    if isinstance(found, Damaged) or kind is Format.SNUG:
                        yield found
                    else:
                        yield with_files(found, fetch, looked_at)
                    tell(min(done / total + share * end, 1.0))
        except Unreadable as error:
            yield Damaged(part.name, error.reason)
        done += part.size


def _folders(source: Source) -> dict[str, list[Part]]:
    found: dict[str, list[Part]] = {}
    for part in source.parts:
        found.setdefault(part.folder, []).append(part)
    return found


def _of_part(
    source: Source, part: Part, kind: Format, beside: list[Part]
) -> Iterator[tuple[float, _Found]]:
    """The conversations of a part, each with the share of the part that is done."""
    data = source.read(part)
    if kind is Format.GPT4ALL:
        if data.startswith(gpt4all.MAGIC):
            yield 1.0, gpt4all.to_conversation(data)
        return
    data = as_bytes(data)
    if kind is Format.JAN:
        if _format_of_lines(data) is Format.JAN:
            yield 1.0, jan.to_conversation(data, _thread(source, beside))
        return
    if kind is Format.LLAMA_CPP and _format_of_lines(data) is Format.LLAMA_CPP:
        for end, session in llama_cpp.sessions(data, part.name):
            made = session if isinstance(session, Damaged) else _made(session, part.name, kind)
            yield end / len(data), made
        return
    files: OwnFiles | None = None
    for number, span in enumerate(_spans(data, kind), 1):
        place = f"{part.name}, number {number}"
        try:
            value = load(data, span)
        except Unreadable as error:
            yield span.end / len(data), Damaged(place, error.reason)
            continue
        made = _made(value, place, kind)
        if kind is Format.SNUG and not isinstance(made, Damaged):
            files = files or OwnFiles(data, outer_object(data)[1].get("files"))
            made = with_files(made, files.fetch)
        yield span.end / len(data), made


def _spans(data: bytes, kind: Format) -> Iterator[Span]:
    """Where the conversations of this kind stand; nowhere, when the part is of another kind."""
    if _start(data).startswith(b"["):
        if _format_of_list(data, 0, None) is kind:
            yield from elements(data)
        return
    plain, spans = outer_object(data)
    if kind is Format.SNUG:
        if plain.get("format") == own_json.FORMAT:
            _check_version(plain)
            span = spans.get("conversations")
            if span is not None:
                yield from elements(data, span.start, span.end)
        return
    for span in spans.values():
        if data[span.start : span.start + 1] == b"[" and (
            _format_of_list(data, span.start, span.end) is kind
        ):
            yield from elements(data, span.start, span.end)
            return
    whole = Span(0, len(data))
    try:
        if _format_of_value(load(data, whole)) is kind:
            yield whole
    except Unreadable as error:
        yield Span(0, len(data), error.reason)


def _check_version(plain: dict[str, Any]) -> None:
    version = plain.get("version")
    if not isinstance(version, int) or not 1 <= version <= own_json.VERSION:
        raise Unreadable("it was written by a newer Snug")


def _made(value: Any, place: str, kind: Format) -> _Found:
    is_one, to_conversation = _SHAPES[kind]
    if not isinstance(value, dict) or not is_one(value):
        return Damaged(place, "it is not a conversation")
    try:
        return to_conversation(value)
    except Unreadable as error:
        return Damaged(place, error.reason)


def _thread(source: Source, beside: list[Part]) -> dict[str, Any]:
    """What the thread.json in the folder of a messages.jsonl holds; empty where there is none."""
    for other in [part for part in beside if part.base.endswith(".json")][:_LOOKED_AT]:
        try:
            value = loads(as_bytes(source.read(other)))
        except Unreadable:
            continue
        if isinstance(value, dict) and (value.get("object") == "thread" or "assistants" in value):
            return value
    return {}
