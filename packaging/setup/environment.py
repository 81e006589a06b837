"""Makes the virtual environment and installs hash-pinned requirements into it."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from setup.console import CommandError, Runner, SetupError
from setup.stages import Environment

# pip's own settings that would send packages elsewhere than into the environment.
MISLEADING = ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PYTHONHOME", "PYTHONPATH")

PIP = ("-P", "-m", "pip", "--disable-pip-version-check", "--no-input")

OFFLINE_SIGNS = (
    "Failed to establish a new connection",
    "Temporary failure in name resolution",
    "Name or service not known",
    "Network is unreachable",
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeout",
    "ReadTimeoutError",
    "Max retries exceeded",
    "ProxyError",
    "from versions: none",
)


def pip_environment(**additions: str) -> dict[str, str]:
    """Return the variables for pip: the user's own, less what leads out of the environment."""
    kept = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    return {**kept, "PIP_USER": "0", **additions}


def outer_cause(failure: CommandError) -> SetupError | None:
    """Return a sentence where a program failed for want of disk or network."""
    if "No space left on device" in failure.output or "Errno 28" in failure.output:
        return SetupError("The disk is full. Free about 1.5 GB and run this again.")
    if any(sign in failure.output for sign in OFFLINE_SIGNS):
        return SetupError(
            "The package index could not be reached. The first start needs a network: check the "
            f"connection, or pip's own configuration, and run this again. The log: {failure.log}"
        )
    return None


def explained(failure: CommandError) -> SetupError:
    """Turn a failure into a sentence with the likely cause, or into the end of its log."""
    return outer_cause(failure) or SetupError(f"{failure}\n{failure.last_lines()}")


@contextmanager
def changing(environment: Environment) -> Iterator[None]:
    """Mark the environment as being changed; a mark that is left makes the next start remake it.

    A pip that reports failure has put things back; one that was killed may leave a package that
    looks installed and is not.
    """
    environment.stamps.mkdir(parents=True, exist_ok=True)
    environment.busy.touch()
    try:
        yield
    except CommandError:
        environment.busy.unlink()
        raise
    environment.busy.unlink()


def make_environment(environment: Environment, runner: Runner) -> None:
    """Make `.venv` from nothing, with the source folder importable and a `snug` command."""
    remove(environment)
    environment.stamps.mkdir(parents=True)
    command = [sys.executable, "-m", "venv", str(environment.folder)]
    try:
        runner.run("Making the virtual environment", command, pip_environment())
    except CommandError as failure:
        raise explained(failure) from None
    add_source_folder(environment)
    add_command(environment)
    environment.record("environment")


def remove(environment: Environment) -> None:
    """Delete `.venv`, its stamps first, so that a half-deleted one is known for what it is."""
    if environment.folder.is_symlink() or environment.folder.is_file():
        environment.folder.unlink()
    for folder in (environment.stamps, environment.folder):
        if folder.exists():
            shutil.rmtree(folder)


def add_source_folder(environment: Environment) -> None:
    """Put the source folder on the environment's path by a .pth file."""
    if os.name == "nt":
        packages = environment.folder / "Lib" / "site-packages"
    else:
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        packages = environment.folder / "lib" / version / "site-packages"
    # As an escaped literal: a bare path would be read in the locale's encoding.
    line = f"import sys; sys.path.append({str(environment.root)!a})\n"
    (packages / "snug.pth").write_text(line, "ascii")


def add_command(environment: Environment) -> Path:
    """Write the `snug` command into the environment and return its path."""
    if os.name == "nt":
        command = environment.scripts / "snug.cmd"
        command.write_text('@"%~dp0python.exe" -P -m app %*\n', "ascii")
        return command
    command = environment.scripts / "snug"
    script = f'#!/bin/sh\nexec {shlex.quote(str(environment.python))} -P -m app "$@"\n'
    command.write_bytes(os.fsencode(script))
    command.chmod(0o755)
    return command


def install_requirements(environment: Environment, runner: Runner, stage: str, label: str) -> None:
    """Install the requirement file of `stage`, each file checked against its hash."""
    command: list[str | Path] = [environment.python, *PIP, "install", "--require-hashes"]
    command += ["--no-deps", "-r", environment.requirements(stage)]
    try:
        with changing(environment):
            runner.run(label, command, pip_environment())
    except CommandError as failure:
        raise explained(failure) from None
    environment.record(stage)
