"""Builds the Python that goes into the packages, from Debian's source, against old libraries.

Debian 12's own is 3.11, of which Qt 6.12 and later lose references; that of Debian 13 asks for
newer libraries than Debian 12 has. Debian's source carries its security fixes.

It is compiled twice, as distributions do: first so that it counts which branches it takes while it
runs `workload.py`, then for those counts. Hashes and addresses are held still meanwhile, so that
the counts can be those of every build. What the workload leaves out is compiled as without counts.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from bundle.root import NEWER_SUITE, BuildRoot
from setup.machine import usable_cores
from setup.stages import write_at_once

VERSION = "3.13"
PREFIX = "/opt/python"
PYTHON = f"{PREFIX}/bin/python{VERSION}"

# Without readline (GPL 3), without a database module of its own beside the encrypted one.
CONFIGURE = (
    f"--prefix={PREFIX}",
    "--enable-shared",
    "--without-static-libpython",
    "--without-readline",
    "--disable-test-modules",
    "--without-ensurepip",  # Debian's source refuses it
    # Takes counts, and lets the functions of libpython call each other without a look-up.
    "--enable-optimizations",
    "CFLAGS=-g0 -ffile-prefix-map=/build/python=.",
    # libpython is loaded once and first, so that what each thread has of its own can have a fixed
    # place: a float that is made or thrown away asks for it.
    "CFLAGS_NODIST=-fprofile-partial-training -ftls-model=initial-exec",
)
WORKLOAD = Path(__file__).with_name("workload.py")
WORKLOAD_INSIDE = "/workload"

# Makefile would run the workload, too, but goes on where it fails. What the build itself has run
# before does not count.
SCRIPT = f"""
rm -rf /build/python {PREFIX}
mkdir -p /build/python && cd /build/python
apt-get source python{VERSION}/{NEWER_SUITE}
sed -n "s/^Version: //p" *.dsc > source-version
mkdir work && cd work
../python{VERSION}-*/configure "$@"
make -j{{jobs}} profile-gen-stamp
find . -name "*.gcda" -delete
env -i PYTHONHASHSEED=0 LD_LIBRARY_PATH=. setarch -R ./python -PB {WORKLOAD_INSIDE}/{WORKLOAD.name}
make clean-retain-profile
touch profile-run-stamp
make -j{{jobs}}
make install
cp ../source-version {PREFIX}/source-version
echo {PREFIX}/lib > /etc/ld.so.conf.d/python.conf
ldconfig
{PYTHON} -c "import bz2, ctypes, hashlib, lzma, ssl, uuid, zlib"
rm -rf /build/python
"""


class BuiltPython:
    """Python below /opt of the build system."""

    def __init__(self, root: BuildRoot) -> None:
        self.root = root
        self._stamp = root.folder / PREFIX.lstrip("/") / "snug.stamp"

    def key(self) -> str:
        """Return the digest of how it is built."""
        parts = (self.root.key(), SCRIPT, *CONFIGURE, WORKLOAD.read_text("utf-8"))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def provide(self) -> None:
        """Build it where it is not there as described above."""
        if self._stamp.exists() and self._stamp.read_text("utf-8") == self.key():
            return
        script = SCRIPT.format(jobs=usable_cores())
        command = ["sh", "-ec", script, "build", *CONFIGURE]
        mounts = {WORKLOAD.parent: WORKLOAD_INSIDE}
        self.root.run(f"Building Python {VERSION}", command, mounts=mounts)
        write_at_once(self._stamp, self.key())
