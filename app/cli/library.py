"""What `snug prompts` and `snug assistants` have in common: list, show, add, edit, files."""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Generic

from app.bootstrap import Application, build
from app.cli.output import Output
from app.cli.passphrase import open_vault, takes_standard_input
from app.config.languages import languages
from app.domain.errors import UsageError, VaultMissing
from app.domain.library import LibraryItem, T
from app.domain.vault import VaultState
from app.services.library import LibraryService

STANDARD_INPUT: Final = "-"
_SHORTEST_ID: Final = 6
_MOST_NAMES: Final = 24
_WHICH: Final = "its name or its id"
_CHANGES: Final = {"add", "copy", "edit", "remove", "restore", "import"}


@dataclass(frozen=True, slots=True)
class Commands(Generic[T]):
    """The actions of one kind of item."""

    service: Callable[[Application], LibraryService[T]]
    made: Callable[[argparse.Namespace, T | None, Application], T]
    """The item that options describe, changed from another one perhaps."""
    value: Callable[[T, Application], dict[str, object]]
    """What JSON says of it beside what all have."""
    more: dict[str, Callable[[argparse.Namespace, Application, Output], None]]

    def run(self, args: argparse.Namespace, out: Output) -> int:
        """Do what was asked and return the exit code. Raises AppError."""
        app = build(args.home, tuple(args.set), offline=args.offline)
        try:
            if app.vault.state is VaultState.NONE and args.library_action in _CHANGES:
                raise VaultMissing(folder=app.paths.home)
            open_vault(app, args)
            action = self.more.get(args.library_action)
            if action is not None:
                action(args, app, out)
            else:
                getattr(self, f"_{args.library_action}")(args, app, out)
            return 0
        finally:
            app.close()

    def found(self, app: Application, name: str) -> T:
        """The item of that name or id; raises UsageError for none or several."""
        known = self.service(app).all()
        matches = [each for each in known if each.id == name]
        matches = matches or [each for each in known if each.name.casefold() == name.casefold()]
        if not matches and len(name) >= _SHORTEST_ID:
            matches = [each for each in known if each.id.startswith(name)]
        own = [each for each in matches if not each.is_included]
        matches = own if len(own) == 1 else matches
        if not matches:
            raise UsageError(problem=f"There is nothing called “{name}”: {_names(known)}")
        if len(matches) > 1:
            choices = ", ".join(each.id for each in matches)
            raise UsageError(problem=f"“{name}” names several: {choices}")
        return matches[0]

    # --- actions -------------------------------------------------------------------------------

    def _list(self, args: argparse.Namespace, app: Application, out: Output) -> None:
        rows = [["ID", "NAME", "ABOUT"]]
        for each in self.service(app).all(args.language or ""):
            if out.is_json:
                out.json(self._json(each, app))
            else:
                rows.append([each.id, each.name, each.about])
        if not out.is_json:
            out.table(rows)

    def _show(self, args: argparse.Namespace, app: Application, out: Output) -> None:
        item = self.found(app, args.name)
        if args.version_number is not None:
            numbers = {each.version: each for each in self.service(app).versions(item.id)}
            if args.version_number not in numbers:
                raise UsageError(problem=f"There is no version {args.version_number}")
            item = numbers[args.version_number]
        self._tell(item, app, out)

    def _versions(self, args: argparse.Namespace, app: Application, out: Output) -> None:
        item = self.found(app, args.name)
        for each in self.service(app).versions(item.id):
            if out.is_json:
                out.json(self._json(each, app))
            else:
                when = each.changed_at.astimezone().strftime("%Y-%m-%d %H:%M")
                out.line(f"{each.version:>3}  {when}  {each.name}")

    def _add(self, args: argparse.Namespace, app: Application, out: Output) -> None:
        self._tell(self.service(app).add(self.made(args, None, app)), app, out)

    def _copy(self, args: argparse.Namespace, app: Application, out: Output) -> None:
        self._tell(self.service(app).copy(self.found(app, args.name).id), app, out)

    def _edit(self, args: argparse.Namespace, app: Application, out: Output) -> None:
        before = self.found(app, args.name)
        self._tell(self.service(app).edit(self.made(args, before, app)), app, out)

    def _restore(self, args: argparse.Namespace, app: Application, out: Output) -> None:
        item = self.found(app, args.name)
        self._tell(self.service(app).restore(item.id, args.version_number), app, out)

    def _remove(self, args: argparse.Namespace, app: Application, out: Output) -> None:
        item = self.found(app, args.name)
        self.service(app).remove(item.id)
        if out.is_json:
            out.json({"removed": item.id})
        else:
            out.note(f"Removed: {item.name}.")

    def _import(self, args: argparse.Namespace, app: Application, out: Output) -> None:
        report = self.service(app).take_in([each.expanduser() for each in args.paths])
        if out.is_json:
            out.json(
                {
                    "added": [self._json(each, app) for each in report.added],
                    "known": report.known,
                    "refused": [
                        {"file": name, "code": error.code, "reason": str(error)}
                        for name, error in report.refused
                    ],
                }
            )
            return
        for name, error in report.refused:
            out.note(f"{name}: {error}")
        out.note(f"Added: {len(report.added)}. Known already: {report.known}.")

    def _export(self, args: argparse.Namespace, app: Application, out: Output) -> None:
        items = [self.found(app, each) for each in args.names]
        items = items or [each for each in self.service(app).all() if not each.is_included]
        folder = args.to.expanduser()
        if not folder.is_dir():
            raise UsageError(problem=f"{folder} is no folder")
        for path in self.service(app).export(items, folder):
            if out.is_json:
                out.json({"file": str(path)})
            else:
                out.line(str(path))

    # --- inside --------------------------------------------------------------------------------

    def _json(self, item: T, app: Application) -> dict[str, object]:
        return {
            "id": item.id,
            "name": item.name,
            "about": item.about,
            "version": item.version,
            "changed_at": None if item.is_included else item.changed_at.isoformat(),
            "included": item.is_included,
            "language": item.language or None,
            "text": item.text,
            **self.value(item, app),
        }

    def _tell(self, item: T, app: Application, out: Output) -> None:
        if out.is_json:
            out.json(self._json(item, app))
            return
        out.note(f"{item.id}  {item.name}" + (f" (version {item.version})" if item.version else ""))
        for key, value in self.value(item, app).items():
            if value and isinstance(value, str):
                out.note(f"{key}: {value}")
        out.line(item.text)


