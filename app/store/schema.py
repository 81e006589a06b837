"""The tables of the vault, and nothing else. What rows mean is said in the repositories.

Times are microseconds since 1970, UTC. Order is that of `seq`, which the database hands out, never
that of a clock. Ids are the application's own; JSON columns hold what is read whole.
"""

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    text,
)

metadata = MetaData()


def _parent(column: str, *, nullable: bool = False) -> ForeignKey:
    return ForeignKey(column, ondelete="SET NULL" if nullable else "CASCADE")


about = Table(
    "about",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
)
"""`vault_id` and `made_by`: the row by which a key proves that it opened the right file."""

folders = Table(
    "folders",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("parent", String, _parent("folders.id", nullable=True)),
    Column("retention_days", Integer),
    Column("position", Integer, nullable=False, default=0),
)

assistants = Table(
    "assistants",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String, nullable=False, index=True),
    Column("version", Integer, nullable=False, default=1),
    Column("name", String, nullable=False),
    Column("colour", String, nullable=False, default=""),
    Column("system", String, nullable=False, default=""),
    Column("settings", String, nullable=False, default="{}"),
    Column("created_at", Integer, nullable=False),
    Column("about", String, nullable=False, default=""),
    UniqueConstraint("id", "version"),
)
"""A row for each version; the earliest go when there are many."""

prompts = Table(
    "prompts",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String, nullable=False, index=True),
    Column("version", Integer, nullable=False, default=1),
    Column("name", String, nullable=False),
    Column("text", String, nullable=False),
    Column("created_at", Integer, nullable=False),
    Column("about", String, nullable=False, default=""),
    UniqueConstraint("id", "version"),
)
"""A row for each version, as of assistants."""

conversations = Table(
    "conversations",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("title", String, nullable=False),
    Column("created_at", Integer, nullable=False),
    Column("changed_at", Integer, nullable=False),
    Column("changed_seq", Integer, nullable=False, default=0),
    Column("folder", String, _parent("folders.id", nullable=True)),
    Column("is_pinned", Integer, nullable=False, default=0),
    Column("is_archived", Integer, nullable=False, default=0),
    Column("deleted_at", Integer),
    Column("leaf", Integer),
    Column("assistant", String),
    Column("assistant_version", Integer),
    Column("settings", String, nullable=False, default="{}"),
    Column("source", String, nullable=False, default=""),
    Index("conversations_by_change", "changed_seq"),
    Index("conversations_deleted", "deleted_at", sqlite_where=text("deleted_at IS NOT NULL")),
    Index("conversations_by_source", "source"),
)
"""`leaf` is the seq of the last message of the branch in view. `changed_seq` grows with every
change: the list is ordered by it. `source` tells where an imported one came from."""

tags = Table(
    "tags",
    metadata,
    Column("conversation", Integer, _parent("conversations.seq"), primary_key=True),
    Column("name", String, primary_key=True),
    Index("tags_by_name", "name"),
)

messages = Table(
    "messages",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("conversation", Integer, _parent("conversations.seq"), nullable=False),
    Column("parent", Integer, _parent("messages.seq", nullable=True)),
    Column("role", String, nullable=False),
    Column("text", String, nullable=False),
    Column("thoughts", String, nullable=False, default=""),
    Column("created_at", Integer, nullable=False),
    Column("model", String),
    Column("finish", String),
    Column("error", String),
    Column("calls", String, nullable=False, default="[]"),
    Column("prompt_tokens", Integer, nullable=False, default=0),
    Column("cached_tokens", Integer, nullable=False, default=0),
    Column("completion_tokens", Integer, nullable=False, default=0),
    Column("guessed_tokens", Integer, nullable=False, default=0),
    Column("right_guesses", Integer, nullable=False, default=0),
    Column("timing", String, nullable=False, default="{}"),
    Column("is_pinned", Integer, nullable=False, default=0),
    Column("hidden_at", Integer, nullable=False, default=0),
    Column("about", String, nullable=False, default=""),
    Index("messages_of_conversation", "conversation", "seq"),
    Index("messages_by_parent", "parent"),
    Index("messages_by_time", "created_at"),
    Index("messages_pinned", "seq", sqlite_where=text("is_pinned = 1")),
    Index("messages_unfinished", "seq", sqlite_where=text("role = 'assistant' AND finish IS NULL")),
    Index("messages_hidden", "hidden_at", sqlite_where=text("hidden_at <> 0")),
)
"""A tree for each conversation: `parent` is the seq of the message before; siblings share it."""

