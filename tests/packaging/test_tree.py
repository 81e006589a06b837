"""What a package installs, and where."""

import gzip
import stat
from pathlib import Path

from linux.tree import configuration_files, mark_channel


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_command_starts_the_bundle(tree: Path) -> None:
    assert (tree / "usr/bin/snug").readlink() == Path("../lib/snug/snug")
    assert (tree / "usr/bin/snug").read_text() == "program"


def test_files_of_the_desktop_lie_where_they_were_put(tree: Path) -> None:
    assert (tree / "usr/share/applications/snug.desktop").exists()
    assert configuration_files(tree) == ["/etc/apparmor.d/snug"]


def test_manual_pages_are_compressed(tree: Path) -> None:
    manual = tree / "usr/share/man/man1"
    assert [path.name for path in manual.iterdir()] == ["snug.1.gz"]
    assert gzip.decompress((manual / "snug.1.gz").read_bytes()) == b".TH SNUG 1\n"


def test_papers_travel_along(tree: Path) -> None:
    papers = tree / "usr/share/doc/snug-chat"
    names = {path.relative_to(papers).as_posix() for path in papers.rglob("*") if path.is_file()}
    assert names == {"changelog.gz", "copyright", "licences/thing/LICENSE", "sbom.cdx.json"}


def test_everybody_may_read_and_nobody_else_write(tree: Path) -> None:
    modes = {mode(path) for path in tree.rglob("*") if path.is_file() and not path.is_symlink()}
    assert modes == {0o644, 0o755}
    assert mode(tree / "usr/lib/snug/snug") == 0o755
    assert mode(tree / "usr/lib/snug/_internal/models/Tiny.gguf") == 0o644
    assert {mode(path) for path in tree.rglob("*") if path.is_dir()} == {0o755}


def test_a_package_says_who_brings_it_up_to_date(tree: Path) -> None:
    mark_channel(tree, "deb")
    assert (tree / "usr/lib/snug/_internal/resources/channel").read_text() == "deb\n"
