"""Reads what was signed of a release: every field is checked, although it was signed."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from app.domain.addresses import Address
from app.domain.releases import Release, ReleaseFile, Version

_MOST_FILES: Final = 64
_MOST_NOTES: Final = 8_000
_MOST_SCHEMA: Final = 1_000_000
_MOST_BYTES: Final = 1 << 40
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+~-]{0,120}")
_PLATFORM: Final = re.compile(r"[a-z0-9_-]{1,40}")
_LANGUAGE: Final = re.compile(r"[a-z]{2}(_[A-Z]{2})?")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


def read_release(text: str) -> Release:
    """The release that a signed text tells of. Raises ValueError."""
    try:
        value: Any = json.loads(text)
        return _release(value)
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error


def write_release(release: Release) -> str:
    """The text that is signed; `read_release` reads it."""
    value = {
        "version": release.version.text,
        "released": release.released.isoformat(),
        "expires": release.expires.isoformat(),
        "vault_schema": release.vault_schema,
        "oldest_schema": release.oldest_schema,
        "page": release.page,
        "notes": dict(release.notes),
        "files": [
            {
                "platform": each.platform,
                "name": each.name,
                "bytes": each.bytes,
                "sha256": each.sha256,
            }
            for each in release.files
        ],
    }
    return json.dumps(value, ensure_ascii=False, indent=1)


def _release(value: Mapping[str, Any]) -> Release:
    released, expires = date.fromisoformat(value["released"]), date.fromisoformat(value["expires"])
    if expires < released:
        raise ValueError("it expires before it is released")
    schema = _whole(value["vault_schema"], _MOST_SCHEMA)
    oldest = _whole(value["oldest_schema"], schema)
    page = value["page"]
    if not isinstance(page, str) or (page and not Address.parse(page).is_encrypted):
        raise ValueError("its page is no https address")
    files = value["files"]
    if not isinstance(files, list) or len(files) > _MOST_FILES:
        raise ValueError("its files are no list")
    return Release(
        version=Version(value["version"]),
        released=released,
        expires=expires,
        vault_schema=schema,
        oldest_schema=oldest,
        page=page,
        notes=_notes(value["notes"]),
        files=tuple(_file(each) for each in files),
    )


def _notes(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ValueError("its notes are no object")
    return {
        language: _matching(_LANGUAGE, language) and _plain(said)
        for language, said in value.items()
    }


def _plain(said: Any) -> str:
    if not isinstance(said, str) or len(said) > _MOST_NOTES:
        raise ValueError("a note is no text, or too long")
    return "".join(mark for mark in said if mark == "\n" or mark.isprintable())


def _file(value: Any) -> ReleaseFile:
    return ReleaseFile(
        platform=_matching(_PLATFORM, value["platform"]),
        name=_matching(_NAME, value["name"]),
        bytes=_whole(value["bytes"], _MOST_BYTES),
        sha256=_matching(_SHA256, value["sha256"]),
    )


def _matching(form: re.Pattern[str], value: Any) -> str:
    if not isinstance(value, str) or not form.fullmatch(value):
        raise ValueError("a name of another form")
    return value


def _whole(value: Any, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError("a number out of its range")
    return value
