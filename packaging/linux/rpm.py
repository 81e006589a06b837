"""The package for Fedora and openSUSE, written by rpmbuild from the same tree."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from bundle.publisher import Publisher
from bundle.root import BuildRoot
from linux.archive import copy_tree, entries, settle_times
from linux.deb import IS_OPEN, RULES
from linux.tree import LIBRARIES, NAME, configuration_files, mark_channel

# Named by library, so that Fedora and openSUSE each find their own package of it.
REQUIRED = (
    "libbrotlidec.so.1", "libc.so.6(GLIBC_2.36)", "libcrypto.so.3", "libdbus-1.so.3", "libEGL.so.1",
    "libfontconfig.so.1", "libfreetype.so.6", "libgcc_s.so.1", "libGL.so.1", "libglib-2.0.so.0",
    "libgssapi_krb5.so.2", "libssl.so.3", "libstdc++.so.6", "libuuid.so.1",
    "libwayland-client.so.0", "libwayland-cursor.so.0", "libwayland-egl.so.1", "libX11.so.6",
    "libX11-xcb.so.1", "libxcb.so.1", "libxkbcommon.so.0",
)  # fmt: skip

SPEC = """\
Name: {name}
Version: {version}
Release: 1
Summary: Private conversations with a language model on this computer
License: Apache-2.0
{told}BuildArch: x86_64
AutoReqProv: no
{requires}
Recommends: google-noto-sans-cjk-fonts
%define __os_install_post %{{nil}}
%define debug_package %{{nil}}
%define _build_id_links none
%define _binary_payload w12.zstdio
%define use_source_date_epoch_as_buildtime 1
%define clamp_mtime_to_source_date_epoch 1
%define _buildhost localhost

%description
Snug is a desktop chat in which the language model runs on this computer, and
which answers questions about your own documents with the place it found them
at. Nothing that is said or read leaves the computer.

%install
cp -a /tree/. %{{buildroot}}/

%post
{post}
%postun
{postun}
%files -f /work/files
"""

POST = """\
if [ "$1" -gt 1 ] && {is_open}; then
    echo "Snug is open in the release of before. Close it and open it again."
fi
{profiles}"""
POSTUN = """\
if [ "$1" = 0 ]; then
    echo "Snug is removed. The conversations and models of each user stay where they are:"
    echo "  ~/.local/share/snug"
fi
"""
LOAD_PROFILES = """\
if command -v aa-enabled >/dev/null && aa-enabled --quiet; then
    for profile in {profiles}; do
        apparmor_parser -r -T -W "$profile" || true
    done
fi
"""


def file_list(tree: Path) -> str:
    """Return the files of a tree as rpmbuild reads them, ours alone of the folders."""
    own = (LIBRARIES, Path("usr/share/doc") / NAME)
    configuration = set(configuration_files(tree))
    lines = ["%defattr(-,root,root,-)"]
    for path in entries(tree):
        relative = path.relative_to(tree)
        name = f'"/{relative.as_posix()}"'
        if path.is_dir() and not path.is_symlink():
            if any(relative == folder or folder in relative.parents for folder in own):
                lines.append(f"%dir {name}")
        elif f"/{relative.as_posix()}" in configuration:
            lines.append(f"%config(noreplace) {name}")
        else:
            lines.append(name)
    return "\n".join([*lines, ""])


def spec(version: str, publisher: Publisher, configuration: Sequence[str] = ()) -> str:
    """Return the text of the spec file; `configuration` are the files below /etc."""
    suffix = "()(64bit)"
    needs = [name if "(" in name else name + suffix for name in REQUIRED]
    needs = [f"{name}(64bit)" if name.endswith("2.36)") else name for name in needs]
    requires = "\n".join(f"Requires: {name}" for name in needs)
    told = {"Vendor": publisher.name, "URL": publisher.homepage, "BugURL": publisher.bugs}
    if publisher.email:
        told["Packager"] = publisher.contact
    profiles = [name for name in configuration if Path(name).parent.as_posix() == RULES]
    load = LOAD_PROFILES.format(profiles=" ".join(profiles)) if profiles else ""
    return SPEC.format(
        name=NAME,
        version=version,
        requires=requires,
        told="".join(f"{field}: {value}\n" for field, value in told.items() if value),
        post=POST.format(is_open=IS_OPEN, profiles=load),
        postun=POSTUN,
    )


def build_rpm(
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
    own = work / "rpm"
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir(parents=True)
    copy_tree(tree, own / "tree", link=True)
    mark_channel(own / "tree", "rpm")
    settle_times(own / "tree", epoch)
    (own / "files").write_text(file_list(own / "tree"), "utf-8")
    (own / "snug.spec").write_text(
        spec(version, publisher, configuration_files(own / "tree")), "utf-8"
    )
    command = ["rpmbuild", "-bb", "--target", "x86_64", "--define", "_topdir /work/top"]
    command += ["--define", "_tmppath /work", "--quiet", "/work/snug.spec"]
    mounts = {own: "/work", own / "tree": "/tree"}
    root.run("Writing the .rpm", command, {"SOURCE_DATE_EPOCH": str(epoch)}, mounts)
    (built,) = (own / "top" / "RPMS").rglob("*.rpm")
    name = f"{NAME}{'-slim' if slim else ''}-{version}-1.x86_64.rpm"
    shutil.move(built, target / name)
    return target / name
