"""Kinds of documents and days of change that a search is narrowed to, as they are written."""

import argparse
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from app.domain.calendar_days import first_moment, moment_after
from app.domain.document_groups import DocumentGroup, kinds_named
from app.domain.documents import DocumentKind
from app.domain.errors import UsageError
from app.domain.retrieval import SearchFilter

_GROUPS: Final = ", ".join(DocumentGroup)


def add_narrowing(parser: argparse.ArgumentParser) -> None:
    """Declare --kind, --since and --until."""
    parser.add_argument(
        "--kind",
        action="append",
        default=[],
        metavar="KIND",
        help=f"only these, with commas between them: {_GROUPS}",
    )
    parser.add_argument(
        "--since",
        metavar="DATE",
        help="only files changed then or later: 2026-01-31 or 2026-01",
    )
    parser.add_argument("--until", metavar="DATE", help="only files changed then or earlier")


def narrowed(where: SearchFilter, args: argparse.Namespace) -> SearchFilter:
    """A filter, narrowed to what was written. Raises UsageError."""
    kinds = [_kinds(word) for given in args.kind for word in given.split(",")]
    after = _moment("--since", args.since, first_moment)
    before = _moment("--until", args.until, moment_after)
    if after is not None and before is not None and after >= before:
        raise UsageError(problem="--since lies after --until")
    return replace(
        where,
        kinds=frozenset().union(*kinds),
        changed_after=after,
        changed_before=before,
    )


def filter_value(where: SearchFilter, args: argparse.Namespace) -> dict[str, object] | None:
    """What was searched, for programs; None for everything."""
    if not where.is_narrow and not args.scope:
        return None
    return {
        "in": list(args.scope),
        "kinds": sorted(where.kinds),
        "since": _told(where.changed_after),
        "before": _told(where.changed_before),
    }


def _kinds(word: str) -> frozenset[DocumentKind]:
    found = kinds_named(word)
    if not found:
        raise UsageError(problem=f"“{word.strip()}” is no kind of document. There are: {_GROUPS}")
    return found


def _moment(option: str, written: str | None, read: Callable[[str], datetime]) -> datetime | None:
    if written is None:
        return None
    try:
        return read(written.strip())
    except ValueError:
        problem = f"{option} {written}: a day is written like 2026-01-31, a month like 2026-01"
        raise UsageError(problem=problem) from None


def _told(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
