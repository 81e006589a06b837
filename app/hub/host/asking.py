"""What huggingface_hub tells of repositories and files, and what its errors mean."""

import email.utils
import itertools
import time
from collections.abc import Iterable
from typing import Any, Final

import httpx2
from huggingface_hub import HfApi, get_hf_file_metadata, hf_hub_url
from huggingface_hub.errors import GatedRepoError, HfHubHTTPError
from huggingface_hub.utils._headers import build_hf_headers

from app.domain.hub import ARCHITECTURE, COMMIT, HUB_FILE, SHA256, HubFile
from app.hub.host.door import GateRefused, UnsafeAddress
from app.hub.messages import Fault, Fetch, Listing, Terms

_MOST_FILES: Final = 20_000
_MOST_SIZE: Final = 1 << 50
_DETAIL: Final = 300
_BUSY: Final = (408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524)
_FORBIDDEN: Final = (401, 403)
_MISSING: Final = (404, 410)
_INVALID: Final = "Invalid"


class Failure(Exception):
    """Something did not work out; whether it may if it is tried again, and when."""

    def __init__(
        self, fault: Fault, detail: str, *, may_pass: bool = False, after: float | None = None
    ) -> None:
        """`after`: the seconds that the hub asked to wait."""
        super().__init__(detail[:_DETAIL])
        self.fault = fault
        self.detail = detail[:_DETAIL]
        self.may_pass = may_pass
        self.after = after


def listing(terms: Terms, repository: str, commit: str) -> Listing:
    """The GGUF files of a repository. Raises Failure."""
    api = HfApi(endpoint=terms.address, token=terms.token or False)
    try:
        found = api.model_info(
            repository, revision=commit or None, files_metadata=True, timeout=terms.stall
        )
    except Exception as error:
        raise failure_of(error) from error
    if not isinstance(found.sha, str) or not COMMIT.fullmatch(found.sha):
        raise Failure(Fault.ANSWER, "the hub names no commit")
    files = offered(found.siblings or [])
    return Listing(repository, found.sha, files, _architecture(found.gguf))


def offered(untrusted: Iterable[Any]) -> tuple[HubFile, ...]:
    """The GGUF files with a checksum among the files that a hub lists."""
    files = (_file(each) for each in itertools.islice(untrusted, _MOST_FILES))
    return tuple(each for each in files if each is not None)


class HubPlace:
    """Where the bytes of a file of a repository are."""

    def __init__(self, terms: Terms, fetch: Fetch) -> None:
        self._terms = terms
        self._fetch = fetch

    @property
    def address(self) -> str:
        """What is asked."""
        fetch = self._fetch
        return hf_hub_url(
            fetch.repository, fetch.file.file, revision=fetch.commit, endpoint=self._terms.address
        )

    @property
    def headers(self) -> dict[str, str]:
        """Of a request: who asks (the library, not the user), for the bytes as they are."""
        made: dict[str, str] = build_hf_headers(token=self._terms.token or False)
        return {**made, "Accept-Encoding": "identity"}

    def find(self) -> None:
        """Raise Failure unless the hub still has this very file at this commit."""
        terms, fetch = self._terms, self._fetch
        try:
            found = get_hf_file_metadata(
                self.address,
                token=terms.token or False,
                timeout=terms.stall,
                endpoint=terms.address,
            )
        except Exception as error:
            raise failure_of(error) from error
        # A mirror may leave some of it out; what arrives is proved by its own SHA-256.
        etag = found.etag if found.etag and SHA256.fullmatch(found.etag) else None
        told = (found.commit_hash, found.size, etag)
        expected = (fetch.commit, fetch.file.bytes, fetch.file.sha256)
        if any(one not in (None, other) for one, other in zip(told, expected, strict=True)):
            raise Failure(Fault.DIFFERS, f"the hub now offers {told}")


def failure_of(error: BaseException) -> Failure:
    """What an error of the client means; anything unknown is an answer that was not understood."""
    if isinstance(error, Failure):
        return error
    detail = f"{type(error).__name__}: {error}"
    if isinstance(error, GateRefused):
        return Failure(Fault.REFUSED, detail)
    if isinstance(error, UnsafeAddress):
        return Failure(Fault.UNSAFE, detail)
    if isinstance(error, GatedRepoError):
        return Failure(Fault.GATED, detail)
    if isinstance(error, HfHubHTTPError):
        return refusal(error.response.status_code, error.response.headers, detail)
    if isinstance(error, httpx2.TooManyRedirects | httpx2.UnsupportedProtocol):
        return Failure(Fault.UNSAFE, detail)
    if isinstance(error, httpx2.TransportError):
        return Failure(Fault.UNREACHABLE, detail, may_pass=True)
    return Failure(Fault.ANSWER, detail)


def refusal(status: int, told: Any, detail: str) -> Failure:
    """What an HTTP status means; `told` are the headers beside it."""
    if status in _BUSY:
        return Failure(Fault.BUSY, detail, may_pass=True, after=_seconds(told.get("retry-after")))
    if status in _FORBIDDEN:
        code, message = told.get("x-error-code", ""), told.get("x-error-message", "")
        # The hub answers 401, too, for what does not exist, so as not to tell.
        is_unknown = status == _FORBIDDEN[0] and code != "GatedRepo" and _INVALID not in message
        return Failure(Fault.UNKNOWN if is_unknown else Fault.GATED, detail)
    return Failure(Fault.UNKNOWN if status in _MISSING else Fault.ANSWER, detail)


def _architecture(untrusted: Any) -> str:
    """What the hub says of the models of a repository; empty for what no file could say."""
    told = untrusted.get("architecture") if isinstance(untrusted, dict) else None
    return told if isinstance(told, str) and ARCHITECTURE.fullmatch(told) else ""


def _seconds(text: str | None) -> float | None:
    """Of a Retry-After header (RFC 9110, 10.2.3): seconds, or a date."""
    if not text:
        return None
    if text.strip().isdigit():
        return float(text)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except ValueError:
        return None


def _file(untrusted: Any) -> HubFile | None:
    """A file as the hub lists it; None for what is no GGUF file with a checksum."""
    lfs = untrusted.lfs
    name, size, sha256 = untrusted.rfilename, untrusted.size, lfs.sha256 if lfs else None
    if not isinstance(name, str) or not HUB_FILE.fullmatch(name):
        return None
    if type(size) is not int or not 0 < size < _MOST_SIZE:
        return None
    if not isinstance(sha256, str) or not SHA256.fullmatch(sha256):
        return None
    return HubFile(name, size, sha256)
