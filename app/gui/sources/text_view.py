"""The text of a document around a place, with the way to what comes before and after."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.domain.documents import Block, Part
from app.gui.chat.look import Look
from app.gui.sources.document_text import DocumentText
from app.gui.sources.excerpt import Window, window_after, window_around, window_before
from app.gui.text import citations as words


class TextView(QWidget):
    """Builds only a window of the document; the buttons move it."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = self._text = ""
        self._blocks: Sequence[Block] = ()
        self._parts: Sequence[Part] = ()
        self._place = (0, 0)
        self._window: Window | None = None
        self.view = DocumentText(look)
        self.earlier, self.later = QPushButton(), QPushButton()
        for button in (self.earlier, self.later):
            button.setObjectName("link")
        self.earlier.clicked.connect(self.show_earlier)
        self.later.clicked.connect(self.show_later)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.earlier, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.later, 0, Qt.AlignmentFlag.AlignHCenter)
        self.set_look(look)
        self.retranslate()

    def open(
        self,
        name: str,
        text: str,
        blocks: Sequence[Block],
        parts: Sequence[Part],
        place: tuple[int, int],
    ) -> None:
        """Show a place of a document; an empty one is only the place to begin at."""
        self._name, self._text, self._blocks, self._parts = name, text, blocks, parts
        self._place = place
        self.view.setAccessibleName(words.document_text(name))
        self._show(window_around(text, blocks, *place))

    def show_earlier(self) -> None:
        """What comes before what is shown, at its end."""
        if self._window is not None and self._window.has_more_before:
            self._show(window_before(self._text, self._blocks, self._window))
            bar = self.view.verticalScrollBar()
            bar.setValue(bar.maximum())
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_later(self) -> None:
        """What follows what is shown, from its beginning."""
        if self._window is not None and self._window.has_more_after:
            self._show(window_after(self._text, self._blocks, self._window))
            self.view.verticalScrollBar().setValue(0)
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Keep nothing of the document."""
        self._name = self._text = ""
        self._blocks, self._parts = (), ()
        self._window = None
        self.view.forget()
        self.view.setAccessibleName("")
        self.view.setAccessibleDescription("")

    def set_look(self, look: Look) -> None:
        """Show it in other colours."""
        self.view.set_look(look)
        if self._window is not None:
            self._show(self._window)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.earlier.setText(words.earlier_text())
        self.later.setText(words.later_text())
        if self._window is not None:
            self.view.setAccessibleName(words.document_text(self._name))
            self._show(self._window)

    def _show(self, window: Window) -> None:
        self._window = window
        self.view.show_window(self._text, self._blocks, self._parts, window)
        marked = self.view.mark(*self._place)
        self.view.setAccessibleDescription(marked)
        self.earlier.setVisible(window.has_more_before)
        self.later.setVisible(window.has_more_after)
