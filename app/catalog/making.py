"""Makes a catalog model out of a file of another format, and proves what came of it."""

import hashlib
import threading
from pathlib import Path
from typing import IO

from app.domain.errors import DownloadCancelled, VerificationFailed
from app.domain.models import CatalogEntry
from app.security.network_gate import Progress


def make(
    raw: Path,
    target: IO[bytes],
    entry: CatalogEntry,
    on_progress: Progress,
    cancel: threading.Event,
) -> None:
    """Write the model of `entry` to `target`, made of the file `raw`.

    `on_progress` hears the bytes that were written, and how many it will be. Raises
    VerificationFailed unless it is the published file, DownloadCancelled, and OSError.
    """
    # Imported here: it brings numpy, and only who fetches such a model needs it.
    from app.catalog.e5s1.container import ContainerInvalid
    from app.catalog.e5s1.conversion import convert

    proved = _Proved(target)

    def told(_count: int) -> None:
        if cancel.is_set():
            raise DownloadCancelled(name=entry.name)
        on_progress(min(proved.written, entry.bytes), entry.bytes)

    try:
        with raw.open("rb") as source:
            convert(source, proved, entry.id, told)
    except (ContainerInvalid, ValueError) as error:
        raise VerificationFailed(f"{type(error).__name__}: {error}", name=entry.name) from error
    digest = proved.digest.hexdigest()
    if proved.written != entry.bytes or digest != entry.sha256:
        detail = f"{proved.written} bytes, SHA-256 {digest}; published {entry.sha256}"
        raise VerificationFailed(detail, name=entry.name)
    on_progress(entry.bytes, entry.bytes)


class _Proved:
    """A file that is hashed while it is written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()
        self.written = 0

    def write(self, data: bytes) -> int:
        """Write all of it."""
        self._file.write(data)
        self.digest.update(data)
        self.written += len(data)
        return len(data)
