"""The Debian 12 system in a folder that packages are built in.

What is built against its old libraries runs on it and on everything newer: glibc 2.36 here, while a
build on Debian 13 asks for 2.38. Two things are taken from Debian 13 all the same, because they do
not depend on the libraries of the machine that runs them: the source of Python, and the compiler of
shaders, whose output runs on graphics cards.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from setup.console import Runner, SetupError
from setup.stages import write_at_once
from setup.system import is_root

SUITE = "bookworm"
NEWER_SUITE = "trixie"

PACKAGES = (
    # for the engine
    "g++", "make", "ccache", "binutils", "file", "libvulkan-dev",
    # for Python
    "dpkg-dev", "pkg-config", "libssl-dev", "libffi-dev", "zlib1g-dev", "libbz2-dev",
    "liblzma-dev", "uuid-dev",
    # for pip in an environment of Debian's own Python, which builds the engine
    "python3", "python3-venv", "ca-certificates",
    # what Qt needs beside its own libraries: PyInstaller looks at what they are linked against
    "libglib2.0-0", "libegl1", "libgl1", "libfontconfig1", "libdbus-1-3", "libxkbcommon0",
    "libgssapi-krb5-2", "libxcb-cursor0", "libxkbcommon-x11-0", "libxcb-icccm4",
    "libxcb-keysyms1", "libxcb-shape0", "libwayland-cursor0", "libwayland-egl1",
    # for the packages
    "rpm", "squashfs-tools", "zstd", "xz-utils",
)  # fmt: skip

# The compiler of shaders with the libraries that it is started with, and headers that know of
# cooperative matrices; those of Debian 12 leave half of a graphics card's speed unused. And a pip
# that runs on the Python that is built here.
NEWER_PACKAGES = (
    "glslc", "libshaderc1", "libc6", "libstdc++6", "libgcc-s1", "libvulkan-dev", "spirv-headers",
    "python3-pip-whl",
)  # fmt: skip
NEWER = Path("/opt/newer")
PIP = NEWER / "pip.whl" / "pip"

GLSLC = f"""#!/bin/sh
exec {NEWER}/root/usr/lib64/ld-linux-x86-64.so.2 \\
  --library-path {NEWER}/root/usr/lib/x86_64-linux-gnu {NEWER}/root/usr/bin/glslc "$@"
