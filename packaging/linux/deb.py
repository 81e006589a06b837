"""The package for Debian and Ubuntu, written by dpkg-deb."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path

from bundle.publisher import Publisher
from bundle.root import BuildRoot
from linux.archive import copy_tree, entries, settle_times
from linux.tree import NAME, configuration_files, installed_kilobytes, mark_channel

# Library that the bundle leaves to the system -> package, with the name of before the 64-bit time
# change behind it where there is one. A test compares them with what the bundle is linked against.
SYSTEM_PACKAGES = {
    "libbrotlidec.so.1": "libbrotli1",
    "libc.so.6": "libc6 (>= 2.36)",
    "libcrypto.so.3": "libssl3t64 | libssl3",
    "libdbus-1.so.3": "libdbus-1-3",
    "libdl.so.2": "libc6 (>= 2.36)",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0t64 | libglib2.0-0",
    "libgobject-2.0.so.0": "libglib2.0-0t64 | libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0t64 | libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libm.so.6": "libc6 (>= 2.36)",
    "libOpenGL.so.0": "libopengl0",
    "libpthread.so.0": "libc6 (>= 2.36)",
    "librt.so.1": "libc6 (>= 2.36)",
    "libssl.so.3": "libssl3t64 | libssl3",
    "libstdc++.so.6": "libstdc++6",
    "libutil.so.1": "libc6 (>= 2.36)",
    "libuuid.so.1": "libuuid1",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "ld-linux-x86-64.so.2": "libc6 (>= 2.36)",
}

# Loaded only where it is there, with a sentence in `snug doctor` where it is not.
OPTIONAL_LIBRARIES = {"libvulkan.so.1": "libvulkan1"}

RECOMMENDED = ("fonts-noto-cjk | fonts-nanum", "fonts-noto-color-emoji", "libvulkan1")
SUGGESTED = ("mesa-vulkan-drivers", "tesseract-ocr")

DESCRIPTION = """\
private conversations with a language model on this computer
 Snug is a desktop chat in which the language model runs on this computer, and
 which answers questions about your own documents with the place it found them
 at. Nothing that is said or read leaves the computer, and nothing readable
 rests on its disk: conversations, documents and their index lie in an
 encrypted vault."""
STARTER_KIT = """\
 .
 The package holds a small starter model for conversations and one for search,
 so that the first answer needs no network."""

RULES = "/etc/apparmor.d"

POSTINST = """#!/bin/sh
set -e
if [ "$1" = configure ] && [ -n "$2" ] && {is_open}; then
    echo "Snug is open in the release of before. Close it and open it again."
fi
"""
IS_OPEN = "ls -l /proc/[0-9]*/exe 2>/dev/null | grep -q ' -> /usr/lib/snug/snug'"
LOAD_PROFILES = """\
if [ "$1" = configure ] && command -v aa-enabled >/dev/null && aa-enabled --quiet; then
    for profile in {profiles}; do
        apparmor_parser -r -T -W "$profile" || true
    done
fi
"""
PRERM = """#!/bin/sh
set -e
if [ "$1" = remove ] && command -v aa-enabled >/dev/null && aa-enabled --quiet; then
    for profile in {profiles}; do
        apparmor_parser -R "$profile" || true
    done
fi
"""

POSTRM = """#!/bin/sh
set -e
if [ "$1" = remove ]; then
    echo "Snug is removed. The conversations and models of each user stay where they are:"
    echo "  ~/.local/share/snug"
