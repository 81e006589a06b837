"""`snug history retention` and `expire`: for how long conversations are kept, and what is old."""

import argparse
from typing import Any, Final

from app.bootstrap import Application
from app.cli.naming import conversation_value, when
from app.cli.output import Output
from app.config import settings as options
from app.domain.errors import AppError
from app.domain.filing import path_names

_LONGEST_DAYS: Final = 36_500
_EVER: Final = "ever"
_INHERIT: Final = "inherit"


def add_parsers(actions: Any, common: argparse.ArgumentParser) -> None:
    """Declare the actions, beside the others of `snug history`."""
    retention = actions.add_parser(
        "retention",
        parents=[common],
        help="for how long everything is kept that nobody changes",
        description="Show or set it; folders may have a time of their own (folders retention).",
    )
    retention.add_argument(
        "days", nargs="?", type=_days, metavar="DAYS", help="a number of days, or “ever”"
    )
    expire = actions.add_parser(
        "expire",
        parents=[common],
        help="destroy now what is older than that",
        description="This happens by itself whenever the vault is opened; to try a time before, "
        "add --dry-run --set history.keep_days=30. What is pinned stays.",
    )
    expire.add_argument("--dry-run", action="store_true", help="only say what it would be")


def look(app: Application, out: Output) -> None:
    """Delete what is old, as whenever the vault is opened, and say so."""
    try:
        receipt = app.retention.run()
    except AppError:  # a full disk, or a second Snug: the next time
        return
    if receipt.conversations:
        out.note(f"Deleted by age: {len(receipt.conversations)}.")
    if receipt.held is not None:
        out.note(str(receipt.held))


def folder_days(text: str) -> int | None:
    """The days of a folder: a number, 0 for ever, None for what holds around it."""
    return None if text == _INHERIT else _days(text, f"{_EVER} or {_INHERIT}")


def _days(text: str, others: str = _EVER) -> int:
    if text == _EVER:
        return 0
    days = int(text) if text.isascii() and text.isdecimal() else 0
    if not 1 <= days <= _LONGEST_DAYS:
        raise argparse.ArgumentTypeError(f"write a number from 1 to {_LONGEST_DAYS:,}, or {others}")
    return days


def _retention(args: argparse.Namespace, app: Application, out: Output) -> None:
    if args.days is not None:
        app.settings.set(options.KEEP_DAYS, args.days)
    days = app.settings.get(options.KEEP_DAYS)
    if out.is_json:
        out.json({"keep_days": days})
    else:
        out.line(f"Kept for {days} days after the last change." if days else "Kept for ever.")


def _expire(args: argparse.Namespace, app: Application, out: Output) -> None:
    receipt = app.retention.preview() if args.dry_run else app.retention.run()
    names = path_names(app.filing.folders())
    if out.is_json:
        out.json(
            {
                "deleted": 0 if args.dry_run else len(receipt.conversations),
                "conversations": [
                    conversation_value(each, names) for each in receipt.conversations
                ],
                "held": None if receipt.held is None else str(receipt.held),
            }
        )
        return
    if args.dry_run:
        for each in receipt.conversations:
            out.line(f"{each.id}  {when(each.changed_at)}  {each.title}")
        out.note(f"It would be {len(receipt.conversations)}.")
    else:
        out.line(f"Deleted: {len(receipt.conversations)}.")
        for folder, count in receipt.by_folder.items():
            if folder in names:
                out.line(f"  in {names[folder]}: {count}")
    if receipt.held is not None:
        out.note(str(receipt.held))


ACTIONS: Final = {"retention": _retention, "expire": _expire}
