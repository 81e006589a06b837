"""Where Python packages come from on this computer: what pip and uv were told, or PyPI."""

import configparser
import contextlib
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from app.domain.addresses import LOOPBACK, Address

PYPI: Final = "https://pypi.org/simple"
_VARIABLES: Final = ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL")
_SECTIONS: Final = ("download", "global")
"""Of pip's configuration; the first that names an index counts."""
_MOST_BYTES: Final = 1 << 16


def package_index(
    environment: Mapping[str, str] = os.environ, files: tuple[Path, ...] | None = None
) -> Address:
    """The index of the environment, else of pip's configuration files, else PyPI.

    Raises ValueError for an address that cannot be used: one with a name or a password in it, or
    without encryption to another computer.
    """
    named = next(filter(None, map(environment.get, _VARIABLES)), None)
    if named is None:
        own = files if files is not None else tuple(_files(environment))
        named = next(filter(None, map(_index_of, own)), PYPI)
    address = Address.parse(named.strip())
    if not address.is_encrypted and address.host not in LOOPBACK:
        raise ValueError("it must begin with https://")
    return address


def _files(environment: Mapping[str, str]) -> Iterator[Path]:
    """The configuration files of pip, the one that counts most first; none where it is told so."""
    told = environment.get("PIP_CONFIG_FILE", "")
    if told == os.devnull:
        return
    if told:
        yield Path(told)
    home = Path(environment.get("HOME") or Path.home())
    if sys.platform == "win32":
        yield Path(environment.get("APPDATA", ""), "pip", "pip.ini")
        yield Path(environment.get("PROGRAMDATA", ""), "pip", "pip.ini")
        return
    if sys.platform == "darwin":
        yield home / "Library" / "Application Support" / "pip" / "pip.conf"
    yield Path(environment.get("XDG_CONFIG_HOME") or home / ".config", "pip", "pip.conf")
    yield home / ".pip" / "pip.conf"
    folders = environment.get("XDG_CONFIG_DIRS") or "/etc/xdg"
    for folder in folders.split(os.pathsep):
        yield Path(folder, "pip", "pip.conf")
    yield Path("/etc/pip.conf")


def _index_of(path: Path) -> str | None:
    """The index that a configuration file names, if any."""
    parser = configparser.RawConfigParser()
    with contextlib.suppress(OSError, ValueError, configparser.Error):
        with path.open(encoding="utf-8") as file:
            parser.read_string(file.read(_MOST_BYTES))
        for section in _SECTIONS:
            if found := parser.get(section, "index-url", fallback=""):
                return found
    return None
