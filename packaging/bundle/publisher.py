"""Who publishes the packages, as packaging/publisher.toml tells it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from xml.sax.saxutils import escape

from setup.console import SetupError

FILE = Path("packaging/publisher.toml")
EMAIL = re.compile(r"[\w.+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", re.ASCII)
PAGE = re.compile(r"https://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(/[\w./~-]*)?", re.ASCII)
NAME = re.compile(r"[^<>@\x00-\x1f]{1,80}")
FORMS = {"name": NAME, "email": EMAIL, "homepage": PAGE, "bugs": PAGE}
BEFORE_URLS = "  <launchable "
"""The line of the AppStream metadata in front of which its pages are named."""


@dataclass(frozen=True)
class Publisher:
    """What is told of the publisher; all but the name may be empty."""

    name: str
    email: str = ""
    homepage: str = ""
    bugs: str = ""

    @property
    def contact(self) -> str:
        """The name, with the address where there is one, as control files have it."""
        return f"{self.name} <{self.email}>" if self.email else self.name

    def metainfo(self, text: str) -> str:
        """Return AppStream metadata with the pages in it. Raises SetupError."""
        pages = {"homepage": self.homepage, "bugtracker": self.bugs}
        lines = [
            f'  <url type="{kind}">{escape(page)}</url>\n' for kind, page in pages.items() if page
        ]
        before, mark, after = text.partition(BEFORE_URLS)
        if not mark:
            raise SetupError("The AppStream metadata has no place for the pages of the publisher.")
        return before + "".join(lines) + mark + after


def read_publisher(source: Path) -> Publisher:
    """Read the publisher of a source folder. Raises SetupError for what is not as described."""
    told = tomllib.loads((source / FILE).read_text("utf-8"))
    known = {field.name for field in fields(Publisher)}
    if set(told) != known:
        raise SetupError(f"{FILE} must have these fields: {', '.join(sorted(known))}.")
    for name, value in told.items():
        is_left_out = value == "" and name != "name"
        if not is_left_out and not (isinstance(value, str) and FORMS[name].fullmatch(value)):
            raise SetupError(f"{FILE}: “{name}” is not what its comment describes.")
    return Publisher(**told)
