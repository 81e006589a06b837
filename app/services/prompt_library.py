"""The prompt library: what to ask again and again, with gaps to fill in."""

from collections.abc import Mapping
from pathlib import Path

from app.domain.errors import PromptGone
from app.domain.events import PromptsChanged
from app.domain.ids import LibraryId
from app.domain.prompt_library import Filled, Prompt, fill
from app.domain.protocols import ConversationStore
from app.services.event_bus import EventBus
from app.services.included import Included
from app.services.library import LibraryService


class PromptLibrary(LibraryService[Prompt]):
    """Prompts: those of the user, and those that came with Snug."""

    gone = PromptGone

    def __init__(self, store: ConversationStore, included: Path, bus: EventBus) -> None:
        """`included` is the folder of those that came with Snug."""
        super().__init__(
            lambda: store.prompts, Included(included, Prompt), Prompt, PromptsChanged(), bus
        )

    def fill(self, prompt_id: LibraryId, values: Mapping[str, str]) -> Filled:
        """A prompt with values in the place of its variables, by their names.

        Raises PromptGone, PromptInvalid, PromptValueMissing, PromptValueInvalid.
        """
        return fill(self.get(prompt_id).template, values)
