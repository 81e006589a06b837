"""What the window says of errors; their templates stand in app.domain.errors."""

from PySide6.QtCore import QCoreApplication

from app.domain.errors import AppError
from app.gui.text.particles import filled
from app.gui.text.saying import CONTEXT


def error_title(error: AppError) -> str:
    """The heading of an error."""
    return _filled(error.title, error)


def error_sentence(error: AppError) -> str:
    """What happened, in a sentence."""
    return _filled(error.sentence, error)


def error_hint(error: AppError) -> str:
    """What a person can do next."""
    return _filled(error.hint, error)


def _filled(template: str, error: AppError) -> str:
    return filled(QCoreApplication.translate(CONTEXT, template), error.values)
