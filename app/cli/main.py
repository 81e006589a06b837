"""The command line: reads arguments, runs one command, turns errors into sentences and codes.

What opens the window is read first, without the commands: a second start is to be quick.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final, NoReturn

from app import __version__
from app.cli.output import Output
from app.config.wishes import MOST_FILES, Act, Wish, encode
from app.domain.errors import AppError, FileNotThere, UsageError

INTERRUPTED: Final = 130
_MODULES: Final = (
    "chat", "ask", "index", "history", "prompts", "assistants", "vault", "models", "tokens",
    "bench", "update", "doctor",
)  # fmt: skip
"""Each declares a command by `add_parser`."""
COMMANDS: Final = frozenset({*_MODULES, "search"})
"""Words that are no files."""
_FILE_SCHEME: Final = "file:"


class _NoWindow(Exception):
    """The arguments are not those of the window alone."""


class _WindowParser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _NoWindow(message)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, with exit code 2."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(UsageError.exit_code, f"{self.prog}: {message}\n")


def run(arguments: Sequence[str]) -> int:
    """Run the command that `arguments` name; the exit code."""
    args = _for_window(arguments) or command_line().parse_args(arguments)
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


def command_line() -> argparse.ArgumentParser:
    """The parser of everything."""
    parser = _Parser(
        prog="snug",
        usage="%(prog)s [options] [FILE ...]\n       %(prog)s [options] COMMAND ...",
        description="Private conversations with a language model that runs on this computer. "
        "Without a command, the window opens; it asks what is to become of a FILE.",
        parents=[_global_options(is_top=True), _window_options()],
    )
    parser.add_argument("--version", action="version", version=f"snug {__version__}")
    parser.add_argument(
        "--help-settings", action="store_true", help="list every setting for --set, and exit"
    )
    parser.set_defaults(run=_open_window, files=())
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    common = _global_options(is_top=False)
    for command in _MODULES:
        import_module(f"app.cli.{command}").add_parser(commands, common)
    return parser


def _for_window(arguments: Sequence[str]) -> argparse.Namespace | None:
    """The arguments where they open the window, with files perhaps; None for anything else."""
    parser = _WindowParser(
        add_help=False,
        allow_abbrev=False,
        parents=[_global_options(is_top=True), _window_options()],
    )
    parser.set_defaults(run=_open_window, help_settings=False)
    try:
        args, files = parser.parse_known_args(arguments)
    except _NoWindow:
        return None
    if files[:1] == ["--"]:
        files = files[1:]
    elif files and not _begin_with_a_file(files):
        return None
    args.files = tuple(map(_path_of, files))
    return args


def _begin_with_a_file(words: Sequence[str]) -> bool:
    if any(each.startswith("-") for each in words) or words[0] in COMMANDS:
        return False
    path = _path_of(words[0])
    return len(path.parts) > 1 or bool(path.suffix) or path.exists()


def _path_of(word: str) -> Path:
    """A path as it was written, or the one of an address that a desktop hands over."""
    if not word.lower().startswith(_FILE_SCHEME):
        return Path(word)
    from urllib.parse import unquote, urlsplit

    return Path(unquote(urlsplit(word).path))


def _window_options() -> argparse.ArgumentParser:
    """Options of the window, which stand before any command."""
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument(
        "--new",
        action="store_true",
        help="begin a conversation, in the Snug that runs if there is one",
    )
    options.add_argument(
        "--quick",
        action="store_true",
        help="open the quick window, of the Snug that runs if there is one",
    )
    options.add_argument(
        "--hidden",
        action="store_true",
        help="start in the tray; where there is none, as a minimised window",
    )
    return options


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
    open_window: Callable[..., int] = import_module("app.gui.application").run
    return open_window(
        home=args.home,
        assignments=tuple(args.set),
        offline=args.offline,
        wish=_wish(args),
        is_hidden=args.hidden,
    )


def _wish(args: argparse.Namespace) -> Wish:
    """What is wanted of the window. Raises UsageError, FileNotThere."""
    if args.files:
        files = tuple(each.absolute() for each in args.files)
        missing = next((each for each in files if not each.exists()), None)
        if missing is not None:
            raise FileNotThere(name=missing.name)
        if len(files) > MOST_FILES:
            raise UsageError(problem=f"at most {MOST_FILES} files can be opened at once")
        wish = Wish(Act.OPEN, files)
        try:
            encode(wish)  # it may have to go to the window that is open
        except ValueError as error:
            problem = "so many files with such long names cannot be opened at once"
            raise UsageError(problem=problem) from error
        return wish
    if args.quick:
        return Wish(Act.QUICK)
    return Wish(Act.NEW if args.new else Act.SHOW)
