"""`snug update`: whether there is a newer Snug, and whether a file is the published one."""

import argparse
from pathlib import Path
from typing import Any

from app.bootstrap import Application, build
from app.cli.output import Output
from app.domain.network import Consent
from app.domain.releases import Standing, UpdateFinding
from app.domain.sizes import format_bytes

_SAID = {
    Standing.NEWER: "Snug {version} is newer than this one.",
    Standing.CURRENT: "This Snug is up to date: the latest is {version}.",
    Standing.TOO_FAR: "Snug {version} cannot open a vault of this Snug: install a release between "
    "the two first.",
}
_EXPIRED = (
    "That was good until {day}, and is past it: there may be a newer release that did not arrive."
)
_GENUINE = "{name} is the file for {platform} as it was published, {size}."


def add_parser(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare `snug update` and its own commands."""
    parser = commands.add_parser(
        "update",
        parents=[common],
        help="look for a newer Snug",
        description="Nothing is looked for unless you ask, or have chosen how often. What is told "
        "of a release counts only with its publisher's signature.",
    )
    actions = parser.add_subparsers(dest="update_action", metavar="ACTION", required=True)
    actions.add_parser("check", parents=[common], help="ask the address in updates.address")
    verify = actions.add_parser(
        "verify",
        parents=[common],
        help="check an installer beside its snug-update.json, or that file alone; needs no network",
    )
    verify.add_argument("file", type=Path, metavar="FILE")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, out: Output) -> int:
    """Look, and say what was found. Raises AppError."""
    app = build(args.home, tuple(args.set), offline=args.offline)
    try:
        _tell(_found(args, app), out)
    finally:
        app.close()
    return 0


def _found(args: argparse.Namespace, app: Application) -> UpdateFinding:
    if args.update_action == "verify":
        return app.updates.verify(args.file)
    # Asking on the command line is consent to this connection; --offline takes it back.
    return app.updates.check(Consent.GENERAL if args.offline else Consent.THIS_DOWNLOAD)


def _tell(finding: UpdateFinding, out: Output) -> None:
    release, file = finding.release, finding.file
    if out.is_json:
        out.json(
            {
                "standing": finding.standing,
                "version": release.version.text,
                "released": release.released.isoformat(),
                "expires": release.expires.isoformat(),
                "expired": finding.is_expired,
                "page": release.page or None,
                "file": file.name if file else None,
            }
        )
        return
    out.line(_SAID[finding.standing].format(version=release.version.text))
    if file is not None:
        size = format_bytes(file.bytes)
        out.line(_GENUINE.format(name=file.name, platform=file.platform, size=size))
    if finding.is_expired:
        out.line(_EXPIRED.format(day=release.expires.isoformat()))
    if finding.standing is Standing.NEWER:
        for line in release.notes_in("en").splitlines():
            out.line(f"  {line}")
        if release.page and file is None:
            out.line(release.page)
