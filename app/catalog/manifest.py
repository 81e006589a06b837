"""Reads the model catalog, models.toml, and refuses what its own comments do not describe."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from app.domain.embedding import Pooling
from app.domain.errors import CatalogInvalid
from app.domain.generation import RANGES, Sampling
from app.domain.models import (
    CatalogEntry,
    ConvertedSource,
    EmbeddingUse,
    HubSource,
    PackageSource,
    Source,
    SourceFormat,
    Task,
)

FORMAT = 1

_MAX_FILE = 1 << 20
_MAX_NUMBER = 1 << 50
_MAX_TEXT = 400
_MAX_DIMENSIONS = 1 << 16

_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,79}")
_FILE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,119}\.gguf")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_PACKAGE_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,78}[A-Za-z0-9])?")
_VERSION = re.compile(r"[0-9][A-Za-z0-9.!+]{0,39}")
_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}", re.ASCII)
_REVISION = re.compile(r"[0-9a-f]{40}")
_RAW_MEMBER = re.compile(r"([A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*")
_MEMBER = re.compile(_RAW_MEMBER.pattern + r"\.gguf")
_PLATFORM = re.compile(r"[a-z][a-z0-9_]{0,79}")
_WORDS = re.compile(r"\S([^\x00-\x1f\x7f-\x9f]*\S)?")
_PREFIX = re.compile(r"\S[^\x00-\x1f\x7f-\x9f]{0,99}")


def read_catalog(path: Path) -> tuple[CatalogEntry, ...]:
    """Return the entries in the order of the file. Raises CatalogInvalid."""
    try:
        with path.open("rb") as file:
            text = file.read(_MAX_FILE + 1)
        if len(text) > _MAX_FILE:
            raise CatalogInvalid(problem=f"it is larger than {_MAX_FILE} bytes")
        document = tomllib.loads(text.decode("utf-8"))
    except OSError as error:
        raise CatalogInvalid(str(error), problem="the file cannot be opened") from error
    except (ValueError, RecursionError) as error:  # TOML and UTF-8 errors are ValueErrors
        raise CatalogInvalid(str(error), problem="it is not TOML") from error
    return _catalog(document)


def _catalog(document: Mapping[str, object]) -> tuple[CatalogEntry, ...]:
    top = _Table(document, "the top level")
    if top.whole("format", 1, FORMAT) != FORMAT:
        raise top.wrong("format", f"must be {FORMAT}")
    entries = tuple(_entry(table) for table in top.tables("model"))
    top.finish()
    _require_unique("id", [entry.id for entry in entries])
    # Compared without case: two names that differ in it only are one file on macOS and Windows.
    _require_unique("file_name", [entry.file_name.lower() for entry in entries])
    for entry in entries:
        if entry.draft and entry.draft not in {each.id for each in entries}:
            raise CatalogInvalid(problem=f"{entry.id}: its draft “{entry.draft}” is not listed")
    starters = [entry.task.value for entry in entries if entry.starter]
    _require_unique("starter of the task", starters)
    return entries


def _entry(table: "_Table") -> CatalogEntry:
    entry = CatalogEntry(
        id=table.match("id", _ID),
        name=table.text("name"),
        task=_task(table),
        source=_source(table.table("source")),
        file_name=table.match("file_name", _FILE_NAME),
        bytes=table.whole("bytes", 1, _MAX_NUMBER),
        sha256=table.match("sha256", _SHA256) if table.has("sha256") else None,
        parameters=table.whole("parameters", 1, _MAX_NUMBER),
        quantization=table.text("quantization"),
        context=table.whole("context", 1, _MAX_NUMBER),
        licence=table.text("licence"),
        openness=table.text("openness"),
        languages=table.matches("languages", _LANGUAGE),
        summary=table.text("summary"),
        starter=table.flag("starter"),
        architecture=table.text("architecture"),
        draft=table.match("draft", _ID) if table.has("draft") else "",
        sampling=_sampling(table.table("sampling")) if table.has("sampling") else None,
        embedding=_embedding(table.table("embedding")) if table.has("embedding") else None,
    )
    if (entry.task is Task.EMBEDDING) is (entry.embedding is None):
        raise table.wrong("embedding", "belongs to embedding models, and to each of them")
    table.finish()
    return entry


def _sampling(table: "_Table") -> Sampling:
    usual = Sampling()
    chosen: dict[str, float] = {}
    for name, (low, high) in RANGES.items():
        if not table.has(name):
            continue
        is_whole = isinstance(getattr(usual, name), int)
        chosen[name] = (
            table.whole(name, int(low), int(high)) if is_whole else table.decimal(name, low, high)
        )
    table.finish()
    return replace(usual, **chosen)  # type: ignore[arg-type]


def _embedding(table: "_Table") -> EmbeddingUse:
    use = EmbeddingUse(
        dimensions=table.whole("dimensions", 1, _MAX_DIMENSIONS),
        pooling=Pooling(table.one_of("pooling", (Pooling.MEAN, Pooling.CLS, Pooling.LAST))),
        query_prefix=table.prefix("query_prefix"),
        passage_prefix=table.prefix("passage_prefix"),
    )
    table.finish()
    return use


def _task(table: "_Table") -> Task:
    return Task(table.one_of("task", tuple(Task)))


def _source(table: "_Table") -> Source:
    if table.has("hub") == table.has("package"):
        raise table.wrong("source", "must be either “hub” or “package”")
    source: Source
    if table.has("hub"):
        source = _hub(table.table("hub"))
    elif table.has("conversion"):
        package = _package(table.table("package"), _RAW_MEMBER)
        source = _conversion(table.table("conversion"), package)
    else:
        source = _package(table.table("package"), _MEMBER)
    table.finish()
    return source


def _conversion(table: "_Table", package: PackageSource) -> ConvertedSource:
    source = ConvertedSource(
        package=package,
        format=SourceFormat(table.one_of("format", tuple(SourceFormat))),
        bytes=table.whole("bytes", 1, _MAX_NUMBER),
        sha256=table.match("sha256", _SHA256),
    )
    table.finish()
    return source


def _hub(table: "_Table") -> HubSource:
    source = HubSource(
        repository=table.match("repository", _REPOSITORY),
        revision=table.match("revision", _REVISION),
        file=table.match("file", _MEMBER),
    )
    table.finish()
    return source


def _package(table: "_Table", member: re.Pattern[str]) -> PackageSource:
    source = PackageSource(
        name=table.match("name", _PACKAGE_NAME),
        version=table.match("version", _VERSION),
        member=table.match("member", member),
        platform=table.match("platform", _PLATFORM) if table.has("platform") else "",
    )
    table.finish()
    return source


def _require_unique(what: str, values: list[str]) -> None:
    for value in values:
        if values.count(value) > 1:
            raise CatalogInvalid(problem=f"the {what} “{value}” occurs twice")


class _Table:
    """A TOML table whose values are taken out one by one; `finish` refuses what is left."""

    def __init__(self, untrusted: Mapping[str, object], place: str) -> None:
        self._left = dict(untrusted)
        self._place = place

    def has(self, key: str) -> bool:
        """Whether the key is there and not yet taken."""
        return key in self._left

    def text(self, key: str) -> str:
        """A single line of text."""
        value = self._take(key)
        if not isinstance(value, str) or len(value) > _MAX_TEXT or not _WORDS.fullmatch(value):
            raise self.wrong(key, "must be a line of text")
        return value

    def match(self, key: str, pattern: re.Pattern[str]) -> str:
        """A text of one given form."""
        value = self.text(key)
        if not pattern.fullmatch(value) or ".." in value:
            raise self.wrong(key, f"“{value[:80]}” is not of its form")
        return value

    def one_of(self, key: str, values: tuple[str, ...]) -> str:
        """One of these texts."""
        value = self.text(key)
        if value not in values:
            raise self.wrong(key, f"must be one of {', '.join(values)}")
        return value

    def prefix(self, key: str) -> str:
        """What is put before texts: a space at its end counts, and nothing is left out for none."""
        if not self.has(key):
            return ""
        value = self._take(key)
        if not isinstance(value, str) or not _PREFIX.fullmatch(value):
            raise self.wrong(key, "must be the beginning of a line")
        return value

    def matches(self, key: str, pattern: re.Pattern[str]) -> tuple[str, ...]:
        """A list of texts of one given form, at least one."""
        values = self._take(key)
        if not isinstance(values, list) or not values:
            raise self.wrong(key, "must be a list that is not empty")
        for value in values:
            if not isinstance(value, str) or not pattern.fullmatch(value):
                raise self.wrong(key, f"“{value}” is not of its form")
        return tuple(values)

    def whole(self, key: str, least: int, most: int) -> int:
        """A whole number within its bounds."""
        value = self._take(key)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.wrong(key, f"must be a whole number from {least} to {most}")
        return value

    def decimal(self, key: str, least: float, most: float) -> float:
        """A number within its bounds."""
        value = self._take(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.wrong(key, "must be a number")
        if not least <= value <= most:  # also refuses NaN
            raise self.wrong(key, f"must lie between {least:g} and {most:g}")
        return float(value)

    def flag(self, key: str) -> bool:
        """True or false, false when left out."""
        value = self._left.pop(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "must be true or false")
        return value

    def table(self, key: str) -> "_Table":
        """A table inside this one."""
        value = self._take(key)
        if not isinstance(value, dict):
            raise self.wrong(key, "must be a table")
        return _Table(value, f"{self._place}, {key}")

    def tables(self, key: str) -> list["_Table"]:
        """The tables of a list; each is known by its id where it has one."""
        values = self._take(key)
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise self.wrong(key, "must be a list of tables")
        places = [f"{key} {number} ({value.get('id')})" for number, value in enumerate(values, 1)]
        return [_Table(value, place) for value, place in zip(values, places, strict=True)]

    def finish(self) -> None:
        """Refuse keys that nobody asked for."""
        for key in self._left:
            raise self.wrong(key, "is not a key of this format")

    def wrong(self, key: str, problem: str) -> CatalogInvalid:
        """The error for what was found here."""
        return CatalogInvalid(problem=f"{self._place}: “{key}” {problem}")

    def _take(self, key: str) -> object:
        if key not in self._left:
            raise self.wrong(key, "is missing")
        return self._left.pop(key)
