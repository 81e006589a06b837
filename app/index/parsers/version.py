"""What reads documents here, in a word: it is another one once they may be read otherwise."""

import hashlib
from functools import cache
from importlib.resources import files
from typing import Final

import app
from app.index.parsers import recognising

_LIBRARIES: Final = (
    "chardet",
    "lxml",
    "olefile",
    "pypdfium2",
    "python-calamine",
    "rhwp-python",
    "selectolax",
    "striprtf",
    "tesserocr",
)
_LENGTH: Final = 16


def fingerprint() -> str:
    """Of our parsers, of the libraries that they use, of the languages that pictures are read in.

    It may differ where nothing would be read otherwise, and that costs little: only what was not
    read is tried again.
    """
    languages = " ".join(recognising.languages())
    return hashlib.sha256(f"{_of_code()} {languages}".encode()).hexdigest()[:_LENGTH]


@cache
def _of_code() -> str:
    """Of what does not change while the program runs."""
    digest = hashlib.sha256(app.__version__.encode())
    for name in _LIBRARIES:
        digest.update(f"\n{name} {_version_of(name)}".encode())
    # A program that is packed carries no sources: there the release tells.
    folder = files("app.index.parsers")
    sources = folder.iterdir() if folder.is_dir() else ()
    for file in sorted(sources, key=lambda each: each.name):
        if file.name.endswith(".py"):
            digest.update(f"\n{file.name}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def _version_of(name: str) -> str:
    import importlib.metadata  # reads mail headers: a start has no time for that

    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
