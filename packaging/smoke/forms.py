"""How each kind of package is installed, brought up to date and removed."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path

from linux.deb import dependencies
from linux.tree import LIBRARIES, NAME
from setup.console import SetupError
from smoke.system import HOME, BareSystem, Done

MARK = LIBRARIES / "_internal" / "of-the-previous-version"
"""A file that only the package of the previous version has."""


class TriedPackage:
    """A package, the system that it is tried on, and an older release where there is one."""

    tells_of_open_ones = True
    """Whether an upgrade says that a Snug is open."""

    def __init__(
        self, package: Path, system: BareSystem, work: Path, previous: Path | None = None
    ) -> None:
        self.package = package
        self.system = system
        self.work = work
        self.previous = previous
        self.is_slim = "-slim" in package.name


class DebForm(TriedPackage):
    """A .deb, installed by apt with what it depends on and nothing else."""

    command: Sequence[str] = ("snug",)

    def prepare(self) -> None:
        """Have the system know its packages."""
        self.system.as_root(["apt-get", "update"])

    def install_previous(self) -> None:
        """Install an older release; without one the same program, as a lower version.

        That one has a file that the newer one lacks.
        """
        if self.previous is not None:
            self._install(self.previous)
            return
        self._install(previous_deb(self.package, self.work))
        if not (self.system.folder / MARK).exists():
            raise SetupError("The package of the previous version was not unpacked.")

    def upgrade_while_open(self) -> str:
        """Install the package while the previous version is open; return what was said."""
        return self._install(self.package)

    def upgrade(self) -> None:
        """Install the package over the previous version."""
        self._install(self.package)

    def downgrade(self) -> None:
        """Put the older release back."""
        self._install(require_previous(self.previous))

    def require_own_files_alone(self) -> None:
        """Raise SetupError when a file lies there that is none of the package's."""
        listed = set(self.system.as_root(["dpkg", "-L", NAME]).output.splitlines())
        require_no_others(files_below(self.system, Path("/") / LIBRARIES), listed)

    def _install(self, package: Path) -> str:
        there = self.system.folder / package.name
        shutil.copyfile(package, there)
        install = [
            "apt-get",
            "install",
            "-y",
            "--no-install-recommends",
            "--allow-downgrades",
            "--reinstall",
            f"/{package.name}",
        ]
        done = self.system.as_root(install)
        there.unlink()
        self.system.as_root(["dpkg", "--verify", NAME])
        return done.output + done.errors

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


class RpmForm(TriedPackage):
    """An .rpm, installed by rpm itself on a system of Debian, past what it asks for by name.

    Its files, its scripts and its removal are tried; whether Fedora and openSUSE have what it names
    is not.
    """

    command: Sequence[str] = ("snug",)

    def prepare(self) -> None:
        """Install the libraries that every desktop has, and rpm."""
        install_libraries(self.system)
        self.system.as_root(["apt-get", "install", "-y", "--no-install-recommends", "rpm"])

    def install_previous(self) -> None:
        """Install an older release; without one the package itself."""
        self._rpm("--upgrade", self.previous or self.package)

    def upgrade_while_open(self) -> str:
        """Install the package while the previous version is open; return what was said."""
        return self._rpm("--upgrade", self.package)

    def upgrade(self) -> None:
        """Install the package over the previous version."""
        self._rpm("--upgrade", self.package)

    def downgrade(self) -> None:
        """Put the older release back."""
        self._rpm("--upgrade", require_previous(self.previous))

    def require_own_files_alone(self) -> None:
        """Raise SetupError when a file lies there that is none of the package's."""
        name = self._name()
        self.system.as_root(["rpm", "--verify", "--nodeps", name])
        listed = set(self.system.as_root(["rpm", "--query", "--list", name]).output.splitlines())
        require_no_others(files_below(self.system, Path("/") / LIBRARIES), listed)

    def remove(self) -> str:
        """Remove it; return what was said."""
        done = self.system.as_root(["rpm", "--noplugins", "--erase", self._name()])
        return done.output + done.errors

    def _name(self) -> str:
        return self.system.as_root(["rpm", "--query", NAME]).output.strip()

    def _rpm(self, action: str, package: Path) -> str:
        there = self.system.folder / package.name
        shutil.copyfile(package, there)
        # Of the same or a lower release, too. A plugin hides mounts, which a folder has none of.
        command = ["rpm", "--noplugins", "--nodeps", "--force", action, f"/{package.name}"]
        done = self.system.as_root(command)
        there.unlink()
        return done.output + done.errors


