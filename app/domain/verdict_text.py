"""Verdicts as a text that is kept beside an answer, and read again with care."""

import json
from collections.abc import Iterable
from typing import Any, Final

from app.domain.safety import Judged, Verdict

MOST_VERDICTS: Final = 64
_MOST_CATEGORIES: Final = 32
_LONGEST_CATEGORY: Final = 200
_LONGEST_DIGEST: Final = 64


def verdicts_as_text(verdicts: Iterable[Verdict]) -> str:
    """The verdicts as JSON."""
    return json.dumps([as_object(each) for each in verdicts], ensure_ascii=False)


def verdicts_from_text(text: str) -> tuple[Verdict, ...]:
    """The verdicts of such a text; what is none is left out."""
    try:
        untrusted = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    return verdicts_of(untrusted)


def as_object(verdict: Verdict) -> dict[str, Any]:
    """A verdict for JSON."""
    return {
        "judged": verdict.judged.value,
        "score": verdict.score,
        "categories": list(verdict.categories),
        "is_flagged": verdict.is_flagged,
        "place": verdict.place,
        "passage": verdict.passage,
    }


def verdicts_of(untrusted: object) -> tuple[Verdict, ...]:
    """Verdicts of a list of such objects; what is none is left out."""
    if not isinstance(untrusted, list):
        return ()
    found = (_verdict_of(each) for each in untrusted[:MOST_VERDICTS])
    return tuple(each for each in found if each is not None)


def share_of(untrusted: object) -> float | None:
    """A number from 0 to 1; None for anything else."""
    if not isinstance(untrusted, int | float) or isinstance(untrusted, bool):
        return None
    return float(untrusted) if 0 <= untrusted <= 1 else None


def _verdict_of(untrusted: object) -> Verdict | None:
    if not isinstance(untrusted, dict) or untrusted.get("judged") not in list(Judged):
        return None
    score, place = share_of(untrusted.get("score")), untrusted.get("place", 0)
    categories, passage = untrusted.get("categories", []), untrusted.get("passage", "")
    is_formed = (
        isinstance(place, int)
        and 0 <= place <= MOST_VERDICTS
        and isinstance(categories, list)
        and isinstance(passage, str)
        and len(passage) <= _LONGEST_DIGEST
    )
    if score is None or not is_formed:
        return None
    return Verdict(
        Judged(untrusted["judged"]),
        score,
        tuple(str(each)[:_LONGEST_CATEGORY] for each in categories[:_MOST_CATEGORIES]),
        untrusted.get("is_flagged") is True,
        int(place),
        passage,
    )
