"""How a sentence is said in the language of the window."""

from PySide6.QtCore import QCoreApplication

from app.gui.text.particles import filled

CONTEXT = "snug"


def say(source: str, /, **values: object) -> str:
    """The translation of an English sentence, with its gaps filled."""
    translated = QCoreApplication.translate(CONTEXT, source)
    return filled(translated, values) if values else translated
