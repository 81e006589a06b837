"""`run.py package compare A B`: tells whether two packages hold the same, file by file."""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from setup.console import SetupError, say
from setup.engine import file_digest

Entry = tuple[str, int, str]
"""Of a file, link or folder: what it is, its mode, and its digest or where it leads."""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    found = argparse.ArgumentParser(
        prog="run.py package compare",
        description="Compare two packages of one kind, or two folders, file by file.",
    )
    found.add_argument("files", nargs=2, type=Path, metavar="PACKAGE")
    return found


def entries_of(folder: Path) -> dict[str, Entry]:
    """Return everything below a folder, by its name there."""
    found: dict[str, Entry] = {}
    for path in sorted(folder.rglob("*")):
        name, mode = path.relative_to(folder).as_posix(), path.lstat().st_mode & 0o7777
        if path.is_symlink():
            found[name] = ("link", 0, str(path.readlink()))
        elif path.is_dir():
            found[name] = ("folder", mode, "")
        else:
            found[name] = ("file", mode, file_digest(path))
    return found


def differences(one: Path, other: Path) -> list[str]:
    """Return a line for each difference between two folders."""
    first, second = entries_of(one), entries_of(other)
    lines = [f"only in the first: {name}" for name in sorted(first.keys() - second.keys())]
    lines += [f"only in the second: {name}" for name in sorted(second.keys() - first.keys())]
    for name in sorted(first.keys() & second.keys()):
        if first[name] != second[name]:
            lines.append(f"differs: {name}")
    return lines


def unpacked(package: Path, folder: Path) -> Path:
    """Unpack a package into a folder; return where its files are. Raises SetupError."""
    if package.is_dir():
        return package
    folder.mkdir()
    commands: dict[str, list[str | Path]] = {
        ".gz": ["tar", "-xzf", package, "-C", folder],
        ".deb": ["dpkg-deb", "--raw-extract", package, folder],
        ".run": ["sh", package, "--unpack", folder],
        ".rpm": ["sh", "-c", 'rpm2cpio "$0" | cpio -idm --quiet -D "$1"', package, folder],
    }
    command = commands.get(package.suffix)
    if command is None:
        raise SetupError(f"{package.name} cannot be unpacked here: deb, tar.gz, run, rpm, folders.")
    if subprocess.run(command, check=False).returncode:
        raise SetupError(f"{package.name} could not be unpacked.")
    return folder


def run(arguments: Sequence[str]) -> int:
    """Compare two packages; return 0 when they hold the same, else 1 after what differs."""
    one, other = parser().parse_args(list(arguments)).files
    try:
        for path in (one, other):
            if not path.exists():
                raise SetupError(f"There is no {path}.")
        if one.is_file() and other.is_file() and file_digest(one) == file_digest(other):
            say("The packages are the same, byte by byte.")
            return 0
        with tempfile.TemporaryDirectory(prefix="snug-compare-") as work:
            folders = (unpacked(one, Path(work, "one")), unpacked(other, Path(work, "other")))
            lines = differences(*folders)
    except SetupError as error:
        say(str(error))
        return 1
    for line in lines:
        say(line)
    say(f"{len(lines)} differences." if lines else "Inside, the packages are the same.")
    return 1 if lines else 0
