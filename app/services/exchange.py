"""Conversations taken out to files, and brought in from those of other programs."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import chain
from pathlib import Path

from app.domain.attachments import Attachment, NewAttachment, files_of, made
from app.domain.conversations import Conversation, Message
from app.domain.errors import ExportTooLarge
from app.domain.events import FoldersChanged, HistoryReloaded
from app.domain.filing import path_names, tag_names
from app.domain.ids import AttachmentId, MessageId, new_conversation_id, new_message_id
from app.domain.personal_data import Mark, PersonalSummary
from app.domain.protocols import ConversationStore
from app.domain.sizes import format_bytes
from app.domain.transfer import (
    Damaged,
    ImportedAttachment,
    ImportedConversation,
    ImportedMessage,
    ImportReport,
    on_its_way_out,
)
from app.services.event_bus import EventBus
from app.services.imported_folders import ImportedFolders
from app.transfer.file_names import file_name
from app.transfer.limits import MAX_FILE_BYTES
from app.transfer.own_json import json_text
from app.transfer.writing import write

OnProgress = Callable[[float], None]


class ExportFormat(StrEnum):
    """What files are written; the value is their ending."""

    MARKDOWN = "md"
    HTML = "html"
    JSON = "json"
    """One file with everything, all branches too, which can be read again."""


class ExchangeService:
    """Exports and imports. Every call blocks; raises AppErrors."""

    def __init__(self, store: ConversationStore, bus: EventBus) -> None:
        self._store = store
        self._bus = bus

    def personal_data(
        self, conversations: Sequence[Conversation], kind: ExportFormat
    ) -> PersonalSummary:
        """What personal data an export of them in this format would hold, by its formats."""
        # Imported here, as below: its patterns take longer than a start has time for.
        from app.transfer.redaction import summary_of

        out = (self._out(each) for each in conversations)
        return summary_of(out, is_whole=kind is ExportFormat.JSON)

    def export(
        self,
        target: Path,
        kind: ExportFormat,
        conversations: Sequence[Conversation],
        *,
        over: bool = False,
        mark: Mark | None = None,
    ) -> list[Path]:
        """Write conversations: JSON into the file `target`, else a file each into that folder.

        What is there already is written over only when `over` says so. The files are readable by
        their owner alone, and not encrypted. With a `mark`, it stands in the place of personal
        data, and attached files are left out. The paths that were written.
        """
        if kind is ExportFormat.JSON:
            write(target, self._json(conversations, mark), over=over)
            return [target]
        text = _writer_of(kind)
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        written: list[Path] = []
        for conversation in conversations:
            out = self._out(conversation, mark)
            name = file_name(out, kind, [path.name for path in written])
            write(target / name, [text(out)], over=over)
            written.append(target / name)
        return written

    def export_one(
        self,
        target: Path,
        kind: ExportFormat,
        conversation: Conversation,
        *,
        mark: Mark | None = None,
    ) -> None:
        """Write one conversation to the file `target`, in place of what is there; see `export`."""
        if kind is ExportFormat.JSON:
            write(target, self._json([conversation], mark), over=True)
            return
        text = _writer_of(kind)
        write(target, [text(self._out(conversation, mark))], over=True)

    def html(self, conversation: Conversation, *, mark: Mark | None = None) -> str:
        """A conversation as one page, for printing."""
        return _writer_of(ExportFormat.HTML)(self._out(conversation, mark))

    def markdown(self, conversation: Conversation) -> str:
        """The branch in view of a conversation as Markdown."""
        return _writer_of(ExportFormat.MARKDOWN)(self._out(conversation))

    @staticmethod
    def look(source: Path) -> Iterator[ImportedConversation | Damaged]:
        """What a file holds, without keeping anything; raises ImportRefused."""
        return _read(source)

    def take_in(self, source: Path, on_progress: OnProgress = lambda _share: None) -> ImportReport:
        """Keep every conversation of a file that was not kept before; raises ImportRefused.

        What is damaged is told in the report, and the rest is kept.
        """
        report = ImportReport()
        folders = ImportedFolders(self._store)
        try:
            for found in _read(source, on_progress):
                if isinstance(found, Damaged):
                    report.damaged.append(found)
                elif self._keep(found, folders, report):
                    report.found += 1
                else:
                    report.skipped += 1
        finally:
            if folders.has_made_some:
                self._bus.publish(FoldersChanged(tuple(self._store.folders())))
            if report.found:
                self._bus.publish(HistoryReloaded())
        return report

    def _json(self, conversations: Sequence[Conversation], mark: Mark | None) -> Iterator[str]:
        """The pieces of our own format; raises ExportTooLarge when it could not be read again."""
        named: list[AttachmentId] = []

        def out() -> Iterator[ImportedConversation]:
            for conversation in conversations:
                found = self._out(conversation, mark)
                beside = chain.from_iterable(said.attachments for said in found.messages)
                named.extend(AttachmentId(each.file) for each in beside if each.file)
                yield found

        def files() -> Iterator[tuple[str, bytes]]:
            for each in named:
                yield each, self._store.attachment_data(each) or b""

        written = 0
        for piece in json_text(out(), files=files()):
            written += len(piece) if piece.isascii() else len(piece.encode("utf-8", "replace"))
            if written > MAX_FILE_BYTES:
                raise ExportTooLarge(most=format_bytes(MAX_FILE_BYTES))
            yield piece

    def _out(self, conversation: Conversation, mark: Mark | None = None) -> ImportedConversation:
        view = self._store.messages(conversation.id)
        leaf = view[-1].id if view else None
        messages = self._store.all_messages(conversation.id)
        beside: dict[str, list[ImportedAttachment]] = {
            said.id: [_attachment_out(each) for each in said.attachments]
            for said in messages
            if said.attachments
        }
        folder = ""
        if conversation.folder is not None:
            folder = path_names(self._store.folders()).get(conversation.folder, "")
        out = on_its_way_out(
            conversation,
            messages,
            leaf=leaf,
            folder=folder,
            attachments=beside,
            summaries=self._store.summaries.of(conversation.id),
            verdicts=self._store.verdicts.of(conversation.id),
        )
        if mark is None:
            return out
        from app.transfer.redaction import redacted

        return redacted(out, mark)

    def _keep(
        self, found: ImportedConversation, folders: ImportedFolders, report: ImportReport
    ) -> bool:
        conversation = Conversation(
            new_conversation_id(),
            found.title,
            found.created_at,
            found.changed_at,
            tags=tag_names(found.tags),
            is_pinned=found.is_pinned,
            is_archived=found.is_archived,
            settings=found.settings,
        )
        attached: list[NewAttachment] = []
        ordered = _view_last(found)
        messages = list(_messages(ordered, attached))
        is_new = self._store.import_conversation(
            conversation, messages, found.source, files_of(attached)
        )
        if is_new:
            report.notes += found.notes
            for said, kept in zip(ordered, messages, strict=True):
                if said.summary:
                    self._store.summaries.put(conversation.id, kept.id, said.summary)
                if said.safety is not None:
                    self._store.verdicts.put(conversation.id, kept.id, said.safety)
            # Afterwards: what was brought in before makes no folder.
            if folder := folders.of(found.folder):
                self._store.revise([conversation.id], lambda each: replace(each, folder=folder))
        return is_new


def _view_last(found: ImportedConversation) -> list[ImportedMessage]:
    """The messages, the last of the branch in view at the end, and each after its parent."""
    leaf = [message for message in found.messages if message.id == found.leaf]
    has_followers = any(message.parent == found.leaf for message in found.messages)
    if not leaf or has_followers:
        return list(found.messages)
    return [message for message in found.messages if message.id != found.leaf] + leaf


def _messages(found: Iterable[ImportedMessage], attached: list[NewAttachment]) -> Iterator[Message]:
    """Messages of ours, under ids of our own; what is attached to them is added to `attached`."""
    ids: dict[str, MessageId] = {}
    for each in found:
        ids[each.id] = new_message_id()
        beside = [_attachment_in(one) for one in each.attachments]
        attached.extend(beside)
        yield Message(
            id=ids[each.id],
            role=each.role,
            text=each.text,
            created_at=each.created_at,
            model=each.model,
            finish=each.finish,
            usage=each.usage,
            thoughts=each.thoughts,
            calls=each.calls,
            parent=ids.get(each.parent) if each.parent is not None else None,
            attachments=tuple(one.attachment for one in beside),
            about=each.about,
            is_pinned=each.is_pinned,
        )


def _attachment_in(each: ImportedAttachment) -> NewAttachment:
    return made(each.kind, each.name, each.text, each.data, each.media_type)


def _attachment_out(each: Attachment) -> ImportedAttachment:
    """Without its data, which is fetched once it is written."""
    name = each.id if each.bytes else ""
    return ImportedAttachment(each.kind, each.name, each.media_type, each.text, file=name)


def _writer_of(kind: ExportFormat) -> Callable[[ImportedConversation], str]:
    """What makes one text of a conversation."""
    # Imported here: they load a parser of Markdown, which a start has no time for.
    if kind is ExportFormat.MARKDOWN:
        from app.transfer.markdown_export import markdown_text

        return markdown_text
    from app.transfer.html_export import html_text

    return html_text


def _read(
    source: Path, on_progress: OnProgress = lambda _share: None
) -> Iterator[ImportedConversation | Damaged]:
    from app.transfer.reading import read  # knows every program: a window at rest needs none

    return read(source, on_progress)
