"""Says an answer to those who hear the window: by sentences, when they are whole, and politely."""

from PySide6.QtWidgets import QWidget

from app.domain.ids import MessageId
from app.gui.announcing import announce
from app.gui.chat.rows import Row
from app.gui.chat.sentences import SentenceReader
from app.gui.text import transcript as words


class Announcer:
    """Follows the message that is being written; what comes while nobody sees it is not said."""

    def __init__(self, view: QWidget) -> None:
        self._view = view
        self._live: MessageId | None = None
        self._reader = SentenceReader(0, words.code_follows)

    def hear(self, before: Row, after: Row) -> None:
        """A message has changed."""
        if not before.is_live:
            return
        if self._live != after.id:  # it may be half written: a conversation was opened
            self._live = after.id
            self._reader = SentenceReader(len(before.text), words.code_follows)
        said = self._reader.read(after.text, is_whole=not after.is_live)
        announce(self._view, "\n".join(said))
        if not after.is_live:
            self._live = None
