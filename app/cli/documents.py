"""Which documents a command is about: collections by name, files and folders by path."""

import argparse
import contextlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from app.bootstrap import Application
from app.cli.narrowing import add_narrowing, narrowed
from app.cli.output import Output
from app.cli.passphrase import open_vault
from app.domain.collections import Collection, DocumentState, StoredDocument
from app.domain.documents import Refusal
from app.domain.errors import UsageError, VaultMissing, refused
from app.domain.events import AppEvent, DocumentsFailed, DocumentsProgressed
from app.domain.filing import name_key
from app.domain.ids import CollectionId, DocumentId
from app.domain.retrieval import SearchFilter
from app.domain.sources import FileState
from app.domain.vault import VaultState

_POLL_SECONDS: Final = 0.2
_MINUTE: Final = 60
_FILES: Final = (
    (
        FileState.CHANGED,
        "One file has changed since it was read.",
        "{count} files have changed since they were read.",
    ),
    (
        FileState.GONE,
        "One file isn’t at its place any more.",
        "{count} files aren’t at their places any more.",
    ),
)
MARKS: Final = {
    FileState.CHANGED: "the file has changed since it was read",
    FileState.GONE: "the file isn’t at its place any more",
    FileState.FORGOTTEN: "the document was forgotten",
}
"""Beside a place in such a file."""


def add_scope(parser: argparse.ArgumentParser) -> None:
    """Declare what narrows a search."""
    parser.add_argument(
        "--in",
        dest="scope",
        action="append",
        default=[],
        metavar="COLLECTION|PATH",
        help="only these; a file or folder that is in no collection is read for this command alone",
    )
    add_narrowing(parser)


def find_collection(app: Application, name: str) -> Collection | None:
    """The collection of that name, or None."""
    wanted = name_key(name)
    return next(
        (each for each in app.documents.ingest.collections() if name_key(each.name) == wanted),
        None,
    )


def names_of(app: Application, about: SearchFilter) -> list[str]:
    """Of the collections and documents that something is about and that are there still."""
    store = app.documents.current.store
    documents = [store.document(each) for each in about.documents]
    names = [each.name for each in store.collections() if each.id in about.collections]
    return names + sorted(each.name for each in documents if each is not None)


@contextlib.contextmanager
def scope(app: Application, args: argparse.Namespace, out: Output) -> Iterator[SearchFilter]:
    """What --in names and the rest narrows; files in no collection are read into memory first.

    Raises UsageError for a name that is neither, and the errors of the vault.
    """
    narrowed(SearchFilter(), args)  # what is wrong is said before a vault is opened
    with _named(app, args, out) as where:
        chosen = narrowed(where, args)
        if app.documents.current.store.numbers_of(chosen) == frozenset():
            out.note("No document that was read is among these.")
        yield chosen


@contextlib.contextmanager
def _named(app: Application, args: argparse.Namespace, out: Output) -> Iterator[SearchFilter]:
    names: Sequence[str] = args.scope
    if app.vault.state is not VaultState.NONE:
        open_vault(app, args)
    elif not names:
        raise VaultMissing(folder=app.paths.home)
    if app.vault.state is VaultState.NONE:
        yield _read_now(app, [_path(name) for name in names], out)
        return
    kept = _kept(app, names)
    if kept is not None:
        yield kept
        return
    with app.documents.current.in_memory():
        yield _read_now(app, [_path(name) for name in names], out)


def _kept(app: Application, names: Sequence[str]) -> SearchFilter | None:
    """The filter for what the vault holds already; None when some of it is not there."""
    collections: set[CollectionId] = set()
    documents: set[DocumentId] = set()
    for name in names:
        collection = find_collection(app, name)
        if collection is not None:
            collections.add(collection.id)
            continue
        inside = _documents_at(app, _path(name))
        if not inside:
            return None
        documents.update(each.id for each in inside)
    if collections and documents:
        for collection_id in collections:
            documents.update(each.id for each in app.documents.ingest.documents(collection_id))
        collections = set()
    return SearchFilter(frozenset(collections), frozenset(documents))


def _documents_at(app: Application, path: Path) -> list[StoredDocument]:
    place = str(path)
    return [
        document
        for collection in app.documents.ingest.collections()
        for document in app.documents.ingest.documents(collection.id)
        if document.state is DocumentState.INDEXED
        and (document.path == place or path in Path(document.path).parents)
    ]


def place_of(name: str) -> Path:
    """The path that is meant by a name, be there something or not.

    macOS and archives made there take the syllables of Hangul apart in names, and nobody types
    them so: what is called the same once they are put together is meant.
    """
    path = Path(name).expanduser().absolute()
    if path.exists():
        return path
    found = Path(path.anchor)
    for part in path.parts[1:]:
        found = _entry(found, part)
    return found if found.exists() else path


def _entry(folder: Path, name: str) -> Path:
    if (folder / name).exists():
        return folder / name
    wanted = unicodedata.normalize("NFC", name)
    try:
        names = [each.name for each in folder.iterdir()]
    except OSError:
        names = []
    same = (each for each in names if unicodedata.normalize("NFC", each) == wanted)
    return folder / next(same, name)


def _path(name: str) -> Path:
    path = place_of(name)
    if not path.exists():
        raise UsageError(problem=f"“{name}” is neither a collection nor a file or folder")
    return path


def _read_now(app: Application, paths: Sequence[Path], out: Output) -> SearchFilter:
    collection = app.documents.ingest.add_collection("Files")
    app.documents.ingest.add(collection.id, paths)
    wait_until_read(app, out)
    tell_refused(app, collection, out)
    return SearchFilter()


def wait_until_read(app: Application, out: Output) -> None:
    """Wait for what is being read, with its progress; raises what stands in the way."""
    failures: list[DocumentsFailed] = []

    def hear(event: AppEvent) -> None:
        if isinstance(event, DocumentsProgressed):
            progress = event.progress
            seconds = progress.seconds_left
            left = "" if seconds is None else f", {duration(seconds)} left"
            out.progress(f"Reading {progress.done} of {progress.total}{left}: {progress.current}")
        elif isinstance(event, DocumentsFailed) and event.by_words_meanwhile:
            out.note(f"Found by words only for now: {event.error}")
        elif isinstance(event, DocumentsFailed):
            failures.append(event)

    unsubscribe = app.bus.subscribe(hear)
    try:
        while not app.documents.ingest.wait_idle(_POLL_SECONDS):
            pass
    finally:
        unsubscribe()
        out.progress("")
    if failures:
        raise failures[0].error


def tell_refused(app: Application, collection: Collection, out: Output) -> None:
    """A remark for each file that was not read, with its reason."""
    for document in app.documents.ingest.documents(collection.id):
        if document.state is DocumentState.REFUSED:
            out.note(why_refused(document))


def tell_changed(states: Iterable[FileState | None], out: Output) -> None:
    """A remark where files are not what was read any more, and how they are read again."""
    found = Counter(states)
    for state, one, more in _FILES:
        if found[state]:
            out.note(one if found[state] == 1 else more.format(count=found[state]))
    if found[FileState.CHANGED] or found[FileState.GONE]:
        out.note("To look at the folders again: snug index status")


def why_refused(document: StoredDocument) -> str:
    """The sentence that says why a file was not read."""
    return str(refused(document.reason or Refusal.DAMAGED, file=document.name))


def duration(seconds: float) -> str:
    """A time that is left, roughly."""
    if seconds < _MINUTE:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / _MINUTE)} min"
