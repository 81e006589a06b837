"""Schema 1: the tables as they were first released. Never edited afterwards.

A frozen copy of app/store/schema.py: that page goes on to change, and every later migration counts
on what stands here. A test compares the two after the last migration.
"""

from typing import Final

from sqlalchemy import Connection

from app.store import search_index


def migrate(connection: Connection) -> None:
    """Make the tables, their indexes and the search tables."""
    for statement in _TABLES.split("\n;\n"):
        connection.exec_driver_sql(statement)
    search_index.create(connection)


_TABLES: Final = """\
CREATE TABLE about (
    "key" VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    PRIMARY KEY ("key")
)
;
CREATE TABLE assistants (
    seq INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    colour VARCHAR NOT NULL,
    system VARCHAR NOT NULL,
    settings VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (id, version)
)
;
CREATE INDEX ix_assistants_id ON assistants (id)
;
CREATE TABLE collections (
    id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    settings VARCHAR NOT NULL,
    PRIMARY KEY (id)
)
;
CREATE TABLE drafts (
    conversation VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (conversation)
)
;
CREATE TABLE folders (
    id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    parent VARCHAR,
    retention_days INTEGER,
    position INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(parent) REFERENCES folders (id) ON DELETE SET NULL
)
;
CREATE TABLE network_ledger (
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    host VARCHAR NOT NULL,
    purpose VARCHAR NOT NULL,
    bytes_in INTEGER NOT NULL,
    bytes_out INTEGER NOT NULL,
    outcome VARCHAR NOT NULL,
    PRIMARY KEY (seq)
)
;
CREATE TABLE preferences (
    "key" VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    PRIMARY KEY ("key")
)
;
CREATE TABLE prompts (
    seq INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    variables VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (id, version)
)
;
CREATE INDEX ix_prompts_id ON prompts (id)
;
CREATE TABLE conversations (
    seq INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_seq INTEGER NOT NULL,
    folder VARCHAR,
    is_pinned INTEGER NOT NULL,
    is_archived INTEGER NOT NULL,
    deleted_at INTEGER,
    leaf INTEGER,
    assistant VARCHAR,
    assistant_version INTEGER,
    settings VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (id),
    FOREIGN KEY(folder) REFERENCES folders (id) ON DELETE SET NULL
)
;
CREATE INDEX conversations_by_change ON conversations (changed_seq)
;
CREATE INDEX conversations_by_source ON conversations (source)
;
CREATE INDEX conversations_deleted ON conversations (deleted_at) WHERE deleted_at IS NOT NULL
;
CREATE TABLE documents (
    seq INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    collection VARCHAR NOT NULL,
    path VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    media_type VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    bytes INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    about VARCHAR NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (collection, path),
    UNIQUE (id),
    FOREIGN KEY(collection) REFERENCES collections (id) ON DELETE CASCADE
)
;
CREATE INDEX ix_documents_collection ON documents (collection)
;
CREATE INDEX ix_documents_sha256 ON documents (sha256)
;
CREATE TABLE chunks (
    seq INTEGER NOT NULL,
    document INTEGER NOT NULL,
    position INTEGER NOT NULL,
    page INTEGER,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    heading VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    PRIMARY KEY (seq),
    FOREIGN KEY(document) REFERENCES documents (seq) ON DELETE CASCADE
)
;
CREATE INDEX chunks_of_document ON chunks (document, position)
;
CREATE TABLE messages (
    seq INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    conversation INTEGER NOT NULL,
    parent INTEGER,
    role VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    thoughts VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    model VARCHAR,
    finish VARCHAR,
    error VARCHAR,
    calls VARCHAR NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    cached_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    guessed_tokens INTEGER NOT NULL,
    right_guesses INTEGER NOT NULL,
    timing VARCHAR NOT NULL,
    is_pinned INTEGER NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (id),
    FOREIGN KEY(conversation) REFERENCES conversations (seq) ON DELETE CASCADE,
    FOREIGN KEY(parent) REFERENCES messages (seq) ON DELETE SET NULL
)
;
CREATE INDEX messages_by_parent ON messages (parent)
;
CREATE INDEX messages_of_conversation ON messages (conversation, seq)
;
CREATE INDEX messages_unfinished ON messages (seq) WHERE role = 'assistant' AND finish IS NULL
;
CREATE TABLE tags (
    conversation INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    PRIMARY KEY (conversation, name),
    FOREIGN KEY(conversation) REFERENCES conversations (seq) ON DELETE CASCADE
)
;
CREATE INDEX tags_by_name ON tags (name)
;
CREATE TABLE attachments (
    seq INTEGER NOT NULL,
    message INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    media_type VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    data BLOB,
    PRIMARY KEY (seq),
    FOREIGN KEY(message) REFERENCES messages (seq) ON DELETE CASCADE
)
;
CREATE INDEX ix_attachments_message ON attachments (message)
;
CREATE TABLE citations (
    seq INTEGER NOT NULL,
    message INTEGER NOT NULL,
    number INTEGER NOT NULL,
    document INTEGER,
    page INTEGER,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    PRIMARY KEY (seq),
    FOREIGN KEY(message) REFERENCES messages (seq) ON DELETE CASCADE,
    FOREIGN KEY(document) REFERENCES documents (seq) ON DELETE SET NULL
)
;
CREATE INDEX ix_citations_message ON citations (message)
;
CREATE TABLE vectors (
    chunk INTEGER NOT NULL,
    embedder VARCHAR NOT NULL,
    scale FLOAT NOT NULL,
    "values" BLOB NOT NULL,
    PRIMARY KEY (chunk, embedder),
    FOREIGN KEY(chunk) REFERENCES chunks (seq) ON DELETE CASCADE
)
"""
