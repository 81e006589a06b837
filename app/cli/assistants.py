"""`snug assistants`: who answers, with which instructions."""

import argparse
from dataclasses import replace
from typing import Any

from app.bootstrap import Application
from app.cli.documents import find_collection
from app.cli.library import Commands, add_actions, described
from app.cli.naming import conversation_value, find
from app.cli.output import Output
from app.domain.assistants import Assistant, Colour
from app.domain.errors import UsageError
from app.domain.filing import path_names
from app.domain.generation import PRESETS
from app.domain.ids import CollectionId, LibraryId

NONE = "none"
_USUAL = "usual"


def add_parser(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare `snug assistants` and its own commands."""
    parser = commands.add_parser(
        "assistants",
        parents=[common],
        help="instructions, with a model and documents, to answer with",
        description="Assistants in the vault, and those that came with Snug.",
    )
    add = add_actions(parser, common)
    for each in parser.get_default("_making"):
        each.add_argument("--colour", choices=[colour.value for colour in Colour])
        each.add_argument("--model", metavar="ID", help=f"the model, or {_USUAL}")
        each.add_argument("--preset", choices=[*PRESETS, _USUAL], help="how answers are sampled")
        each.add_argument(
            "--in", dest="collections", action="append", metavar="COLLECTION",
            help=f"answer from these documents, or {NONE}",
        )  # fmt: skip
    assign = add("assign", "let one answer in a conversation from now on")
    assign.add_argument("conversation", metavar="ID", help="an id, or the beginning of one")
    assign.add_argument("name", metavar="NAME", help=f"its name or its id, or {NONE}")
    parser.set_defaults(run=COMMANDS.run)


def _made(args: argparse.Namespace, before: Assistant | None, app: Application) -> Assistant:
    item = described(args, before or Assistant(id=LibraryId(""), name=args.name, text=""))
    return replace(
        item,
        colour=Colour(args.colour) if args.colour else item.colour,
        model=_chosen(args.model, item.model),
        preset=_chosen(args.preset, item.preset),
        collections=_collections(args.collections, app)
        if args.collections is not None
        else item.collections,
    )


def _chosen(option: str | None, before: str) -> str:
    if option is None:
        return before
    return "" if option == _USUAL else option


def _collections(names: list[str], app: Application) -> tuple[CollectionId, ...]:
    found = []
    for name in names:
        if name == NONE:
            continue
        collection = find_collection(app, name)
        if collection is None:
            raise UsageError(problem=f"There is no collection “{name}”")
        found.append(collection.id)
    return tuple(dict.fromkeys(found))


def _value(assistant: Assistant, _app: Application) -> dict[str, object]:
    return {
        "colour": assistant.colour.value,
        "model": assistant.model or None,
        "preset": assistant.preset or None,
        "collections": list(assistant.collections),
    }


def _assign(args: argparse.Namespace, app: Application, out: Output) -> None:
    conversation = find(app, args.conversation)
    chosen = None if args.name == NONE else COMMANDS.found(app, args.name).id
    changed = app.assistants.assign(conversation.id, chosen)
    if out.is_json:
        out.json(conversation_value(changed, path_names(app.filing.folders())))
    else:
        out.note("Changed.")


COMMANDS: Commands[Assistant] = Commands(
    lambda app: app.assistants, _made, _value, {"assign": _assign}
)
