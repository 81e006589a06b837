"""What a safety model found, one row beside each answer that it judged."""

from typing import Any

from sqlalchemy import Row, select

from app.domain.ids import ConversationId, MessageId
from app.domain.safety import SafetyReport, Verdict
from app.domain.verdict_text import verdicts_as_text, verdicts_from_text
from app.store.beside import put_beside, rows_beside
from app.store.database import Database
from app.store.rows import microseconds, moment_of
from app.store.schema import verdicts
from app.store.stored_text import storable


class VaultVerdicts:
    """A VerdictShelf in the vault. Safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, conversation_id: ConversationId) -> dict[MessageId, SafetyReport]:
        """What was found in a conversation, by the answers that were judged."""
        query = rows_beside(verdicts, conversation_id)
        with self._database.reading() as connection:
            return {MessageId(row.id): _report_of(row) for row in connection.execute(query)}

    def put(
        self, conversation_id: ConversationId, message_id: MessageId, report: SafetyReport
    ) -> None:
        """Keep what was found in place of what was; nothing happens when the message is gone."""
        values = {
            "model": storable(report.model),
            "threshold": report.threshold,
            "judged_at": microseconds(report.judged_at),
            "bars": int(bool(report.passages)),
            "found": storable(verdicts_as_text(report.verdicts)),
        }
        self._database.write(
            lambda each: put_beside(each, verdicts, conversation_id, message_id, values)
        )

    def passages(self) -> tuple[Verdict, ...]:
        """The verdicts on all passages that are known again, the latest last."""
        query = select(verdicts.c.found).where(verdicts.c.bars == 1).order_by(verdicts.c.judged_at)
        with self._database.reading() as connection:
            found = [verdicts_from_text(row.found) for row in connection.execute(query)]
        return tuple(each for some in found for each in some if each.passage)


def _report_of(row: Row[Any]) -> SafetyReport:
    return SafetyReport(
        verdicts_from_text(row.found),
        row.model,
        threshold=row.threshold,
        judged_at=moment_of(row.judged_at),
    )
