"""The documents that questions are answered from: a choice of each conversation, kept with it."""

from collections.abc import Callable, Iterable, Sequence

from app.domain.ids import ConversationId
from app.domain.retrieval import SearchFilter
from app.gui.chat.source import Source, filter_of
from app.gui.chat.source_row import SourceRow

Key = ConversationId | None
"""None is the conversation that has not begun."""


class ChosenSources:
    """Remembers the chips of the conversations that are not in view."""

    def __init__(self, row: SourceRow) -> None:
        self._row = row
        self._current: Key = None
        self._known: dict[Key, tuple[Source, ...]] = {}
        self._read: dict[ConversationId, tuple[Source, ...]] = {}
        """Read on another thread, for the next one in view."""
        self._is_putting = False
        self.read_kept: Callable[[ConversationId], Sequence[Source]] = lambda _key: ()
        """What is kept of a conversation; blocks."""
        self.keep: Callable[[Key, SearchFilter | None], None] = lambda _key, _about: None
        """Somebody chose something else for a conversation."""
        row.changed.connect(self._on_changed)

    def filter(self) -> SearchFilter | None:
        """What the next question in view is answered from; None for no documents."""
        return filter_of(self._row.sources())

    def read_ahead(self, key: ConversationId) -> None:
        """Read what is kept of a conversation that will be shown; from any thread."""
        if key not in self._known:
            self._read[key] = tuple(self.read_kept(key))

    def leave(self) -> None:
        """Another conversation will be shown."""
        self._known[self._current] = self._row.sources()

    def show(self, key: Key) -> None:
        """Show what is chosen for a conversation: what was in the window goes before what is kept.

        Only the first time since the window was unlocked is anything read.
        """
        kept = self._read.pop(key, ()) if key is not None else ()
        self._current = key
        self._put(self._known.get(key, kept))

    def begin(self, key: ConversationId) -> None:
        """The conversation in view has begun, with what is chosen for it."""
        self._known.pop(None, None)
        self._current = key

    def withdraw(self, key: ConversationId) -> None:
        """It has not begun after all: what is chosen for it is for the next one."""
        chosen = self._row.sources() if key == self._current else self._known.pop(key, ())
        if key == self._current:
            self._current = None
        else:
            self._known.setdefault(None, chosen)

    def renew(self, renewed: Callable[[Source], Source | None]) -> None:
        """Documents were renamed, or are gone: `renewed` says what became of one."""
        for key, sources in self._known.items():
            self._known[key] = _those(map(renewed, sources))
        self._put(_those(map(renewed, self._row.sources())))

    def forget(self, key: ConversationId) -> None:
        """A conversation is gone."""
        self._known.pop(key, None)
        self._read.pop(key, None)

    def clear(self) -> None:
        """Know nothing of any conversation."""
        self._known.clear()
        self._read.clear()
        self._current = None
        self._put(())

    def _put(self, sources: Sequence[Source]) -> None:
        self._is_putting = True
        self._row.put(sources)
        self._is_putting = False

    def _on_changed(self) -> None:
        if not self._is_putting:
            self.keep(self._current, self.filter())


def _those(sources: Iterable[Source | None]) -> tuple[Source, ...]:
    return tuple(each for each in sources if each is not None)
