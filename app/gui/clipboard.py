"""What Snug puts on the clipboard: marked as private, and taken back when the window locks."""

import hashlib
import secrets
import sys
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QMimeData, QStringListModel
from PySide6.QtGui import QClipboard, QGuiApplication

_WINDOWS: Final = 'application/x-qt-windows-mime;value="{}"'
_KEY: Final = secrets.token_bytes(16)
"""Of this run: what was copied is recognised by a keyed digest and never kept."""


class _LastCopy:
    """A digest of what was copied last."""

    digest: bytes | None = None


def marks(platform: str = sys.platform) -> Mapping[str, bytes]:
    """Formats that ask clipboard histories to leave a copy alone.

    KDE's hint is the custom of Linux's clipboard programs; the three of Windows keep a copy out of
    its history and its cloud. On macOS the custom (org.nspasteboard.ConcealedType) needs a
    converter in native code that Qt for Python does not offer: nothing is marked there.
    """
    if platform == "win32":
        nothing = (0).to_bytes(4, "little")
        return {
            _WINDOWS.format("ExcludeClipboardContentFromMonitorProcessing"): b"1",
            _WINDOWS.format("CanIncludeInClipboardHistory"): nothing,
            _WINDOWS.format("CanUploadToCloudClipboard"): nothing,
        }
    return {"x-kde-passwordManagerHint": b"secret"} if platform.startswith("linux") else {}


def mime_data(text: str) -> QMimeData:
    """Plain text for the clipboard, marked, in an object that Qt has made.

    The clipboard outlives the interpreter, and destroying a QMimeData that Python has made ends
    the process with a segmentation fault by then (PySide6 6.11.3).
    """
    model = QStringListModel([""])
    data = model.mimeData([model.index(0)])
    data.clear()
    data.setText(text)
    for name, value in marks().items():
        data.setData(name, value)
    return data


def copy(text: str) -> None:
    """Put text on the clipboard, marked."""
    _LastCopy.digest = _digest(text)
    QGuiApplication.clipboard().setMimeData(mime_data(text))


def take_back() -> bool:
    """Clear the clipboard if it still holds what this window put there; whether it did.

    The selection that X11 pastes with the middle button is cleared as well.
    """
    clipboard = QGuiApplication.clipboard()
    if clipboard.supportsSelection() and clipboard.ownsSelection():
        clipboard.clear(QClipboard.Mode.Selection)
    is_ours = clipboard.ownsClipboard() or _LastCopy.digest == _digest(clipboard.text())
    if is_ours:
        clipboard.clear()
    _LastCopy.digest = None
    return is_ours


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=_KEY).digest()
