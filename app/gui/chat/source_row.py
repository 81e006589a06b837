"""The documents that a message is to be answered from: chips above the text."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.gui import text
from app.gui.chat.flow import flow
from app.gui.chat.look import Look
from app.gui.chat.removable_chip import RemovableChip
from app.gui.chat.source import Source, SourceKind
from app.gui.chat.source_words import shown_name
from app.gui.icons import Icons
from app.gui.plain_tip import plain_tip

_NAME_WIDTH: Final = 220
_GAP: Final = 6


class SourceChip(RemovableChip):
    """Shows one."""

    def __init__(self, source: Source, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source = source
        self._icons = icons
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 4, 4)
        layout.setSpacing(6)
        layout.addWidget(self.label)
        layout.addWidget(self.remove)
        self.retranslate()

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self.dress(self._icons, look)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        name = shown_name(self.source)
        elide = Qt.TextElideMode.ElideMiddle
        words = self.label.fontMetrics().elidedText(text.source(name), elide, _NAME_WIDTH)
        self.label.setText(words)
        self.setToolTip(plain_tip(name))
        self.setAccessibleName(f"{text.answer_from_documents()}: {name}")
        self.setAccessibleDescription(text.source_keys())
        self.remove.setToolTip(plain_tip(text.remove_attachment(name)))
        self.remove.setAccessibleName(text.remove_attachment(name))


class SourceRow(QWidget):
    """Hidden while there is nothing."""

    changed = Signal()
    left = Signal()
    """The focus wants back to the text."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._look: Look | None = None
        self._chips: list[SourceChip] = []
        self.hide()

    @property
    def chips(self) -> Sequence[SourceChip]:
        """In their order."""
        return tuple(self._chips)

    def sources(self) -> tuple[Source, ...]:
        """What is chosen, in its order."""
        return tuple(chip.source for chip in self._chips)

    def put(self, sources: Sequence[Source]) -> None:
        """Show these in place of what is shown."""
        if tuple(sources) == self.sources():
            return
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = [self._made(each) for each in sources]
        self._lay_out()
        self.changed.emit()

    def add(self, source: Source) -> None:
        """Add one; all documents take the place of some, some that of all, a day that of a day."""
        self.put([*(each for each in self.sources() if not _gives_way(each, source)), source])

    def remove(self, source: Source) -> None:
        """Take one away; the focus, if it has it, goes to its neighbour or back to the text."""
        place = next((at for at, chip in enumerate(self._chips) if chip.source == source), None)
        if place is None:
            return
        chip = self._chips.pop(place)
        if chip.hasFocus():
            self._focus(min(place, len(self._chips) - 1))
        chip.hide()
        chip.deleteLater()
        self._lay_out()
        self.changed.emit()

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self._look = look
        for chip in self._chips:
            chip.set_look(look)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.setAccessibleName(text.sources())
        for chip in self._chips:
            chip.retranslate()
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower field needs more rows."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def _made(self, source: Source) -> SourceChip:
        chip = SourceChip(source, self._icons, self)
        chip.removed.connect(lambda: self.remove(source))
        chip.stepped.connect(lambda step: self._focus(self._chips.index(chip) + step))
        chip.left.connect(self.left)
        if self._look is not None:
            chip.set_look(self._look)
        return chip

    def _focus(self, place: int) -> None:
        """Give the focus to a chip; beyond the last one stands the text."""
        if 0 <= place < len(self._chips):
            self._chips[place].setFocus(Qt.FocusReason.TabFocusReason)
        elif place >= len(self._chips) or not self._chips:
            self.left.emit()

    def _lay_out(self) -> None:
        places, height = flow([chip.sizeHint() for chip in self._chips], self.width(), _GAP)
        for chip, place in zip(self._chips, places, strict=False):
            chip.setGeometry(place)
            chip.show()
        self.setFixedHeight(height)
        self.setVisible(bool(self._chips))


def _gives_way(before: Source, new: Source) -> bool:
    if (before.kind, before.id) == (new.kind, new.id):
        return True
    if new.kind in (SourceKind.SINCE, SourceKind.UNTIL):
        return before.kind is new.kind
    if before.kind.is_narrowing or new.kind.is_narrowing:
        return False
    return SourceKind.ALL in (before.kind, new.kind)
