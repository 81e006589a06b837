"""Reads the model catalog, models.toml, and refuses what its own comments do not describe."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Final

from app.catalog.manifest_table import (
    LANGUAGE,
    MODEL_FILE,
    MODEL_ID,
    MOST,
    REPOSITORY,
    Table,
    open_document,
    require_format,
    require_unique,
)
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
    WheelFile,
)

_MAX_DIMENSIONS = 1 << 16

_SHA256 = re.compile(r"[0-9a-f]{64}")
_PACKAGE_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,78}[A-Za-z0-9])?")
_VERSION = re.compile(r"[0-9][A-Za-z0-9.!+]{0,39}")
_REVISION = re.compile(r"[0-9a-f]{40}")
_RAW_MEMBER = re.compile(r"([A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*")
_MEMBER = re.compile(_RAW_MEMBER.pattern + r"\.gguf")
_WHEEL = re.compile(r"[A-Za-z0-9_]+-[A-Za-z0-9_.!+]+(-[A-Za-z0-9_.]+){3}\.whl")
_PLATFORM = re.compile(r"[a-z][a-z0-9_]{0,79}")


def read_catalog(path: Path) -> tuple[CatalogEntry, ...]:
    """Return the entries in the order of the file. Raises CatalogInvalid.

    The cards of the same file are left to `app/catalog/cards`: no start of Snug needs them.
    """
    top = open_document(path)
    entries = read_entries(top)
    top.leave("card")
    top.finish()
    return entries


def read_entries(top: Table) -> tuple[CatalogEntry, ...]:
    """The models of an open catalog, which are taken out of it. Raises CatalogInvalid."""
    require_format(top)
    entries = tuple(_entry(table) for table in top.tables("model"))
    require_unique("id", [entry.id for entry in entries])
    # Compared without case: two names that differ in it only are one file on macOS and Windows.
    require_unique("file_name", [entry.file_name.lower() for entry in entries])
    for entry in entries:
        if entry.draft and entry.draft not in {each.id for each in entries}:
            raise CatalogInvalid(problem=f"{entry.id}: its draft “{entry.draft}” is not listed")
    starters = [entry.task.value for entry in entries if entry.starter]
    require_unique("starter of the task", starters)
    return entries


def _entry(table: Table) -> CatalogEntry:
    entry = CatalogEntry(
        id=table.match("id", MODEL_ID),
        name=table.text("name"),
        task=_task(table),
        source=_source(table.table("source")),
        file_name=table.match("file_name", MODEL_FILE),
        bytes=table.whole("bytes", 1, MOST),
        sha256=table.match("sha256", _SHA256) if table.has("sha256") else None,
        parameters=table.whole("parameters", 1, MOST),
        quantization=table.text("quantization"),
        context=table.whole("context", 1, MOST),
        licence=table.text("licence"),
        openness=table.text("openness"),
        languages=table.matches("languages", LANGUAGE),
        summary=table.text("summary"),
        starter=table.flag("starter"),
        architecture=table.text("architecture"),
        draft=table.match("draft", MODEL_ID) if table.has("draft") else "",
        sampling=_sampling(table.table("sampling")) if table.has("sampling") else None,
        embedding=read_embedding(table.table("embedding")) if table.has("embedding") else None,
    )
    if (entry.task is Task.EMBEDDING) is (entry.embedding is None):
        raise table.wrong("embedding", "belongs to embedding models, and to each of them")
    table.finish()
    return entry


_FILE_STEM: Final = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")


def _sampling(table: Table) -> Sampling:
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
    return replace(usual, **chosen)  # type: ignore[arg-type]  # names of RANGES


def read_embedding(table: Table, *, breaks: bool = False) -> EmbeddingUse:
    """How an embedding model wants its texts; `breaks` allows lines. Raises CatalogInvalid."""
    use = EmbeddingUse(
        dimensions=table.whole("dimensions", 1, _MAX_DIMENSIONS),
        pooling=Pooling(table.one_of("pooling", (Pooling.MEAN, Pooling.CLS, Pooling.LAST))),
        query_prefix=table.prefix("query_prefix", breaks=breaks),
        passage_prefix=table.prefix("passage_prefix", breaks=breaks),
        language_means=(
            table.match("language_means", _FILE_STEM) if table.has("language_means") else ""
        ),
    )
    table.finish()
    return use


def _task(table: Table) -> Task:
    return Task(table.one_of("task", tuple(Task)))


def _source(table: Table) -> Source:
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


def _conversion(table: Table, package: PackageSource) -> ConvertedSource:
    source = ConvertedSource(
        package=package,
        format=SourceFormat(table.one_of("format", tuple(SourceFormat))),
        bytes=table.whole("bytes", 1, MOST),
        sha256=table.match("sha256", _SHA256),
    )
    table.finish()
    return source


def _hub(table: Table) -> HubSource:
    source = HubSource(
        repository=table.match("repository", REPOSITORY),
        revision=table.match("revision", _REVISION),
        file=table.match("file", _MEMBER),
    )
    table.finish()
    return source


def _package(table: Table, member: re.Pattern[str]) -> PackageSource:
    source = PackageSource(
        name=table.match("name", _PACKAGE_NAME),
        version=table.match("version", _VERSION),
        member=table.match("member", member),
        platform=table.match("platform", _PLATFORM) if table.has("platform") else "",
        wheel=_wheel(table.table("wheel")) if table.has("wheel") else None,
    )
    table.finish()
    return source


def _wheel(table: Table) -> WheelFile:
    wheel = WheelFile(
        name=table.match("name", _WHEEL),
        bytes=table.whole("bytes", 1, MOST),
        sha256=table.match("sha256", _SHA256),
    )
    table.finish()
    return wheel
