"""Tables of models.toml: values are taken out one by one, and what is left over is refused."""

import datetime
import functools
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from app.domain.errors import CatalogInvalid

FORMAT: Final = 1
MOST: Final = 1 << 50
MODEL_ID: Final = re.compile(r"[a-z0-9][a-z0-9.-]{0,79}")
MODEL_FILE: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,119}\.gguf")
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
REPOSITORY: Final = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}", re.ASCII)

_MAX_FILE = 1 << 20
_MAX_TEXT = 400
_WORDS = re.compile(r"\S([^\x00-\x1f\x7f-\x9f]*\S)?")
_BROKEN_PREFIX = re.compile(r"\S[^\x00-\x09\x0b-\x1f\x7f-\x9f]{0,199}")
_PREFIX = re.compile(r"\S[^\x00-\x1f\x7f-\x9f]{0,199}")
_ADDRESS = re.compile(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(/[A-Za-z0-9._~/#()%?=&+-]*)?")
_TOP = "the top level"
_UNKNOWN = "unknown"


def open_document(path: Path) -> "Table":
    """The top level of a catalog. Raises CatalogInvalid."""
    try:
        with path.open("rb") as file:
            text = file.read(_MAX_FILE + 1)
        if len(text) > _MAX_FILE:
            raise CatalogInvalid(problem=f"it is larger than {_MAX_FILE} bytes")
        document = _parsed(text)
    except OSError as error:
        raise CatalogInvalid(str(error), problem="the file cannot be opened") from error
    except (ValueError, RecursionError) as error:  # TOML and UTF-8 errors are ValueErrors
        raise CatalogInvalid(str(error), problem="it is not TOML") from error
    return Table(document, _TOP)


@functools.lru_cache(maxsize=1)
def _parsed(text: bytes) -> Mapping[str, object]:
    """What stands in a catalog; the models and their cards are read from the same one."""
    return tomllib.loads(text.decode("utf-8"))


def require_format(top: "Table") -> None:
    """Refuse a catalog of another version. Raises CatalogInvalid."""
    if top.whole("format", 1, FORMAT) != FORMAT:
        raise top.wrong("format", f"must be {FORMAT}")


def require_unique(what: str, values: list[str]) -> None:
    """Refuse a value that occurs twice. Raises CatalogInvalid."""
    for value in values:
        if values.count(value) > 1:
            raise CatalogInvalid(problem=f"the {what} “{value}” occurs twice")


class Table:
    """A TOML table whose values are taken out one by one; `finish` refuses what is left."""

    def __init__(self, untrusted: Mapping[str, object], place: str) -> None:
        self._left = dict(untrusted)
        self._place = place

    def has(self, key: str) -> bool:
        """Whether the key is there and not yet taken."""
        return key in self._left

    def text(self, key: str) -> str:
        """A single line of text."""
        value = self._take(key)
        if not isinstance(value, str) or len(value) > _MAX_TEXT or not _WORDS.fullmatch(value):
            raise self.wrong(key, "must be a line of text")
        return value

    def match(self, key: str, pattern: re.Pattern[str]) -> str:
        """A text of one given form."""
        value = self.text(key)
        if not pattern.fullmatch(value) or ".." in value:
            raise self.wrong(key, f"“{value[:80]}” is not of its form")
        return value

    def one_of(self, key: str, values: tuple[str, ...]) -> str:
        """One of these texts."""
        value = self.text(key)
        if value not in values:
            raise self.wrong(key, f"must be one of {', '.join(values)}")
        return value

    def prefix(self, key: str, *, breaks: bool = False) -> str:
        """What is put before texts: a space at its end counts, and nothing is left out for none."""
        if not self.has(key):
            return ""
        value, form = self._take(key), _BROKEN_PREFIX if breaks else _PREFIX
        if not isinstance(value, str) or not form.fullmatch(value):
            raise self.wrong(key, "must be the beginning of a line")
        return value

    def is_known(self, key: str) -> bool:
        """Whether a value is given; takes it out where it is the word “unknown”."""
        if self._left.get(key) == _UNKNOWN:
            del self._left[key]
            return False
        return True

    def address(self, key: str) -> str:
        """An https address."""
        return self.match(key, _ADDRESS)

    def day(self, key: str) -> datetime.date:
        """A day, written as TOML writes it: 2026-01-31, without quotation marks."""
        value = self._take(key)
        if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
            raise self.wrong(key, "must be a day such as 2026-01-31")
        return value

    def matches(self, key: str, pattern: re.Pattern[str]) -> tuple[str, ...]:
        """A list of texts of one given form, at least one."""
        values = self._take(key)
        if not isinstance(values, list) or not values:
            raise self.wrong(key, "must be a list that is not empty")
        for value in values:
            if not isinstance(value, str) or not pattern.fullmatch(value):
                raise self.wrong(key, f"“{value}” is not of its form")
        return tuple(values)

    def whole(self, key: str, least: int, most: int) -> int:
        """A whole number within its bounds."""
        value = self._take(key)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.wrong(key, f"must be a whole number from {least} to {most}")
        return value

    def decimal(self, key: str, least: float, most: float) -> float:
        """A number within its bounds."""
        value = self._take(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.wrong(key, "must be a number")
        if not least <= value <= most:  # also refuses NaN
            raise self.wrong(key, f"must lie between {least:g} and {most:g}")
        return float(value)

    def flag(self, key: str) -> bool:
        """True or false, false when left out."""
        value = self._left.pop(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "must be true or false")
        return value

    def table(self, key: str) -> "Table":
        """A table inside this one."""
        value = self._take(key)
        if not isinstance(value, dict):
            raise self.wrong(key, "must be a table")
        return Table(value, f"{self._place}, {key}")

    def tables(self, key: str) -> list["Table"]:
        """The tables of a list; each is known by its id where it has one."""
        values = self._take(key)
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise self.wrong(key, "must be a list of tables")
        within = "" if self._place == _TOP else f"{self._place}, "
        places = [
            f"{within}{key} {number}" + (f" ({value['id']})" if "id" in value else "")
            for number, value in enumerate(values, 1)
        ]
        return [Table(value, place) for value, place in zip(values, places, strict=True)]

    def leave(self, key: str) -> None:
        """Let another reader have this key, if it is there."""
        self._left.pop(key, None)

    def finish(self) -> None:
        """Refuse keys that nobody asked for."""
        for key in self._left:
            raise self.wrong(key, "is not a key of this format")

    def wrong(self, key: str, problem: str) -> CatalogInvalid:
        """The error for what was found here."""
        return CatalogInvalid(problem=f"{self._place}: “{key}” {problem}")

    def _take(self, key: str) -> object:
        if key not in self._left:
            raise self.wrong(key, "is missing")
        return self._left.pop(key)
