"""For defects of ours: the whole report, to be copied or saved; nothing is ever sent."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui import text
from app.gui.text import crashes as words

_FILE_NAME = "snug-report.txt"


class CrashDialog(QDialog):
    """Shows a report. `restart` starts Snug anew; without it, that is not offered."""

    def __init__(
        self,
        report: str,
        parent: QWidget | None = None,
        *,
        restart: Callable[[], None] | None = None,
        is_of_last_time: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(words.ended_title() if is_of_last_time else words.crash_title())
        self.resize(660, 460)
        said = _plain(words.ended_text() if is_of_last_time else words.crash_text())
        self.report = QPlainTextEdit(report)
        self.report.setObjectName("log")
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setAccessibleName(words.report())
        self.report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.note = _plain("")
        self.note.hide()
        self.copy, self.save = QPushButton(words.copy_report()), QPushButton(words.save_report())
        self.restart = QPushButton(words.restart())
        self.go_on = QPushButton(text.close() if is_of_last_time else words.go_on())
        for button in (self.copy, self.save, self.restart):
            button.setObjectName("plain")
            button.setAutoDefault(False)
        self.go_on.setObjectName("primary")
        self.go_on.setDefault(True)
        self.restart.setVisible(restart is not None)
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self._save)
        self.go_on.clicked.connect(self.accept)
        if restart is not None:
            self.restart.clicked.connect(self.accept)
            self.restart.clicked.connect(lambda: restart())
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy)
        buttons.addWidget(self.save)
        buttons.addStretch(1)
        buttons.addWidget(self.restart)
        buttons.addWidget(self.go_on)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 20)
        layout.setSpacing(12)
        layout.addWidget(said)
        layout.addWidget(self.report, 1)
        layout.addWidget(self.note)
        layout.addLayout(buttons)
        self.go_on.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
        self._say(words.report_copied())

    def _save(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, words.save_report(), str(Path.home() / _FILE_NAME)
        )
        if not chosen:
            return
        try:
            Path(chosen).write_text(self.report.toPlainText() + "\n", encoding="utf-8")
        except OSError as error:
            self._say(words.report_not_saved(error.strerror or type(error).__name__))
        else:
            self._say(words.report_saved(Path(chosen).name))

    def _say(self, sentence: str) -> None:
        self.note.setText(sentence)
        self.note.show()


def _plain(said: str) -> QLabel:
    label = QLabel(said)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
