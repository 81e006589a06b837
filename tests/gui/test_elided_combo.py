"""A choice that is longer than its place ends with an ellipsis."""

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from app.gui.elided_combo import ElidedCombo
from app.gui.evaluation.results_view import ResultsView

LONG = "2026-11-26 23:40 · " + "a model with a rather long name, " * 8


def test_a_long_choice_is_elided_and_told_whole_in_the_tooltip(qtbot: QtBot) -> None:
    combo = ElidedCombo()
    qtbot.addWidget(combo)
    combo.addItems([LONG, "short"])
    combo.resize(300, combo.sizeHint().height())
    assert combo.shown().endswith("…")
    assert combo.fontMetrics().horizontalAdvance(combo.shown()) < 300
    where = QPoint(10, 10)
    QApplication.sendEvent(combo, QHelpEvent(QEvent.Type.ToolTip, where, combo.mapToGlobal(where)))
    assert combo.toolTip() == LONG
    combo.setCurrentIndex(1)
    assert combo.shown() == "short"
    QApplication.sendEvent(combo, QHelpEvent(QEvent.Type.ToolTip, where, combo.mapToGlobal(where)))
    assert combo.toolTip() == ""


def test_what_is_painted_is_elided(qtbot: QtBot) -> None:
    """The picture is that of a list whose choice is the elided text itself."""
    view = ResultsView()
    qtbot.addWidget(view)
    long, same = view.runs, QComboBox()
    qtbot.addWidget(same)
    assert isinstance(long, ElidedCombo)
    long.setParent(None)
    qtbot.addWidget(long)
    long.addItem(LONG)
    long.resize(300, 30)
    same.resize(300, 30)
    same.addItem(long.shown())
    assert long.grab().toImage() == same.grab().toImage()
