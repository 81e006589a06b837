"""Archives: the same files make the same bytes, and scripts do what they say."""

import contextlib
import io
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bundle.publisher import Publisher
from linux import archive, portable, rpm, tar

EPOCH = 1_790_000_000


def tar_of(folder: Path) -> bytes:
    written = io.BytesIO()
    archive.write_tar_gz(folder, "snug-1", EPOCH, written)
    return written.getvalue()


def test_a_tar_does_not_depend_on_times_or_order(tmp_path: Path) -> None:
    for name, order in (("one", ("a", "b")), ("two", ("b", "a"))):
        (tmp_path / name / "folder").mkdir(parents=True)
        for file in order:
            (tmp_path / name / "folder" / file).write_text(file)
    os.utime(tmp_path / "one" / "folder" / "a", (1, 1))

    assert tar_of(tmp_path / "one") == tar_of(tmp_path / "two")


def test_a_tar_belongs_to_root_and_keeps_links_and_modes(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "run").write_text("x")
    (folder / "run").chmod(0o755)
    (folder / "link").symlink_to("run")

    with tarfile.open(fileobj=io.BytesIO(tar_of(folder))) as opened:
        members = {member.name: member for member in opened}

    assert list(members) == ["snug-1", "snug-1/link", "snug-1/run"]
    assert members["snug-1/run"].mode == 0o755
    assert members["snug-1/link"].linkname == "run"
    assert {(each.uid, each.gid, each.uname, each.mtime) for each in members.values()} == {
        (0, 0, "root", EPOCH)
    }


def call(*command: str | Path, home: Path) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, cwd=home
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "a home"
    (path / ".local" / "share" / "snug").mkdir(parents=True)
    (path / ".local" / "share" / "snug" / "vault").write_text("mine")
    (path / ".local" / "share" / "applications").mkdir()
    (path / ".local" / "share" / "applications" / "other.desktop").write_text("Exec=other\n")
    return path


def test_the_tar_installs_and_leaves_without_a_trace(
    tree: Path, tmp_path: Path, home: Path
) -> None:
    unpacked = tmp_path / "unpacked"
    tar.lay_out(tree, unpacked)

    call(unpacked / "install.sh", home=home)
    call(unpacked / "install.sh", home=home)  # over itself: an update

    local = home / ".local"
    assert (local / "bin" / "snug").read_text() == "program"
    entry = local / "share" / "applications" / "snug.desktop"
    assert f"Exec={local}/bin/snug %F" in entry.read_text()
    assert call("sh", local / "lib" / "snug" / "uninstall.sh", home=home).endswith(
        f"{local}/share/snug\n"
    )
    left = sorted(path.relative_to(local).as_posix() for path in local.rglob("*"))
    assert left == [
        "share",
        "share/applications",
        "share/applications/other.desktop",
        "share/snug",
        "share/snug/vault",
    ]


@pytest.fixture
def sleeper(tree: Path) -> None:
    """The program of the tree sleeps, in a process of its own file."""
    path = tree / "usr" / "lib" / "snug" / "snug"
    path.unlink()
    shutil.copy(shutil.which("sleep") or "", path)


@contextlib.contextmanager
def started(*command: str | Path, home: Path) -> Iterator[None]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        while Path(f"/proc/{process.pid}/exe").readlink().name != "snug":
            assert process.poll() is None
        yield
    finally:
        process.kill()
        process.wait()


