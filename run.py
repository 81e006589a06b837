#!/usr/bin/env python3
"""Start Snug from its source folder: set up what is missing, then become the application.

    python3 run.py                      the window
    python3 run.py ARGS…                what `snug ARGS…` does
    python3 run.py test [PYTEST ARGS]   all checks, or pytest alone with these arguments
    python3 run.py package [FORMATS]    packages for other machines (packaging/README.md)

Needs nothing but Python's standard library. The first start makes `.venv` beside this file, builds
the engine for this machine and fetches the starter model; later starts find it all stamped as done
and go straight on. `SNUG_CACHE` moves the cache with the built engine; `SNUG_ACCEL=cpu|cuda|metal`
decides what it is built for. This file must stay readable for Python 3.8, so that an old one can
say so.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

SUPPORTED = ((3, 13), (3, 12), (3, 11))
ROOT = Path(__file__).resolve().parent


def is_supported(version: tuple[int, int]) -> bool:
    """Tell whether Snug runs on this (major, minor) of Python."""
    return version in SUPPORTED


def launcher(version: tuple[int, int]) -> list[str]:
    """Return the command that starts this Python, as far as the system has one."""
    dotted = f"{version[0]}.{version[1]}"
    return ["py", f"-{dotted}"] if os.name == "nt" else [f"python{dotted}"]


def find_supported_python() -> list[str] | None:
    """Look on PATH for a Python that Snug runs on.

    Each find is started once: pyenv leaves names on PATH that run nothing.
    """
    import subprocess

    for version in SUPPORTED:
        command = launcher(version)
        probe = f"import sys; sys.exit(sys.version_info[:2] != {version})"
        try:
            found = subprocess.run([*command, "-c", probe], capture_output=True, check=False)
        except OSError:
            continue
        if found.returncode == 0:
            return command
    return None


def replace_process(command: list[str]) -> int:
    """Become `command`; on Windows, where that would lose the console, run it and wait."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name != "nt":
        os.execvp(command[0], command)  # noqa: S606 - no shell is wanted
    import subprocess

    try:
        return subprocess.call(command)
    except KeyboardInterrupt:
        return 130


def restart_with_supported_python(arguments: list[str]) -> int:
    """Go on with a Python that Snug runs on, or say which ones it needs."""
    command = find_supported_python()
    if command is None:
        here = f"{sys.version_info[0]}.{sys.version_info[1]}"
        sys.stderr.write(f"Snug needs Python 3.11, 3.12 or 3.13; this is Python {here}.\n")
        return 1
    return replace_process([*command, str(Path(__file__).resolve()), *arguments])


def main(arguments: list[str]) -> int:
    """Set up what is missing and hand over; return the exit code where no other process does."""
    if not is_supported(sys.version_info[:2]):
        return restart_with_supported_python(arguments)
    sys.path.insert(0, str(ROOT / "packaging"))
    from setup.stages import APPLICATION, TESTS, Environment

    is_test = arguments[:1] == ["test"]
    environment = Environment(ROOT)
    if arguments[:1] == ["package"]:
        from bundle.command import run as run_package

        return run_package(environment, arguments[1:])
    if environment.pending(TESTS if is_test else APPLICATION):
        from setup.prepare import prepare

        code = prepare(environment, is_test=is_test)
        if code:
            return code
    if is_test:
        from setup.checks import run_checks

        return run_checks(environment, arguments[1:])
    # -P: a folder `app` where the user happens to stand is not Snug's.
    return replace_process([str(environment.python), "-P", "-m", "app", *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
