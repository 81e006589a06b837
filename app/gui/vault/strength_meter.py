"""How long a passphrase would stand, said in words and shown as four steps."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.domain.vault import Strength
from app.gui import text

_STEPS = list(Strength)
_STEP = QSize(28, 4)
_GAP = 4


class _Steps(QWidget):
    """Four bars, filled as far as the passphrase goes."""

    def __init__(self) -> None:
        super().__init__()
        self.filled = 0
        width = len(_STEPS) * (_STEP.width() + _GAP)
        self.setFixedSize(width, _STEP.height() + 2)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Filled bars in the accent, the rest faint."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for index in range(len(_STEPS)):
            is_filled = index < self.filled
            role = QPalette.ColorRole.Accent if is_filled else QPalette.ColorRole.PlaceholderText
            painter.setOpacity(1.0 if is_filled else 0.3)
            painter.setBrush(self.palette().color(role))
            place = QRectF(index * (_STEP.width() + _GAP), 1, _STEP.width(), _STEP.height())
            painter.drawRoundedRect(place, 2, 2)


class StrengthMeter(QWidget):
    """Steps and words; empty for an empty passphrase."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps = _Steps()
        self.words = QLabel()
        self.words.setObjectName("muted")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._steps, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.words, 1)
        self.show_strength(None)

    def show_strength(self, strength: Strength | None) -> None:
        """Say a strength, or nothing."""
        self._steps.filled = 0 if strength is None else _STEPS.index(strength) + 1
        self._steps.update()
        self.words.setText("" if strength is None else text.strength(strength))
