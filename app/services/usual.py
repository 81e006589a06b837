"""How answers in a conversation are wanted where nothing is said: by itself, by its assistant."""

import contextlib
from dataclasses import replace

from app.domain.assistants import AssistantUse
from app.domain.errors import AppError
from app.services.answer import Wanted
from app.services.models import ModelService


def wanted_by(wanted: Wanted, use: AssistantUse | None) -> Wanted:
    """What is wanted, with what an assistant says where nothing was said."""
    if use is None:
        return wanted
    return replace(
        wanted,
        about=None if wanted.without_documents else wanted.about or use.about,
        system=wanted.system or use.system,
    )


def choose_model(models: ModelService, own: str, use: AssistantUse | None) -> None:
    """Take the model for what comes next: the conversation's own, its assistant's, or the usual.

    One that is not on this computer is passed over; the usual one answers then.
    """
    for name in (own, (use.model if use is not None else None) or ""):
        if name:
            with contextlib.suppress(AppError):
                models.borrow(name)
                return
    models.give_back()
