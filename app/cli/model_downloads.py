"""`snug models get` from the model hub: the choice of a file, the moving line, and the end."""

import argparse
import queue
from typing import Final

from app.bootstrap import Application
from app.cli import model_cards
from app.cli.output import Output
from app.domain.downloads import Download, DownloadPhase
from app.domain.errors import AppError, DownloadFailed
from app.domain.events import AppEvent, DownloadChanged
from app.domain.hub import HubListing
from app.domain.network import Consent
from app.domain.sizes import format_bytes
from app.services.model_choice import is_run_here

_MINUTE: Final = 60
_HOUR: Final = 3600
_PHASES: Final = {
    DownloadPhase.WAITING: "waiting",
    DownloadPhase.ASKING: "asking the hub",
    DownloadPhase.RETRYING: "trying again",
    DownloadPhase.CHECKING: "checking",
}


def run(args: argparse.Namespace, app: Application, out: Output) -> int:
    """Fetch a model from the hub, or show what there is; the exit code. Raises AppError."""
    # Naming a model on the command line asks for this very download; --offline takes it back.
    consent = Consent.GENERAL if args.offline else Consent.THIS_DOWNLOAD
    if args.list or (app.downloads.is_undecided(args.model) and not out.is_json):
        listing, choice = app.downloads.look(args.model, consent)
        if args.list or len(listing.models) > 1:
            _print_listing(listing, choice, out)
        if args.list:
            return 0
    if args.verify and app.downloads.drop_damaged(args.model):
        out.note("The file differed from the published one; it is fetched again.")
    done = _finished(args.model, app, consent, out)
    if out.is_json:
        out.json(model_cards.described(app.library.info(str(done.path))))
    else:
        out.line(f"{done.name}: {done.path}")
    return 0


def _print_listing(listing: HubListing, choice: str, out: Output) -> None:
    if not is_run_here(listing.architecture):
        out.note(f"This engine does not know the architecture “{listing.architecture}” yet.")
    if out.is_json:
        for each in listing.models:
            out.json(
                {
                    "repository": listing.repository,
                    "commit": listing.commit,
                    "file": each.files[0].file,
                    "files": len(each.files),
                    "quantization": each.quantization or None,
                    "bytes": each.bytes,
                    "chosen": each.files[0].file == choice,
                }
            )
        return
    rows = [["FILE", "QUANTIZATION", "SIZE", ""]]
    for each in listing.models:
        chosen = "chosen" if each.files[0].file == choice else ""
        rows.append([each.files[0].file, each.quantization, format_bytes(each.bytes), chosen])
    out.table(rows, right=frozenset({2}))


def _finished(name: str, app: Application, consent: Consent, out: Output) -> Download:
    """Wait for a download. Raises the AppError that ended it."""
    events: queue.SimpleQueue[AppEvent] = queue.SimpleQueue()
    unsubscribe = app.bus.subscribe(events.put)
    try:
        download = app.downloads.start(name, consent)
        while download.is_active:
            event = events.get()
            if isinstance(event, DownloadChanged) and event.download.id == download.id:
                download = event.download
                out.progress(_line(download))
    except KeyboardInterrupt:
        out.progress("")
        out.note("What arrived is kept: the same command goes on from there.")
        raise
    finally:
        unsubscribe()
    out.progress("")
    if download.phase is not DownloadPhase.DONE:
        raise download.error or _without_reason(download)
    return download


def _without_reason(download: Download) -> AppError:
    return DownloadFailed(download.phase, name=download.name)


def _line(download: Download) -> str:
    """How far it is, how fast, and how long it will take."""
    parts = [_PHASES.get(download.phase, "")]
    if download.total:
        share = download.done * 100 // download.total
        parts += [f"{format_bytes(download.done)} of {format_bytes(download.total)} ({share} %)"]
    if download.phase is DownloadPhase.RUNNING:
        if download.bytes_per_second:
            parts.append(f"{format_bytes(int(download.bytes_per_second))}/s")
        if download.seconds_left is not None:
            parts.append(f"{_duration(download.seconds_left)} left")
    return f"{download.name}: " + ", ".join(part for part in parts if part)


def _duration(seconds: float) -> str:
    if seconds >= _HOUR:
        return f"{seconds // _HOUR:.0f} h {seconds % _HOUR // _MINUTE:.0f} min"
    return f"{seconds / _MINUTE:.0f} min" if seconds >= _MINUTE else f"{seconds:.0f} s"
