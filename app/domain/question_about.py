"""What a search is narrowed to, as text: beside a question, and in what a conversation chose."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.domain.documents import DocumentKind
from app.domain.ids import CollectionId, DocumentId
from app.domain.retrieval import SearchFilter


def about_text(about: SearchFilter | None) -> str:
    """A filter as text; empty for none."""
    return "" if about is None else json.dumps(about_as_json(about))


def about_as_json(about: SearchFilter) -> dict[str, Any]:
    """A filter for JSON; what it does not narrow is left out."""
    told: dict[str, Any] = {
        "collections": sorted(about.collections),
        "documents": sorted(about.documents),
        "kinds": sorted(about.kinds),
        "after": None if about.changed_after is None else about.changed_after.isoformat(),
        "before": None if about.changed_before is None else about.changed_before.isoformat(),
    }
    return {key: value for key, value in told.items() if value}


def about_of(text: str) -> SearchFilter | None:
    """The filter of a text; what another release wrote and this one does not know is left out."""
    return about_from_json(json.loads(text)) if text else None


def about_from_json(told: Mapping[str, Any]) -> SearchFilter:
    """What `about_as_json` gave. Raises ValueError or TypeError for what it could not have."""
    known = {each.value for each in DocumentKind}
    return SearchFilter(
        frozenset(map(CollectionId, told.get("collections", ()))),
        frozenset(map(DocumentId, told.get("documents", ()))),
        frozenset(DocumentKind(each) for each in told.get("kinds", ()) if each in known),
        _moment(told.get("after")),
        _moment(told.get("before")),
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
