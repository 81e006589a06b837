"""Documents (chunks, their words, what answers rest on), attachments, prompts and assistants."""

from typing import Final

from sqlalchemy import Connection

_STATEMENTS: Final = (
    "ALTER TABLE chunks ADD COLUMN header VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE chunks ADD COLUMN language VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE chunks ADD COLUMN tokens INTEGER DEFAULT 0 NOT NULL",
    "ALTER TABLE chunks ADD COLUMN place VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE citations ADD COLUMN about VARCHAR DEFAULT '{}' NOT NULL",
    "ALTER TABLE network_ledger ADD COLUMN id VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE network_ledger ADD COLUMN addresses VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE network_ledger ADD COLUMN consent VARCHAR DEFAULT 'general' NOT NULL",
    """
    CREATE TABLE layouts (
        document INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (document),
        FOREIGN KEY(document) REFERENCES documents (seq) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE groundings (
        message INTEGER NOT NULL,
        basis VARCHAR NOT NULL,
        about VARCHAR NOT NULL,
        PRIMARY KEY (message),
        FOREIGN KEY(message) REFERENCES messages (seq) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE summaries (
        message INTEGER NOT NULL,
        text VARCHAR NOT NULL,
        PRIMARY KEY (message),
        FOREIGN KEY(message) REFERENCES messages (seq) ON DELETE CASCADE
    )
    """,
    "ALTER TABLE messages ADD COLUMN hidden_at INTEGER DEFAULT 0 NOT NULL",
    "ALTER TABLE messages ADD COLUMN about VARCHAR DEFAULT '' NOT NULL",
    "CREATE INDEX messages_hidden ON messages (hidden_at) WHERE hidden_at <> 0",
    "CREATE INDEX documents_by_state ON documents (collection, state)",
    "CREATE INDEX vectors_by_embedder ON vectors (embedder, chunk)",
    "CREATE INDEX chunks_by_number ON chunks (seq, document, language)",
    "CREATE VIRTUAL TABLE chunk_words USING fts5(words, content='', "
    "tokenize=\"porter unicode61 remove_diacritics 0 categories 'L* M* N* S* P* C*'\")",
    "INSERT INTO chunk_words(chunk_words, rank) VALUES('secure-delete', 1)",
    "CREATE VIRTUAL TABLE chunk_terms USING fts5vocab(chunk_words, row)",
    "INSERT INTO about(key, value) VALUES('documents_changed', '0')",
    "ALTER TABLE attachments ADD COLUMN id VARCHAR DEFAULT '' NOT NULL",
    "UPDATE attachments SET id = lower(hex(randomblob(16)))",
    "CREATE UNIQUE INDEX attachments_by_id ON attachments (id)",
    """
    CREATE TABLE attachment_data (
        attachment INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (attachment),
        FOREIGN KEY(attachment) REFERENCES attachments (seq) ON DELETE CASCADE
    )
    """,
    "INSERT INTO attachment_data SELECT seq, data FROM attachments WHERE data IS NOT NULL",
    "ALTER TABLE attachments DROP COLUMN data",
    """
    CREATE TABLE draft_attachments (
        seq INTEGER NOT NULL,
        conversation VARCHAR NOT NULL,
        id VARCHAR NOT NULL,
        kind VARCHAR NOT NULL,
        name VARCHAR NOT NULL,
        media_type VARCHAR NOT NULL,
        text VARCHAR NOT NULL,
        data BLOB,
        PRIMARY KEY (seq)
    )
    """,
    "CREATE INDEX ix_draft_attachments_conversation ON draft_attachments (conversation)",
    "CREATE INDEX messages_by_time ON messages (created_at)",
    "CREATE INDEX messages_pinned ON messages (seq) WHERE is_pinned = 1",
    # What a prompt leaves open is said in its text, and nowhere else.
    "ALTER TABLE prompts DROP COLUMN variables",
    "ALTER TABLE prompts ADD COLUMN about VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE assistants ADD COLUMN about VARCHAR DEFAULT '' NOT NULL",
)


def migrate(connection: Connection) -> None:
    """Add what documents, attachments, prompts and assistants need."""
    for statement in _STATEMENTS:
        connection.exec_driver_sql(statement)
