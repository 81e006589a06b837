"""The line in a conversation above which the model sees nothing any more."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from app.gui.chat import document_style
from app.gui.chat.look import Look
from app.gui.chat.rows import Divider
from app.gui.text import context as words


class ContextDivider(QFrame):
    """Stands above a message, in its view. Whoever places it asks `height_for` first."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.divider: Divider | None = None
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.label.setWordWrap(True)
        self.set_look(look)
        self.hide()

    def set_look(self, look: Look) -> None:
        """Take the colours and fonts of a look."""
        self._look = look
        self.label.setFont(document_style.small_font(look))
        palette = document_style.palette(look)
        palette.setColor(self.label.foregroundRole(), QColor(look.muted))
        self.label.setPalette(palette)

    def show_divider(self, divider: Divider | None) -> None:
        """Show one, or none."""
        self.divider = divider
        self.setVisible(divider is not None)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        said = words.not_seen_above() if self.divider is not None else ""
        self.label.setText(said)
        self.setAccessibleName(said)

    def height_for(self, width: int) -> int:
        """Lay it out in `width` pixels; the height that it takes."""
        if self.divider is None:
            return 0
        unit = self._look.spacing
        room = width - 8 * unit
        wanted = self.label.fontMetrics().horizontalAdvance(self.label.text()) + 2 * unit
        label_width = min(room, wanted)
        height = self.label.heightForWidth(label_width)
        self.label.setGeometry(QRect((width - label_width) // 2, unit, label_width, height))
        return height + 2 * unit

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A line at either side of the words."""
        painter = QPainter(self)
        painter.setPen(QColor(self._look.table_border))
        around = self.label.geometry()
        y = around.center().y()
        painter.drawLine(0, y, around.left() - self._look.spacing, y)
        painter.drawLine(around.right() + self._look.spacing, y, self.width(), y)
