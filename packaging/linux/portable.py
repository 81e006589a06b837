"""One file that is started as it is: an AppImage, or an archive that unpacks itself.

The runtime that makes an AppImage of a file system image is published on a code forge alone, in no
package registry: where its file is handed over, an AppImage is made with it, and otherwise a shell
script with the archive behind it. Both hold the same AppDir, and start the same AppRun.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from bundle.root import BuildRoot
from linux.archive import copy_tree, settle_times, write_tar_gz
from linux.tar import IS_OPEN
from linux.tree import LIBRARIES
from setup.console import SetupError

APP_RUN = """#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
exec "$here/usr/lib/snug/snug" "$@"
"""

DESKTOP_ENTRY = """\
[Desktop Entry]
Type=Application
Name=Snug
Comment=Private conversations with a language model on this computer
Exec=snug
Icon=snug
Categories=Utility;
Terminal=false
"""

APPIMAGE_MAGIC = b"AI\x02"
APPIMAGE_MAGIC_AT = 8

# The digest is in the name of the folder: another release never runs with the files of this one.
SELF_EXTRACTING = """#!/bin/sh
# Snug {version}: unpacks itself on its first start, then starts from there. Options of this file:
#   --unpack DIR    unpack into DIR and do nothing else
#   --forget        delete what was unpacked; conversations and models stay
set -eu
file=$(readlink -f "$0")
cache=${{XDG_CACHE_HOME:-$HOME/.cache}}/snug-unpacked
place=$cache/{version}-{digest}
{is_open}unpack() {{
    tail -n +{lines} "$file" | tar -xzf - -C "$1"
}}
case "${{1:-}}" in
--unpack)
    mkdir -p "$2"
    unpack "$2"
    exit 0 ;;
--forget)
    rm -rf "$cache"
    echo "What this file unpacked is deleted. Your conversations and models are where they were:"
    echo "  ${{SNUG_HOME:-${{XDG_DATA_HOME:-$HOME/.local/share}}/snug}}"
    exit 0 ;;
esac
if [ ! -e "$place/AppRun" ]; then
    echo "Unpacking Snug; this happens once." >&2
    mkdir -p "$cache"
    chmod 700 "$cache"
    draft=$(mktemp -d "$cache/.unpacking-XXXXXX")
    trap 'rm -rf "$draft"' EXIT INT TERM
    unpack "$draft"
    mv "$draft/Snug.AppDir" "$place" 2>/dev/null || [ -e "$place/AppRun" ]
    rm -rf "$draft"
    trap - EXIT INT TERM
fi
for other in "$cache"/*; do
    [ "$other" != "$place" ] || continue
    real=$(cd "$other" 2>/dev/null && pwd -P) || real=$other
    if is_open "$real"; then
        echo "Another release of Snug is still open. Close it, then start this one again." >&2
    else
        rm -rf "$other"
    fi
done
exec "$place/AppRun" "$@"
"""


def lay_out(tree: Path, folder: Path) -> None:
    """Make an AppDir of the tree of a system."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    copy_tree(tree / "usr", folder / "usr", link=True)
    (folder / "AppRun").write_text(APP_RUN, "utf-8")
    (folder / "AppRun").chmod(0o755)
    entries = sorted((folder / "usr" / "share" / "applications").glob("*.desktop"))
    text = entries[0].read_text("utf-8") if entries else DESKTOP_ENTRY
    name = entries[0].name if entries else "snug.desktop"
    (folder / name).write_text(text, "utf-8")
    icon = icon_named(text)
    source = folder / "usr" / "share" / "icons" / "hicolor" / "scalable" / "apps" / f"{icon}.svg"
    if not source.exists():
        source = folder / LIBRARIES / "_internal" / "resources" / "icons" / "snug.svg"
    shutil.copyfile(source, folder / f"{icon}.svg")
    for path in (folder / name, folder / f"{icon}.svg"):
        path.chmod(0o644)
    folder.chmod(0o755)


def icon_named(entry: str) -> str:
    """Return the icon's name in a desktop entry. Raises SetupError."""
    for line in entry.splitlines():
        if line.startswith("Icon="):
            return line.removeprefix("Icon=").strip()
    raise SetupError("The desktop entry names no icon.")


def header(version: str, digest: str) -> bytes:
    """Return the script in front of a self-extracting archive; it knows where it ends itself."""
    text = SELF_EXTRACTING.replace("{is_open}", IS_OPEN.replace("{", "{{").replace("}", "}}"))
    lines = text.count("\n") + 1
    return text.format(version=version, digest=digest[:16], lines=lines).encode()


def build_self_extracting(
    tree: Path, work: Path, target: Path, *, version: str, epoch: int, slim: bool
) -> Path:
    """Write the archive that unpacks itself to the folder `target` and return its path."""
    own = work / "appdir"
    lay_out(tree, own)
    archive = work / "appdir.tar.gz"
    with archive.open("wb") as file:
        write_tar_gz(own, "Snug.AppDir", epoch, file)
    with archive.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        path = target / f"snug-{version}{'-slim' if slim else ''}-linux-x86_64.run"
        with path.open("wb") as written:
            written.write(header(version, digest))
            shutil.copyfileobj(file, written, 1 << 20)
    archive.unlink()
    path.chmod(0o755)
    return path


def build_appimage(
    tree: Path,
    work: Path,
    target: Path,
    root: BuildRoot,
    runtime: Path,
    *,
    version: str,
    epoch: int,
    slim: bool,
) -> Path:
    """Write an AppImage with the runtime at a path to the folder `target`; return its path."""
    own = work / "appdir"
    lay_out(tree, own)
    settle_times(own, epoch)
    image = work / "image"
    shutil.rmtree(image, ignore_errors=True)
    image.mkdir()
    # Small blocks: the first start reads little of the file.
    command = ["mksquashfs", "/appdir", "/image/fs", "-comp", "zstd", "-Xcompression-level", "15"]
    command += ["-b", "256K", "-all-root", "-noappend", "-no-progress"]
    mounts = {own: "/appdir", image: "/image"}
    root.run("Writing the AppImage", command, {"SOURCE_DATE_EPOCH": str(epoch)}, mounts)
    head = bytearray(runtime.read_bytes())
    head[APPIMAGE_MAGIC_AT : APPIMAGE_MAGIC_AT + len(APPIMAGE_MAGIC)] = APPIMAGE_MAGIC
    path = target / f"snug-{version}{'-slim' if slim else ''}-x86_64.AppImage"
    with path.open("wb") as written, (image / "fs").open("rb") as read:
        written.write(head)
        shutil.copyfileobj(read, written, 1 << 20)
    path.chmod(0o755)
    return path
