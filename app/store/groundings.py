"""What answers rest on, as rows beside their messages."""

import dataclasses
import json
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from app.domain.ids import DocumentId, MessageId
from app.domain.retrieval import AnswerBasis, Grounding, LeftOut, LeftOutWhy
from app.store.document_rows import citation_of, citation_values
from app.store.schema import citations, documents, groundings, messages


def put(connection: Connection, message_id: MessageId, grounding: Grounding) -> None:
    """Keep what an answer rests on; nothing happens when the message is gone."""
    message = _seq_of(connection, message_id)
    if message is None:
        return
    connection.execute(delete(groundings).where(groundings.c.message == message))
    connection.execute(delete(citations).where(citations.c.message == message))
    facts: dict[str, object] = {"unsupported": [list(each) for each in grounding.unsupported]}
    if grounding.by_words_only:
        facts["by_words_only"] = True
    if grounding.left_out:
        facts["left_out"] = [dataclasses.asdict(each) for each in grounding.left_out]
    about = json.dumps(facts)
    row = {"message": message, "basis": grounding.basis, "about": about}
    connection.execute(insert(groundings).values(**row))
    numbers = _numbers(connection, {citation.document for citation in grounding.citations})
    rows = [
        citation_values(message, numbers.get(citation.document), citation)
        for citation in grounding.citations
    ]
    if rows:
        connection.execute(insert(citations), rows)


def get(connection: Connection, message_id: MessageId) -> Grounding | None:
    """What an answer rests on, or None."""
    message = _seq_of(connection, message_id)
    row = connection.execute(select(groundings).where(groundings.c.message == message)).first()
    if row is None:
        return None
    ordered = select(citations).where(citations.c.message == message).order_by(citations.c.seq)
    about = json.loads(row.about)
    return Grounding(
        AnswerBasis(row.basis),
        tuple(citation_of(each) for each in connection.execute(ordered)),
        tuple((start, end) for start, end in about.get("unsupported", ())),
        by_words_only=bool(about.get("by_words_only")),
        left_out=tuple(_left_out(each) for each in about.get("left_out", ())),
    )


def _left_out(value: dict[str, Any]) -> LeftOut:
    return LeftOut(
        DocumentId(value["document"]),
        value["name"],
        value["start"],
        value["end"],
        value["text"],
        LeftOutWhy(value["why"]),
    )


def _seq_of(connection: Connection, message_id: MessageId) -> int | None:
    query = select(messages.c.seq).where(messages.c.id == message_id)
    return connection.execute(query).scalar()


def _numbers(connection: Connection, wanted: set[DocumentId]) -> dict[DocumentId, int]:
    query = select(documents.c.id, documents.c.seq).where(documents.c.id.in_(sorted(wanted)))
    return {DocumentId(row.id): row.seq for row in connection.execute(query)}
