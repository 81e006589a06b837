"""The round button that floats over a transcript while its end is out of sight."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.gui.chat.look import Look
from app.gui.fonts import grown

_SIZE = 36
_DOT = 9


class JumpButton(QAbstractButton):
    """An arrow down; filled with the accent, and dotted, when there is something new below."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._has_news = False
        self.set_look(look)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the End key does the same
        self.hide()

    def set_look(self, look: Look) -> None:
        """Take over the colours."""
        self._look = look
        self.setFixedSize(self.sizeHint())
        self.update()

    def set_label(self, label: str) -> None:
        """What the button does, in words."""
        self.setAccessibleName(label)
        self.setToolTip(label)

    @property
    def has_news(self) -> bool:
        """Whether text came since the reader left the end."""
        return self._has_news

    @has_news.setter
    def has_news(self, has_news: bool) -> None:
        if has_news != self._has_news:
            self._has_news = has_news
            self.update()

    def sizeHint(self) -> QSize:
        """A circle."""
        return QSize(grown(_SIZE), grown(_SIZE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint disc, arrow and dot."""
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / _SIZE, self.height() / _SIZE)
        ground = look.hover if self.underMouse() else look.window
        painter.setBrush(QColor(look.accent if self._has_news else ground))
        painter.setPen(QPen(QColor(look.accent if self._has_news else look.table_border), 1))
        painter.drawEllipse(QRectF(0.5, 0.5, _SIZE - 1, _SIZE - 1))
        self._paint_arrow(painter, QColor(look.on_accent if self._has_news else look.text))
        if self._has_news:
            painter.setPen(QPen(QColor(look.window), 1.5))
            painter.setBrush(QColor(look.accent))
            painter.drawEllipse(QRectF(_SIZE - _DOT - 1, 1, _DOT, _DOT))

    def _paint_arrow(self, painter: QPainter, colour: QColor) -> None:
        """Paint a shaft with a head."""
        pen = QPen(colour, 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        middle = _SIZE / 2
        tip = QPointF(middle, middle + 6.5)
        painter.drawLine(QPointF(middle, middle - 6.5), tip)
        painter.drawPolyline([tip + QPointF(-5, -5), tip, tip + QPointF(5, -5)])
