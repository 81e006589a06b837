"""`snug prompts`: the prompt library, and prompts filled in."""

import argparse
from typing import Any

from app.bootstrap import Application
from app.cli.library import Commands, add_actions, described
from app.cli.output import Output
from app.domain.errors import UsageError
from app.domain.ids import LibraryId
from app.domain.prompt_library import Prompt, Variable


def add_parser(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare `snug prompts` and its own commands."""
    parser = commands.add_parser(
        "prompts",
        parents=[common],
        help="prompts with variables, to be used again",
        description="Prompts in the vault, and those that came with Snug. A variable is written "
        "{{name}}, {{name = usual value}}, {{name: number = 3}}, {{name: file}}, "
        "{{name: selection}} or {{name: choice = one | another}}.",
    )
    add = add_actions(parser, common)
    filling = add("fill", "print a prompt with its variables filled in")
    filling.add_argument("name", metavar="NAME", help="its name or its id")
    filling.add_argument("values", nargs="*", metavar="VARIABLE=VALUE")
    parser.set_defaults(run=COMMANDS.run)


def _made(args: argparse.Namespace, before: Prompt | None, _app: Application) -> Prompt:
    return described(args, before or Prompt(id=LibraryId(""), name=args.name, text=""))


def _value(prompt: Prompt, _app: Application) -> dict[str, object]:
    return {"variables": [_variable(each) for each in prompt.template.variables]}


def _variable(each: Variable) -> dict[str, object]:
    return {
        "name": each.name,
        "kind": each.kind.value,
        "usual": each.usual,
        "choices": list(each.choices),
    }


def _fill(args: argparse.Namespace, app: Application, out: Output) -> None:
    prompt = COMMANDS.found(app, args.name)
    known = {each.name for each in prompt.template.variables}
    values: dict[str, str] = {}
    for each in args.values:
        name, has_value, value = each.partition("=")
        if not has_value or name.strip() not in known:
            names = ", ".join(sorted(known)) or "none"
            raise UsageError(problem=f"“{each}” gives no variable a value; there are: {names}")
        values[name.strip()] = value
    filled = app.prompts.fill(prompt.id, values)
    if out.is_json:
        out.json({"text": filled.text, "files": list(filled.files)})
        return
    out.line(filled.text)
    for path in filled.files:
        out.note(f"To be attached: {path}")


COMMANDS: Commands[Prompt] = Commands(lambda app: app.prompts, _made, _value, {"fill": _fill})
