"""The archive for everybody else: unpack it anywhere and start `snug` in it.

`install.sh` inside puts it below a prefix (`~/.local` by itself) with its menu entry, and
`uninstall.sh` takes away exactly what was put there.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from linux.archive import copy_tree, write_tar_gz
from linux.tree import LIBRARIES

# Snug hides which file it runs from all but root: then its name and its user count.
IS_OPEN = """\
is_open() {
    for process in /proc/[0-9]*; do
        read -r name 2>/dev/null < "$process/comm" && [ "$name" = snug ] || continue
        case $(readlink "$process/exe" 2>/dev/null) in
        "$1"/*) return 0 ;;
        "") ! grep -q "^Uid:[[:space:]]*$(id -u)[[:space:]]" "$process/status" || return 0 ;;
        esac
    done 2>/dev/null
    return 1
}
"""
"""A function of the shell: whether a Snug runs from a folder, or may do so."""

# What runs would lose files that it has not read yet.
REFUSE_WHILE_OPEN = f"""\
{IS_OPEN}if is_open "$prefix/lib/snug"; then
    echo "Snug is open. Close it, then start this again. Nothing was changed." >&2
    exit 1
fi
"""

INSTALL = f"""#!/bin/sh
# Puts Snug below a prefix: ./install.sh [PREFIX], ~/.local without one.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
prefix=${{1:-$HOME/.local}}
mkdir -p "$prefix"
prefix=$(cd "$prefix" && pwd -P)
{REFUSE_WHILE_OPEN}list=$prefix/lib/snug/installed
[ ! -e "$list" ] || sh "$prefix/lib/snug/uninstall.sh" --upgrade > /dev/null
mkdir -p "$prefix"
cd "$here"
mkdir -p "$prefix/lib/snug"
find lib share bin \\( -type f -o -type l \\) | sort > "$list"
tar -cf - lib share bin | tar -xf - -C "$prefix"
cp "$here/uninstall.sh" "$prefix/lib/snug/uninstall.sh"
for entry in "$prefix"/share/applications/*.desktop; do
    [ ! -e "$entry" ] || sed -i "s|^\\(Try\\)\\?Exec=snug|\\1Exec=$prefix/bin/snug|" "$entry"
done
echo "Snug is installed below $prefix. It starts with: $prefix/bin/snug"
echo "To remove it: sh $prefix/lib/snug/uninstall.sh"
"""

UNINSTALL = f"""#!/bin/sh
# Removes what install.sh put beside this file. Your vault and models stay where they are.
set -eu
prefix=$(cd "$(dirname "$0")/../.." && pwd -P)
list=$prefix/lib/snug/installed
[ -e "$list" ] || {{ echo "Nothing was installed here by install.sh." >&2; exit 1; }}
{REFUSE_WHILE_OPEN}cd "$prefix"
while IFS= read -r file; do rm -f "./$file"; done < "$list"
sed 's|/[^/]*$||' "$list" | sort -ru | while IFS= read -r folder; do
    while [ "$folder" != . ] && [ "$folder" != "${{folder%/*}}" ]; do
        rmdir "./$folder" 2>/dev/null || break
        folder=${{folder%/*}}
    done
done
rm -f lib/snug/uninstall.sh lib/snug/installed
if [ "${{1:-}}" != --upgrade ]; then
    rm -f "${{XDG_CONFIG_HOME:-$HOME/.config}}/autostart/chat.snug.snug.desktop"
fi
rmdir lib/snug lib share bin 2>/dev/null || true
echo "Snug is removed. Your conversations and models are where they were:"
echo "  ${{SNUG_HOME:-${{XDG_DATA_HOME:-$HOME/.local/share}}/snug}}"
"""


def lay_out(tree: Path, folder: Path) -> None:
    """Turn the tree of a system into one that can lie anywhere: `bin`, `lib`, `share`."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "bin").mkdir(parents=True)
    for name in ("lib", "share"):
        copy_tree(tree / "usr" / name, folder / name, link=True)
    (folder / "bin" / "snug").symlink_to("../lib/snug/snug")
    (folder / "snug").symlink_to(LIBRARIES.relative_to("usr") / "snug")
    for name, text in (("install.sh", INSTALL), ("uninstall.sh", UNINSTALL)):
        (folder / name).write_text(text, "utf-8")
        (folder / name).chmod(0o755)
    for path in (folder, folder / "bin"):
        path.chmod(0o755)


def build_tar(
    tree: Path, work: Path, target: Path, *, version: str, epoch: int, slim: bool
) -> Path:
    """Write the archive of a tree to the folder `target` and return its path."""
    own = work / "tar"
    lay_out(tree, own)
    top = f"snug-{version}"
    path = target / f"{top}{'-slim' if slim else ''}-linux-x86_64.tar.gz"
    with path.open("wb") as file:
        write_tar_gz(own, top, epoch, file)
    return path
