"""python packaging/desktop [FOLDER]: write all that is made into a tree of a Linux system.

The folder is packaging/linux/share where none is named. With `icons` in its place, the drawings of
the icon are written anew: for Linux into that tree, for Windows and macOS beside their scripts.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "packaging"), str(ROOT)]

SHARE = ROOT / "packaging" / "linux" / "share"


def write_texts(tree: Path) -> list[Path]:
    """Write the manual page and the completions below `tree`; the files."""
    from app import __version__
    from desktop.arguments import program
    from desktop.completions import bash, fish, zsh
    from desktop.manual import manual

    snug = program()
    share = tree / "usr" / "share"
    page = manual(snug, __version__, _release_date())
    made = {
        share / "man" / "man1" / "snug.1": page.encode(),
        share / "bash-completion" / "completions" / "snug": bash(snug).encode(),
        share / "zsh" / "vendor-completions" / "_snug": zsh(snug).encode(),
        share / "fish" / "vendor_completions.d" / "snug.fish": fish(snug).encode(),
    }
    for path, data in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return list(made)


def _release_date() -> str:
    """Of the latest release, as the AppStream entry has it."""
    entry = SHARE / "usr" / "share" / "metainfo" / "chat.snug.snug.metainfo.xml"
    found = re.search(r'<release [^>]*date="([0-9-]+)"', entry.read_text("utf-8"))
    return found[1] if found else ""


def write_icons() -> None:
    """Draw the icon in every size and format."""
    from app.config.identity import APPLICATION_ID
    from desktop.icons import Drawing, write_hicolor

    drawing = Drawing(ROOT / "resources" / "icons")
    write_hicolor(drawing, SHARE / "usr" / "share", APPLICATION_ID)
    (ROOT / "packaging" / "windows" / "snug.ico").write_bytes(drawing.ico())
    (ROOT / "packaging" / "macos" / "snug.icns").write_bytes(drawing.icns())


def main(arguments: list[str]) -> int:
    """Write what was asked for."""
    if arguments == ["icons"]:
        write_icons()
        return 0
    for path in write_texts(Path(arguments[0]) if arguments else SHARE):
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
