"""The tree of files that every Linux package installs, as it lies below the root of a system.

`packaging/linux/share/` is copied as it is: it holds `usr/share/…` and `etc/…` in their places.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bundle.freeze import Bundle
from bundle.publisher import Publisher
from linux.archive import copy_tree, entries, gzipped

NAME = "snug-chat"
LIBRARIES = Path("usr/lib/snug")
COMMAND = Path("usr/bin/snug")
DOCUMENTS = Path("usr/share/doc") / NAME
METAINFO = Path("usr/share/metainfo")
SHARE = Path("packaging/linux/share")


@dataclass(frozen=True)
class Papers:
    """What travels with the program to be read: texts by their name below the documents."""

    copyright: str
    changelog: str
    sbom: dict[str, Any]
    licences: Path
    """A folder with the licences of everything inside."""


def build_tree(
    source: Path,
    bundle: Bundle,
    papers: Papers,
    publisher: Publisher,
    target: Path,
    made: Path | None = None,
) -> None:
    """Lay the files of a package out in `target`, with the modes that they are installed with.

    `made` holds what was made for this very program, in its places below the root of a system.
    """
    shutil.rmtree(target, ignore_errors=True)
    (target / LIBRARIES).parent.mkdir(parents=True)
    copy_tree(bundle.folder, target / LIBRARIES, link=True)
    for share in (source / SHARE, made):
        if share is not None and share.is_dir():
            copy_tree(share, target)
    for path in (target / METAINFO).glob("*.xml"):
        path.write_text(publisher.metainfo(path.read_text("utf-8")), "utf-8")
    command = target / COMMAND
    command.parent.mkdir(parents=True, exist_ok=True)
    command.symlink_to(Path("..") / LIBRARIES.relative_to("usr") / "snug")
    write_papers(papers, target / DOCUMENTS)
    compress_manuals(target)
    set_modes_outside(target)


def write_papers(papers: Papers, documents: Path) -> None:
    """Write what is to be read into the folder of a package's documents."""
    documents.mkdir(parents=True, exist_ok=True)
    (documents / "copyright").write_text(papers.copyright, "utf-8")
    (documents / "changelog.gz").write_bytes(gzipped(papers.changelog.encode()))
    sbom = json.dumps(papers.sbom, indent=1, ensure_ascii=False)
    (documents / "sbom.cdx.json").write_text(f"{sbom}\n", "utf-8")
    copy_tree(papers.licences, documents / "licences")


def compress_manuals(target: Path) -> None:
    """Compress manual pages, as Debian and Fedora want them."""
    manuals = target / "usr" / "share" / "man"
    for path in [*entries(manuals)] if manuals.is_dir() else []:
        if path.is_file() and path.suffix != ".gz":
            path.with_name(f"{path.name}.gz").write_bytes(gzipped(path.read_bytes()))
            path.unlink()


def set_modes_outside(target: Path) -> None:
    """Set the modes of all but the bundle's files, which are links to those of the bundle."""
    for path in entries(target):
        if path.is_symlink():
            continue
        if path.is_dir():
            path.chmod(0o755)  # mkdir obeys the umask
        elif not path.is_relative_to(target / LIBRARIES):
            path.chmod(0o644)
    target.chmod(0o755)


def mark_channel(target: Path, channel: str) -> None:
    """Say in a tree who brings it up to date: the program itself then does not look."""
    path = target / LIBRARIES / "_internal" / "resources" / "channel"
    path.write_text(f"{channel}\n", "ascii")
    path.chmod(0o644)


def configuration_files(target: Path) -> list[str]:
    """Return the files below /etc as a package manager names them."""
    etc = target / "etc"
    found = [path for path in entries(etc) if path.is_file()] if etc.is_dir() else []
    return [f"/{path.relative_to(target).as_posix()}" for path in found]


def installed_kilobytes(target: Path) -> int:
    """Return how much the tree takes, each file and folder rounded up to a kilobyte."""
    return sum(
        1 if path.is_symlink() or path.is_dir() else -(-path.stat().st_size // 1024)
        for path in entries(target)
    )
