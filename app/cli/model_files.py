"""`snug models found`, `add`, `remove` and `verify`: the files on this computer."""

import argparse
from pathlib import Path
from typing import Any, Final

from app.cli.byte_progress import ByteProgress
from app.cli.output import Output
from app.domain.sizes import format_bytes
from app.services.model_files import ModelFiles

ACTIONS: Final = ("found", "add", "remove", "verify")


def add_parsers(actions: Any, common: argparse.ArgumentParser) -> None:
    """Declare the commands."""
    actions.add_parser(
        "found",
        parents=[common],
        help="models of other programs, to be linked",
        description="Model files that LM Studio, Ollama, GPT4All, Jan, llama.cpp and the hub's own "
        "tools keep on this computer. They are only looked at; link one with snug models add.",
    )
    add = actions.add_parser(
        "add",
        parents=[common],
        help="link a GGUF file, or copy it",
        description="Bring a GGUF file in. Its header is read with bounds first: what is damaged, "
        "or of an architecture that this engine does not know, is refused.",
    )
    add.add_argument("file", metavar="FILE", help="a GGUF file; it stays where it is")
    add.add_argument("--copy", action="store_true", help="copy it into Snug's folder")
    remove = actions.add_parser(
        "remove",
        parents=[common],
        help="delete a model, or its link",
        description="Delete a model's files from Snug's folder. Of one that is only linked the "
        "link goes, and the file stays where it is.",
    )
    remove.add_argument("model", metavar="ID", help="a model of the list")
    verify = actions.add_parser(
        "verify",
        parents=[common],
        help="read a model in full",
        description="Read a model in full and compare its SHA-256 with the published one, where "
        "somebody published one. The exit code is 1 where they differ.",
    )
    verify.add_argument("model", metavar="ID", help="a model of the list")


def run(args: argparse.Namespace, files: ModelFiles, out: Output) -> int:
    """Do what was asked and return the exit code. Raises AppError."""
    match args.models_action:
        case "found":
            _found(files, out)
        case "add":
            _add(args, files, out)
        case "remove":
            _remove(args, files, out)
        case _:
            _verify(args, files, out)
    return 0


def _found(files: ModelFiles, out: Output) -> None:
    found = files.found()
    if out.is_json:
        for each in found:
            told = {"program": each.program, "name": each.name, "path": str(each.path)}
            problem = each.problem.code if each.problem is not None else None
            out.json({**told, "bytes": each.bytes, "problem": problem})
        return
    rows = [["PROGRAM", "NAME", "SIZE", "FILE"]]
    for each in found:
        file = str(each.path) if each.problem is None else f"{each.path}: {each.problem}"
        rows.append([each.program, each.name, format_bytes(each.bytes), file])
    if found:
        out.table(rows, right=frozenset({2}))
        out.note("Link one with: snug models add FILE")
    else:
        out.note("No models of other programs were found.")


def _add(args: argparse.Namespace, files: ModelFiles, out: Output) -> None:
    path = Path(args.file).expanduser().absolute()
    name = next((each.name for each in files.found() if each.path == path), "")
    progress = ByteProgress(f"{path.name}: ", out)
    model = files.add(path, name, is_copy=args.copy, on_progress=progress)
    out.progress("")
    if out.is_json:
        out.json({"id": model.id, "path": str(model.path), "bytes": model.bytes})
    else:
        out.line(f"{model.id}: {model.path}")


def _remove(args: argparse.Namespace, files: ModelFiles, out: Output) -> None:
    held = files.remove(args.model)
    if out.is_json:
        source = str(held.source) if held.source else None
        out.json({"id": held.model.id, "freed_bytes": held.disk_bytes, "linked_to": source})
    elif held.source is not None:
        out.line(f"{held.model.id}: the link is removed; the file stays at {held.source}")
    else:
        out.line(f"{held.model.id}: removed, {format_bytes(held.disk_bytes)} freed")


def _verify(args: argparse.Namespace, files: ModelFiles, out: Output) -> None:
    found = files.verify(args.model, ByteProgress(f"{args.model}: ", out))
    out.progress("")
    if out.is_json:
        out.json({"id": args.model, "sha256": found.sha256, "is_published": found.is_published})
    elif found.is_published:
        out.line(f"{args.model}: as published, SHA-256 {found.sha256}")
    else:
        out.line(f"{args.model}: SHA-256 {found.sha256}; nobody published one to compare it with")
