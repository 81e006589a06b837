"""Fetches real documents of many kinds: Debian packages, libraries' own test files, Python's."""

import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import test

PACKAGES = (
    "developers-reference",
    "debian-policy",
    "debian-faq",
    "bash-doc",
    "gnuplot-doc",
    "r-cran-readxl",
    "r-cran-openxlsx",
    "r-cran-officer",
    "libreoffice-style-colibre",
)
SOURCES = (
    "python-docx",
    "python-pptx",
    "odfpy",
    "olefile",
    "pypdf",
    "pikepdf",
    "python-hwpx",
    "extract-hwp",
    "msg-parser",
    "nbconvert",
    "tablib",
    "trafilatura",
)
KINDS = frozenset(
    {
        "pdf",
        "docx",
        "dotx",
        "docm",
        "pptx",
        "ppsx",
        "xlsx",
        "xlsm",
        "xls",
        "xlsb",
        "odt",
        "ods",
        "odp",
        "ott",
        "doc",
        "ppt",
        "rtf",
        "hwp",
        "hwpx",
        "epub",
        "html",
        "htm",
        "xhtml",
        "md",
        "rst",
        "txt",
        "csv",
        "tsv",
        "json",
        "xml",
        "svg",
        "ipynb",
        "py",
        "eml",
        "mbox",
        "msg",
        "png",
        "jpg",
        "zip",
        "gz",
    }
)
MOST_OF_A_KIND = 40
"""From one source: many test files are alike."""
MOST_BYTES = 60 << 20
SECONDS = 300


def gather(folder: Path) -> None:
    """Fill a folder with documents, by source; what is there already is not fetched again.

    A source that cannot be had is told and left out.
    """
    packed = folder.parent / f"{folder.name}-packed"
    for number, name in enumerate((*PACKAGES, *SOURCES)):
        target = folder / name
        if target.exists():
            continue
        try:
            with_archives = packed / name
            _fetch(name, with_archives, is_package=number < len(PACKAGES))
            for archive in with_archives.iterdir():
                _unpack(archive, with_archives / "unpacked")
            _take(with_archives / "unpacked", target)
        except (OSError, subprocess.SubprocessError) as error:
            print(f"{name} could not be had: {error}", file=sys.stderr)
    if not (folder / "python").exists():
        own = Path(test.__file__).parent
        _take(own, folder / "python")
        mails = folder / "python" / "eml"
        mails.mkdir()
        for path in sorted((own / "test_email" / "data").glob("msg_*.txt")):
            shutil.copyfile(path, mails / f"{path.stem}.eml")


def _fetch(name: str, into: Path, *, is_package: bool) -> None:
    into.mkdir(parents=True, exist_ok=True)
    if any(into.iterdir()):
        return
    pip = f"-m pip download -q --no-deps --no-binary :all: --disable-pip-version-check {name}"
    apt = f"apt-get download -q {name}"
    fetch = apt.split() if is_package else [sys.executable, *pip.split()]
    subprocess.run(fetch, cwd=into, check=True, timeout=SECONDS, capture_output=True)


def _unpack(archive: Path, into: Path) -> None:
    if archive.suffix == ".deb":
        subprocess.run(["dpkg-deb", "-x", archive, into], check=True, timeout=SECONDS)
    elif archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as file:
            file.extractall(into)
    elif archive.suffix == ".gz":
        with tarfile.open(archive) as file:
            file.extractall(into, filter="data")


def _take(unpacked: Path, target: Path) -> None:
    counts: Counter[str] = Counter()
    for path in _documents(unpacked):
        kind = path.suffix.lower()
        if counts[kind] < MOST_OF_A_KIND:
            counts[kind] += 1
            place = target / kind[1:] / f"{counts[kind]:02}-{path.name}"
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
    target.mkdir(exist_ok=True)


def _documents(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower()[1:] not in KINDS or path.is_symlink() or not path.is_file():
            continue
        if 0 < path.stat().st_size < MOST_BYTES:
            yield path
