"""The packages of the add-on for NVIDIA's cards: a .deb, and an archive for everybody else.

Both put one folder beside the engine's own libraries, which the engine looks into and nowhere else.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bundle.publisher import Publisher
from bundle.root import BuildRoot
from linux.archive import copy_tree, settle_times, write_tar_gz
from linux.deb import checksums
from linux.tree import LIBRARIES, Papers, installed_kilobytes, set_modes_outside, write_papers
from linux.tree import NAME as PROGRAM

NAME = "snug-chat-cuda"
PLACE = LIBRARIES / "_internal" / "llama_cpp" / "cuda"
DOCUMENTS = Path("usr/share/doc") / NAME

DEPENDENCIES = ("libc6 (>= 2.36)", "libgcc-s1", "libstdc++6")
SUGGESTED = ("libcuda1", "nvidia-driver")

DESCRIPTION = """\
faster answers of Snug on NVIDIA graphics cards (CUDA)
 Snug uses graphics cards of every maker through Vulkan. With this add-on it
 uses those of NVIDIA through CUDA, which needs a card of 2018 or newer
 (compute capability 7.5) and NVIDIA's driver 580 or newer. Without them Snug
 works as before, and "snug doctor" says what is missing.
 .
 The package holds libraries of NVIDIA: libcudart, libcublas and libcublasLt.
 They are not free software: nobody but NVIDIA has their source, and NVIDIA's
 licence, which lies in /usr/share/doc/snug-chat-cuda/licences, forbids to
 change or examine them. They have no network access of their own here: they
 run in the same confined process as the rest of the engine."""

# Each line is answered where the tag is explained.
OVERRIDES = f"""\
# The libraries find each other and the engine in the folders of Snug; before LD_LIBRARY_PATH, where
# another release of CUDA may lie.
{NAME}: custom-library-search-path
# NVIDIA's licence lets its libraries be passed on unchanged alone.
{NAME}: embedded-library
{NAME}: unstripped-binary-or-object
{NAME}: hardening-no-bindnow
{NAME}: hardening-no-fortify-functions
{NAME}: shared-library-lacks-prerequisites
{NAME}: library-not-linked-against-libc
# Not in Debian's own archive: nothing is closed by an upload.
{NAME}: initial-upload-closes-no-bugs
# packaging/publisher.toml holds no address yet, and none is invented.
{NAME}: malformed-contact
# The licences of what is inside are kept beside the summary of the copyright file.
{NAME}: extra-license-file
"""

ADD = """#!/bin/sh
# Adds CUDA to a Snug that install.sh put below a prefix: ./add-cuda.sh [PREFIX], ~/.local without.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
prefix=${1:-$HOME/.local}
list=$prefix/lib/snug/installed
if [ ! -e "$list" ]; then
    echo "There is no Snug below $prefix. Install its own archive first, or say where it is:" >&2
    echo "  $0 PREFIX" >&2
    exit 1
fi
cd "$here"
sed 's|^|./|' cuda-files | tar -cf - -T - | tar -xf - -C "$prefix"
sort -u "$list" cuda-files > "$list.new"
mv "$list.new" "$list"
echo "CUDA is added to Snug below $prefix. What it found there: $prefix/bin/snug doctor"
"""


@dataclass(frozen=True)
class Release:
    """Which release is packed, by whom, and from when its files are, in seconds."""

    version: str
    epoch: int
    publisher: Publisher
    quick: bool = False
    """Whether it was compiled for a trial alone."""

    @property
    def suffix(self) -> str:
        """What keeps a package of a trial from being taken for one to publish."""
        return "-quick" if self.quick else ""


def build_addon_tree(libraries: Path, papers: Papers, target: Path) -> None:
    """Lay the files of the add-on out in `target`, as they lie below the root of a system."""
    shutil.rmtree(target, ignore_errors=True)
    (target / PLACE).mkdir(parents=True)
    for path in sorted(libraries.iterdir()):
        if path.is_file():
            shutil.copyfile(path, target / PLACE / path.name)
            (target / PLACE / path.name).chmod(0o644)
    write_papers(papers, target / DOCUMENTS)
    set_modes_outside(target)


def control(release: Release, kilobytes: int) -> str:
    """Return the text of the control file; the program must be of the very same version."""
    fields: Mapping[str, str] = {
        "Package": NAME,
        "Version": release.version,
        "Architecture": "amd64",
        "Maintainer": release.publisher.contact,
        "Installed-Size": str(kilobytes),
        "Depends": ", ".join([f"{PROGRAM} (= {release.version})", *DEPENDENCIES]),
        "Suggests": ", ".join(SUGGESTED),
        "Section": "non-free/misc",
        "Priority": "optional",
        "Description": DESCRIPTION,
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def build_addon_deb(
    tree: Path, work: Path, target: Path, root: BuildRoot, release: Release
) -> Path:
    """Write the package of a tree to the folder `target` and return its path."""
    own = work / "cuda-deb"
    shutil.rmtree(own, ignore_errors=True)
    copy_tree(tree, own, link=True)
    overrides = own / "usr" / "share" / "lintian" / "overrides" / NAME
    overrides.parent.mkdir(parents=True)
    overrides.write_text(OVERRIDES, "utf-8")
    set_modes_outside(own)
    kilobytes = installed_kilobytes(own)
    scripts = own / "DEBIAN"
    scripts.mkdir()
    (scripts / "control").write_text(control(release, kilobytes), "utf-8")
    (scripts / "md5sums").write_text(checksums(own), "utf-8")
    scripts.chmod(0o755)
    for path in scripts.iterdir():
        path.chmod(0o644)
    settle_times(own, release.epoch)
    name = f"{NAME}{release.suffix}_{release.version}_amd64.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z0", "--build", "/tree"]
    variables = {"SOURCE_DATE_EPOCH": str(release.epoch)}
    mounts = {own: "/tree", target: "/target"}
    root.run("Writing the .deb of the add-on", [*command, f"/target/{name}"], variables, mounts)
    return target / name


def lay_out_addon(tree: Path, folder: Path) -> None:
    """Turn the tree into one that unpacks over the folder of the program's own archive."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in ("lib", "share"):
        copy_tree(tree / "usr" / name, folder / name, link=True)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    listed = "".join(f"{path.relative_to(folder).as_posix()}\n" for path in files)
    (folder / "cuda-files").write_text(listed, "utf-8")
    (folder / "add-cuda.sh").write_text(ADD, "utf-8")
    (folder / "cuda-files").chmod(0o644)
    (folder / "add-cuda.sh").chmod(0o755)
    folder.chmod(0o755)


def build_addon_tar(tree: Path, work: Path, target: Path, release: Release) -> Path:
    """Write the archive of a tree to the folder `target` and return its path."""
    own = work / "cuda-tar"
    lay_out_addon(tree, own)
    top = f"snug-{release.version}"  # the folder of the program's own archive
    path = target / f"snug-cuda{release.suffix}-{release.version}-linux-x86_64.tar.gz"
    with path.open("wb") as file:
        write_tar_gz(own, top, release.epoch, file)
    return path
