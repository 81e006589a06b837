"""What a safety model found, beside the answers that it judged."""

from typing import Final

from sqlalchemy import Connection

_STATEMENTS: Final = (
    """
    CREATE TABLE verdicts (
        message INTEGER NOT NULL,
        model VARCHAR NOT NULL,
        threshold FLOAT NOT NULL,
        judged_at INTEGER NOT NULL,
        bars INTEGER DEFAULT 0 NOT NULL,
        found VARCHAR NOT NULL,
        PRIMARY KEY (message),
        FOREIGN KEY(message) REFERENCES messages (seq) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX verdicts_that_bar ON verdicts (message) WHERE bars = 1",
)


def migrate(connection: Connection) -> None:
    """Add the verdicts."""
    for statement in _STATEMENTS:
        connection.exec_driver_sql(statement)
