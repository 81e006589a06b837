"""Assistants: a name, instructions, and with what they answer."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.generation import PRESETS, Sampling
from app.domain.ids import CollectionId
from app.domain.library import LibraryItem
from app.domain.retrieval import SearchFilter


class Colour(StrEnum):
    """The colours an assistant may have; the window says how each looks in its theme."""

    GREY = "grey"
    BLUE = "blue"
    TEAL = "teal"
    GREEN = "green"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"
    PURPLE = "purple"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assistant(LibraryItem):
    """An assistant; `text` is its system prompt, and what is empty is as usual."""

    colour: Colour = Colour.GREY
    model: str = ""
    """The id of the model that answers."""
    preset: str = ""
    """One of PRESETS."""
    collections: tuple[CollectionId, ...] = ()
    """The documents that answers come from; none for answers without documents."""


@dataclass(frozen=True, slots=True)
class AssistantUse:
    """What sending a message needs of an assistant; None is as usual."""

    system: str
    """What stands before the first message; empty for what the settings say."""
    sampling: Sampling | None = None
    model: str | None = None
    about: SearchFilter | None = None


def use_of(assistant: Assistant) -> AssistantUse:
    """What an assistant means for the messages sent to it."""
    about = SearchFilter(frozenset(assistant.collections)) if assistant.collections else None
    return AssistantUse(
        assistant.text, PRESETS.get(assistant.preset), assistant.model or None, about
    )
