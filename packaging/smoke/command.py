"""`run.py package smoke FILE…`: tries packages on bare systems and says what was measured."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bundle.freeze import Bundle
from bundle.root import require_root_and_tools
from linux.tree import LIBRARIES
from setup.console import CommandError, Runner, SetupError, say
from setup.lock import cache_folder
from setup.stages import Environment
from smoke.forms import form_of
from smoke.journey import Journey
from smoke.system import BareSystem
from smoke.window import missing_tools

SUITES = ("trixie", "bookworm", "noble")


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    found = argparse.ArgumentParser(
        prog="run.py package smoke",
        description="Install, use, upgrade and remove packages on a bare system without network.",
    )
    found.add_argument("files", nargs="+", type=Path, metavar="FILE")
    found.add_argument("--suite", choices=SUITES, default=SUITES[0], help="which system")
    found.add_argument("--pictures", type=Path, default=Path("dist/smoke"), help="of the window")
    found.add_argument(
        "--previous",
        type=Path,
        help="a package of an older release, of the same kind: the newer one is put over it, and "
        "the older one back. Without it the same program stands for a lower version",
    )
    found.add_argument(
        "--processor",
        action="append",
        default=[],
        help="let the engine of a .deb answer on this processor of qemu instead; may be repeated",
    )
    found.add_argument("--keep", action="store_true", help="keep the system to look at")
    return found


def run(environment: Environment, arguments: Sequence[str]) -> int:
    """Try each package; return 0 when all passed, or 1 after the sentence that says why not."""
    args = parser().parse_args(list(arguments))
    cache = cache_folder()
    try:
        if args.processor:
            return sum(
                try_processors(file, args.processor, environment, cache) for file in args.files
            )
        require_root_and_tools()
        if lacking := missing_tools():
            raise SetupError(
                "The window is looked at on a screen without a monitor:\n"
                f"  sudo apt-get install --no-install-recommends {' '.join(lacking)}"
            )
        for file in args.files:
            try_package(file.absolute(), args, cache)
    except SetupError as error:
        say(str(error))
        if isinstance(error, CommandError):
            say(error.last_lines())
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130
    return 0


def try_package(file: Path, args: argparse.Namespace, cache: Path) -> None:
    """Try one package from its installation to its removal."""
    say(f"{file.name} on {args.suite}, {file.stat().st_size / 1e6:.1f} MB")
    work = cache / "package" / "smoke"
    pictures = args.pictures.absolute() / f"{file.name}-{args.suite}"
    pictures.mkdir(parents=True, exist_ok=True)
    runner = Runner(cache / "log")
    system = BareSystem(args.suite, work / "bare", work / "system", runner)
    try:
        system.make()
        previous = args.previous.absolute() if args.previous else None
        form = form_of(file, system, work, previous)
        models = sorted((cache / "package" / "models-home" / "models").glob("*.gguf"))
        journey = Journey(form, system, pictures, models)
        journey.go()
    finally:
        if not args.keep:
            shutil.rmtree(system.folder, ignore_errors=True)
    for what, figure in journey.figures.items():
        say(f"  {what}: {figure:.2f}")
    say(f"  Passed. Pictures: {pictures}")


def try_processors(
    file: Path, processors: Sequence[str], environment: Environment, cache: Path
) -> int:
    """Let the engine of a .deb answer on emulated processors; return 0 when it does on all."""
    if shutil.which("qemu-x86_64") is None:
        raise SetupError("Old processors are emulated: sudo apt-get install qemu-user")
    unpacked = cache / "package" / "smoke" / "unpacked"
    shutil.rmtree(unpacked, ignore_errors=True)
    subprocess.run(["dpkg-deb", "-x", file, unpacked], check=True)
    bundle = Bundle(unpacked / LIBRARIES)
    (model,) = bundle.libraries.glob("models/SmolLM2*.gguf")
    script = environment.root / "packaging" / "smoke" / "old_processor.py"
    command = [environment.python, "-P", script, bundle.program, model, *processors]
    variables = {**os.environ, "PYTHONPATH": str(environment.root)}
    return subprocess.call([str(part) for part in command], env=variables)
