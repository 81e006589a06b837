"""How the window is to look, as it was chosen."""

from dataclasses import dataclass

from app.config import settings as options
from app.config.settings import Settings


@dataclass(frozen=True, slots=True)
class Appearance:
    """What was chosen; "system" follows it where Qt tells."""

    theme: str = "system"
    contrast: str = "system"
    motion: str = "system"
    text_size: int = 100
    """Percent of the system's."""


def chosen(settings: Settings) -> Appearance:
    """What the settings say."""
    return Appearance(
        settings.get(options.THEME),
        settings.get(options.CONTRAST),
        settings.get(options.MOTION),
        settings.get(options.TEXT_SIZE),
    )
