"""`snug doctor`: what this computer has, which versions run, and which guards hold."""

import argparse
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from app import __version__
from app.bootstrap import build
from app.cli import keychain
from app.cli.network import print_ledger
from app.cli.output import Output
from app.cli.where import print_places
from app.config.folder_kind import FolderKind, folder_kind
from app.config.machine import hardware
from app.domain.errors import EngineUnavailable, ReaderUnavailable
from app.domain.models import EngineReport, Guard, Hardware, SkippedBackend
from app.domain.sizes import format_bytes
from app.security.hardening import harden_main_process
from app.security.outbound_guard import main_process_guard

_PACKAGES = (
    "PySide6-Essentials", "llama-cpp-python", "jinja2", "markdown-it-py", "pygments",
    "platformdirs", "psutil", "pypdfium2", "lxml", "selectolax", "python-calamine",
    "cryptography", "huggingface-hub", "keyring", "sqlalchemy", "sqlcipher3",
)  # fmt: skip
_CUDA: Final = "CUDA"
_NVIDIA_DRIVER: Final = "libcuda.so.1"
_PLACES: Final = {
    FolderKind.LOCAL: "",
    FolderKind.NETWORK: " (on a network drive: keep the vault on this computer)",
    FolderKind.SYNCED: " (another program copies this folder about: keep the vault elsewhere)",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What holds around a document that is read; no guards: it cannot be read at all."""

    guards: tuple[Guard, ...]
    has_recognition: bool


def add_parser(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "doctor",
        parents=[common],
        help="check this installation",
        description="Show hardware, backends, versions, and the guards around what it runs.",
    )
    parser.add_argument(
        "--network", action="store_true", help="list every connection that was made instead"
    )
    parser.add_argument(
        "--where",
        action="store_true",
        help="list every folder that Snug uses instead, with its size: what a removal leaves",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, out: Output) -> int:
    """Print the report; exit code 1 when the engine or the reader of documents does not start."""
    if args.where:
        print_places(args.home, out)
        return 0
    app = build(args.home, tuple(args.set), offline=args.offline)
    if args.network:
        try:
            print_ledger(args, app, out)
            return 0
        finally:
            app.close()
    report: EngineReport | None = None
    problem = ""
    try:
        report = app.models.report()
    except EngineUnavailable as error:
        problem = f"{error}\n{error.detail}".strip()
    try:
        reading = Reading(app.reader.guards(), app.reader.can_recognise)
    except ReaderUnavailable as error:
        reading = Reading((), app.reader.can_recognise)
        problem = f"{problem}\n{error}\n{error.detail}".strip()
    app.close()
    safe = keychain.found(app)
    machine = hardware()
    models = [model.id for model in app.models.installed()]
    if out.is_json:
        out.json(_as_json(machine, report, problem, models, str(app.paths.home), safe, reading))
    else:
        _print(out, machine, report, models, str(app.paths.home), safe, reading)
    if problem and not out.is_json:
        out.note(problem)
    return 0 if report is not None and reading.guards else 1


def _versions() -> dict[str, str]:
    found = {"snug": __version__, "python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "missing"
    return found


def _display() -> str:
    return os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY") or "none"


def _as_json(
    machine: Hardware,
    report: EngineReport | None,
    problem: str,
    models: list[str],
    home: str,
    safe: dict[str, str | None],
    reading: Reading,
) -> dict[str, object]:
    return {
        "versions": _versions(),
        "hardware": asdict(machine),
        "display": _display(),
        "home": home,
        "models": models,
        "engine": None
        if report is None
        else {
            "binding": report.binding,
            "build": report.build,
            "devices": [asdict(device) for device in report.devices],
            "skipped": [asdict(backend) for backend in report.skipped],
        },
        "guards": [asdict(guard) for guard in report.guards] if report else [],
        "document_guards": [asdict(guard) for guard in reading.guards],
        "reads_pictures": reading.has_recognition,
        "own_guards": [asdict(guard) for guard in _own_guards()],
        "home_is": folder_kind(Path(home)),
        "keychain": safe,
        "problem": problem or None,
    }


def _print(
    out: Output,
    machine: Hardware,
    report: EngineReport | None,
    models: list[str],
    home: str,
    safe: dict[str, str | None],
    reading: Reading,
) -> None:
    free, total = format_bytes(machine.memory_available), format_bytes(machine.memory_total)
    out.heading("This computer")
    out.pairs(
        ("System", machine.system),
        ("Processor", f"{machine.processor}, {machine.cores} cores"),
        ("Memory", f"{free} free of {total}"),
        ("Screen", _display()),
        ("Keychain", safe["name"] or f"none that Snug can use ({safe['problem']})"),
    )
    out.heading("Engine")
    if report is None:
        out.pairs(("State", "does not start"))
    else:
        out.pairs(
            ("llama.cpp", f"llama-cpp-python {report.binding}"),
            ("Build", report.build.strip(" |")),
            *((device.name, _device_line(device.description, device.total_bytes, device.kind))
              for device in report.devices),
            *((backend.name, _skipped_line(backend)) for backend in report.skipped),
        )  # fmt: skip
        _print_guards("Guards around the engine", report.guards, out)
    out.heading("Documents")
    recognition = "Tesseract is installed" if reading.has_recognition else "no Tesseract"
    state = "each is read in a process of its own" if reading.guards else "cannot be read"
    out.pairs(("Reading", state), ("Text in pictures", recognition))
    _print_guards("Guards around a document that is read", reading.guards, out)
    _print_guards("Guards around this program", _own_guards(), out)
    out.heading("Files")
    place = _PLACES[folder_kind(Path(home))]
    out.pairs(("Folder", f"{home}{place}"), ("Chat models", ", ".join(models) or "none yet"))
    out.heading("Versions")
    out.pairs(*_versions().items())


def _own_guards() -> tuple[Guard, ...]:
    return (*harden_main_process(), main_process_guard())


def _print_guards(heading: str, guards: Sequence[Guard], out: Output) -> None:
    out.heading(heading)
    for guard in guards:
        out.line(f"  {'✓' if guard.holds else '✗'} {guard.name} ({guard.detail})")


def _skipped_line(backend: SkippedBackend) -> str:
    missing, _, rest = backend.reason.partition(": cannot open shared object file")
    if backend.name == _CUDA:
        return f"left aside: {_cuda_line(backend.reason, missing if rest else '')}"
    if not backend.reason:
        return "left aside: no graphics card with a driver for it was found"
    if rest:
        return f"left aside: {missing} is not installed, which comes with a driver"
    return f"left aside: {backend.reason}"


def _cuda_line(reason: str, missing: str) -> str:
    if missing == _NVIDIA_DRIVER:
        return f"no driver of NVIDIA is installed ({missing}). Install NVIDIA's driver 580 or newer"
    if missing:
        return f"{missing} is missing. Install the CUDA add-on again"
    if reason:
        return f"{reason}. Install the CUDA add-on that came out with this version of Snug"
    return (
        "no card that it can use was found: it needs one of NVIDIA from 2018 or newer, and "
        "NVIDIA's driver 580 or newer"
    )


def _device_line(description: str, total: int, kind: str) -> str:
    memory = f", {format_bytes(total)}" if total and kind != "cpu" else ""
    return f"{description}{memory}"
