"""The command line: reads arguments, runs one command, turns errors into sentences and codes."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NoReturn

from app import __version__
from app.cli.output import Output
from app.domain.errors import AppError, UsageError

INTERRUPTED: Final = 130
DEFECT: Final = 1


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, with exit code 2."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(UsageError.exit_code, f"{self.prog}: {message}\n")


def run(arguments: Sequence[str]) -> int:
    """Run the command that `arguments` name; the exit code."""
    args = _parser().parse_args(arguments)
    out = Output(json=args.json, quiet=args.quiet)
    try:
        return _run(args, out)
    except AppError as error:
        out.error(error)
        return error.exit_code
    except KeyboardInterrupt:
        out.note("Interrupted.")
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone: nobody is left to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0


def _run(args: argparse.Namespace, out: Output) -> int:
    if args.help_settings:
        from app.cli.settings import print_settings

        return print_settings(out)
    command: Callable[[argparse.Namespace, Output], int] = args.run
    return command(args, out)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="snug",
        description="Private conversations with a language model that runs on this computer. "
        "Without a command, the window opens.",
        parents=[_global_options(is_top=True)],
    )
    parser.add_argument("--version", action="version", version=f"snug {__version__}")
    parser.add_argument(
        "--help-settings", action="store_true", help="list every setting for --set, and exit"
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="open the quick window, of the Snug that runs if there is one",
    )
    parser.set_defaults(run=_open_window)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    common = _global_options(is_top=False)
    from app.cli import (
        ask,
        assistants,
        bench,
        chat,
        doctor,
        history,
        index,
        models,
        prompts,
        tokens,
        vault,
    )

    for command in (
        chat, ask, index, history, prompts, assistants, vault, models, tokens, bench, doctor,
    ):  # fmt: skip
        command.add_parser(commands, common)
    return parser


def _global_options(*, is_top: bool) -> argparse.ArgumentParser:
    """Options that stand before or after the command; after it they override, not reset."""
    options = argparse.ArgumentParser(add_help=False)

    def default(value: object) -> object:
        return value if is_top else argparse.SUPPRESS

    options.add_argument(
        "--home",
        type=Path,
        metavar="DIR",
        default=default(None),
        help="keep models and settings in DIR (or SNUG_HOME)",
    )
    options.add_argument(
        "--passphrase-file",
        metavar="FILE",
        default=default(None),
        help="read the vault's passphrase from FILE, or - for standard input "
        "(or SNUG_PASSPHRASE_FILE)",
    )
    options.add_argument(
        "--offline",
        action="store_true",
        default=default(False),
        help="refuse every connection in this run",
    )
    options.add_argument("--json", action="store_true", default=default(False), help="print JSON")
    options.add_argument(
        "--set",
        action="append",
        metavar="KEY=VALUE",
        default=default([]),
        help="use this setting in this run (--help-settings lists them)",
    )
    options.add_argument(
        "--quiet", action="store_true", default=default(False), help="print results only"
    )
    return options


def _open_window(args: argparse.Namespace, _out: Output) -> int:
    # The window's own module decides what it imports first: it has to be quick.
    from importlib import import_module

    open_window: Callable[..., int] = import_module("app.gui.application").run
    return open_window(
        home=args.home, assignments=tuple(args.set), offline=args.offline, quick=args.quick
    )
