"""The control files of the .deb."""

import hashlib
import re
from pathlib import Path

from bundle.publisher import Publisher
from linux import deb
from linux.tree import installed_kilobytes

NOBODY = Publisher("Somebody")
SOMEBODY = Publisher("Somebody", "somebody@snug.example", "https://snug.example/")


def fields(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, _, value = line.partition(": ")
        if not line.startswith(" "):
            found[name] = value
    return found


def test_the_control_file_names_what_dpkg_needs() -> None:
    found = fields(deb.control("0.1.0", 1234, NOBODY, slim=False))
    assert found["Package"] == "snug-chat"
    assert found["Version"] == "0.1.0"
    assert found["Architecture"] == "amd64"
    assert found["Installed-Size"] == "1234"
    assert len(found["Description"]) < 80
    assert "libssl3t64 | libssl3" in found["Depends"].split(", ")
    assert "libvulkan1" in found["Recommends"]
    assert "libvulkan1" not in found["Depends"]


def test_the_control_file_tells_of_the_publisher_what_there_is() -> None:
    found = fields(deb.control("1", 1, NOBODY, slim=True))
    assert found["Maintainer"] == "Somebody"
    assert "Homepage" not in found
    found = fields(deb.control("1", 1, SOMEBODY, slim=True))
    assert found["Maintainer"] == "Somebody <somebody@snug.example>"
    assert found["Homepage"] == "https://snug.example/"


def test_every_line_of_the_description_continues_the_field() -> None:
    text = deb.control("0.1.0", 1, NOBODY, slim=False)
    _, _, description = text.partition("Description: ")
    lines = description.rstrip("\n").split("\n")[1:]
    assert lines
    assert all(re.match(r" (\.|\S)", line) for line in lines)
    assert all(len(line) <= 80 for line in lines)


def test_a_slim_package_promises_no_models() -> None:
    assert "starter model" in deb.control("1", 1, NOBODY, slim=False)
    assert "starter model" not in deb.control("1", 1, NOBODY, slim=True)


def test_each_package_is_depended_on_once() -> None:
    names = [line.partition(" ")[0] for line in deb.dependencies()]
    assert len(names) == len(set(names))
    assert names == sorted(names)


def test_maintainer_files(tree: Path) -> None:
    deb.write_maintainer_files(tree, "0.1.0", NOBODY, slim=False)
    scripts = tree / "DEBIAN"
    assert (scripts / "conffiles").read_text() == "/etc/apparmor.d/snug\n"
    assert {path.name for path in scripts.iterdir() if path.stat().st_mode & 0o111} == {
        "postinst",
        "postrm",
        "prerm",
    }
    assert "/etc/apparmor.d/snug" in (scripts / "postinst").read_text()
    assert "~/.local/share/snug" in (scripts / "postrm").read_text()


def test_checksums_are_of_everything_but_configuration(tree: Path) -> None:
    sums = dict(reversed(line.split("  ")) for line in deb.checksums(tree).splitlines())
    model = "usr/lib/snug/_internal/models/Tiny.gguf"
    assert sums[model] == hashlib.md5(b"model").hexdigest()
    assert not any(name.startswith("etc/") for name in sums)
    assert "usr/bin/snug" not in sums  # a link


def test_the_installed_size_counts_whole_kilobytes(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_bytes(bytes(1025))
    (tmp_path / "link").symlink_to("folder")
    assert installed_kilobytes(tmp_path) == 1 + 2 + 1
