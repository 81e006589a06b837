"""`snug index`: collections of documents, what was read of them, and what was not and why."""

import argparse
from collections import Counter
from pathlib import Path
from typing import Any, Final

from app.bootstrap import Application, build
from app.cli.documents import find_collection, place_of, tell_refused, wait_until_read, why_refused
from app.cli.output import Output
from app.cli.passphrase import open_vault
from app.domain.collections import Collection, DocumentState, StoredDocument
from app.domain.errors import RecognitionMissing, UsageError, VaultMissing
from app.domain.vault import VaultState

USUAL_NAME: Final = "Documents"


def add_parser(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare `snug index` and its own commands."""
    parser = commands.add_parser(
        "index",
        parents=[common],
        help="documents to search and to ask",
        description="Collections of files and folders in the vault. While the "
        "window is open, and with status, folders are looked through again: what changed is read "
        "anew, what is gone is forgotten. What was not read is tried again by a newer version.",
    )
    actions = parser.add_subparsers(dest="index_action", metavar="ACTION", required=True)
    add = actions.add_parser("add", parents=[common], help="add files and folders, and read them")
    add.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    add.add_argument("--collection", metavar="NAME", default=USUAL_NAME, help=f"or {USUAL_NAME}")
    listing = actions.add_parser("list", parents=[common], help="collections, or their files")
    listing.add_argument("collection", nargs="?", metavar="COLLECTION")
    actions.add_parser("status", parents=[common], help="look again, and say what was not read")
    again = actions.add_parser("again", parents=[common], help="try what was not read once more")
    again.add_argument("collection", nargs="?", metavar="COLLECTION")
    pictures = actions.add_parser(
        "pictures", parents=[common], help="read scanned pages and pictures, or no more"
    )
    pictures.add_argument("collection", metavar="COLLECTION")
    pictures.add_argument("switch", choices=("on", "off"))
    remove = actions.add_parser("remove", parents=[common], help="forget a collection or a path")
    remove.add_argument("target", metavar="COLLECTION|PATH")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, out: Output) -> int:
    """Do what was asked and return the exit code. Raises AppError."""
    app = build(args.home, tuple(args.set), offline=args.offline)
    try:
        if app.vault.state is VaultState.NONE:
            raise VaultMissing(folder=app.paths.home)
        open_vault(app, args)
        _ACTIONS[args.index_action](args, app, out)
        return 0
    finally:
        app.close()


def _add(args: argparse.Namespace, app: Application, out: Output) -> None:
    paths = [place_of(str(path)) for path in args.paths]
    for path in paths:
        if not path.exists():
            raise UsageError(problem=f"{path} is not there")
    collection = find_collection(app, args.collection) or app.documents.ingest.add_collection(
        args.collection
    )
    app.documents.ingest.add(collection.id, paths)
    wait_until_read(app, out)
    _tell(app, collection, out)


def _list(args: argparse.Namespace, app: Application, out: Output) -> None:
    if args.collection is not None:
        _list_files(_named(app, args.collection), app, out)
        return
    collections = app.documents.ingest.collections()
    if out.is_json:
        for each in collections:
            out.json(_collection_value(app, each))
        return
    if not collections:
        out.note("There are no documents yet. Add some with: snug index add PATH")
        return
    rows = [["COLLECTION", "READ", "NOT READ", "WAITING", "FOLDERS AND FILES"]]
    for each in collections:
        states = _states(app.documents.ingest.documents(each.id))
        counts = [str(states[state]) for state in _SHOWN]
        rows.append([each.name, *counts, ", ".join(each.roots)])
    out.table(rows, frozenset({1, 2, 3}))


def _list_files(collection: Collection, app: Application, out: Output) -> None:
    documents = app.documents.ingest.documents(collection.id)
    if out.is_json:
        for each in documents:
            out.json(document_value(each))
        return
    rows = [["STATE", "PARTS", "FILE"]]
    rows += [[each.reason or each.state, str(each.parts or ""), each.path] for each in documents]
    out.table(rows, frozenset({1}))


def _status(_args: argparse.Namespace, app: Application, out: Output) -> None:
    app.documents.ingest.refresh()
    wait_until_read(app, out)
    for collection in app.documents.ingest.collections():
        _tell(app, collection, out)


def _again(args: argparse.Namespace, app: Application, out: Output) -> None:
    chosen = app.documents.ingest.collections()
    if args.collection is not None:
        chosen = [_named(app, args.collection)]
    count = sum(app.documents.ingest.try_again(each.id) for each in chosen)
    if count == 0 and not out.is_json:
        out.note("There is nothing that was not read.")
        return
    wait_until_read(app, out)
    for each in chosen:
        _tell(app, each, out)


def _pictures(args: argparse.Namespace, app: Application, out: Output) -> None:
    collection = _named(app, args.collection)
    is_on = args.switch == "on"
    if is_on and not app.reader.can_recognise:
        raise RecognitionMissing
    app.documents.ingest.read_pictures(collection.id, reads_pictures=is_on)
    wait_until_read(app, out)
    _tell(app, _named(app, args.collection), out)


def _remove(args: argparse.Namespace, app: Application, out: Output) -> None:
    collection = find_collection(app, args.target)
    if collection is not None:
        count = len(app.documents.ingest.documents(collection.id))
        app.documents.ingest.remove_collection(collection.id)
    else:
        path = place_of(args.target)
        owners = [each for each in app.documents.ingest.collections() if str(path) in each.roots]
        if not owners:
            raise UsageError(problem=f"“{args.target}” is no collection and was not added")
        count = sum(app.documents.ingest.remove(each.id, [path]) for each in owners)
    if out.is_json:
        out.json({"removed": count})
    else:
        out.line(f"Forgotten: {count} documents. The files themselves are untouched.")


def _named(app: Application, name: str) -> Collection:
    collection = find_collection(app, name)
    if collection is None:
        raise UsageError(problem=f"There is no collection “{name}”")
    return collection


def _tell(app: Application, collection: Collection, out: Output) -> None:
    """What became of a collection's files."""
    if out.is_json:
        out.json(_collection_value(app, collection))
        return
    states = _states(app.documents.ingest.documents(collection.id))
    read, not_read, waiting = (states[state] for state in _SHOWN)
    more = f", {waiting} waiting" if waiting else ""
    out.line(f"{collection.name}: {read} read, {not_read} not read{more}.")
    if not states:
        out.note("There are no files in it that can be read. Add others with: snug index add PATH")
    tell_refused(app, collection, out)
    documents = app.documents.ingest.documents(collection.id)
    unread = [each for each in documents if each.has_unread_pictures]
    if unread and not collection.reads_pictures:
        out.note(
            f"{len(unread)} of them hold pictures of text. To read those, too: "
            f"snug index pictures “{collection.name}” on"
        )


def _collection_value(app: Application, collection: Collection) -> dict[str, object]:
    documents = app.documents.ingest.documents(collection.id)
    states = _states(documents)
    return {
        "collection": collection.name,
        "paths": list(collection.roots),
        "paused": collection.is_paused,
        "pictures": collection.reads_pictures,
        "indexed": states[DocumentState.INDEXED],
        "waiting": states[DocumentState.WAITING],
        "refused": [
            {"document": each.path, "reason": each.reason, "sentence": why_refused(each)}
            for each in documents
            if each.state is DocumentState.REFUSED
        ],
        "chunks": sum(each.chunks for each in documents),
    }


def document_value(document: StoredDocument) -> dict[str, object]:
    """A document for programs."""
    return {
        "document": document.path,
        "state": document.state,
        "reason": document.reason,
        "kind": document.kind,
        "title": document.title,
        "bytes": document.bytes,
        "characters": document.characters,
        "parts": document.parts,
        "chunks": document.chunks,
        "notes": [
            {"note": note.kind, "count": note.count, "detail": note.detail}
            for note in document.notes
        ],
    }


def _states(documents: list[StoredDocument]) -> "Counter[DocumentState]":
    return Counter(each.state for each in documents)


_SHOWN: Final = (DocumentState.INDEXED, DocumentState.REFUSED, DocumentState.WAITING)
_ACTIONS: Final = {
    "add": _add,
    "list": _list,
    "status": _status,
    "again": _again,
    "pictures": _pictures,
    "remove": _remove,
}