class TarForm(TriedPackage):
    """A .tar.gz, unpacked in the home folder and installed below ~/.local by its script."""

    command: Sequence[str] = (str(HOME / ".local" / "bin" / "snug"),)

    def prepare(self) -> None:
        """Install the libraries that every desktop has."""
        install_libraries(self.system)

    def install_previous(self) -> None:
        """Install an older release; without one this one, with a file that the newer one lacks."""
        if self.previous is not None:
            self._install(self.previous)
            return
        self._install(self.package)
        mark = HOME / ".local" / MARK.relative_to("usr")
        listed = HOME / ".local" / "lib" / "snug" / "installed"
        script = f"touch {mark} && echo {mark.relative_to(HOME / '.local')} >> {listed}"
        require(self.system, ["sh", "-ec", script])

    def upgrade_while_open(self) -> str:
        """Start the script while the previous version is open; return what it said.

        Raises SetupError unless it refuses and leaves everything as it is.
        """
        before = files_below(self.system, HOME / ".local" / "lib")
        done = self._unpack_and_install(self.package)
        require(self.system, ["rm", "-r", "unpacked"])
        if not done.code or files_below(self.system, HOME / ".local" / "lib") != before:
            raise SetupError("The script replaced the files of a program that was open.")
        return done.errors

    def upgrade(self) -> None:
        """Install it over the previous version."""
        self._install(self.package)

    def downgrade(self) -> None:
        """Put the older release back."""
        self._install(require_previous(self.previous))

    def require_own_files_alone(self) -> None:
        """Raise SetupError when a file lies there that is none of the archive's."""
        with tarfile.open(self.package) as archive:
            top, _, _ = archive.getnames()[0].partition("/")
            listed = {str(HOME / ".local" / name[len(top) + 1 :]) for name in archive.getnames()}
        own = HOME / ".local" / "lib" / "snug"
        listed |= {str(own / "installed"), str(own / "uninstall.sh")}
        require_no_others(files_below(self.system, own), listed)

    def _install(self, package: Path) -> None:
        done = self._unpack_and_install(package)
        if done.code:
            raise SetupError(f"{package.name}: {done.output}{done.errors}")
        require(self.system, ["rm", "-r", "unpacked"])

    def _unpack_and_install(self, package: Path) -> Done:
        archive = HOME / package.name
        put(package, self.system, archive)
        script = f"mkdir unpacked && tar -xzf {archive} -C unpacked && rm {archive}"
        require(self.system, ["sh", "-ec", script])
        return self.system.as_person(["sh", "-c", "exec ./unpacked/*/install.sh"])

    def remove(self) -> str:
        """Let its script take it away; return what was said."""
        said = require(self.system, ["sh", str(HOME / ".local/lib/snug/uninstall.sh")])
        left = self.system.folder / (HOME / ".local").relative_to("/")
        found = sorted(path.name for path in left.iterdir())
        if found != ["share"] or [path.name for path in (left / "share").iterdir()] != ["snug"]:
            raise SetupError(f"Left below ~/.local: {found}")
        return said


