"""An error of a start that has no window to say it in."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from app.domain.errors import AppError
from app.gui import text
from app.gui.translations import Translations


def show_error_alone(error: AppError, language: str) -> None:
    """Say an error in a box of its own, in the language of a setting; returns when it is closed."""
    application = QApplication([])
    application.setApplicationName("Snug")
    translations = Translations()
    translations.speak(language)
    box = QMessageBox()
    box.setIcon(QMessageBox.Icon.Information)
    box.setWindowTitle("Snug")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text.error_sentence(error))
    box.setInformativeText(text.error_hint(error))
    box.exec()
