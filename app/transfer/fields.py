"""Reads fields of strangers' JSON: whatever stands there, what comes out has the right type."""

import base64
import binascii
import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from app.domain.attachments import MAX_BYTES
from app.domain.conversations import now
from app.transfer.limits import MAX_NAME

_BAD: Final = re.compile("[\x00\ud800-\udfff]")
_PAIR: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_SPACE: Final = re.compile(r"\s+")
_EARLIEST: Final = datetime(1995, 1, 1, tzinfo=UTC)
_LATE: Final = timedelta(days=2)
_DATA_URL: Final = re.compile(r"data:([A-Za-z0-9.+/-]{0,100})(?:;[A-Za-z0-9=._-]{0,100}){0,4},")
# From seconds to nanoseconds by size: the same moment differs by a thousand each time.
_UNITS: Final = ((1e11, 1.0), (1e14, 1e3), (1e17, 1e6), (1e20, 1e9))


def clean(text: str) -> str:
    """The text without NUL; surrogates are joined, or replaced where they stand alone."""
    if not _BAD.search(text):
        return text
    joined = _PAIR.sub(
        lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text
    )
    return _BAD.sub(lambda bad: "" if bad[0] == "\x00" else "�", joined)


def text(value: Any) -> str:
    """A text, or an empty one."""
    return clean(value) if isinstance(value, str) else ""


def name(value: Any) -> str:
    """A short text on one line: a title, a name, an id. A number is taken as its digits."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e18:
        value = str(value)
    if not isinstance(value, str):
        return ""
    return _SPACE.sub(" ", clean(value[: MAX_NAME * 4])).strip()[:MAX_NAME].rstrip()


def mapping(value: Any) -> dict[str, Any]:
    """An object, or an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """An array, or an empty one."""
    return value if isinstance(value, list) else []


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of an array."""
    return [each for each in items(value) if isinstance(each, dict)]


def flag(value: Any) -> bool:
    """True only for true, and for numbers that are not 0: some write 1."""
    return isinstance(value, int) and value != 0


def moment(value: Any) -> datetime | None:
    """A time of seconds, milliseconds, micro- or nanoseconds since 1970, or of ISO 8601.

    None when there is none, or when it cannot be: before 1995, or later than the day after
    tomorrow. A time without a zone is taken as UTC.
    """
    try:
        found = _from_number(value) if _is_number(value) else _from_text(value)
    except (ValueError, OverflowError, OSError):
        return None
    if found is None or not _EARLIEST <= found <= now() + _LATE:
        return None
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _from_number(value: float) -> datetime | None:
    for limit, divisor in _UNITS:
        if abs(value) < limit:
            return datetime.fromtimestamp(value / divisor, UTC)
    return None


def _from_text(value: Any) -> datetime | None:
    if not isinstance(value, str) or not 8 <= len(value) <= 40:
        return None
    found = datetime.fromisoformat(value)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def base64_bytes(value: Any) -> tuple[str, bytes]:
    """Media type and bytes of base64 text or of a data URL; empty where it is neither, or large."""
    if not isinstance(value, str) or len(value) > MAX_BYTES * 4 // 3 + 200:
        return "", b""
    head = _DATA_URL.match(value)
    kind, body = (head[1], value[head.end() :]) if head else ("", value)
    try:
        data = base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        return kind, b""
    return kind, data if len(data) <= MAX_BYTES else b""


def fingerprint(*parts: str) -> str:
    """An id for what has none: the same for the same parts."""
    digest = hashlib.sha256("\x00".join(parts).encode("utf-8", "replace"))
    return f"sha256-{digest.hexdigest()[:32]}"
