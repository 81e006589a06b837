"""Finds a wheel in a package index: its page of a package, as HTML (PEP 503) or JSON (PEP 691)."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import unquote, urljoin, urlsplit

from huggingface_hub import get_session

from app.domain.hub import SHA256
from app.hub.host.asking import Failure, refusal
from app.hub.messages import Fault, FetchWheel, Terms

_JSON: Final = "application/vnd.pypi.simple.v1+json"
_PAGE: Final = {
    "User-Agent": "Snug",
    "Accept": f"{_JSON}, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1",
    "Accept-Encoding": "identity",
}
_BYTES: Final = {"User-Agent": "Snug", "Accept-Encoding": "identity"}
_MOST_BYTES: Final = 16 << 20
_OK: Final = 200
_SEPARATORS: Final = re.compile(r"[-_.]+")
_HASH: Final = "sha256="

Link = tuple[str, str, str]
"""The name of a file, its address, and its SHA-256; empty where the page does not tell."""


class IndexPlace:
    """Where the bytes of a wheel are, as the index says."""

    def __init__(self, terms: Terms, fetch: FetchWheel) -> None:
        self._terms = terms
        self._fetch = fetch
        self.address = ""

    @property
    def headers(self) -> dict[str, str]:
        """Of a request: nothing about who asks."""
        return _BYTES

    def find(self) -> None:
        """Read the page of the package. Raises Failure, and errors of the client."""
        wanted = self._fetch.file
        for name, address, sha256 in self._links():
            if name != wanted.name:
                continue
            if sha256 not in ("", wanted.sha256):
                raise Failure(Fault.DIFFERS, f"SHA-256 {sha256}, published {wanted.sha256}")
            if "@" in urlsplit(address).netloc:
                raise Failure(Fault.UNSAFE, "an address with a name or a password")
            self.address = address
            return
        raise Failure(Fault.UNKNOWN, f"the index does not list {wanted.name}")

    def _links(self) -> Iterator[Link]:
        name = _SEPARATORS.sub("-", self._fetch.package).lower()
        arrived = b""
        with get_session().stream("GET", f"{self._terms.address}/{name}/", headers=_PAGE) as page:
            if page.status_code != _OK:
                raise refusal(page.status_code, page.headers, f"status {page.status_code}")
            for chunk in page.iter_raw():
                arrived += chunk
                if len(arrived) > _MOST_BYTES:
                    raise Failure(Fault.ANSWER, f"more than {_MOST_BYTES} bytes came")
            base = str(page.url)
            kind = page.headers.get("content-type", "").partition(";")[0].strip().lower()
        text = arrived.decode("utf-8", "replace")
        return from_json(text, base) if kind.endswith("json") else from_html(text, base)


def from_json(text: str, base: str) -> Iterator[Link]:
    """The links of a page as JSON; what is no link is left out. Raises Failure."""
    try:
        found = json.loads(text)
        files = found["files"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Failure(Fault.ANSWER, "no page of an index") from error
    for each in files if isinstance(files, list) else ():
        if isinstance(each, dict) and isinstance(each.get("url"), str):
            hashes = each.get("hashes")
            told = hashes.get("sha256") if isinstance(hashes, dict) else ""
            yield str(each.get("filename")), _joined(base, each["url"]), _sha256(told)


def from_html(text: str, base: str) -> Iterator[Link]:
    """The links of a page as HTML."""
    reader = _Anchors()
    reader.feed(text)
    for address in reader.found:
        whole, _, fragment = _joined(base, address).partition("#")
        name = unquote(urlsplit(whole).path.rpartition("/")[2])
        yield name, whole, _sha256(fragment.removeprefix(_HASH))


class _Anchors(HTMLParser):
    """Gathers where the anchors of a page lead."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the address of an anchor."""
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # a broken address of an IPv6 host
        return ""


def _sha256(told: Any) -> str:
    return told if isinstance(told, str) and SHA256.fullmatch(told) else ""
