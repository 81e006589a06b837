"""Reads the model cards of the catalog, models.toml, and refuses what is not described there."""

import re
from pathlib import Path
from typing import Final

from app.catalog.manifest import read_embedding, read_entries
from app.catalog.manifest_table import (
    LANGUAGE,
    MODEL_FILE,
    MODEL_ID,
    MOST,
    REPOSITORY,
    Table,
    open_document,
    require_unique,
)
from app.domain.errors import CatalogInvalid
from app.domain.model_cards import (
    Licence,
    Method,
    ModelCard,
    Origin,
    Purpose,
    Quantization,
    SeenIn,
    Sighting,
    Use,
)
from app.domain.models import CatalogEntry, EmbeddingUse
from app.domain.openness import Finding, Grade, OpennessCard, Part

_LICENCE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]{0,79}")
_TYPE: Final = re.compile(r"[A-Z][A-Z0-9_]{1,15}")
_PARENTLESS: Final = (Method.SCRATCH, Method.UNKNOWN)


def read_cards(path: Path) -> tuple[ModelCard, ...]:
    """Return the cards in the order of the file. Raises CatalogInvalid, which names the card."""
    top = open_document(path)
    entries = {entry.id: entry for entry in read_entries(top)}
    cards = tuple(_card(table) for table in top.tables("card")) if top.has("card") else ()
    top.finish()
    require_unique("card id", [card.id for card in cards])
    for card in cards:
        if entry := entries.get(card.id):
            _require_agreement(card, entry)
    return cards


def _card(table: Table) -> ModelCard:
    card = ModelCard(
        id=table.match("id", MODEL_ID),
        name=table.text("name"),
        family=table.text("family"),
        maker=table.text("maker"),
        task=Purpose(table.one_of("task", tuple(Purpose))),
        parameters=_number(table, "parameters"),
        context=_number(table, "context"),
        languages=table.matches("languages", LANGUAGE),
        good_at=table.text("good_at"),
        origin=_origin(table.table("origin")),
        repository=_repository(table, "repository"),
        gguf_repository=_repository(table, "gguf_repository"),
        gguf_seen=_sighting(table.table("gguf_seen")) if table.has("gguf_seen") else None,
        quantizations=tuple(_quantization(each) for each in table.tables("quantizations")),
        licence=_licence(table.table("licence")),
        openness=_openness(table.table("openness")),
        embedding=_embedding(table),
        active_parameters=_active_parameters(table),
    )
    if card.active_parameters is not None and card.active_parameters > (card.parameters or 0):
        raise table.wrong("active_parameters", "is to be less than all of its parameters")
    if card.embedding is not None and card.task is not Purpose.EMBEDDING:
        raise table.wrong("embedding", "belongs to embedding models only")
    if (card.gguf_repository is None) is not (card.gguf_seen is None):
        raise table.wrong("gguf_seen", "tells how a repository is known, and goes with one")
    table.finish()
    return card


def _number(table: Table, key: str) -> int | None:
    return table.whole(key, 1, MOST) if table.is_known(key) else None


def _active_parameters(table: Table) -> int | None:
    key = "active_parameters"
    return table.whole(key, 1, MOST) if table.has(key) else None


def _repository(table: Table, key: str) -> str | None:
    return table.match(key, REPOSITORY) if table.is_known(key) else None


def _sighting(table: Table) -> Sighting:
    where = SeenIn(table.one_of("where", tuple(SeenIn)))
    evidence = table.address("evidence") if table.has("evidence") else ""
    if bool(evidence) is not (where is SeenIn.PAGE):
        raise table.wrong("evidence", "is the address of a page")
    found = Sighting(where, table.day("checked"), evidence)
    table.finish()
    return found


def _embedding(table: Table) -> EmbeddingUse | None:
    return read_embedding(table.table("embedding"), breaks=True) if table.has("embedding") else None


def _origin(table: Table) -> Origin:
    method = Method(table.one_of("method", tuple(Method)))
    parent = table.text("parent") if table.has("parent") else ""
    if bool(parent) is (method in _PARENTLESS):
        raise table.wrong("parent", f"does not go with the method “{method}”")
    table.finish()
    return Origin(method, "" if parent == "unknown" else parent)


def _quantization(table: Table) -> Quantization:
    found = Quantization(
        type=table.match("type", _TYPE),
        file=table.match("file", MODEL_FILE) if table.is_known("file") else None,
        bytes=_number(table, "bytes"),
    )
    if found.bytes is not None and found.file is None:
        raise table.wrong("bytes", "is the size of a file, which must be named")
    table.finish()
    return found


def _licence(table: Table) -> Licence:
    use = Use(table.one_of("use", tuple(Use)))
    licence = Licence(table.match("name", _LICENCE), table.text("restrictions"), use)
    table.finish()
    return licence


def _openness(table: Table) -> OpennessCard:
    card = OpennessCard({part: _finding(table.table(part.value)) for part in Part})
    table.finish()
    return card


def _finding(table: Table) -> Finding:
    grade = Grade(table.one_of("grade", tuple(Grade)))
    evidence = table.address("evidence") if table.has("evidence") else ""
    if not evidence and grade is not Grade.UNKNOWN:
        raise table.wrong("evidence", "is missing: only what is unknown has none")
    finding = Finding(grade, evidence, table.day("checked"))
    table.finish()
    return finding


def _require_agreement(card: ModelCard, entry: CatalogEntry) -> None:
    """A card and a file of the same id are one model: they cannot differ in what both say."""
    pairs = {
        "name": (card.name, entry.name),
        "task": (card.task.value, entry.task.value),
        "licence": (card.licence.name, entry.licence),
        "context": (card.context, entry.context),
        "parameters": (card.parameters, entry.parameters),
        "languages": (card.languages, entry.languages),
        "embedding": (card.embedding, entry.embedding),
    }
    for key, (of_card, of_entry) in pairs.items():
        if of_card != of_entry:
            raise CatalogInvalid(problem=f"card {card.id}: “{key}” differs from that of its model")
