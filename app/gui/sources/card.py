"""The small card over an answer that tells what a number stands for."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtWidgets import QFrame, QLabel, QTextBrowser, QVBoxLayout, QWidget

from app.domain.retrieval import Citation
from app.gui.sources.hover import SourceHover
from app.gui.sources.wording import place_of, where
from app.gui.text import citations as words

_WIDTH = 380
_GAP = 6
_SIDE = 8
_WAIT_MS = 200
_SENTENCE_CHARACTERS = 420


class SourceCard(QFrame):
    """Plain text alone; the pointer goes through it. Hides when what it belongs to moves."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self.setObjectName("sourceCard")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(words.sources_title())
        self.name, self.sentence, self.status = (QLabel(self) for _ in range(3))
        self.name.setObjectName("sourceName")
        self.status.setObjectName("muted")
        layout = self._column = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(4)
        for label in (self.name, self.sentence, self.status):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            layout.addWidget(label)
        self._show: Callable[[], None] = lambda: None
        self._timer = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._timer.timeout.connect(self._show_now)
        self.hide()

    def watch(
        self,
        hover: SourceHover,
        browser: QTextBrowser,
        citation_at: Callable[[int], Citation | None],
    ) -> None:
        """Follow the pointer and the keyboard in a browser."""

        def reach(index: int, rect: QRect, *, now: bool = False) -> None:
            citation = citation_at(index)
            if citation is not None:
                self._plan(
                    partial(self.show_source, citation, _mapped(browser, rect, self._room)), now
                )

        hover.source_reached.connect(reach)
        hover.source_peeked.connect(lambda index, rect: reach(index, rect, now=True))
        hover.bare_reached.connect(
            lambda rect: self._plan(
                partial(self.show_bare, _mapped(browser, rect, self._room)), False
            )
        )
        hover.left.connect(self.dismiss)

    def show_source(self, citation: Citation, beside: QRect) -> None:
        """Tell of a citation, next to its number; `beside` is a place in the parent."""
        self.name.setText(where(citation.name, place_of(citation)))
        sentence = " ".join(citation.text.split())
        cut = len(sentence) > _SENTENCE_CHARACTERS
        self.sentence.setText(f"{sentence[:_SENTENCE_CHARACTERS]}…" if cut else sentence)
        self.status.setText(words.source_status_explained(citation.status))
        self._put(beside)

    def show_bare(self, beside: QRect) -> None:
        """Tell that a sentence has no source."""
        self.name.clear()
        self.sentence.clear()
        self.status.setText(words.no_source_here())
        self._put(beside)

    def dismiss(self) -> None:
        """Hide, and forget what was shown."""
        self._timer.stop()
        self._show = lambda: None
        self.hide()
        for label in (self.name, self.sentence, self.status):
            label.clear()

    def _show_now(self) -> None:
        self._show()

    def _plan(self, show: Callable[[], None], now: bool) -> None:
        if now:
            self._timer.stop()
            show()
        else:
            self._show = show
            self._timer.start()

    def _put(self, beside: QRect) -> None:
        """Below the place, or above it where there is no room."""
        for label in (self.name, self.sentence, self.status):
            label.setVisible(bool(label.text()))
        room = self._room.size()
        margins = self._column.contentsMargins()
        wanted = max(self._line_width(label) for label in (self.name, self.sentence, self.status))
        width = min(_WIDTH, room.width() - 2 * _SIDE, wanted + margins.left() + margins.right() + 4)
        self.setFixedWidth(width)
        height = self._column.heightForWidth(width)
        self.resize(width, height)
        x = max(_SIDE, min(beside.center().x() - width // 2, room.width() - width - _SIDE))
        y = beside.bottom() + _GAP
        if y + height > room.height() - _SIDE:
            y = max(_SIDE, beside.top() - _GAP - height)
        self.move(x, y)
        self.show()
        self.raise_()

    @staticmethod
    def _line_width(label: QLabel) -> int:
        return label.fontMetrics().horizontalAdvance(label.text()) if label.text() else 0


def _mapped(browser: QTextBrowser, rect: QRect, room: QWidget) -> QRect:
    return QRect(browser.viewport().mapTo(room, QPoint(rect.topLeft())), rect.size())
