"""What `snug history export` does about personal data: tells of it, asks, and puts marks there."""

import argparse
import sys
from typing import Final

from app.cli.output import Output
from app.config import settings as options
from app.config.settings import Settings
from app.domain.errors import UsageError
from app.domain.personal_data import Mark, PersonalKind, PersonalSummary

_NAMES: Final = {
    PersonalKind.EMAIL: ("e-mail address", "e-mail addresses"),
    PersonalKind.IBAN: ("bank account number", "bank account numbers"),
    PersonalKind.RESIDENT_NUMBER: ("resident number", "resident numbers"),
    PersonalKind.CARD: ("card number", "card numbers"),
    PersonalKind.DRIVING_LICENCE: ("driving licence number", "driving licence numbers"),
    PersonalKind.BUSINESS_NUMBER: ("business number", "business numbers"),
    PersonalKind.PASSPORT: ("passport number", "passport numbers"),
    PersonalKind.PHONE: ("phone number", "phone numbers"),
    PersonalKind.IP_ADDRESS: ("IP address", "IP addresses"),
}


def add_options(export: argparse.ArgumentParser) -> None:
    """Declare what holds in place of the setting."""
    chosen = export.add_mutually_exclusive_group()
    chosen.add_argument(
        "--redact",
        action="store_true",
        help="put a mark in the place of phone, card and other personal numbers, and leave "
        "attached files out",
    )
    chosen.add_argument(
        "--as-it-is", action="store_true", help="write personal data as it is, without asking"
    )


def mark_for(
    found: PersonalSummary, args: argparse.Namespace, settings: Settings, out: Output
) -> Mark | None:
    """What is put in the place of what was found; None for nothing. Asks where a person is there.

    Raises UsageError when the person wants no export.
    """
    wanted = "replace" if args.redact else "keep" if args.as_it_is else ""
    wanted = wanted or settings.get(options.PERSONAL_DATA)
    if wanted == "replace":
        return mark
    if found.total and not args.as_it_is:
        out.note(f"{sentence(found)}.")
        if wanted == "ask" and not out.is_json and _is_at_terminal():
            return _asked()
        out.note("They are written as they are; --redact puts marks in their place.")
    return None


def value(found: PersonalSummary, mark: Mark | None) -> dict[str, object]:
    """What the JSON of an export tells of it."""
    counts = {str(kind): count for kind, count in found.counts.items()}
    told = {"counts": counts, "conversations": found.conversations}
    return {"personal_data": told, "redacted": mark is not None}


def mark(kind: PersonalKind) -> str:
    """What stands in the place of a number."""
    return f"[{_NAMES[kind][0]}]"


def sentence(found: PersonalSummary) -> str:
    """How many of what: "3 phone numbers, 1 card number in 2 conversations"."""
    counted = ", ".join(
        f"{count:,} {_NAMES[kind][count != 1]}" for kind, count in found.counts.items()
    )
    many = "conversation" if found.conversations == 1 else "conversations"
    return f"{counted} in {found.conversations:,} {many}"


def _is_at_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def _asked() -> Mark | None:
    while True:
        try:
            answer = input("Replace them by marks? [r]eplace, [k]eep as they are, [s]top: ")
        except EOFError:
            answer = "s"
        match answer.strip().lower()[:1]:
            case "r":
                return mark
            case "k":
                return None
            case "s":
                raise UsageError(problem="nothing was exported")
