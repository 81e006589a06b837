"""How each kind of package is installed, brought up to date and removed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from linux.deb import dependencies
from linux.tree import LIBRARIES, NAME
from setup.console import SetupError
from smoke.system import HOME, BareSystem

MARK = LIBRARIES / "_internal" / "of-the-previous-version"
"""A file that only the package of the previous version has."""


class DebForm:
    """A .deb, installed by apt with what it depends on and nothing else."""

    def __init__(self, package: Path, system: BareSystem, work: Path) -> None:
        self.package = package
        self.system = system
        self.work = work
        self.command: Sequence[str] = ("snug",)

    def prepare(self) -> None:
        """Have the system know its packages."""
        self.system.as_root(["apt-get", "update"])

    def install_previous(self) -> None:
        """Install the same program as a lower version, with a file that the newer one lacks."""
        self._install(previous_deb(self.package, self.work))
        if not (self.system.folder / MARK).exists():
            raise SetupError("The package of the previous version was not unpacked.")

    def upgrade(self) -> None:
        """Install the package over the previous version."""
        self._install(self.package)
        if (self.system.folder / MARK).exists():
            raise SetupError("A file of the previous version was left behind.")

    def _install(self, package: Path) -> None:
        there = self.system.folder / package.name
        shutil.copyfile(package, there)
        install = [
            "apt-get",
            "install",
            "-y",
            "--no-install-recommends",
            f"/{package.name}",
        ]
        self.system.as_root(install)
        there.unlink()
        self.system.as_root(["dpkg", "--verify", NAME])

    def remove(self) -> str:
        """Purge it, and what came with it; return what was said."""
        said = self.system.as_root(["apt-get", "purge", "-y", NAME]).output
        self.system.as_root(["apt-get", "autoremove", "--purge", "-y"])
        return said


def previous_deb(package: Path, work: Path) -> Path:
    """Make a package of a lower version of a .deb, uncompressed: it is read once."""
    folder = work / "previous"
    shutil.rmtree(folder, ignore_errors=True)
    unpacked = subprocess.run(["dpkg-deb", "-R", package, folder], check=False)
    if unpacked.returncode:
        raise SetupError(f"{package} is no whole .deb.")
    control = folder / "DEBIAN" / "control"
    lines = control.read_text("utf-8").splitlines()
    lines = [f"{line}~previous" if line.startswith("Version: ") else line for line in lines]
    control.write_text("\n".join([*lines, ""]), "utf-8")
    (folder / MARK).write_text("previous\n", "ascii")
    path = work / "previous.deb"
    build: list[str | Path] = ["dpkg-deb", "--root-owner-group", "-Znone", "--build", folder, path]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(folder)
    return path


class TarForm:
    """A .tar.gz, unpacked in the home folder and installed below ~/.local by its script."""

    def __init__(self, package: Path, system: BareSystem, work: Path) -> None:
        self.package = package
        self.system = system
        self.work = work
        self.command: Sequence[str] = (str(HOME / ".local" / "bin" / "snug"),)

    def prepare(self) -> None:
        """Install the libraries that every desktop has."""
        install_libraries(self.system)

    def install_previous(self) -> None:
        """Install it once, with a file that the newer one lacks."""
        self._install()
        mark = HOME / ".local" / MARK.relative_to("usr")
        listed = HOME / ".local" / "lib" / "snug" / "installed"
        script = f"touch {mark} && echo {mark.relative_to(HOME / '.local')} >> {listed}"
        require(self.system, ["sh", "-ec", script])

    def upgrade(self) -> None:
        """Install it over the previous version."""
        self._install()
        mark = self.system.folder / (HOME / ".local" / MARK.relative_to("usr")).relative_to("/")
        if mark.exists():
            raise SetupError("A file of the previous version was left behind.")

    def _install(self) -> None:
        archive = HOME / self.package.name
        put(self.package, self.system, archive)
        script = (
            f"mkdir unpacked && tar -xzf {archive} -C unpacked && ./unpacked/*/install.sh && "
            f"rm -r unpacked {archive}"
        )
        require(self.system, ["sh", "-ec", script])

    def remove(self) -> str:
        """Let its script take it away; return what was said."""
        said = require(self.system, ["sh", str(HOME / ".local/lib/snug/uninstall.sh")])
        left = self.system.folder / (HOME / ".local").relative_to("/")
        found = sorted(path.name for path in left.iterdir())
        if found != ["share"] or [path.name for path in (left / "share").iterdir()] != ["snug"]:
            raise SetupError(f"Left below ~/.local: {found}")
        return said


class FileForm:
    """An AppImage, or a file that unpacks itself: made executable and started."""

    def __init__(self, package: Path, system: BareSystem, work: Path) -> None:
        self.package = package
        self.system = system
        self.work = work
        self._place = HOME / package.name
        # A bare system has no FUSE; the runtime unpacks then, when it is told to.
        is_appimage = package.suffix == ".AppImage"
        options = ("env", "APPIMAGE_EXTRACT_AND_RUN=1") if is_appimage else ()
        self.command: Sequence[str] = (*options, str(self._place))

    def prepare(self) -> None:
        """Install the libraries that every desktop has."""
        install_libraries(self.system)

    def install_previous(self) -> None:
        """Put the file down under the name that the newer one will take."""
        put(self.package, self.system, self._place, mode=0o755)
        if self.package.suffix == ".run":
            old = HOME / ".cache" / "snug-unpacked" / "0-previous"
            require(self.system, ["mkdir", "-p", str(old)])

    def upgrade(self) -> None:
        """Put the newer file in the place of the previous one."""
        put(self.package, self.system, self._place, mode=0o755)

    def remove(self) -> str:
        """Delete what it unpacked, and the file."""
        said = ""
        if self.package.suffix == ".run":
            said = require(self.system, [str(self._place), "--forget"])
        require(self.system, ["rm", str(self._place)])
        cache = self.system.folder / (HOME / ".cache" / "snug-unpacked").relative_to("/")
        if cache.exists():
            raise SetupError("What the file unpacked was left behind.")
        return said


Form = DebForm | TarForm | FileForm


def form_of(package: Path, system: BareSystem, work: Path) -> Form:
    """Return how a package is handled, by its name. Raises SetupError."""
    if package.suffix == ".deb":
        return DebForm(package, system, work)
    if package.name.endswith(".tar.gz"):
        return TarForm(package, system, work)
    if package.suffix in (".run", ".AppImage"):
        return FileForm(package, system, work)
    raise SetupError(f"{package.name} cannot be tried on Debian: it is no deb, tar, run, AppImage.")


def install_libraries(system: BareSystem) -> None:
    """Install what the .deb depends on; a package of the name of before 2024 where it is needed."""
    system.as_root(["apt-get", "update"])
    install = ["apt-get", "install", "-y", "--no-install-recommends"]
    names = []
    for alternatives in dependencies():
        choices = [each.partition(" ")[0] for each in alternatives.split(" | ")]
        known = [each for each in choices if knows(system, each)]
        names.append(known[0] if known else choices[0])
    system.as_root([*install, *dict.fromkeys(names)])


def knows(system: BareSystem, package: str) -> bool:
    """Tell whether a system has a package of that name."""
    return bool(system.as_root(["apt-cache", "show", package], is_required=False).output)


def put(package: Path, system: BareSystem, place: Path, mode: int = 0o644) -> None:
    """Put a file into the ordinary user's home folder."""
    system.write(place, b"", mode=mode)
    shutil.copyfile(package, system.folder / place.relative_to("/"))


def require(system: BareSystem, command: Sequence[str]) -> str:
    """Run a program as the ordinary user; return what it says. Raises SetupError."""
    done = system.as_person(command)
    if done.code:
        raise SetupError(f"{' '.join(command)}\n{done.output}{done.errors}")
    return done.output