fi
"""

# Each line is answered where the tag is explained.
OVERRIDES = """\
# The libraries below /usr/lib/snug find each other by RUNPATH $ORIGIN: they are private, and built
# and tested together.
{name}: custom-library-search-path
# Libraries of Qt and of the engine that call the C library through another one of ours.
{name}: library-not-linked-against-libc
{name}: shared-library-lacks-prerequisites
# Made by others, who publish them as they are; their licences and versions are in the SBOM.
{name}: embedded-library
{name}: unstripped-binary-or-object
{name}: hardening-no-pie
{name}: hardening-no-bindnow
{name}: hardening-no-fortify-functions
{name}: executable-stack-in-shared-library
# Pretendard is not in Debian.
{name}: duplicate-font-file
{name}: font-in-non-font-package
{name}: truetype-font-prohibits-installable-embedding
# Not in Debian's own archive: nothing is closed by an upload.
{name}: initial-upload-closes-no-bugs
# packaging/publisher.toml holds no address yet, and none is invented.
{name}: malformed-contact
{name}: bogus-mail-host-in-debian-changelog
# Nor does it hold a page.
{name}: appstream-metadata-validation-failed
# The licence of FreeType as its makers wrote it.
{name}: national-encoding
# The licences of what is inside are kept beside the summary of the copyright file.
{name}: extra-license-file
"""


def dependencies() -> list[str]:
    """Return what the package depends on, each once, by name."""
    return sorted(set(SYSTEM_PACKAGES.values()))


def control(version: str, kilobytes: int, publisher: Publisher, *, slim: bool) -> str:
    """Return the text of the control file."""
    fields: Mapping[str, str] = {
        "Package": NAME,
        "Version": version,
        "Architecture": "amd64",
        "Maintainer": publisher.contact,
        "Installed-Size": str(kilobytes),
        "Depends": ", ".join(dependencies()),
        "Recommends": ", ".join(RECOMMENDED),
        "Suggests": ", ".join(SUGGESTED),
        "Section": "misc",
        "Priority": "optional",
        **({"Homepage": publisher.homepage} if publisher.homepage else {}),
        "Description": DESCRIPTION if slim else f"{DESCRIPTION}\n{STARTER_KIT}",
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def checksums(tree: Path) -> str:
    """Return the MD5 sums by which dpkg notices damaged files."""
    lines = []
    for path in entries(tree):
        name = path.relative_to(tree).as_posix()
        if path.is_file() and not path.is_symlink() and not name.startswith(("DEBIAN/", "etc/")):
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False))
            lines.append(f"{digest.hexdigest()}  {name}\n")
    return "".join(lines)


def write_maintainer_files(tree: Path, version: str, publisher: Publisher, *, slim: bool) -> None:
    """Write DEBIAN/ and the answers to lintian into the tree of a package."""
    overrides = tree / "usr" / "share" / "lintian" / "overrides" / NAME
    overrides.parent.mkdir(parents=True, exist_ok=True)
    overrides.write_text(OVERRIDES.format(name=NAME), "utf-8")
    kilobytes = installed_kilobytes(tree)
    configuration = configuration_files(tree)
    scripts = tree / "DEBIAN"
    scripts.mkdir()
    (scripts / "control").write_text(control(version, kilobytes, publisher, slim=slim), "utf-8")
    (scripts / "md5sums").write_text(checksums(tree), "utf-8")
    if configuration:
        (scripts / "conffiles").write_text("\n".join([*configuration, ""]), "utf-8")
    profiles = [name for name in configuration if Path(name).parent.as_posix() == RULES]
    after = POSTINST.format(is_open=IS_OPEN)
    if profiles:
        named = " ".join(profiles)
        after += LOAD_PROFILES.format(profiles=named)
        (scripts / "prerm").write_text(PRERM.format(profiles=named), "utf-8")
    (scripts / "postinst").write_text(after, "utf-8")
    (scripts / "postrm").write_text(POSTRM, "utf-8")
    for path in (overrides.parent.parent, overrides.parent, scripts):
        path.chmod(0o755)
    for path in (overrides, *scripts.iterdir()):
        path.chmod(0o755 if path.name in ("postinst", "postrm", "prerm") else 0o644)


def build_deb(
    tree: Path,
    work: Path,
    target: Path,
    root: BuildRoot,
    publisher: Publisher,
    *,
    version: str,
    epoch: int,
    slim: bool,
) -> Path:
    """Write the package of a tree to the folder `target` and return its path."""
    own = work / "deb"
    shutil.rmtree(own, ignore_errors=True)
    copy_tree(tree, own, link=True)
    for path in entries(own):
        if not path.is_symlink():
            path.chmod((tree / path.relative_to(own)).stat().st_mode & 0o777)
    mark_channel(own, "deb")
    write_maintainer_files(own, version, publisher, slim=slim)
    settle_times(own, epoch)
    name = f"{NAME}{'-slim' if slim else ''}_{version}_amd64.deb"
    command = [
        "dpkg-deb",
        "--root-owner-group",
        "-Zxz",  # Debian's policy knows no zstd
        "-z0",  # most of it are models, which nothing makes smaller
        "--build",
        "/tree",
        f"/target/{name}",
    ]
    variables = {"SOURCE_DATE_EPOCH": str(epoch)}
    mounts = {own: "/tree", target: "/target"}
    root.run("Writing the .deb", command, variables, mounts)
    return target / name
