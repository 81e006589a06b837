"""The panel beside a conversation: the sources of an answer, or a document at the cited words."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.documents import Block, Part
from app.domain.retrieval import Grounding
from app.gui.chat.look import Look
from app.gui.escape import takes_escape
from app.gui.fonts import spread
from app.gui.icons import Icons
from app.gui.sources.page_view import PageView
from app.gui.sources.source_list import SourceList
from app.gui.sources.text_view import TextView
from app.gui.text import citations as words

MINIMUM: Final = 340


class SourcesPanel(QFrame):
    """Shows what it is told; `clear` leaves nothing of it."""

    closed = Signal()
    back_requested = Signal()
    open_requested = Signal()

    def __init__(self, icons: Icons, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sourcesPanel")
        self._icons = icons
        self._name = ""
        self.back, self.open_button, self.close_button = (QToolButton() for _ in range(3))
        self.title, self.place, self.notice = (QLabel() for _ in range(3))
        self.title.setObjectName("sourceName")
        self.place.setObjectName("muted")
        self.notice.setObjectName("sourceNotice")
        for label in (self.title, self.place, self.notice):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.notice.setWordWrap(True)
        self.list = SourceList()
        self.text = TextView(look)
        self.page = PageView(icons, look)
        self.waiting = QLabel()
        self.waiting.setObjectName("muted")
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        for part in (self.list, self.text, self.page, self.waiting):
            self.stack.addWidget(part)
        self.back.clicked.connect(self.back_requested)
        self.open_button.clicked.connect(self.open_requested)
        self.close_button.clicked.connect(self.closed)
        self._lay_out()
        self.set_look(look)
        self.retranslate()
        self.hide()

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.title)
        names.addWidget(self.place)
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 8, 6)
        head.setSpacing(4)
        head.addWidget(self.back)
        head.addLayout(names, 1)
        head.addWidget(self.open_button)
        head.addWidget(self.close_button)
        layout = self._column = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.notice)
        layout.addWidget(self.stack, 1)

    # --- what is shown --------------------------------------------------------------------------

    def show_list(self, title: str, grounding: Grounding) -> None:
        """List the sources of an answer."""
        self._show(title, "", is_document=False)
        self.back.hide()
        self.list.show_grounding(grounding)
        self.stack.setCurrentWidget(self.list)

    def show_other(self, title: str, view: QWidget) -> None:
        """Show something else that belongs beside the conversation; its owner fills and clears."""
        self._show(title, "", is_document=True)
        self.back.hide()
        if self.stack.indexOf(view) < 0:
            self.stack.addWidget(view)
        self.stack.setCurrentWidget(view)

    def marked_text(self) -> str:
        """What the reader has marked in the text of a document; "" for nothing."""
        return "" if self.isHidden() else self.text.view.marked_text()

    def show_waiting(self, name: str, place: str, *, has_list: bool, notice: str = "") -> None:
        """A document is on its way, or what `notice` says."""
        self.waiting.setText(notice or words.opening_document())
        self._show(name, place, is_document=True)
        self.open_button.hide()
        self.back.setVisible(has_list)
        self.stack.setCurrentWidget(self.waiting)

    def show_text(
        self,
        name: str,
        text: str,
        blocks: Sequence[Block],
        parts: Sequence[Part],
        place: tuple[int, int],
        notice: str = "",
    ) -> None:
        """Show the text of a document at a place."""
        self.page.clear()
        self._notify(notice)
        self.text.open(name, text, blocks, parts, place)
        self.stack.setCurrentWidget(self.text)
        self.text.view.go_to_mark()

    def show_page(self, name: str, page: int, count: int, quote: str) -> None:
        """Show a page of a document; its picture follows."""
        self._notify("")
        self.stack.setCurrentWidget(self.page)
        self._column.activate()
        self.page.open(name, page, count, quote)

    def set_openable(self, label: str) -> None:
        """What can be done with the file itself; nothing where it is gone."""
        self.open_button.setVisible(bool(label))
        self.open_button.setToolTip(label)
        self.open_button.setAccessibleName(label)

    def set_place(self, place: str) -> None:
        """Another page."""
        self.place.setText(place)
        self.place.setVisible(bool(place))

    def focus_inside(self) -> None:
        """The keyboard goes to what is shown."""
        shown = self.stack.currentWidget()
        if shown is self.list:
            self.list.focus_first()
        elif shown is self.text:
            self.text.view.setFocus(Qt.FocusReason.OtherFocusReason)
        elif shown is self.page:
            self.page.area.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Keep nothing of what was shown."""
        self.hide()
        self._name = ""
        for label in (self.title, self.place, self.notice):
            label.clear()
        self.list.clear()
        self.text.clear()
        self.page.clear()
        self.setAccessibleName("")

    # --- look and words -------------------------------------------------------------------------

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        for button, icon in (
            (self.back, "chevron-left"),
            (self.open_button, "open"),
            (self.close_button, "close"),
        ):
            self._icons.put(button, icon, look.muted, 18)
        self.text.set_look(look)
        self.page.set_look(look)
        self.setMinimumWidth(spread(MINIMUM, self))

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        for button, label in (
            (self.back, words.back_to_sources()),
            (self.close_button, words.close_sources()),
        ):
            button.setToolTip(label)
            button.setAccessibleName(label)
        for part in (self.list, self.text, self.page):
            part.retranslate()

    # --- events ---------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Esc closes the panel while the keyboard is in it; it stops no answer then."""
        return takes_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; Alt+Left goes back to the list."""
        if _is_escape(event):
            self.closed.emit()
            return
        is_back = event.modifiers() == Qt.KeyboardModifier.AltModifier
        if is_back and event.key() == Qt.Key.Key_Left and self.back.isVisible():
            self.back_requested.emit()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A long name is shortened in its middle."""
        super().resizeEvent(event)
        self._elide()

    def _show(self, name: str, place: str, *, is_document: bool) -> None:
        self._name = name
        self.title.setToolTip(name)
        self.setAccessibleName(name)
        self.set_place(place)
        self._notify("")
        self.set_openable("")
        if is_document:
            self.text.clear()
            self.page.clear()
        self.show()
        self._elide()

    def _notify(self, notice: str) -> None:
        self.notice.setText(notice)
        self.notice.setVisible(bool(notice))

    def _elide(self) -> None:
        buttons = 3 * 40 + 24
        room = max(80, self.width() - buttons)
        elide = Qt.TextElideMode.ElideMiddle
        self.title.setText(self.title.fontMetrics().elidedText(self._name, elide, room))


def _is_escape(event: QKeyEvent) -> bool:
    """Esc alone: with Shift it is the window's, and leads to the message field."""
    return event.key() == Qt.Key.Key_Escape and not event.modifiers()
