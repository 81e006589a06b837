"""Whether there is a newer Snug: asked on request, or as often as somebody has chosen.

One small file is fetched through the gate; nothing of this computer is told in doing so. What it
says counts only with the publisher's signature. No release is offered that is not newer than the
one that runs, and none that is older than one that was seen before.
"""

import contextlib
import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

from app.config import settings as options
from app.config.paths import Paths
from app.config.setting_types import Setting
from app.config.settings import Settings
from app.domain.addresses import Address
from app.domain.errors import (
    FileNotThere,
    OfflineNow,
    SettingsNotSaved,
    UpdateAddressMissing,
    UpdateFileDiffers,
    UpdateFileUnknown,
    UpdateKeyMissing,
    UpdateReplayed,
    UpdatesElsewhere,
    UpdateUntrusted,
)
from app.domain.network import Consent
from app.domain.releases import Release, ReleaseFile, Standing, UpdateFinding, Version
from app.security.update_signature import MOST_BYTES, NotSigned, PublicKey, signed_text
from app.services.release_text import read_release

METADATA_FILE: Final = "snug-update.json"
"""What is signed of a release; it lies beside the installers."""
_CHANNEL_FILE: Final = "channel"
_MOST_CHANNEL: Final = 40
_DAYS: Final = {"weekly": 7, "monthly": 30}


class Fetch(Protocol):
    """Gets a small file. Raises OfflineNow, UpdateUnreachable."""

    def __call__(self, address: Address, most: int, consent: Consent) -> bytes:
        """The file at an address, of `most` bytes."""


def channel_of(file: Path | None = None) -> str:
    """What installed this copy and updates it (deb, rpm, flatpak, …); "" for nothing."""
    try:
        text = (file or Paths.resource(_CHANNEL_FILE)).read_text("ascii")
    except (OSError, UnicodeError):
        return ""
    return text.strip()[:_MOST_CHANNEL]


class UpdateService:
    """Blocking; the files and the network are waited for."""

    def __init__(
        self,
        settings: Settings,
        fetch: Fetch,
        *,
        running: str,
        schema: int,
        keys: Callable[[], tuple[PublicKey, ...]],
        channel: Callable[[], str] = channel_of,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        """`running` is the version of this program, `schema` that of the vault it writes."""
        self._settings = settings
        self._fetch = fetch
        self._running = Version(running)
        self._schema = schema
        self._keys = keys
        self._channel = channel
        self._today = today

    @property
    def channel(self) -> str:
        """What updates this copy; "" where nothing but its user does."""
        return self._channel()

    def check(self, consent: Consent = Consent.THIS_DOWNLOAD) -> UpdateFinding:
        """Ask whether there is a newer one. Raises UpdateError, OfflineNow."""
        self._require_own_updates()
        text = self._settings.get(options.UPDATE_ADDRESS)
        if not text:
            raise UpdateAddressMissing
        self._require_keys()
        envelope = self._fetch(Address.parse(text), MOST_BYTES, consent)
        finding = self._judged(envelope, Address.parse(text).host)
        self._note(options.UPDATE_CHECKED, self._today().isoformat())
        return finding

    def is_due(self) -> bool:
        """Whether the time has come that somebody chose; never where there is nowhere to ask."""
        days = _DAYS.get(self._settings.get(options.UPDATE_CHECK))
        if days is None or not self._settings.get(options.UPDATE_ADDRESS) or self.channel:
            return False
        try:
            last = date.fromisoformat(self._settings.get(options.UPDATE_CHECKED))
        except ValueError:
            return True
        # A clock that was set back does not put it off for ever.
        return not timedelta() <= self._today() - last < timedelta(days=days)

    def check_if_due(self) -> UpdateFinding | None:
        """Ask when it is time, and the offline switch lets it; None for nothing new."""
        if not self.is_due() or not self._keys():
            return None
        try:
            finding = self.check(Consent.GENERAL)
        except OfflineNow:
            return None
        return finding if finding.standing is not Standing.CURRENT else None

    def verify(self, path: Path) -> UpdateFinding:
        """Look at a file that was fetched elsewhere: what is signed, or an installer beside it.

        Raises UpdateError, FileNotThere.
        """
        self._require_keys()
        if path.name == METADATA_FILE:
            return self._judged(_read(path), path.name)
        beside = path.with_name(METADATA_FILE)
        if not beside.is_file():
            _read(path, most=1)
            raise UpdateFileUnknown(name=path.name, beside=METADATA_FILE)
        finding = self._judged(_read(beside), METADATA_FILE)
        file = _published(finding.release, path)
        return UpdateFinding(finding.release, finding.standing, finding.is_expired, file)

    def _judged(self, envelope: bytes, name: str) -> UpdateFinding:
        try:
            release = read_release(signed_text(envelope, self._keys()))
        except (NotSigned, ValueError) as error:
            raise UpdateUntrusted(str(error), name=name) from error
        self._require_not_replayed(release)
        if release.version <= self._running:
            standing = Standing.CURRENT
        elif release.oldest_schema > self._schema:
            standing = Standing.TOO_FAR
        else:
            standing = Standing.NEWER
        return UpdateFinding(release, standing, is_expired=release.expires < self._today())

    def _require_not_replayed(self, release: Release) -> None:
        """Refuse what is older than what was seen, and remember the newest."""
        try:
            seen = Version(self._settings.get(options.UPDATE_SEEN))
        except ValueError:
            seen = None
        if seen is not None and release.version < seen:
            raise UpdateReplayed(version=release.version.text, seen=seen.text)
        if seen is None or release.version > seen:
            self._note(options.UPDATE_SEEN, release.version.text)

    def _note(self, setting: Setting[str], text: str) -> None:
        with contextlib.suppress(SettingsNotSaved):  # it holds for this run; the finding is told
            self._settings.set(setting, text)

    def _require_own_updates(self) -> None:
        if self.channel:
            raise UpdatesElsewhere(channel=self.channel)

    def _require_keys(self) -> None:
        if not self._keys():
            raise UpdateKeyMissing


def _read(path: Path, most: int = MOST_BYTES) -> bytes:
    """Raises FileNotThere."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise FileNotThere(str(error), name=path.name) from error


def _published(release: Release, path: Path) -> ReleaseFile:
    """The file of a release that this one is, whatever it is called. Raises FileNotThere."""
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            sum_ = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise FileNotThere(str(error), name=path.name) from error
    for each in release.files:
        if (each.bytes, each.sha256) == (size, sum_):
            return each
    raise UpdateFileDiffers(name=path.name, version=release.version.text)
