"""What a desktop has of Snug: names that agree, and what is made of the command line."""

import os
import re
import shutil
import struct
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app import __version__
from app.config.identity import APPLICATION_ID, COMMAND
from app.gui.icons import Icons
from app.store.backup_format import MAGIC
from app.transfer.own_json import json_text
from desktop.icons import SIZES, Drawing

ROOT = Path(__file__).resolve().parents[2]
SHARE = ROOT / "packaging" / "linux" / "share" / "usr" / "share"
ENTRY = SHARE / "applications" / f"{APPLICATION_ID}.desktop"
METAINFO = SHARE / "metainfo" / f"{APPLICATION_ID}.metainfo.xml"
MIME = SHARE / "mime" / "packages" / f"{APPLICATION_ID}.xml"
APPSTREAM = ["validate", "--no-net", "--override=url-homepage-missing=info"]
NAMESPACE = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is made of the program, below a folder."""
    target = tmp_path_factory.mktemp("tree")
    command = [sys.executable, "packaging/desktop", str(target)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return target / "usr" / "share"


def entry() -> ConfigParser:
    found = ConfigParser(interpolation=None, strict=True)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read(ENTRY, "utf-8")
    return found


def png_size(path: Path) -> tuple[int, int]:
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", data[16:24])  # type: ignore[return-value]


def types_of(document: Path) -> set[str]:
    return {
        each.get("type", "")
        for each in ElementTree.parse(document).iterfind("m:mime-type", NAMESPACE)
    }


def test_the_entry_its_icon_and_its_description_have_one_name() -> None:
    main = entry()["Desktop Entry"]
    root = ElementTree.parse(METAINFO).getroot()
    assert main["Icon"] == APPLICATION_ID == root.findtext("id")
    assert root.findtext("launchable") == ENTRY.name
    assert main["Exec"].split() == [COMMAND, "%F"]
    for size in SIZES:
        icon = SHARE / "icons" / "hicolor" / f"{size}x{size}" / "apps" / f"{APPLICATION_ID}.png"
        assert png_size(icon) == (size, size)
    scalable = SHARE / "icons" / "hicolor" / "scalable" / "apps" / f"{APPLICATION_ID}.svg"
    assert scalable.read_bytes() == (ROOT / "resources" / "icons" / "snug.svg").read_bytes()


def test_the_description_tells_of_this_release() -> None:
    assert ElementTree.parse(METAINFO).find("releases/release").get("version") == __version__  # type: ignore[union-attr]


def test_korean_is_said_wherever_english_is() -> None:
    found = entry()
    for section in found.sections():
        for key in ("Name", "GenericName", "Comment", "Keywords"):
            assert (key in found[section]) == (f"{key}[ko]" in found[section]), (section, key)
    root = ElementTree.parse(METAINFO).getroot()
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    for path in ("summary", "description/p", "description/ul/li"):
        said = root.findall(path)
        assert len([each for each in said if each.get(language) == "ko"]) * 2 == len(said), path


def test_the_entry_opens_the_types_that_are_declared() -> None:
    opened = {each for each in entry()["Desktop Entry"]["MimeType"].split(";") if each}
    assert opened == types_of(MIME)
    provided = ElementTree.parse(METAINFO).findall("provides/mediatype")
    assert {each.text for each in provided} == opened
    for each in opened - {"application/x-gguf"}:
        name = each.replace("/", "-")
        assert (SHARE / "icons" / "hicolor" / "scalable" / "mimetypes" / f"{name}.svg").exists()


def test_the_types_are_known_by_the_bytes_that_snug_writes() -> None:
    written = {
        "application/x-snug-conversations+json": "".join(json_text([])).encode(),
        "application/x-snug-backup": MAGIC,
        "application/x-gguf": b"GGUF",
    }
    for each in ElementTree.parse(MIME).iterfind("m:mime-type", NAMESPACE):
        match = each.find("m:magic/m:match", NAMESPACE)
        assert match is not None
        value = match.get("value", "").encode().decode("unicode_escape").encode("latin-1")
        assert written[each.get("type", "")].startswith(value)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("desktop-file-validate", [str(ENTRY)]),
        # There is no home page yet that could be named.
        ("appstreamcli", [*APPSTREAM, str(METAINFO)]),
        ("apparmor_parser", ["-Q", "-K", str(SHARE.parents[1] / "etc" / "apparmor.d" / "snug")]),
    ],
)  # fmt: skip
def test_the_systems_own_tools_accept_them(tool: str, arguments: list[str]) -> None:
    found = shutil.which(tool, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        pytest.skip(f"{tool} is not installed")
    if tool == "apparmor_parser" and not Path("/etc/apparmor.d/abstractions").is_dir():
        pytest.skip("the abstractions of AppArmor are not installed")
    done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_icon_is_drawn_the_same_each_time_in_every_format(qapp: QApplication) -> None:
    drawing = Drawing(ROOT / "resources" / "icons")
    ico, icns = drawing.ico(), drawing.icns()
    assert (ico, icns) == (drawing.ico(), drawing.icns())
    reserved, kind, count = struct.unpack_from("<HHH", ico)
    assert (reserved, kind, count) == (0, 1, 7)
    for index in range(count):
        edge, *_, length, at = struct.unpack_from("<BBBBHHII", ico, 6 + 16 * index)
        image = QImage.fromData(ico[at : at + length], "PNG")
        assert image.width() == (edge or 256)
    assert icns[:4] == b"icns"
    assert struct.unpack(">I", icns[4:8]) == (len(icns),)


def test_what_is_kept_beside_the_scripts_is_an_icon_of_all_sizes() -> None:
    ico = (ROOT / "packaging" / "windows" / "snug.ico").read_bytes()
    icns = (ROOT / "packaging" / "macos" / "snug.icns").read_bytes()
    assert struct.unpack_from("<HHH", ico) == (0, 1, 7)
    assert struct.unpack(">I", icns[4:8]) == (len(icns),)


def test_small_icons_of_the_window_are_the_small_drawing(qapp: QApplication) -> None:
    shown = Icons().application_icon().pixmap(16, 16).toImage()
    drawn = QImage.fromData(Drawing(ROOT / "resources" / "icons").png(16), "PNG")
    assert shown.convertToFormat(drawn.format()) == drawn
    assert shown.pixelColor(8, 8).name() == "#e8a33d", "the light in the window"


# --- what is made of the command line -------------------------------------------------------------


def test_the_manual_page_tells_of_every_command_and_option(tree: Path) -> None:
    page = (tree / "man" / "man1" / "snug.1").read_text("utf-8")
    for words in ("snug vault erase", "snug history folders retention", "snug chat [PROMPT]"):
        assert f".SS {words}" in page
    for option in ("\\-\\-hidden", "\\-\\-no\\-passphrase", "\\-\\-passphrase\\-file"):
        assert option in page
    assert "REMOVAL" in page
    assert all(not re.search(r"(?<!\\)-", line) for line in page.splitlines() if line[:1] != "."), (
        "a bare hyphen cannot be copied as an option"
    )


def test_the_manual_page_is_sound(tree: Path) -> None:
    mandoc = shutil.which("mandoc")
    if mandoc is None:
        pytest.skip("mandoc is not installed")
    page = str(tree / "man" / "man1" / "snug.1")
    done = subprocess.run(
        [mandoc, "-T", "lint", "-W", "warning", page], capture_output=True, text=True, check=False
    )
    assert done.stdout == ""


def test_it_is_made_the_same_again(tree: Path, tmp_path: Path) -> None:
    command = [sys.executable, "packaging/desktop", str(tmp_path)]
    around = {**os.environ, "PYTHONHASHSEED": "7", "COLUMNS": "40", "LC_ALL": "C"}
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, env=around)
    made = sorted(each.relative_to(tree) for each in tree.rglob("*") if each.is_file())
    assert len(made) == 4
    for each in made:
        assert (tmp_path / "usr" / "share" / each).read_bytes() == (tree / each).read_bytes()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["va"], ["vault"]),
        (["vault", "key"], ["keychain"]),
        (["vault", "keychain", ""], ["off", "on", "status"]),
        (["--set", "x", "vault", "cr"], ["create"]),
        (["history", "folders", "re"], ["remove", "rename", "retention"]),
        (["vault", "create", "--no"], ["--no-passphrase"]),
        (["history", "export", "a.json", "--format", ""], ["html", "json", "md"]),
    ],
)
def test_bash_completes(tree: Path, words: list[str], offered: list[str]) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("bash is not installed")
    script = (
        'source "$1"; shift; compopt() { :; }; COMP_WORDS=(snug "$@"); COMP_CWORD=$#; _snug; '
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    path = str(tree / "bash-completion" / "completions" / "snug")
    done = subprocess.run(
        [bash, "--norc", "-c", script, "bash", path, *words],
        capture_output=True, text=True, check=True, cwd=tree,
    )  # fmt: skip
    assert sorted(done.stdout.split()) == offered


@pytest.mark.parametrize(
    ("shell", "path"),
    [("zsh", "zsh/vendor-completions/_snug"), ("fish", "fish/vendor_completions.d/snug.fish")],
)
def test_other_shells_can_read_theirs(tree: Path, shell: str, path: str) -> None:
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not installed")
    done = subprocess.run([found, "-n", str(tree / path)], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
