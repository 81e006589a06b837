"""For defects of ours: the whole report, to be copied; nothing is ever sent."""

import platform
import traceback

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app import __version__
from app.gui import text


def report_of(error: BaseException) -> str:
    """Versions and the traceback: places in our code and the error's own words."""
    lines = traceback.format_exception(error)
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"Snug {__version__}\n{system}\n\n{''.join(lines)}"


class CrashDialog(QDialog):
    """Shows a report."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(text.crash_title())
        self.resize(640, 420)
        words = QLabel(text.crash_text())
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        self.report = QPlainTextEdit(report_of(error))
        self.report.setObjectName("log")
        self.report.setReadOnly(True)
        self.report.setAccessibleName(text.crash_title())
        self.report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        copy, close = QPushButton(text.copy_report()), QPushButton(text.close())
        copy.setObjectName("plain")
        close.setObjectName("primary")
        copy.clicked.connect(self._copy)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(copy)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 20)
        layout.setSpacing(12)
        layout.addWidget(words)
        layout.addWidget(self.report, 1)
        layout.addLayout(buttons)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
