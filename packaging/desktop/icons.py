"""The icon in every size and format, drawn from its two SVG files with Qt; the same each time.

Windows' .ico: https://learn.microsoft.com/previous-versions/ms997538(v=msdn.10), with PNG inside,
as every Windows since Vista reads it. Apple's .icns: a header, then chunks of a type, a length and
a PNG (https://en.wikipedia.org/wiki/Apple_Icon_Image_format).
"""

import struct
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES: Final = (16, 22, 24, 32, 48, 64, 128, 256, 512)
_LARGEST_SMALL: Final = 24
"""Up to here the drawing on a grid of 16 pixels is the clearer one."""
_ICO_SIZES: Final = (16, 24, 32, 48, 64, 128, 256)
_ICNS_TYPES: Final = (
    (b"ic11", 32), (b"ic12", 64), (b"ic07", 128), (b"ic13", 256), (b"ic08", 256),
    (b"ic14", 512), (b"ic09", 512), (b"ic10", 1024),
)  # fmt: skip
_MACOS_SHARE: Final = 0.86
"""Icons of macOS leave a margin around their tile."""


class Drawing:
    """The icon, as its SVG files in a folder have it."""

    def __init__(self, folder: Path) -> None:
        self.svg = folder / "snug.svg"
        self._small = folder / "snug-small.svg"

    def png(self, size: int, share: float = 1.0) -> bytes:
        """A square PNG of so many pixels, of which the drawing takes a share."""
        source = self._small if size <= _LARGEST_SMALL else self.svg
        image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        painter = QPainter(image)
        margin = size * (1 - share) / 2
        area = QRectF(margin, margin, size * share, size * share)
        QSvgRenderer(str(source)).render(painter, area)
        painter.end()
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG", 0)  # type: ignore[call-overload]  # its stub wants bytes
        return bytes(data.data())

    def ico(self) -> bytes:
        """All sizes that Windows asks for, in one file."""
        pictures = [self.png(size) for size in _ICO_SIZES]
        entries, at = b"", 6 + 16 * len(pictures)
        for size, picture in zip(_ICO_SIZES, pictures, strict=True):
            edge = size % 256  # 256 is written as 0
            entries += struct.pack("<BBBBHHII", edge, edge, 0, 0, 1, 32, len(picture), at)
            at += len(picture)
        return struct.pack("<HHH", 0, 1, len(pictures)) + entries + b"".join(pictures)

    def icns(self) -> bytes:
        """All sizes that macOS asks for, in one file."""
        chunks = b""
        for kind, size in _ICNS_TYPES:
            picture = self.png(size, _MACOS_SHARE)
            chunks += kind + struct.pack(">I", 8 + len(picture)) + picture
        return b"icns" + struct.pack(">I", 8 + len(chunks)) + chunks


def write_hicolor(drawing: Drawing, share: Path, name: str) -> None:
    """Write the icon under `share`/icons/hicolor, where a desktop looks for it."""
    theme = share / "icons" / "hicolor"
    scalable = theme / "scalable" / "apps" / f"{name}.svg"
    scalable.parent.mkdir(parents=True, exist_ok=True)
    scalable.write_bytes(drawing.svg.read_bytes())
    for size in SIZES:
        path = theme / f"{size}x{size}" / "apps" / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(drawing.png(size))
