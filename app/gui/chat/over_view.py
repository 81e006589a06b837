"""What may take the place of a conversation for a while, with all its page."""

from PySide6.QtWidgets import QWidget

from app.gui.chat.look import Look
from app.gui.chat.rows import Labels


class OverView(QWidget):
    """Hears of looks and languages from the page that it lies over."""

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        raise NotImplementedError

    def retranslate(self, labels: Labels | None) -> None:
        """Say everything again in the language of the window; None where no message is shown."""
        raise NotImplementedError
