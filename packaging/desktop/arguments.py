"""The commands of `snug` with their options, as argparse knows them."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.cli.main import command_line

_COMMON: Final = {
    "--help", "--home", "--passphrase-file", "--offline", "--json", "--set", "--quiet",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Option:
    """What begins with a dash."""

    names: tuple[str, ...]
    value: str
    """What follows it; "" where nothing does."""
    choices: tuple[str, ...]
    help: str

    @property
    def takes_path(self) -> bool:
        """Whether what follows is a file or folder."""
        return self.value in ("FILE", "DIR", "PATH")

    @property
    def is_common(self) -> bool:
        """Whether it stands with every command."""
        return bool(_COMMON & set(self.names))


@dataclass(frozen=True, slots=True)
class Command:
    """A command with its own commands."""

    words: tuple[str, ...]
    """What is written after `snug`; none for the program itself."""
    summary: str
    description: str
    options: tuple[Option, ...]
    places: tuple[str, ...]
    """Names of what stands without a dash, as the usage shows them."""
    choices: tuple[str, ...]
    """Words that one of the places may be."""
    takes_path: bool
    parts: tuple["Command", ...]

    def all(self) -> Iterator["Command"]:
        """This one, and all below it."""
        yield self
        for part in self.parts:
            yield from part.all()


def program() -> Command:
    """The whole program."""
    return _read(command_line(), (), "")


def _read(parser: argparse.ArgumentParser, words: tuple[str, ...], summary: str) -> Command:
    options, places, choices, parts = [], [], [], []
    takes_path = False
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {each.dest: each.help or "" for each in action._choices_actions}
            parts += [
                _read(sub, (*words, name), _filled(sub, helps.get(name, "")))
                for name, sub in action.choices.items()
            ]
        elif action.help == argparse.SUPPRESS:
            continue
        elif action.option_strings:
            options.append(_option(parser, action))
        else:
            places.append(parser._get_formatter()._format_args(action, _name(action)))
            choices += [str(each) for each in action.choices or ()]
            takes_path = takes_path or _is_path(action)
    return Command(
        words, summary, parser.description or "", tuple(options), tuple(places), tuple(choices),
        takes_path, tuple(parts),
    )  # fmt: skip


def _option(parser: argparse.ArgumentParser, action: argparse.Action) -> Option:
    value = "" if action.nargs == 0 else _name(action)
    choices = tuple(str(each) for each in action.choices or ())
    return Option(tuple(action.option_strings), value, choices, _filled(parser, action.help or ""))


def _name(action: argparse.Action) -> str:
    if isinstance(action.metavar, str):
        return action.metavar
    if action.choices:
        return "{" + ",".join(str(each) for each in action.choices) + "}"
    return action.dest.upper()


def _is_path(action: argparse.Action) -> bool:
    named = f"{action.metavar or action.dest}".upper()
    return any(word in named for word in ("FILE", "PATH", "DIR", "TARGET", "SOURCE"))


def _filled(parser: argparse.ArgumentParser, text: str) -> str:
    return text.replace("%%", "%").replace("%(prog)s", parser.prog)
