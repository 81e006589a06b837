"""What a choice of documents can be narrowed to: kinds that are there, days that are written."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from app.domain.calendar_days import first_moment, moment_after
from app.domain.collections import StoredDocument
from app.domain.document_groups import GROUP_OF, KINDS, DocumentGroup
from app.gui import text
from app.gui.chat.source import Source, SourceKind
from app.gui.text import narrowing

_RECENT_DAYS: Final = 30
_DAY: Final = re.compile(
    r"(?P<word>since|from|until|to)?[:=]?(?P<day>[0-9]{4}(?:-[0-9]{1,2}){0,2})(?P<after>부터|이후|까지)?"
)
_SINCE: Final = ("since", "from", "부터", "이후")
_UNTIL: Final = ("until", "to", "까지")


def offered(files: Sequence[StoredDocument], today: date) -> list[Source]:
    """Kinds, the most frequent first, and recent days; only what would leave some files out."""
    counts = Counter(GROUP_OF[each.kind] for each in files if each.kind is not None)
    groups = [
        Source(SourceKind.GROUP, group, note=text.file_count(count))
        for group, count in counts.most_common()
        if count < len(files)
    ]
    return groups + [
        source
        for day in (today - timedelta(days=_RECENT_DAYS), today.replace(month=1, day=1))
        if (source := _since(day, files)) is not None
    ]


def _since(day: date, files: Sequence[StoredDocument]) -> Source | None:
    first = int(first_moment(day.isoformat()).timestamp()) * 1_000_000_000
    count = sum(each.changed_ns >= first for each in files)
    if not 0 < count < len(files):
        return None
    return Source(SourceKind.SINCE, day.isoformat(), note=text.file_count(count))


def written(words: str) -> list[Source]:
    """The days that somebody writes: "since:2026-01", "2026-01까지", or "2026" for both ends."""
    found = _DAY.fullmatch(words.casefold())
    if found is None:
        return []
    day, said = found["day"], (found["word"], found["after"])
    try:
        first_moment(day), moment_after(day)
    except ValueError:
        return []
    is_since = any(each in _SINCE for each in said)
    is_until = any(each in _UNTIL for each in said)
    sources = []
    if not is_until:
        sources.append(Source(SourceKind.SINCE, day))
    if not is_since:
        sources.append(Source(SourceKind.UNTIL, day))
    return sources


def words_for(source: Source) -> str:
    """What somebody may write who means it, beside its name."""
    if source.kind is not SourceKind.GROUP:
        return ""
    group = DocumentGroup(source.id)
    return " ".join((group, narrowing.group_name(group), *KINDS[group]))