def _names(known: Sequence[LibraryItem]) -> str:
    """What there is instead."""
    names = list(dict.fromkeys(each.name for each in known))
    more = [f"and {len(names) - _MOST_NAMES} more"] if len(names) > _MOST_NAMES else []
    return f"there are {', '.join([*names[:_MOST_NAMES], *more])}" if names else "there is none"


def add_actions(
    parser: argparse.ArgumentParser, common: argparse.ArgumentParser
) -> Callable[[str, str], argparse.ArgumentParser]:
    """Declare what all have; hands out what declares one more action."""
    actions: Any = parser.add_subparsers(dest="library_action", metavar="ACTION", required=True)

    def add(name: str, text: str) -> argparse.ArgumentParser:
        action: argparse.ArgumentParser = actions.add_parser(name, parents=[common], help=text)
        return action

    listing = add("list", "all of them, those that came with Snug at the end")
    listing.add_argument("--language", choices=languages(), help="of what came with Snug")
    show = _named(add("show", "one of them, with its text"))
    show.add_argument("--number", dest="version_number", type=int, metavar="N", help="its version")
    _named(add("versions", "earlier versions of one"))
    _named(add("copy", "make a copy, of what came with Snug perhaps"))
    restore = _named(add("restore", "let an earlier version hold again"))
    restore.add_argument("version_number", type=int, metavar="N")
    _named(add("remove", "remove one with its versions"))
    take_in = add("import", "take in files, or the files of folders")
    take_in.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    export = add("export", "write them to plain files, all of your own without names")
    export.add_argument("names", nargs="*", metavar="NAME", help=_WHICH)
    export.add_argument("--to", type=Path, metavar="FOLDER", required=True)
    made = add("add", "make one")
    made.add_argument("name", metavar="NAME")
    add_text(made, needed=True)
    edit = _named(add("edit", "change one; the version before is kept"))
    edit.add_argument("--name", dest="new_name", metavar="NAME")
    add_text(edit, needed=False)
    parser.set_defaults(_making=(made, edit))
    return add


def _named(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("name", metavar="NAME", help=_WHICH)
    return parser


def add_text(parser: argparse.ArgumentParser, *, needed: bool) -> None:
    """Declare where the text comes from."""
    group = parser.add_mutually_exclusive_group(required=needed)
    group.add_argument("--text", metavar="TEXT")
    group.add_argument("--file", type=Path, metavar="FILE", help="or - for standard input")
    parser.add_argument("--about", metavar="TEXT", help="in a line, what it is for")


def text_of(args: argparse.Namespace) -> str | None:
    """The text that options give; raises UsageError."""
    if args.file is None:
        text: str | None = args.text
        return text
    try:
        if str(args.file) != STANDARD_INPUT:
            return str(args.file.expanduser().read_text("utf-8-sig"))
        if takes_standard_input(args):
            raise UsageError(problem="standard input holds the passphrase already")
        return sys.stdin.read()
    except (OSError, ValueError) as error:
        raise UsageError(type(error).__name__, problem=f"{args.file} cannot be read") from None


def described(args: argparse.Namespace, item: T) -> T:
    """An item with the name, text and purpose that options give."""
    name = getattr(args, "new_name", None)
    text = text_of(args)
    return replace(
        item,
        name=item.name if name is None else name,
        text=item.text if text is None else text,
        about=item.about if args.about is None else args.about,
    )
