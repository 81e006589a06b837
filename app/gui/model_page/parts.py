"""What the page of models is built of: labels, buttons and frames."""

from collections.abc import Callable

from PySide6.QtWidgets import (
    QFrame,
    QLayout,
    QProgressBar,
    QPushButton,
)

from app.gui.vault.dialog import plain_label

__all__ = ["button", "card_frame", "clear", "plain_label", "progress_bar"]

_BAR_HEIGHT = 4


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
