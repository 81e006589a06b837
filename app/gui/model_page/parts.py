"""What the page of models is built of: labels, buttons and frames."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLayout,
    QProgressBar,
    QPushButton,
    QSizePolicy,
)

from app.gui.vault.dialog import plain_label

__all__ = ["Address", "button", "card_frame", "clear", "plain_label", "progress_bar"]

_BAR_HEIGHT = 4
_LEAST_ADDRESS = 60
_EDGE = 4


def button(
    label: str, run: Callable[[], object], kind: str = "plain", name: str = ""
) -> QPushButton:
    """A button; `name` is what is read aloud where the label alone says too little."""
    made = QPushButton(label.replace("&", "&&"))
    made.setObjectName(kind)
    made.setAccessibleName(name or label)
    made.clicked.connect(lambda _checked=False: run())
    return made


def card_frame() -> QFrame:
    """The ground of something that belongs together."""
    frame = QFrame()
    frame.setObjectName("fileCard")
    return frame


def progress_bar() -> QProgressBar:
    """A thin bar of percents."""
    bar = QProgressBar()
    bar.setObjectName("busy")
    bar.setRange(0, 100)
    bar.setTextVisible(False)
    bar.setFixedHeight(_BAR_HEIGHT)
    return bar


def clear(layout: QLayout) -> None:
    """Take everything out of a layout, and let it go."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)


class Address(QPushButton):
    """Leads to an address; what does not fit of it is cut out of its middle."""

    def __init__(self, address: str, run: Callable[[], object], name: str) -> None:
        super().__init__()
        self._shown = address.removeprefix("https://").rstrip("/")
        self.setObjectName("keep")
        self.setAccessibleName(name)
        self.setToolTip(address)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _checked=False: run())
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """It gives way before anything else does."""
        return QSize(_LEAST_ADDRESS, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """All of the address, whatever is shown of it now."""
        wide = self.fontMetrics().horizontalAdvance(self._shown)
        return QSize(wide + 2 * _EDGE, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what fits, once all is placed: another text within it would stop the placing."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        middle = Qt.TextElideMode.ElideMiddle
        fitting = self.fontMetrics().elidedText(self._shown, middle, self.width() - _EDGE)
        if fitting != self.text():
            self.setText(fitting)
