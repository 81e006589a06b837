"""Which settings the page shows under which heading, and when a change of one takes hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from app.config import settings as options
from app.config.sampling_settings import SAMPLING
from app.config.setting_types import Setting


class Effect(StrEnum):
    """When a change takes hold; without one it does at once."""

    NEXT_LOAD = "next load"
    """Once the model is loaded again."""
    NEXT_START = "next start"
    """Once Snug is started again."""


class Link(StrEnum):
    """Something that has a window of its own, and is opened from the page."""

    QUICK = "quick"
    ANSWERS = "answers"
    LIBRARY = "library"
    MODEL = "model"
    FOLDER = "folder"
    SHEET = "sheet"
    KEYS = "keys"
    UPDATE = "update"
    UPDATE_FILE = "update_file"


class Heading(StrEnum):
    """The sections of the page, in their order."""

    APPEARANCE = "appearance"
    CONVERSATIONS = "conversations"
    ANSWERS = "answers"
    DOCUMENTS = "documents"
    MODELS = "models"
    PRIVACY = "privacy"
    SHORTCUTS = "shortcuts"
    UPDATES = "updates"


@dataclass(frozen=True, slots=True)
class Section:
    """What stands below a heading: settings, then what is opened from there."""

    heading: Heading
    settings: tuple[Setting[Any], ...] = ()
    links: tuple[Link, ...] = ()


SECTIONS: Final = (
    Section(
        Heading.APPEARANCE,
        (options.THEME, options.TEXT_SIZE, options.CONTRAST, options.MOTION, options.LANGUAGE),
    ),
    Section(
        Heading.CONVERSATIONS,
        (
            options.SEND_KEYS,
            options.TITLES,
            options.KEEP_DAYS,
            options.BEGIN_TEMPORARY,
            options.KEEP_IN_TRAY,
            options.AT_LOGIN,
        ),
        (Link.QUICK,),
    ),
    Section(
        Heading.ANSWERS,
        (options.SYSTEM_PROMPT, options.PRESET, options.MAX_TOKENS, options.THINKING),
        (Link.ANSWERS, Link.LIBRARY),
    ),
    Section(Heading.DOCUMENTS, (options.DOCUMENT_ANSWERS, options.RERANKER, options.ENTAILMENT)),
    Section(
        Heading.MODELS,
        (
            options.CONTEXT_TOKENS,
            options.IDLE_MINUTES,
            options.THREADS,
            options.GPU_LAYERS,
            options.KV_TYPE,
            options.FLASH_ATTENTION,
            options.RESTING_MEGABYTES,
            options.CHECK_MEMORY,
            options.SPECULATE,
            options.DRAFT_MODEL,
            options.DEVICE_SAMPLING,
        ),
        (Link.MODEL,),
    ),
    Section(
        Heading.PRIVACY,
        (
            options.OFFLINE,
            options.MIRROR,
            options.PROXY,
            options.HUB_TOKEN,
            options.LOCK_MINUTES,
            options.LOCK_WITH_SCREEN,
            options.PERSONAL_DATA,
            options.SAFETY,
            options.SAFETY_MODEL,
            options.SAFETY_THRESHOLD,
            options.SAFETY_CATEGORIES,
        ),
        (Link.FOLDER,),
    ),
    Section(Heading.SHORTCUTS, links=(Link.SHEET, Link.KEYS)),
    Section(
        Heading.UPDATES,
        (options.UPDATE_CHECK, options.UPDATE_ADDRESS),
        (Link.UPDATE, Link.UPDATE_FILE),
    ),
)

ELSEWHERE: Final = frozenset(
    {
        # Chosen where their subject is: the model's name, the panel, their sheets.
        options.MODEL,
        options.SHORTCUTS,
        options.QUICK_KEYS,
        *SAMPLING.values(),
        # Noted by Snug.
        options.INTRODUCE,
        options.MODEL_VALUES,
        options.OFFER_VAULT,
        options.LAST_BACKUP,
        options.PLACE_ACCEPTED,
        options.CLOSED_FOLDERS,
        options.UPDATE_CHECKED,
        options.UPDATE_SEEN,
    }
)
"""Settings that the page does not ask for."""

EFFECTS: Final[Mapping[str, Effect]] = {
    **{
        each.key: Effect.NEXT_LOAD
        for each in (
            options.CONTEXT_TOKENS,
            options.THREADS,
            options.GPU_LAYERS,
            options.KV_TYPE,
            options.FLASH_ATTENTION,
            options.RESTING_MEGABYTES,
            options.DRAFT_MODEL,
            options.DEVICE_SAMPLING,
        )
    },
    options.LOCK_WITH_SCREEN.key: Effect.NEXT_START,
    options.BEGIN_TEMPORARY.key: Effect.NEXT_START,
}
"""By key of the setting."""