attachments = Table(
    "attachments",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("message", Integer, _parent("messages.seq"), nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("name", String, nullable=False, default=""),
    Column("media_type", String, nullable=False, default=""),
    Column("text", String, nullable=False, default=""),
    Column("id", String, nullable=False),
    Index("attachments_by_id", "id", unique=True),
)
"""Parts of a message beside its text: images, files, pasted text."""

attachment_data = Table(
    "attachment_data",
    metadata,
    Column("attachment", Integer, _parent("attachments.seq"), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)
"""Apart from the attachments: none of its pages are read with a message."""

draft_attachments = Table(
    "draft_attachments",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("conversation", String, nullable=False, index=True),
    Column("id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("name", String, nullable=False, default=""),
    Column("media_type", String, nullable=False, default=""),
    Column("text", String, nullable=False, default=""),
    Column("data", LargeBinary),
)
"""Beside drafts, by the same key; also where nothing was typed."""

drafts = Table(
    "drafts",
    metadata,
    Column("conversation", String, primary_key=True),
    Column("text", String, nullable=False),
    Column("changed_at", Integer, nullable=False),
)
"""By the id of the conversation; empty for the one that has not begun."""

preferences = Table(
    "preferences",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
)
"""Settings that tell something about the person, as JSON."""

network_ledger = Table(
    "network_ledger",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", Integer, nullable=False),
    Column("host", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("bytes_in", Integer, nullable=False, default=0),
    Column("bytes_out", Integer, nullable=False, default=0),
    Column("outcome", String, nullable=False, default=""),
    Column("id", String, nullable=False, default=""),
    Column("addresses", String, nullable=False, default=""),
    Column("consent", String, nullable=False, default="general"),
)
"""`bytes_out` is -1 where nobody counted them; `addresses` are separated by spaces."""

collections = Table(
    "collections",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("created_at", Integer, nullable=False),
    Column("settings", String, nullable=False, default="{}"),
)

documents = Table(
    "documents",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("collection", String, _parent("collections.id"), nullable=False, index=True),
    Column("path", String, nullable=False),
    Column("name", String, nullable=False),
    Column("media_type", String, nullable=False, default=""),
    Column("sha256", String, nullable=False, default="", index=True),
    Column("bytes", Integer, nullable=False, default=0),
    Column("changed_at", Integer, nullable=False, default=0),
    Column("state", String, nullable=False),
    Column("reason", String, nullable=False, default=""),
    Column("about", String, nullable=False, default="{}"),
    UniqueConstraint("collection", "path"),
    Index("documents_by_state", "collection", "state"),
)
"""`about` holds title, lengths and notes; `changed_at` is the file's own time in nanoseconds."""

layouts = Table(
    "layouts",
    metadata,
    Column("document", Integer, _parent("documents.seq"), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)
"""Parts and blocks of a document, packed."""

chunks = Table(
    "chunks",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("document", Integer, _parent("documents.seq"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("page", Integer),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("heading", String, nullable=False, default=""),
    Column("text", String, nullable=False),
    Column("header", String, nullable=False, default=""),
    Column("language", String, nullable=False, default=""),
    Column("tokens", Integer, nullable=False, default=0),
    Column("place", String, nullable=False, default=""),
    Index("chunks_of_document", "document", "position"),
    # What a search by words must know of each of its hits, without the pages of their text.
    Index("chunks_by_number", "seq", "document", "language"),
)
"""They tile the text of their document. `page` is the index of the part in which one
begins, `place` the kind, number and label of that part."""

vectors = Table(
    "vectors",
    metadata,
    Column("chunk", Integer, _parent("chunks.seq"), primary_key=True),
    Column("embedder", String, primary_key=True),
    Column("scale", Float, nullable=False),
    Column("values", LargeBinary, nullable=False),
    Index("vectors_by_embedder", "embedder", "chunk"),
)
"""One row of int8 for each chunk and embedder; the vector is `values` times `scale`."""

citations = Table(
    "citations",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("message", Integer, _parent("messages.seq"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("document", Integer, _parent("documents.seq", nullable=True)),
    Column("page", Integer),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", String, nullable=False),
    Column("status", String, nullable=False),
    Column("about", String, nullable=False, default="{}"),
)
"""`about` holds what is shown when the document is gone, and the stretch that is supported."""

groundings = Table(
    "groundings",
    metadata,
    Column("message", Integer, _parent("messages.seq"), primary_key=True),
    Column("basis", String, nullable=False),
    Column("about", String, nullable=False),
)
"""What an answer rests on, beside its citations."""

summaries = Table(
    "summaries",
    metadata,
    Column("message", Integer, _parent("messages.seq"), primary_key=True),
    Column("text", String, nullable=False),
)
"""What sums up a conversation up to a message."""

verdicts = Table(
    "verdicts",
    metadata,
    Column("message", Integer, _parent("messages.seq"), primary_key=True),
    Column("model", String, nullable=False),
    Column("threshold", Float, nullable=False),
    Column("judged_at", Integer, nullable=False),
    Column("bars", Integer, nullable=False, default=0),
    Column("found", String, nullable=False),
    Index("verdicts_that_bar", "message", sqlite_where=text("bars = 1")),
)
"""What a safety model found of an answer; `bars`: a passage of it could be flagged."""
