"""A document in its own application: only after a question, and only what is sure to be read."""

import unicodedata
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

from app.gui.text import citations as words

_READ: Final = frozenset(
    {"pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "rtf", "epub", "hwp", "hwpx"}
    | {"txt", "md", "markdown", "csv", "tsv", "log"}
)
"""Names by which systems choose an application that shows a document. Whatever else a file is
called, a system may run it, or open it in a browser with everything in it."""


def opens_safely(name: str) -> bool:
    """Whether a file of that name is opened to be read, on every system."""
    return Path(name).suffix.lower().removeprefix(".") in _READ


class FileOpener:
    """Asks, then lets the system open a file, or the folder that it lies in."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent

    def ask(self, path: Path) -> None:
        """Name the file and what will happen, and ask."""
        is_safe = opens_safely(path.name)
        target = path if is_safe else path.parent
        explain = words.open_itself_text if is_safe else words.show_folder_text
        label = words.open_itself() if is_safe else words.show_folder()
        box = QMessageBox(self._parent)
        box.setObjectName("openFile")
        box.setWindowTitle(words.open_itself_title() if is_safe else label)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(explain(unicodedata.normalize("NFC", str(target))))
        opening = box.addButton(label, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        opening.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(target))))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()
