"""What the services need from the skills below them, said as protocols."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Event
from typing import Protocol

from app.domain.assistants import Assistant
from app.domain.attachments import NO_FILES, Files, NewAttachment
from app.domain.clock import SeenClock
from app.domain.context import SummaryShelf
from app.domain.conversations import (
    NOT_GROUNDED,
    Conversation,
    Folder,
    HiddenMessages,
    Message,
    Revised,
    SearchHit,
)
from app.domain.document_store import DocumentStore
from app.domain.documents import PagePicture, ParsedDocument, ReadingLimits
from app.domain.embedding import (
    EmbedderOptions,
    Embeddings,
    EmbedKind,
    LoadedEmbedder,
    LongInput,
    Purpose,
)
from app.domain.generation import GenerationEvent, Request
from app.domain.ids import AttachmentId, ConversationId, FolderId, MessageId
from app.domain.library import Shelf
from app.domain.models import EngineReport, LoadedModel, LoadRequest
from app.domain.prompt_library import Prompt
from app.domain.retrieval import Grounding
from app.domain.safety import VerdictShelf
from app.domain.snapshots import Snapshot


class Generation(Protocol):
    """One answer in the making."""

    def cancel(self) -> None:
        """Ask for the end; the answer finishes as cancelled with the text so far."""


class Engine(Protocol):
    """A model engine: one model at a time, many answers."""

    def report(self) -> EngineReport:
        """Start the engine if need be; what it found on this machine.

        Raises EngineUnavailable, and EngineUnstable when it ended too often of late.
        """

    def load(self, request: LoadRequest, on_progress: Callable[[float], None]) -> LoadedModel:
        """Load a model, replacing the one before; blocks. Raises an AppError."""

    def cancel_load(self) -> None:
        """Give up a load that is under way; `load` raises LoadCancelled."""

    def loaded(self) -> LoadedModel | None:
        """The model that is ready, or None: never loaded, failed, or the engine crashed."""

    def memory_held(self) -> int:
        """Bytes of memory that unloading the model would give back."""

    def idle_seconds(self) -> float:
        """How long ago the last answer or load ended; 0 while one is under way."""

    def unload(self) -> bool:
        """Give the model's memory back to the system; blocks for seconds at most.

        False, and nothing happens, while an answer or a load is under way.
        """

    def forget(self) -> None:
        """End the process that holds what was said and read; answers under way fail.

        The next call that needs one starts another, with nothing loaded.
        """

    def generate(self, request: Request, on_event: Callable[[GenerationEvent], None]) -> Generation:
        """Begin an answer; events come on an engine thread, the last is Finished or Failed."""

    def snapshot(self, conversation: str) -> Snapshot | None:
        """What is remembered of a conversation; blocks. None: nothing, or it is being answered.

        Raises an AppError when the engine ends meanwhile.
        """

    def restore(self, conversation: str, snapshot: Snapshot) -> None:
        """Let the model remember a conversation again; blocks.

        Raises SnapshotRefused when anything differs from what the snapshot was taken from, when it
        is damaged, and when running answers leave no room for it.
        """

    def close(self) -> None:
        """End the engine, whatever it is doing; within seconds."""


class Embedder(Protocol):
    """Turns texts into vectors; one embedding model at a time."""

    def load(self, options: EmbedderOptions) -> LoadedEmbedder:
        """Load an embedding model in place of the one before; blocks. Raises an AppError."""

    def loaded(self, purpose: Purpose = Purpose.EMBED) -> LoadedEmbedder | None:
        """The model that is ready for a purpose, or None: never loaded, or the engine crashed."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, nothing around them; texts of any length. Blocks.

        Raises an AppError.
        """

    def embed(
        self,
        texts: Sequence[str],
        kind: EmbedKind,
        long_input: LongInput = LongInput.SPLIT,
        *,
        on_progress: Callable[[int, int], None] | None = None,
        cancel: Event | None = None,
    ) -> Embeddings:
        """Vectors of the texts in their order; blocks. Raises an AppError.

        InputTooLong and EmptyInput name the text; EmbeddingCancelled follows soon after `cancel`
        is set. Progress is told as texts done and texts in all.
        """

    def close(self) -> None:
        """End the engine for good, whatever it is doing; within seconds."""


class Reranker(Protocol):
    """Judges how well passages answer a query; one ranking model at a time."""

    def load_reranker(self, options: EmbedderOptions) -> LoadedEmbedder:
        """Load a ranking model in place of the one before; blocks. Raises an AppError."""

    def rerank(
        self, query: str, passages: Sequence[str], *, cancel: Event | None = None
    ) -> tuple[float, ...]:
        """A score for each passage, in their order, higher is better; only their order means more.

        A passage longer than the window scores as its best part. Blocks. Raises an AppError.
        """


class Entailer(Protocol):
    """Tells what follows from what; one such model at a time."""

    def load_entailer(self, options: EmbedderOptions) -> LoadedEmbedder:
        """Load such a model in place of the one before; blocks. Raises an AppError."""

    def entails(
        self, hypothesis: str, premises: Sequence[str], *, cancel: Event | None = None
    ) -> tuple[float, ...]:
        """How likely a hypothesis follows from each premise, from 0 to 1, in their order; blocks.

        A premise longer than the window counts by its best part. Raises an AppError.
        """


class TextEngine(Embedder, Reranker, Entailer, Protocol):
    """Embeds and judges, with a model for each."""


class Reader(Protocol):
    """Reads files in confined children: one file each, without network and without other files."""

    @property
    def fingerprint(self) -> str:
        """What reads here: another one once files may be read that were not."""

    def read(
        self,
        path: Path,
        *,
        inside: Path | None = None,
        limits: ReadingLimits | None = None,
        recognise: bool = False,
        cancel: Event | None = None,
    ) -> ParsedDocument:
        """What a file holds; blocks. Raises DocumentRefused with its reason, ReaderUnavailable.

        A link is followed only when it stays `inside`. With `recognise` the text of pictures is
        read, too, where text recognition is installed. Safe to call from several threads.
        """

    def draw(
        self, path: Path, page: int, width: int, marks: Sequence[tuple[int, int]] = ()
    ) -> PagePicture:
        """A page of a PDF, counted from 1, as wide as `width` pixels; blocks.

        `marks` are stretches of the page's own characters (start and end, as in `Run.source`); the
        picture tells where they stand, line by line. Raises as `read` does.
        """


class ConversationStore(Protocol):
    """Where conversations live. What a call returns from is kept: it outlives a crash."""

    @property
    def documents(self) -> DocumentStore:
        """The documents that are kept beside the conversations."""

    @property
    def prompts(self) -> Shelf[Prompt]:
        """The prompts that are kept beside the conversations."""

    @property
    def assistants(self) -> Shelf[Assistant]:
        """The assistants that are kept beside the conversations."""

    @property
    def summaries(self) -> SummaryShelf:
        """What sums up the older parts of conversations."""

    @property
    def verdicts(self) -> VerdictShelf:
        """What a safety model found."""

    def add(self, conversation: Conversation) -> None:
        """Add a conversation."""

    def get(self, conversation_id: ConversationId) -> Conversation | None:
        """One conversation, or None."""

    def conversations(self) -> list[Conversation]:
        """All that are not deleted, the last changed first."""

    def update(self, conversation: Conversation) -> None:
        """Replace everything but the messages; nothing happens when it is gone."""

    def revise(
        self,
        conversation_ids: Sequence[ConversationId],
        change: Callable[[Conversation], Conversation],
    ) -> list[Revised]:
        """Change conversations in one step; those that are another afterwards, before and after.

        `change` is called with each as it is at that moment, and has to be quick.
        """

    def tags(self) -> dict[str, int]:
        """Every tag with the number of conversations that have it, by name."""

    def remove(self, conversation_id: ConversationId) -> None:
        """Delete a conversation; `bring_back` undoes it until `purge`."""

    def remove_all(self, conversation_ids: Sequence[ConversationId]) -> None:
        """Delete conversations in one step."""

    def bring_back(self, conversation_id: ConversationId) -> Conversation | None:
        """Undo the deletion of a conversation; None when it is gone for good."""

    def hide_messages(
        self, conversation_id: ConversationId, message_ids: Sequence[MessageId]
    ) -> HiddenMessages | None:
        """Delete messages; what followed one follows the one before it. None when none is there.

        `bring_back_messages` undoes it until `purge_messages`, the last deletion first.
        """

    def bring_back_messages(self, hidden: HiddenMessages) -> bool:
        """Undo the deletion of messages; False when they are gone for good."""

    def pin_message(
        self, conversation_id: ConversationId, message_id: MessageId, *, is_pinned: bool
    ) -> bool:
        """Pin a message, or not; False when it is gone."""

    def purge_messages(self) -> int:
        """Make deletions of single messages final; how many messages were destroyed."""

    def bring_back_all(self, conversation_ids: Sequence[ConversationId]) -> list[Conversation]:
        """Undo the deletion of conversations in one step; those that are not gone for good."""

    def purge(self) -> int:
        """Make deletions final: how many conversations were destroyed."""

    def expire(self, is_due: Callable[[Conversation], bool]) -> list[Conversation]:
        """Destroy for good what a rule names; which conversations those were.

        Each is looked at again in the step that destroys it: what changed meanwhile stays.
        """

    def seen_clock(self) -> SeenClock | None:
        """What `keep_clock` remembered last; None when nothing was."""

    def keep_clock(self, seen: SeenClock) -> None:
        """Remember a look at the computer's clock."""

    def append(
        self, conversation_id: ConversationId, message: Message, files: Files = NO_FILES
    ) -> None:
        """Add a message after the last one of the branch in view, whatever its `parent` says.

        Its attachments are kept with it; `files` is their data.
        """

    def begin_turn(
        self,
        conversation_id: ConversationId,
        said: Sequence[Message],
        *,
        files: Files = NO_FILES,
        new: Conversation | None = None,
        is_branch: bool = False,
        forgets_draft: bool = False,
    ) -> Conversation | None:
        """Keep what begins a turn, all of it or nothing; the conversation as it is then.

        `new` is added first. The messages follow the branch in view, one after the other, and the
        conversation is the last changed. With `is_branch` the first follows its own `parent`, at
        the start without one, and the new branch comes into view. With `forgets_draft` what was
        typed there, or in the new one, is forgotten. `files` is the data of what is attached. None,
        and nothing happens, when the conversation, or that parent, is gone.
        """

    def fork(
        self, conversation_id: ConversationId, message: Message, files: Files = NO_FILES
    ) -> None:
        """Add a message after its `parent` (at the start without), and bring it into view."""

    def branch(self, conversation_id: ConversationId, message_id: MessageId) -> list[Message]:
        """A message and those that it follows, the first first; none when it is gone."""

    def siblings(self, message_id: MessageId) -> list[Message]:
        """The messages that follow the same one, itself among them, the oldest first."""

    def versions(
        self, conversation_id: ConversationId
    ) -> Mapping[MessageId, tuple[MessageId, ...]]:
        """Of messages that have siblings all of these, themselves among them, the oldest first."""

    def select_branch(self, conversation_id: ConversationId, message_id: MessageId) -> None:
        """Bring the branch of a message into view, up to what was written last below it."""

    def replace(self, conversation_id: ConversationId, message: Message) -> None:
        """Replace the message of the same id; nothing happens when it is gone.

        Its attachments stay as they are.
        """

    def messages(self, conversation_id: ConversationId) -> list[Message]:
        """The messages of the branch in view, in their order, each with its parent."""

    def latest_messages(self, conversation_id: ConversationId, count: int) -> list[Message]:
        """The last so many messages of the branch in view, in their order."""

    def earlier_messages(
        self, conversation_id: ConversationId, message_id: MessageId, count: int
    ) -> list[Message]:
        """The last so many of those that a message follows, in their order; none when it is gone.

        Each with its parent.
        """

    def first_message(self, conversation_id: ConversationId) -> Message | None:
        """The first message of the branch in view; None while there is none."""

    def branch_in_brief(
        self, conversation_id: ConversationId, message_id: MessageId | None, whole: int
    ) -> list[Message]:
        """The branch in view, or a message and those that it follows, as far as a model needs it.

        The last so many characters, what is pinned with the question before it, and instructions
        are whole. Of the rest there are id and role, and LEFT_OUT where they have any text. None
        has its parent.
        """

    def all_messages(self, conversation_id: ConversationId) -> list[Message]:
        """The messages of all branches, parents before what follows them."""

    def import_conversation(
        self,
        conversation: Conversation,
        imported: Sequence[Message],
        source: str,
        files: Files = NO_FILES,
        grounded_as: Mapping[MessageId, MessageId] = NOT_GROUNDED,
    ) -> bool:
        """Add a conversation with its tree of messages, each after its parent; all or nothing.

        The last message is in view. `files` is the data of their attachments; with `grounded_as` a
        new message rests on what another one rests on. False, and nothing
        happens, when one from the same `source` was taken in before.
        """

    def attachment_data(self, attachment_id: AttachmentId) -> bytes | None:
        """The data that is kept with an attachment of a message; None when there is none."""

    def attachment_counts(self) -> dict[ConversationId, int]:
        """How many attachments the conversations have that have any, on all branches."""

    def message(self, conversation_id: ConversationId, message_id: MessageId) -> Message | None:
        """One message, or None."""

    def folders(self) -> list[Folder]:
        """All folders in the order in which they were made."""

    def add_folder(self, folder: Folder) -> None:
        """Add a folder after the others."""

    def update_folder(self, folder: Folder) -> None:
        """Replace everything of a folder; ValueError when it would lie inside itself."""

    def remove_folder(self, folder_id: FolderId) -> list[Conversation]:
        """Remove a folder; what is in it goes up into the one around it. Its conversations then."""

    def search(self, query: str, limit: int = 50, *, ranked: bool = False) -> list[SearchHit]:
        """Messages and titles with the words of a query: newest first, or the best first.

        Words are found by their beginnings, Korean ones also inside; operators are `"exact"`,
        `-word`, `in:`, `tag:`, `role:`, `model:`, `before:`, `after:`, `is:pinned`, `is:archived`.
        """

    def grounding(self, message_id: MessageId) -> Grounding | None:
        """What an answer from documents rests on; None for any other message."""

    def put_grounding(
        self, conversation_id: ConversationId, message_id: MessageId, grounding: Grounding
    ) -> None:
        """Keep what an answer rests on; nothing happens when it is gone."""

    def draft(self, conversation_id: ConversationId | None) -> str:
        """What was typed and not sent in a conversation, or in the new one."""

    def keep_draft(self, conversation_id: ConversationId | None, text: str) -> None:
        """Keep what was typed; empty text forgets it."""

    def draft_attachments(self, conversation_id: ConversationId | None) -> list[NewAttachment]:
        """What was attached and not sent in a conversation, or in the new one."""

    def keep_draft_attachments(
        self, conversation_id: ConversationId | None, attachments: Sequence[NewAttachment]
    ) -> None:
        """Keep what was attached in place of what was kept before; none forgets it."""

    def close(self) -> None:
        """Let go of everything that is held open."""
