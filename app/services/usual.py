"""How answers in a conversation are wanted where nothing else is said: by its assistant."""

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
        about=wanted.about or use.about,
        system=wanted.system or use.system,
    )


def choose_model(models: ModelService, use: AssistantUse | None) -> None:
    """Take an assistant's model for what comes next; one that is not installed is not missed."""
    chosen = models.state.model
    if use is not None and use.model and (chosen is None or chosen.id != use.model):
        with contextlib.suppress(AppError):
            models.choose(use.model)