class FileForm(TriedPackage):
    """An AppImage, or a file that unpacks itself: made executable and started."""

    def __init__(
        self, package: Path, system: BareSystem, work: Path, previous: Path | None = None
    ) -> None:
        super().__init__(package, system, work, previous)
        self._place = HOME / package.name
        self._is_unpacked = package.suffix == ".run"
        # Only where the older one is unpacked elsewhere, a file knows of it.
        self.tells_of_open_ones = self._is_unpacked and previous is not None
        # A bare system has no FUSE; the runtime unpacks then, when it is told to.
        is_appimage = package.suffix == ".AppImage"
        options = ("env", "APPIMAGE_EXTRACT_AND_RUN=1") if is_appimage else ()
        self.command: Sequence[str] = (*options, str(self._place))

    def prepare(self) -> None:
        """Install the libraries that every desktop has."""
        install_libraries(self.system)

    def install_previous(self) -> None:
        """Put the file down under the name that the newer one will take."""
        put(self.previous or self.package, self.system, self._place, mode=0o755)
        if self.previous is None and self._is_unpacked:
            old = HOME / ".cache" / "snug-unpacked" / "0-previous"
            require(self.system, ["mkdir", "-p", str(old)])

    def upgrade_while_open(self) -> str:
        """Put the newer file down and start it while the older one is open; what it said.

        Raises SetupError when the older one loses its files.
        """
        self.upgrade()
        done = self.system.as_person([*self.command, "--version"])
        if self.previous is not None and self._is_unpacked and len(self._unpacked()) != 2:
            raise SetupError(f"Unpacked while the older release is open: {self._unpacked()}")
        return done.errors

    def upgrade(self) -> None:
        """Put the newer file in the place of the previous one."""
        # Not over the old one, which may be open.
        require(self.system, ["rm", "-f", str(self._place)])
        put(self.package, self.system, self._place, mode=0o755)

    def downgrade(self) -> None:
        """Put the older release back."""
        require(self.system, ["rm", str(self._place)])
        put(require_previous(self.previous), self.system, self._place, mode=0o755)

    def require_own_files_alone(self) -> None:
        """Raise SetupError when an older release is still unpacked."""
        if self._is_unpacked and len(self._unpacked()) != 1:
            raise SetupError(f"More than one release is unpacked: {self._unpacked()}")

    def _unpacked(self) -> list[str]:
        cache = self.system.folder / (HOME / ".cache" / "snug-unpacked").relative_to("/")
        return sorted(path.name for path in cache.iterdir())

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


Form = DebForm | RpmForm | TarForm | FileForm


def form_of(package: Path, system: BareSystem, work: Path, previous: Path | None = None) -> Form:
    """Return how a package is handled, by its name. Raises SetupError."""
    if previous is not None and previous.suffix != package.suffix:
        raise SetupError(f"{previous.name} is no older release of {package.name}.")
    if package.suffix == ".deb":
        return DebForm(package, system, work, previous)
    if package.suffix == ".rpm":
        return RpmForm(package, system, work, previous)
    if package.name.endswith(".tar.gz"):
        return TarForm(package, system, work, previous)
    if package.suffix in (".run", ".AppImage"):
        return FileForm(package, system, work, previous)
    raise SetupError(
        f"{package.name} cannot be tried on Debian: it is no deb, rpm, tar, run, AppImage."
    )


def require_previous(previous: Path | None) -> Path:
    """Return the older release. Raises SetupError where there is none."""
    if previous is None:
        raise SetupError("There is no older release to go back to.")
    return previous


def files_below(system: BareSystem, folder: Path) -> set[str]:
    """Return the files below a folder of a system, by their names in it."""
    inside = system.folder / folder.relative_to("/")
    return {
        str(Path("/") / path.relative_to(system.folder))
        for path in inside.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }


def require_no_others(found: set[str], listed: set[str]) -> None:
    """Raise SetupError for files that are found and not listed."""
    if others := sorted(found - listed):
        raise SetupError(f"{len(others)} files of before were left behind: {others[:5]}")


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
