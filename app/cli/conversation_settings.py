"""`snug history settings`: what is chosen for one conversation."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from app.bootstrap import Application
from app.cli.documents import find_collection, names_of
from app.cli.naming import find
from app.cli.output import Output
from app.domain.answer_schema import schema_fault
from app.domain.answer_values import (
    LONGEST_SCHEMA,
    MOST_TOKENS,
    THINKING,
    ConversationSettings,
    checked_number,
    values_as_json,
)
from app.domain.errors import UsageError
from app.domain.generation import PRESETS, RANGES
from app.domain.ids import ConversationId
from app.domain.retrieval import SearchFilter

ALL: Final = "all"
_CHOICES: Final = {"preset": tuple(PRESETS), "thinking": THINKING}


def add_parser(actions: Any, common: argparse.ArgumentParser) -> None:
    """Declare the action, beside the others of `snug history`."""
    action = actions.add_parser(
        "settings",
        parents=[common],
        help="show or change what is chosen for a conversation",
        description="preset, thinking, max_tokens, model, instructions, schema (a file), documents "
        f"(the names of collections with commas between them, or {ALL}), and the numbers "
        f"{', '.join(RANGES)}. KEY= takes a choice back.",
    )
    action.add_argument("conversation", metavar="ID", help="its id, or the beginning of it")
    action.add_argument("choices", nargs="*", metavar="KEY=VALUE", help="choose this from now on")


def settings(args: argparse.Namespace, app: Application, out: Output) -> None:
    """Change what was asked for, then print what is chosen. Raises UsageError."""
    key = find(app, args.conversation).id
    for choice in args.choices:
        name, equals, value = choice.partition("=")
        if not equals:
            raise UsageError(problem=f"“{choice}” is no KEY=VALUE")
        _choose(app, key, name.strip(), value.strip())
    chosen = app.conversation_settings.of(key)
    found = values_as_json(chosen.values)
    found["instructions"] = app.conversation_settings.instructions(key)
    if chosen.model:
        found["model"] = chosen.model
    if chosen.json_schema:
        found["schema"] = chosen.json_schema
    if chosen.about is not None:
        is_all = not (chosen.about.collections or chosen.about.documents)
        found["documents"] = ALL if is_all else ", ".join(names_of(app, chosen.about))
    if out.is_json:
        out.json({"id": key, **found})
        return
    numbers = found.pop("sampling", {})
    rows = [[name, str(value)] for name, value in (found | numbers).items()]
    out.table([["KEY", "VALUE"], *rows])


def _choose(app: Application, key: ConversationId, name: str, value: str) -> None:
    service = app.conversation_settings
    if name == "instructions":
        service.instruct(key, value)
    elif name == "model":
        _choose_model(app, key, value)
    elif name == "schema":
        schema = _schema(value) if value else ""
        service.revise(key, lambda each: replace(each, json_schema=schema))
    elif name == "documents":
        about = _about(app, value)
        service.revise(key, lambda each: replace(each, about=about))
    else:
        service.revise(key, lambda each: _with(each, name, value))


def _choose_model(app: Application, key: ConversationId, value: str) -> None:
    """Let a model of this computer answer there; without one the usual model does."""
    if value:
        app.own_models.keep(key, app.models.find(value))
    else:
        app.conversation_settings.revise(key, lambda each: replace(each, model=""))


def _with(settings: ConversationSettings, name: str, value: str) -> ConversationSettings:
    values = settings.values
    if name in _CHOICES:
        if value and value not in _CHOICES[name]:
            raise UsageError(problem=f"{name} is one of {', '.join(_CHOICES[name])}")
        chosen = replace(values, **{name: value})  # type: ignore[arg-type]  # names of _CHOICES
    elif name == "max_tokens":
        if value and not (value.isdecimal() and int(value[:9]) <= MOST_TOKENS):
            raise UsageError(problem=f"max_tokens is a whole number up to {MOST_TOKENS:,}")
        chosen = replace(values, max_tokens=int(value[:9]) if value else None)
    elif name in RANGES:
        try:
            number = checked_number(name, float(value)) if value else None
        except ValueError as error:
            low, high = RANGES[name]
            raise UsageError(problem=f"{name} lies between {low:g} and {high:g}") from error
        chosen = values.with_number(name, number)
    else:
        raise UsageError(problem=f"There is no “{name}” to choose")
    return replace(settings, values=chosen)


def _about(app: Application, value: str) -> SearchFilter | None:
    """The collections of these names; None for none. Raises UsageError."""
    if not value or value == ALL:
        return SearchFilter() if value else None
    chosen = set()
    for name in (each.strip() for each in value.split(",")):
        collection = find_collection(app, name)
        if collection is None:
            raise UsageError(problem=f"There is no collection “{name}”")
        chosen.add(collection.id)
    return SearchFilter(frozenset(chosen))


def _schema(name: str) -> str:
    path = Path(name)
    try:
        with path.open("rb") as file:
            text = file.read(LONGEST_SCHEMA + 1).decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise UsageError(str(error), problem=f"{path} cannot be read as text") from error
    fault = schema_fault(text)
    if fault is not None:
        where = f" at {'.'.join(fault.place)}" if fault.place else ""
        word = f" “{fault.word}”" if fault.word else ""
        problem = f"{path}: {fault.trouble.replace('_', ' ')}{word}{where}"
        raise UsageError(problem=problem)
    return text
