"""Where an answer is written: a choice of models and the engine that holds the chosen one."""

from dataclasses import dataclass

from app.domain.protocols import Engine
from app.services.models import ModelService


@dataclass(frozen=True, slots=True)
class Desk:
    """One engine. Answers at the same desk come from the same weights, together."""

    models: ModelService
    engine: Engine