"""

HANDED_ON = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
CERTIFICATES = Path("etc/ssl/certs/ca-certificates.crt")


def apt_sources(mirror: str) -> str:
    """Return the sources of packages of the root, all below the mirror that debootstrap chose."""
    mirror = mirror.rstrip("/")
    return "".join(
        f"{line}\n"
        for line in (
            f"deb {mirror} {SUITE} main",
            f"deb {mirror} {SUITE}-updates main",
            f"deb {mirror}-security {SUITE}-security main",
            f"deb {mirror} {NEWER_SUITE} main",
            f"deb-src {mirror} {NEWER_SUITE} main",
        )
    )


APT_PREFERENCES = f"Package: *\nPin: release n={NEWER_SUITE}\nPin-Priority: -1\n"


def mirror_of(sources: str) -> str:
    """Return the address in the first line that debootstrap wrote. Raises SetupError."""
    for line in sources.splitlines():
        words = line.split()
        if words[:1] == ["deb"] and len(words) > 2:
            return words[1]
    raise SetupError("debootstrap left no source of packages in the build system.")


class BuildRoot:
    """A Debian 12 system in a folder; made once, then entered."""

    def __init__(self, folder: Path, runner: Runner) -> None:
        self.folder = folder
        self.runner = runner
        self._stamp = folder.with_name(f"{folder.name}.stamp")

    @staticmethod
    def key() -> str:
        """Return the digest of everything that the root is made of."""
        parts = (SUITE, NEWER_SUITE, *PACKAGES, *NEWER_PACKAGES, GLSLC)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def provide(self) -> None:
        """Make the system where it is not there as described above. Raises SetupError."""
        require_root_and_tools()
        if self._stamp.exists() and self._stamp.read_text("utf-8") == self.key():
            return
        self._stamp.unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        bootstrap = ["debootstrap", "--variant=minbase", "--include=ca-certificates"]
        label = "Making a Debian 12 system to build in"
        self.runner.run(label, [*bootstrap, SUITE, self.folder])
        self._connect()
        apt = ["apt-get", "-o", "Acquire::Retries=3"]
        self.run("Refreshing its list of packages", [*apt, "update"])
        install = [*apt, "install", "-y", "--no-install-recommends", *PACKAGES]
        self.run("Installing compilers in it", install, {"DEBIAN_FRONTEND": "noninteractive"})
        self._connect()
        self._unpack_newer()
        write_at_once(self._stamp, self.key())

    def _connect(self) -> None:
        """Give it the network as this machine has it, and the sources of its packages."""
        etc = self.folder / "etc"
        for name in ("resolv.conf", "hosts", "pip.conf"):
            if Path("/etc", name).exists():
                shutil.copyfile(Path("/etc", name), etc / name)
        own = Path("/") / CERTIFICATES
        if own.exists():
            shutil.copyfile(own, self.folder / CERTIFICATES)
        sources = etc / "apt" / "sources.list"
        sources.write_text(apt_sources(mirror_of(sources.read_text("utf-8"))), "utf-8")
        (etc / "apt" / "preferences.d" / NEWER_SUITE).write_text(APT_PREFERENCES, "utf-8")

    def _unpack_newer(self) -> None:
        """Unpack packages of the newer system where nothing finds them by itself."""
        names = " ".join(f"{name}/{NEWER_SUITE}" for name in NEWER_PACKAGES)
        script = (
            f"mkdir -p {NEWER}/debs && cd {NEWER}/debs && apt-get download {names} && "
            f"for deb in *.deb; do dpkg-deb -x $deb {NEWER}/root; done && "
            f"cd {NEWER} && ln -s root/usr/share/python-wheels/pip-*.whl {PIP.parent.name}"
        )
        self.run("Fetching the compiler of shaders", ["sh", "-ec", script])
        glslc = self.folder / NEWER.relative_to("/") / "glslc"
        glslc.write_text(GLSLC, "ascii")
        glslc.chmod(0o755)

    def run(
        self,
        label: str,
        command: Sequence[str | Path],
        environment: Mapping[str, str] | None = None,
        mounts: Mapping[Path, str] | None = None,
    ) -> None:
        """Run a program in it; `mounts` are folders of this machine and where it sees them."""
        self.runner.run(label, entering(self.folder, command, environment or {}, mounts or {}))


def entering(
    root: Path,
    command: Sequence[str | Path],
    environment: Mapping[str, str],
    mounts: Mapping[Path, str],
) -> list[str]:
    """Return the command that runs a program in a root of its own mounts, which end with it."""
    steps = [
        f"mount -t proc proc {shlex.quote(str(root / 'proc'))}",
        f"mount --rbind /dev {shlex.quote(str(root / 'dev'))}",
    ]
    for outside, inside in mounts.items():
        place = root / inside.lstrip("/")
        place.mkdir(parents=True, exist_ok=True)
        steps.append(f"mount --bind {shlex.quote(str(outside))} {shlex.quote(str(place))}")
    inner = ["chroot", str(root), *with_variables(command, environment)]
    steps.append(f"exec {shlex.join(inner)}")
    return ["unshare", "--mount", "--propagation", "private", "sh", "-ec", "\n".join(steps)]


def with_variables(command: Sequence[str | Path], environment: Mapping[str, str]) -> list[str]:
    """Return the command that runs a program in a root with these variables and few others."""
    own = {name: os.environ[name] for name in HANDED_ON if name in os.environ}
    own |= {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    variables = {
        **own,
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": "/root",
        "LANG": "C.UTF-8",
        **environment,
    }
    settings = [f"{name}={value}" for name, value in variables.items()]
    return ["/usr/bin/env", "-i", *settings, *map(str, command)]


def require_root_and_tools() -> None:
    """Raise SetupError with the sentence that says what is missing."""
    if shutil.which("debootstrap") is None:
        raise SetupError(
            "Packages are built in a small Debian 12 system, and debootstrap makes it:\n"
            "  sudo apt-get install --no-install-recommends debootstrap"
        )
    if not is_root():
        raise SetupError(
            "A Debian 12 system in a folder needs the rights of root. Run this again as:\n"
            "  sudo python3 run.py package"
        )
