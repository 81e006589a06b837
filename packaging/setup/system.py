"""Finds the system libraries and tools that Linux lacks, and installs them or says how to.

Names for Debian and Ubuntu were verified on minimal systems (and by `ldd` on every Qt plugin).
"""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence

from setup.console import CommandError, Runner, SetupError, say
from setup.machine import can_load

MANAGERS = ("apt-get", "dnf", "pacman", "zypper")

INSTALL = {
    "apt-get": ("apt-get", "install", "-y", "--no-install-recommends"),
    "dnf": ("dnf", "install", "-y"),
    "pacman": ("pacman", "-S", "--noconfirm", "--needed"),
    "zypper": ("zypper", "--non-interactive", "install", "--no-recommends"),
}  # fmt: skip

# A new machine often updates itself just now and holds apt's lock.
PATIENCE = {"apt-get": ("-o", "DPkg::Lock::Timeout=300")}

# Refreshing the list of packages; the others do so by themselves.
REFRESH = {"apt-get": ("apt-get", "update"), "pacman": ("pacman", "-Sy")}

# soname -> package for apt-get, dnf, pacman, zypper
LIBRARIES = {
    "libstdc++.so.6": ("libstdc++6", "libstdc++", "gcc-libs", "libstdc++6"),
    "libgomp.so.1": ("libgomp1", "libgomp", "gcc-libs", "libgomp1"),
    "libglib-2.0.so.0": ("libglib2.0-0t64", "glib2", "glib2", "libglib-2_0-0"),
    "libgthread-2.0.so.0": ("libglib2.0-0t64", "glib2", "glib2", "libgthread-2_0-0"),
    "libEGL.so.1": ("libegl1", "libglvnd-egl", "libglvnd", "libglvnd"),
    "libGL.so.1": ("libgl1", "libglvnd-glx", "libglvnd", "libglvnd"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig", "fontconfig", "libfontconfig1"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs", "dbus", "libdbus-1-3"),
    "libgssapi_krb5.so.2": ("libgssapi-krb5-2", "krb5-libs", "krb5", "krb5"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon", "libxkbcommon", "libxkbcommon0"),
    "libxkbcommon-x11.so.0":
        ("libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11", "libxkbcommon-x11-0"),
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb", "libx11", "libX11-xcb1"),
    "libxcb-cursor.so.0":
        ("libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor", "libxcb-cursor0"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm", "xcb-util-wm", "libxcb-icccm4"),
    "libxcb-keysyms.so.1":
        ("libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms", "libxcb-keysyms1"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb", "libxcb", "libxcb-shape0"),
    "libwayland-cursor.so.0":
        ("libwayland-cursor0", "libwayland-cursor", "wayland", "libwayland-cursor0"),
    "libwayland-egl.so.1": ("libwayland-egl1", "libwayland-egl", "wayland", "libwayland-egl1"),
}  # fmt: skip

COMPILER = (("g++", "make"), ("gcc-c++", "make"), ("gcc", "make"), ("gcc-c++", "make"))
COMPILERS = (("cc", "gcc", "clang"), ("c++", "g++", "clang++"), ("make", "gmake"))

# Program -> package for apt-get, dnf, pacman, zypper: what the proofs of silence are made with.
TEST_PROGRAMS = {
    "ip": ("iproute2", "iproute", "iproute2", "iproute2"),
    "unshare": ("util-linux", "util-linux", "util-linux", "util-linux"),
    "strace": ("strace", "strace", "strace", "strace"),
}  # fmt: skip

# Debian before 13 and Ubuntu before 24.04 have the names of before the 64-bit time change.
OLD_APT_NAMES = {"libglib2.0-0t64": "libglib2.0-0"}


def missing_libraries(loads: Callable[[str], bool] = can_load) -> list[str]:
    """Return the sonames that the loader does not find.

    Asked of the loader itself: Qt names libxcb-cursor0 whichever of its libraries is absent.
    """
    return [library for library in LIBRARIES if not loads(library)]


def missing_programs() -> list[str]:
    """Return the programs of the tests that are not on PATH; `ip` may stand in a system folder."""
    folders = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))
    return [name for name in TEST_PROGRAMS if shutil.which(name, path=folders) is None]


def lacks_compiler() -> bool:
    """Tell whether a C compiler, a C++ compiler or make is absent."""
    return not all(any(map(shutil.which, names)) for names in COMPILERS)


def lacks_venv() -> bool:
    """Tell whether this Python came without what makes virtual environments, as Debian's does."""
    return importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None


def package_manager() -> str | None:
    """Return the package manager of this system, if it is one that we know."""
    return next((name for name in MANAGERS if shutil.which(name)), None)


def apt_knows(package: str) -> bool:
    """Tell whether this release of Debian or Ubuntu has a package of that name."""
    shown = subprocess.run(
        ["apt-cache", "show", package], capture_output=True, check=False, stdin=subprocess.DEVNULL
    )
    return shown.returncode == 0


def packages_for(
    libraries: Iterable[str],
    manager: str,
    *,
    compiler: bool = False,
    venv: bool = False,
    programs: Iterable[str] = (),
    knows: Callable[[str], bool] = apt_knows,
) -> list[str]:
    """Return the packages of `manager` that bring what is missing, each once."""
    column = MANAGERS.index(manager)
    names = [LIBRARIES[library][column] for library in libraries]
    names += [TEST_PROGRAMS[program][column] for program in programs]
    if compiler:
        names.extend(COMPILER[column])
    if venv and manager == "apt-get":
        names.append(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")
    if manager == "apt-get":
        names = [old_name(name, knows) for name in names]
    return list(dict.fromkeys(names))


def old_name(package: str, knows: Callable[[str], bool]) -> str:
    """Return the name that this release of Debian or Ubuntu has for a package."""
    old = OLD_APT_NAMES.get(package)
    return old if old and not knows(package) else package


def ensure_system(runner: Runner, *, compiler: bool, tests: bool = False) -> None:
    """Install what the system lacks, or end with the one command that does.

    `tests` asks for the programs of the test suite too.

    Raises:
        SetupError: something is missing and was not installed.
    """
    libraries, builds, venv = missing_libraries(), compiler and lacks_compiler(), lacks_venv()
    programs = missing_programs() if tests else []
    if not (libraries or builds or venv or programs):
        return
    manager = package_manager()
    if manager is None:
        lacking = [
            *libraries,
            *programs,
            *(["a C++ compiler"] if builds else []),
            *(["venv"] if venv else []),
        ]
        raise SetupError(f"This system lacks: {', '.join(lacking)}. Install them and start again.")
    if is_root():
        refresh(runner, manager, ())
    packages = packages_for(libraries, manager, compiler=builds, venv=venv, programs=programs)
    install(runner, manager, packages)
    importlib.invalidate_caches()
    lacks_program = tests and missing_programs()
    if missing_libraries() or (builds and lacks_compiler()) or lacks_venv() or lacks_program:
        raise SetupError(remedy(manager, packages))


def is_root() -> bool:
    """Tell whether this process may install packages."""
    return sys.platform != "win32" and os.geteuid() == 0


def install(runner: Runner, manager: str, packages: Sequence[str]) -> None:
    """Install packages as root, or by sudo after a question; otherwise raise with the command."""
    if is_root():
        run_manager(runner, manager, packages)
    elif shutil.which("sudo") and confirmed(packages):
        refresh(runner, manager, ("sudo",))
        if subprocess.call(["sudo", *install_command(manager, packages)]):
            raise SetupError(remedy(manager, packages))
    else:
        raise SetupError(remedy(manager, packages))


def install_command(manager: str, packages: Sequence[str]) -> list[str]:
    """Return the command that installs packages, waiting for another one that is at it."""
    return [*INSTALL[manager], *PATIENCE.get(manager, ()), *packages]


def run_manager(runner: Runner, manager: str, packages: Sequence[str]) -> None:
    """Install packages without questions."""
    variables = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    say(f"Installing from the system: {' '.join(packages)}")
    try:
        command = install_command(manager, packages)
        runner.run("Installing system packages", command, variables)
    except CommandError as failure:
        raise SetupError(f"{failure.last_lines()}\n{remedy(manager, packages)}") from None


def refresh(runner: Runner, manager: str, prefix: Sequence[str]) -> None:
    """Bring the list of packages up to date, as far as that works."""
    if manager not in REFRESH:
        return
    if prefix:
        subprocess.call([*prefix, *REFRESH[manager]])
        return
    try:
        runner.run("Refreshing the list of system packages", REFRESH[manager])
    except CommandError as failure:
        say(f"The list of packages could not be refreshed; going on with the old one. {failure}")


def confirmed(packages: Sequence[str]) -> bool:
    """Ask on the terminal whether to install; without a terminal the answer is no."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    say(f"Snug needs these system packages: {' '.join(packages)}")
    print("Install them now with sudo? [Y/n] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("", "y", "yes")


def remedy(manager: str, packages: Sequence[str]) -> str:
    """Return the sentence with the one command that installs the packages."""
    command = shlex.join([*INSTALL[manager], *packages])
    prefix = "" if is_root() else "sudo "
    return f"Some system packages are missing. Install them and start again:\n  {prefix}{command}"
