"""`run.py package`: builds the packages of this system, and tries finished ones."""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from email.utils import formatdate
from pathlib import Path

from bundle import addon, compare, papers, sbom
from bundle.engine import PortableEngine
from bundle.freeze import Bundle, Freezer
from bundle.publisher import read_publisher
from bundle.python import BuiltPython
from bundle.root import BuildRoot
from linux.deb import build_deb
from linux.portable import build_appimage, build_self_extracting
from linux.rpm import build_rpm
from linux.tar import build_tar
from linux.tree import NAME, Papers, build_tree
from setup.console import Runner, SetupError, say
from setup.lock import cache_folder, only_one
from setup.prepare import interrupt
from setup.stages import Environment
from setup.system import is_root

FORMATS = ("deb", "tar", "appimage", "rpm")
VERSION = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)
FIRST_RELEASE = 1_767_225_600
"""2026-01-01: the date of files where neither git nor the environment tells one."""
INTERRUPTED = 130


def version_of(source: Path) -> str:
    """Return the version of Snug, as its source states it."""
    matched = VERSION.search((source / "app" / "__init__.py").read_text("utf-8"))
    if matched is None:
        raise SetupError("app/__init__.py states no version.")
    return matched[1]


def epoch_of(source: Path) -> int:
    """Return the date of all files in the packages, in seconds: that of the last commit."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    told = subprocess.run(
        ["git", "-C", source, "log", "-1", "--format=%ct"], capture_output=True, check=False
    )
    return int(told.stdout) if told.returncode == 0 else FIRST_RELEASE


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    found = argparse.ArgumentParser(
        prog="run.py package",
        description="Build packages of Snug for this system. “smoke FILE” tries finished ones, "
        "“compare A B” compares two, “cuda” builds the add-on for graphics cards of NVIDIA.",
    )
    found.add_argument(
        "formats",
        nargs="*",
        metavar="FORMAT",
        help=f"{', '.join(FORMATS)} or all; all without one",
    )
    found.add_argument("--slim", action="store_true", help="leave the starter models out")
    found.add_argument("--out", type=Path, default=Path("dist"), help="where the packages go")
    found.add_argument(
        "--runtime", type=Path, help="the AppImage runtime; without it a file that unpacks itself"
    )
    return found


def chosen_formats(names: Sequence[str]) -> tuple[str, ...]:
    """Return the formats in their order. Raises SetupError for one that there is not."""
    for name in names:
        if name not in (*FORMATS, "all"):
            raise SetupError(f"There is no package “{name}”; there are: {', '.join(FORMATS)}, all.")
    wanted = set(FORMATS) if not names or "all" in names else set(names)
    return tuple(name for name in FORMATS if name in wanted)


class Factory:
    """Builds packages, keeping every stage that does not change in the cache."""

    def __init__(self, environment: Environment, cache: Path) -> None:
        self.environment = environment
        self.source = environment.root
        self.cache = cache / "package"
        self.runner = Runner(cache / "log")
        self.root = BuildRoot(self.cache / "root", self.runner)
        self.version = version_of(self.source)
        self.epoch = epoch_of(self.source)
        self.publisher = read_publisher(self.source)

    def bundle(self, *, slim: bool) -> tuple[Bundle, Papers]:
        """Make the folder with the program, and the papers that go with it."""
        self.root.provide()
        BuiltPython(self.root).provide()
        engine = PortableEngine(self.environment, self.root, self.cache)
        wheel = engine.provide()
        freezer = Freezer(self.environment, self.root, self.cache)
        folder = self.cache / "bundle"
        bundle = freezer.freeze(wheel, folder, epoch=self.epoch, slim=slim)
        freezer.write_texts(self.cache / "texts")
        work = self.cache / "papers"
        parts, licences = papers.gather(self.source, bundle, self.root, work, engine.licence())
        listed = papers.components(self.source, bundle, parts)
        date = formatdate(self.epoch)
        return bundle, Papers(
            copyright=papers.copyright_text(listed),
            changelog=papers.changelog(NAME, self.version, self.publisher, date),
            sbom=sbom.bill(self.version, self.epoch, listed),
            licences=licences,
        )

    def build(
        self, formats: Sequence[str], out: Path, runtime: Path | None, *, slim: bool
    ) -> list[Path]:
        """Build packages into a folder and return their paths."""
        started = time.monotonic()
        bundle, texts = self.bundle(slim=slim)
        tree, work = self.cache / "tree", self.cache / "work"
        build_tree(self.source, bundle, texts, self.publisher, tree, self.cache / "texts")
        out.mkdir(parents=True, exist_ok=True)
        work.mkdir(parents=True, exist_ok=True)
        built = [self._package(name, tree, work, out, runtime, slim=slim) for name in formats]
        report(built, write_sums(out), started)
        return built

    def _package(
        self, name: str, tree: Path, work: Path, out: Path, runtime: Path | None, *, slim: bool
    ) -> Path:
        version, epoch = self.version, self.epoch
        if name in ("deb", "rpm"):
            build = build_deb if name == "deb" else build_rpm
            return build(
                tree, work, out, self.root, self.publisher, version=version, epoch=epoch, slim=slim
            )
        if name == "tar":
            return build_tar(tree, work, out, version=version, epoch=epoch, slim=slim)
        if runtime is None:
            say(
                "No AppImage runtime was given (--runtime FILE): a file that unpacks itself is "
                "made in its place."
            )
            return build_self_extracting(tree, work, out, version=version, epoch=epoch, slim=slim)
        return build_appimage(
            tree, work, out, self.root, runtime, version=version, epoch=epoch, slim=slim
        )


def write_sums(out: Path) -> Path:
    """Write the SHA-256 of every package in a folder, as `sha256sum -c` reads it."""
    lines = []
    for path in sorted(out.iterdir()):
        if path.is_file() and path.name.startswith(("snug-", NAME)):
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            lines.append(f"{digest}  {path.name}\n")
    sums = out / "SHA256SUMS"
    sums.write_text("".join(lines), "ascii")
    return sums


def run(environment: Environment, arguments: Sequence[str]) -> int:
    """Do what the command line asks for; return the exit code after the sentence that says why."""
    if arguments[:1] == ["smoke"]:
        from smoke.command import run as run_smoke

        return run_smoke(environment, arguments[1:])
    if arguments[:1] == ["compare"]:
        return compare.run(arguments[1:])
    if arguments[:1] == ["cuda"]:
        return guarded(lambda: build_addon(environment, arguments[1:]))
    return guarded(lambda: build_packages(environment, arguments))


def build_packages(environment: Environment, arguments: Sequence[str]) -> None:
    """Build the packages that the command line asks for. Raises SetupError."""
    args = parser().parse_args(list(arguments))
    formats = chosen_formats(args.formats)
    require_linux()
    cache = cache_folder()
    with only_one(cache / "package.lock"):
        Factory(environment, cache).build(
            formats, args.out.absolute(), args.runtime, slim=args.slim
        )


def build_addon(environment: Environment, arguments: Sequence[str]) -> None:
    """Build the add-on for cards of NVIDIA that the command line asks for. Raises SetupError."""
    args = addon.parser().parse_args(list(arguments))
    order = addon.order(args)
    require_linux()
    cache = cache_folder()
    started = time.monotonic()
    version, epoch = version_of(environment.root), epoch_of(environment.root)
    with only_one(cache / "package.lock"):
        built = addon.build(environment, cache, order, version, epoch)
        report(built, write_sums(order.out), started)


def report(built: Sequence[Path], sums: Path, started: float) -> None:
    """Say what was built, how large it is and how long that took."""
    for path in built:
        say(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
    say(f"{sums}  Built in {time.monotonic() - started:.0f} s.")


def guarded(work: Callable[[], None]) -> int:
    """Do the work of a command; return the exit code after the sentence that says why."""
    signal.signal(signal.SIGTERM, interrupt)
    try:
        work()
    except SetupError as error:
        say(str(error))
        output = getattr(error, "last_lines", None)
        if output is not None:
            say(output())
        return 1
    except KeyboardInterrupt:
        say("\nStopped. What was finished is kept; the next build goes on from there.")
        return INTERRUPTED
    return 0


def require_linux() -> None:
    """Raise SetupError where packages for Linux cannot be built."""
    machine = os.uname().machine if hasattr(os, "uname") else "this machine"
    if sys.platform != "linux" or machine != "x86_64":
        raise SetupError("Packages for Linux are built on Linux with an x86-64 processor.")
    if shutil.which("unshare") is None:
        raise SetupError("The build needs “unshare”: sudo apt-get install util-linux")
    if not is_root():
        raise SetupError(
            "A Debian 12 system in a folder needs the rights of root. Run this again as:\n"
            "  sudo python3 run.py package"
        )
