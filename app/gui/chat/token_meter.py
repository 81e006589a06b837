"""How full the context window is: a quiet figure in the composer, and its parts on a click."""

from typing import Final

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QToolButton, QWidget

from app.domain.context import ContextUse
from app.gui.text import context as words

_NEAR: Final = 0.85
"""Of the room beside the answer's: from here on the figure is coloured."""
_K: Final = 1024
_PADDING: Final = 14
_GAP: Final = 6
_CLOSE: Final = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class TokenMeter(QToolButton):
    """Hidden while nothing is known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("meter")
        self.use: ContextUse | None = None
        self.parts = ContextParts(self)
        self.clicked.connect(self._show_parts)
        self.hide()

    def show_use(self, use: ContextUse | None) -> None:
        """Show how full it is; None hides the figure."""
        self.use = use
        self.retranslate()
        self.setVisible(use is not None)
        if use is None:
            self.parts.hide()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        use = self.use
        if use is None:
            return
        self.setText(f"{short(use.used)} / {short(use.size)}")
        self.setAccessibleName(full(use))
        self.setToolTip(words.meter_tip())
        self.setProperty("level", level(use))
        self.style().unpolish(self)
        self.style().polish(self)
        self.parts.show_use(use)

    def _show_parts(self) -> None:
        """Above the figure, its right edge at the figure's."""
        window = self.window()
        self.parts.setParent(window)
        self.parts.adjustSize()
        corner = self.mapTo(window, QPoint(self.width(), 0))
        x = max(0, corner.x() - self.parts.width())
        self.parts.move(x, max(0, corner.y() - self.parts.height() - _GAP))
        self.parts.show()
        self.parts.raise_()
        self.parts.setFocus(Qt.FocusReason.PopupFocusReason)


class ContextParts(QFrame):
    """The parts of the sum, line by line. Escape, or a click elsewhere, closes it."""

    def __init__(self, meter: QWidget) -> None:
        super().__init__(meter)
        self._meter = meter
        self.setObjectName("contextParts")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(_PADDING, _PADDING, _PADDING, _PADDING)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(4)
        self.rows: list[tuple[str, str]] = []
        self.hide()

    def event(self, event: QEvent) -> bool:
        """Keep Escape from the window, where it stops an answer."""
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() in _CLOSE:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape, Enter and Space close it."""
        if Qt.Key(event.key()) in _CLOSE:
            self._meter.setFocus(Qt.FocusReason.PopupFocusReason)
            self.hide()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A click elsewhere closes it."""
        super().focusOutEvent(event)
        self.hide()

    def show_use(self, use: ContextUse) -> None:
        """Show what fills the window."""
        while self._grid.count():
            item = self._grid.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = parts_of(use)
        self._grid.addWidget(_label(words.context_window(), "strong"), 0, 0, 1, 2)
        for place, (name, count) in enumerate(self.rows, 1):
            self._grid.addWidget(_label(name, "muted"), place, 0)
            number = _label(count)
            number.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(number, place, 1)
        for place, note in enumerate(notes_of(use), len(self.rows) + 1):
            label = _label(note, "muted")
            label.setWordWrap(True)
            self._grid.addWidget(label, place, 0, 1, 2)
        lines = [full(use), *(f"{name}: {count}" for name, count in self.rows), *notes_of(use)]
        self.setAccessibleName("\n".join(lines))


def parts_of(use: ContextUse) -> list[tuple[str, str]]:
    """The lines: what there is nothing of is left out."""
    parts = [
        (words.part_instructions(), use.instructions),
        (words.part_conversation(), use.conversation),
        (words.part_attachments(), use.attachments),
        (words.part_documents(), use.documents),
        (words.part_writing(), use.writing),
        (words.part_answer(), min(use.answer, max(0, use.size - use.used))),
        (words.part_free(), max(0, use.size - use.used - use.answer)),
    ]
    return [(name, f"{count:,}") for name, count in parts if count]


def notes_of(use: ContextUse) -> list[str]:
    """What is to be said besides."""
    notes = []
    if use.used >= use.size:
        notes.append(words.too_long_now())
    if use.cut.left_out:
        notes.append(words.left_out_count(f"{use.cut.left_out:,}"))
    return notes


def full(use: ContextUse) -> str:
    """The sum as a sentence."""
    say = words.meter_name if use.is_counted else words.meter_name_about
    return say(f"{use.used:,}", f"{use.size:,}")


def level(use: ContextUse) -> str:
    """How urgent it is: "", "near" or "over"."""
    if use.used >= use.size:
        return "over"
    return "near" if use.used >= _NEAR * (use.size - use.answer) else ""


def short(count: int) -> str:
    """A number of tokens in a few characters: "512", "3.1k", "8k"."""
    if count < _K:
        return str(count)
    thousands = f"{count / _K:.1f}"
    return f"{thousands.removesuffix('.0')}k" if count < 100 * _K else f"{count // _K}k"


def _label(shown: str, name: str = "") -> QLabel:
    label = QLabel(shown)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setObjectName(name)
    return label
