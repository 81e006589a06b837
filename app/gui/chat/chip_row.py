"""What is attached to the message that is being written: chips, in as many rows as they need."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.domain.attachments import NewAttachment
from app.gui import text
from app.gui.chat.chip import Chip
from app.gui.chat.flow import flow
from app.gui.chat.look import Look
from app.gui.icons import Icons

_GAP = 6
_MOST_ROWS = 3


class ChipRow(QScrollArea):
    """Hidden while there is nothing. Rows beyond the third are scrolled to."""

    changed = Signal()
    opened = Signal(object)
    left = Signal()
    """The focus wants back to the text."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._look: Look | None = None
        self._chips: list[Chip] = []
        self._inner = QWidget()
        self._inner.setObjectName("chips")
        self.setObjectName("chipRow")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._inner)
        self.retranslate()
        self.hide()

    @property
    def chips(self) -> Sequence[Chip]:
        """In their order."""
        return tuple(self._chips)

    def attachments(self) -> tuple[NewAttachment, ...]:
        """What is attached, in its order."""
        return tuple(chip.new for chip in self._chips)

    def put(self, attachments: Sequence[NewAttachment]) -> None:
        """Show these in place of what is shown."""
        if tuple(attachments) == self.attachments():
            return
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = [self._made(each) for each in attachments]
        self._lay_out()
        self.changed.emit()

    def add(self, new: NewAttachment) -> None:
        """Add one at the end."""
        self._chips.append(self._made(new))
        self._lay_out()
        self.ensureWidgetVisible(self._chips[-1])
        self.changed.emit()

    def remove(self, new: NewAttachment) -> None:
        """Take one away; the focus, if it has it, goes to its neighbour or back to the text."""
        place = next((at for at, chip in enumerate(self._chips) if chip.new is new), None)
        if place is None:
            return
        chip = self._chips.pop(place)
        if chip.hasFocus():
            self._focus(min(place, len(self._chips) - 1))
        chip.hide()
        chip.deleteLater()
        self._lay_out()
        self.changed.emit()

    def focus_last(self) -> None:
        """Give the focus to the last one, if there is one."""
        if self._chips:
            self._focus(len(self._chips) - 1)

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self._look = look
        for chip in self._chips:
            chip.set_look(look)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self._inner.setAccessibleName(text.attached_files())
        for chip in self._chips:
            chip.retranslate()
        self._lay_out()

    def sizeHint(self) -> QSize:
        """As wide as it may be; its height is fixed."""
        return QSize(200, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower field needs more rows."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def _made(self, new: NewAttachment) -> Chip:
        chip = Chip(new, self._icons, self._inner)
        chip.opened.connect(lambda: self.opened.emit(new))
        chip.removed.connect(lambda: self.remove(new))
        chip.stepped.connect(lambda step: self._step(chip, step))
        chip.left.connect(self.left)
        if self._look is not None:
            chip.set_look(self._look)
        return chip

    def _step(self, chip: Chip, step: int) -> None:
        self._focus(self._chips.index(chip) + step)

    def _focus(self, place: int) -> None:
        """Give the focus to a chip; beyond the last one stands the text."""
        if 0 <= place < len(self._chips):
            self._chips[place].setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(self._chips[place])
        elif place >= len(self._chips) or not self._chips:
            self.left.emit()

    def _lay_out(self) -> None:
        width = self.viewport().width()
        sizes = [chip.sizeHint() for chip in self._chips]
        places, height = flow(sizes, width, _GAP)
        for chip, place in zip(self._chips, places, strict=False):
            chip.setGeometry(place)
            chip.show()
        self._inner.resize(width, height)
        row = max((size.height() for size in sizes), default=0)
        self.setFixedHeight(min(height, _MOST_ROWS * (row + _GAP)))
        self.setVisible(bool(self._chips))
