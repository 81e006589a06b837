"""What the window says of errors; their templates stand in app.domain.errors."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from app.domain.errors import AppError, Reason, recognised
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
    values = {
        key: (recognised(value, error.faults) or value) if isinstance(value, str) else value
        for key, value in error.values.items()
    }
    return _said(template, values)


def _said(template: str, values: Mapping[str, object]) -> str:
    """A template in the language of the window, and so each reason that fills it."""
    told = {
        key: _said(value.template, value.values) if isinstance(value, Reason) else value
        for key, value in values.items()
    }
    return filled(QCoreApplication.translate(CONTEXT, template), told)