@pytest.mark.usefixtures("sleeper")
def test_the_tar_leaves_a_program_alone_that_is_open(
    tree: Path, tmp_path: Path, home: Path
) -> None:
    unpacked, local = tmp_path / "unpacked", home / ".local"
    tar.lay_out(tree, unpacked)
    call(unpacked / "install.sh", home=home)
    listed = local / "lib" / "snug" / "installed"
    listed.write_text(listed.read_text() + "lib/snug/of-before\n")
    (local / "lib" / "snug" / "of-before").write_text("old")

    with started(local / "bin" / "snug", "60", home=home):
        for script in (unpacked / "install.sh", local / "lib" / "snug" / "uninstall.sh"):
            environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
            done = subprocess.run(
                ["sh", script], env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 1
            assert "Close it, then start this again. Nothing was changed." in done.stderr
            assert (local / "lib" / "snug" / "of-before").exists()

    call(unpacked / "install.sh", home=home)
    assert not (local / "lib" / "snug" / "of-before").exists()


def test_an_update_of_the_tar_keeps_the_start_with_the_session(
    tree: Path, tmp_path: Path, home: Path
) -> None:
    tar.lay_out(tree, tmp_path / "unpacked")
    autostart = home / ".config" / "autostart" / "chat.snug.snug.desktop"
    autostart.parent.mkdir(parents=True)
    autostart.write_text("[Desktop Entry]\n")

    call(tmp_path / "unpacked" / "install.sh", home=home)
    call(tmp_path / "unpacked" / "install.sh", home=home)
    assert autostart.exists()
    call("sh", home / ".local" / "lib" / "snug" / "uninstall.sh", home=home)
    assert not autostart.exists()


@pytest.mark.usefixtures("sleeper")
def test_a_self_extracting_file_leaves_another_release_that_is_open(
    tree: Path, tmp_path: Path, home: Path
) -> None:
    older, newer = (
        portable.build_self_extracting(
            tree, tmp_path / "work", tmp_path, version=version, epoch=EPOCH, slim=False
        )
        for version in ("1.1", "1.2")
    )
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
    cache = home / ".cache" / "snug-unpacked"
    with started(older, "60", home=home):
        done = subprocess.run(
            [newer, "0"], env=environment, capture_output=True, text=True, check=True
        )
        assert "Close it, then start this one again." in done.stderr
        assert sorted(path.name[:3] for path in cache.iterdir()) == ["1.1", "1.2"]
    call(newer, "0", home=home)
    assert [path.name[:3] for path in cache.iterdir()] == ["1.2"]


def test_the_tar_starts_where_it_lies(tree: Path, tmp_path: Path) -> None:
    tar.lay_out(tree, tmp_path / "unpacked")
    assert (tmp_path / "unpacked" / "snug").read_text() == "program"


@pytest.fixture
def program(tree: Path) -> Path:
    path = tree / "usr" / "lib" / "snug" / "snug"
    path.unlink()
    path.write_text('#!/bin/sh\necho "started with $*"\n')
    path.chmod(0o755)
    return path


def test_a_self_extracting_file_unpacks_once_and_starts(
    tree: Path, program: Path, tmp_path: Path, home: Path
) -> None:
    file = portable.build_self_extracting(
        tree, tmp_path / "work", tmp_path, version="1.2", epoch=EPOCH, slim=False
    )
    cache = home / ".cache" / "snug-unpacked"
    (cache / "1.1-of-before").mkdir(parents=True)

    assert call(file, "a", "b c", home=home) == "started with a b c\n"
    (place,) = cache.iterdir()
    assert place.name.startswith("1.2-")
    (place / "usr" / "lib" / "snug" / "snug").write_text("#!/bin/sh\necho again\n")
    assert call(file, home=home) == "again\n"
    assert ".local/share/snug" in call(file, "--forget", home=home)
    assert not cache.exists()


def test_the_same_tree_makes_the_same_file(tree: Path, program: Path, tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        file = portable.build_self_extracting(
            tree, tmp_path / "work", tmp_path / name, version="1.2", epoch=EPOCH, slim=False
        )
        made.append(file.read_bytes())
    assert made[0] == made[1]


def test_an_appdir_has_its_entry_and_icon_at_the_top(tree: Path, tmp_path: Path) -> None:
    portable.lay_out(tree, tmp_path / "dir")
    names = {path.name for path in (tmp_path / "dir").iterdir()}
    assert names == {"AppRun", "chat.snug.svg", "snug.desktop", "usr"}


def test_the_rpm_owns_its_own_folders_alone(tree: Path) -> None:
    lines = rpm.file_list(tree).splitlines()
    assert '%dir "/usr/lib/snug"' in lines
    assert '%dir "/usr/lib/snug/_internal/models"' in lines
    assert not any(line.endswith(('"/usr"', '"/usr/bin"', '"/usr/share/man"')) for line in lines)
    assert '%config(noreplace) "/etc/apparmor.d/snug"' in lines
    assert '"/usr/bin/snug"' in lines


def test_the_rpm_asks_for_libraries_by_name() -> None:
    text = rpm.spec("1.2", Publisher("Somebody"), ["/etc/apparmor.d/snug"])
    assert "Requires: libEGL.so.1()(64bit)" in text
    assert "Requires: libc.so.6(GLIBC_2.36)(64bit)" in text


def test_the_rpm_tells_of_the_publisher_what_there_is() -> None:
    text = rpm.spec("1.2", Publisher("Somebody", "", "https://snug.example"))
    assert "Vendor: Somebody\nURL: https://snug.example\nBuildArch" in text
    assert "Packager" not in text
    assert "BugURL" not in text
