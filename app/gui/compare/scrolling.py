"""Answers side by side that scroll together: each to the same share of its length."""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QScrollBar


class ScrollingTogether(QObject):
    """Moves the other bars when one is moved by the reader; off until it is switched on."""

    def __init__(self, bars: Sequence[QScrollBar], parent: QObject) -> None:
        super().__init__(parent)
        self._bars = bars
        self._is_moving = False
        self.is_on = False
        for bar in bars:
            bar.valueChanged.connect(lambda _value, bar=bar: self._follow(bar))

    def _follow(self, moved: QScrollBar) -> None:
        if not self.is_on or self._is_moving or not moved.maximum():
            return
        self._is_moving = True
        share = moved.value() / moved.maximum()
        for bar in self._bars:
            if bar is not moved:
                bar.setValue(round(share * bar.maximum()))
        self._is_moving = False
