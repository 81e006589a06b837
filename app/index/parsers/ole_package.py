"""Compound files (OLE 2) opened with bounds: storages and streams, as old office formats use them.

Source: [MS-CFB]. Stream names are compared without case, as the format has it.
"""

import struct
from typing import BinaryIO, Final

import olefile

from app.domain.documents import Refusal
from app.index.parsers.refusing import Refused

MAGIC: Final = bytes.fromhex("d0cf11e0a1b11ae1")
MOST_STREAMS: Final = 20_000
MOST_STREAM_BYTES: Final = 256 << 20
_DAMAGE: Final = (
    struct.error,
    OSError,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
)
"""olefile raises whatever a damaged table leads it to."""


class OlePackage:
    """A compound file. Raises Refused: DAMAGED when it is none, BOMB with too many streams."""

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0)
        try:
            self._ole = olefile.OleFileIO(file)
            paths = self._ole.listdir()
        except _DAMAGE as error:
            raise Refused(Refusal.DAMAGED, f"ole: {type(error).__name__}") from error
        if len(paths) > MOST_STREAMS:
            raise Refused(Refusal.BOMB, f"{len(paths)} streams")
        self.streams = tuple("/".join(path) for path in paths)
        """Paths of the streams, their storages parted by a slash, as they are written."""
        self._known = {path.casefold(): path for path in self.streams}

    def __contains__(self, path: str) -> bool:
        return path.casefold() in self._known

    def read(self, path: str, most_bytes: int = MOST_STREAM_BYTES) -> bytes:
        """The bytes of a stream.

        Raises Refused: BOMB when it is longer than `most_bytes`, DAMAGED when it is missing or its
        chain of sectors is broken.
        """
        name = self._known.get(path.casefold())
        if name is None:
            raise Refused(Refusal.DAMAGED, "ole: a stream is missing")
        try:
            if self._ole.get_size(name.split("/")) > most_bytes:
                raise Refused(Refusal.BOMB, f"a stream of more than {most_bytes} bytes")
            with self._ole.openstream(name.split("/")) as stream:
                return bytes(stream.read())
        except _DAMAGE as error:
            raise Refused(Refusal.DAMAGED, f"ole stream: {type(error).__name__}") from error
