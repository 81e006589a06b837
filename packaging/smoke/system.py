"""A bare system in a folder, as a package finds it: only what every installation has."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bundle.root import CERTIFICATES, entering, mirror_of, with_variables
from setup.console import Runner, SetupError

PERSON = "person"
HOME = Path("/home") / PERSON
FIRST_NUMBER, NUMBERS = 20_000, 30_000
"""Of users."""
DISPLAYS = Path("/tmp/.X11-unix")  # noqa: S108 - where X servers have their sockets


NOT_OF_THE_PACKAGE = tuple(
    f"/{name}"
    for name in (
        "dev",
        "home",
        "proc",
        "root",
        "run",
        "sys",
        "tmp",
        "var/cache",
        "var/lib/apt",
        "var/lib/dpkg",
        "var/log",
    )
)


@dataclass(frozen=True)
class Done:
    """How a program ended."""

    code: int
    output: str
    errors: str
    seconds: float


class BareSystem:
    """A fresh copy of a bare system, with one ordinary user in it."""

    def __init__(self, suite: str, kept: Path, folder: Path, runner: Runner) -> None:
        """`kept` is where bare systems stay for the next trial; `folder` is for this one."""
        self.suite = suite
        self.folder = folder
        self.beside: int | None = None
        """A process in it, which others see as they would on a real system; None for none."""
        self._kept = kept / suite
        self._runner = runner

    def make(self) -> None:
        """Make the system; raises SetupError when it cannot be had."""
        if not (self._kept / "made").exists():
            shutil.rmtree(self._kept, ignore_errors=True)
            self._kept.mkdir(parents=True)
            command = ["debootstrap", "--variant=minbase", self.suite, str(self._kept / "root")]
            self._runner.run(f"Making a bare system ({self.suite})", command)
            (self._kept / "made").touch()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-a", self._kept / "root", self.folder], check=True)
        self._connect()
        # All systems in folders see one list of processes: no two trials are the same user.
        number = str(FIRST_NUMBER + os.getpid() % NUMBERS)
        self.as_root(["useradd", "--create-home", "--uid", number, PERSON])

    def _connect(self) -> None:
        etc = self.folder / "etc"
        shutil.copyfile("/etc/resolv.conf", etc / "resolv.conf")
        own, theirs = Path("/") / CERTIFICATES, self.folder / CERTIFICATES
        if own.exists():  # for package sources behind a proxy of the house
            theirs.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(own, theirs)
        sources = etc / "apt" / "sources.list"
        mirror = mirror_of(sources.read_text("utf-8"))
        components = "main universe" if "ubuntu" in mirror else "main"
        sources.write_text(f"deb {mirror} {self.suite} {components}\n", "utf-8")

    def as_root(self, command: Sequence[str | Path], *, is_required: bool = True) -> Done:
        """Run a program as root, with the network; raises SetupError when it fails."""
        variables = {"DEBIAN_FRONTEND": "noninteractive"}
        done = run(self._entering(command, variables, {}))
        if is_required and done.code:
            raise SetupError(f"{' '.join(map(str, command))}\n{done.output}{done.errors}")
        return done

    def as_person(
        self,
        command: Sequence[str | Path],
        variables: Mapping[str, str] | None = None,
        mounts: Mapping[Path, str] | None = None,
    ) -> Done:
        """Run a program as the ordinary user, without any network."""
        return run(self.command_of_person(command, variables or {}, mounts or {}))

    def command_of_person(
        self,
        command: Sequence[str | Path],
        variables: Mapping[str, str],
        mounts: Mapping[Path, str],
    ) -> list[str]:
        """Return the command that runs a program as the ordinary user, without any network."""
        person = ["setpriv", "--reuid", PERSON, "--regid", PERSON, "--init-groups"]
        settings = {
            "HOME": str(HOME),
            "USER": PERSON,
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            **variables,
        }
        inner = [*person, "env", "-C", str(HOME), *command]
        return ["unshare", "--net", *self._entering(inner, settings, mounts)]

    def _entering(
        self,
        command: Sequence[str | Path],
        variables: Mapping[str, str],
        mounts: Mapping[Path, str],
    ) -> list[str]:
        if self.beside is None:
            return entering(self.folder, command, variables, mounts)
        joined = ["nsenter", "--target", str(self.beside), "--mount", "--root"]
        return [*joined, *with_variables(command, variables)]

    def write(self, place: Path, data: bytes, *, mode: int = 0o644) -> None:
        """Write a file of the ordinary user."""
        path = self.folder / place.relative_to("/")
        path.write_bytes(data)
        path.chmod(mode)
        home = (self.folder / HOME.relative_to("/")).stat()
        os.chown(path, home.st_uid, home.st_gid)

    def files(self) -> set[str]:
        """Return every file and folder outside the home folders and the package manager's own."""
        found = set()
        for folder, names, files in os.walk(self.folder):
            inside = Path("/") / Path(folder).relative_to(self.folder)
            names[:] = [
                name for name in names if (inside / name).as_posix() not in NOT_OF_THE_PACKAGE
            ]
            found |= {(inside / name).as_posix() for name in (*names, *files)}
        return found


def run(command: Sequence[str | Path]) -> Done:
    """Run a program to its end."""
    started = time.monotonic()
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr, time.monotonic() - started)
