"""A question in plain words, whose way out is what Escape and Enter do."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

Act = Callable[[], object]


def ask(
    window: QWidget, title: str, said: str, *acts: tuple[str, Act], no: str, name: str = ""
) -> QMessageBox:
    """Ask over a window; `no` is the button that does nothing, `name` finds the question again."""
    box = QMessageBox(window)
    box.setObjectName(name)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(title)
    box.setInformativeText(said)
    for label, act in acts:
        chosen = box.addButton(label, QMessageBox.ButtonRole.AcceptRole)
        chosen.clicked.connect(lambda _checked=False, act=act: act())
    way_out = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(way_out)
    box.setEscapeButton(way_out)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
    return box
