"""How far the reading of a collection is: a thin bar, and a line with the file's name."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from app.domain.collections import IndexProgress
from app.gui.documents import wording
from app.gui.plain_tip import plain_tip

_HEIGHT = 4
_STEPS = 100
"""In which a file is counted: a long one takes minutes."""


class ReadingBar(QWidget):
    """Hidden while nothing is read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self.label = QLabel()
        self.label.setObjectName("muted")
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setMinimumWidth(1)
        self.bar = QProgressBar()
        self.bar.setObjectName("busy")
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(_HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 2)
        layout.setSpacing(4)
        layout.addWidget(self.bar)
        layout.addWidget(self.label)
        self.hide()

    def show_progress(self, progress: IndexProgress | None) -> None:
        """Show it; None is nothing to be shown."""
        has_any = progress is not None and progress.done < progress.total
        self._words = wording.progress_of(progress) if progress is not None and has_any else ""
        if progress is not None and has_any:
            self.bar.setRange(0, progress.total * _STEPS)
            self.bar.setValue(round((progress.done + progress.under_way) * _STEPS))
        self.bar.setAccessibleName(self._words)
        self._fit()
        self.setVisible(has_any)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower place shows less of the name."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        elide = Qt.TextElideMode.ElideMiddle
        self.label.setText(self.label.fontMetrics().elidedText(self._words, elide, self.width()))
        self.label.setToolTip(plain_tip(self._words))
