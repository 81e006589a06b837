"""What is written and not sent, in the conversation in view and in those that were left."""

from app.domain.attachments import NewAttachment
from app.domain.ids import ConversationId
from app.gui.chat.composer import Composer
from app.gui.chat.draft import NOTHING, Draft, joined

Key = ConversationId | None
"""None is the conversation that has not begun."""


class Drafts:
    """The composer holds that of the conversation in view, `current`."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        self._left: dict[Key, Draft] = {}

    def here(self) -> Draft:
        """The one in view."""
        return Draft(self._composer.draft(), self._composer.chips.attachments())

    def put_here(self, draft: Draft) -> None:
        """Write another one in its place."""
        self._composer.set_draft(draft.text)
        self._composer.chips.put(draft.attachments)

    def leave(self, key: Key) -> None:
        """The one in view belongs to a conversation that is being left."""
        self._left[key] = self.here()

    def of(self, key: Key) -> Draft:
        """That of a conversation that was left."""
        return self._left.get(key, NOTHING)

    def attach(self, key: Key, new: NewAttachment) -> None:
        """Attach something to one that is not in view."""
        left = self.of(key)
        self._left[key] = Draft(left.text, (*left.attachments, new))

    def take_kept(self, key: Key, kept: Draft, *, is_in_view: bool) -> None:
        """What was kept earlier stands before what was written since; the cursor stays there."""
        if is_in_view:
            self._composer.write_before(kept.text)
            self._composer.chips.put((*kept.attachments, *self._composer.chips.attachments()))
        else:
            self._left[key] = joined(kept, self.of(key))

    def put_back(self, key: Key, draft: Draft, *, is_in_view: bool) -> None:
        """What could not be sent stands before what was written since."""
        if is_in_view:
            self.put_here(joined(draft, self.here()))
        else:
            self._left[key] = joined(draft, self.of(key))

    def move(self, key: Key, to: Key) -> None:
        """What was written in one conversation is another's."""
        if key in self._left:
            self._left[to] = joined(self._left.pop(key), self.of(to))

    def note_sent(self, key: Key) -> None:
        """Nothing is written there any more; who keeps drafts is to hear so."""
        self._left[key] = NOTHING

    def forget(self, key: Key) -> None:
        """A conversation is gone."""
        self._left.pop(key, None)

    def all(self, current: Key) -> dict[Key, Draft]:
        """Of all conversations, that in view among them."""
        return {**self._left, current: self.here()}

    def clear(self) -> None:
        """Know none of those that were left."""
        self._left.clear()
