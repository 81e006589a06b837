"""Scrolling while a selection is drawn out beyond the edge of the view."""

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QAbstractScrollArea

from app.gui.chat.message_view import MessageView

_STEP_MS = 30
_FASTEST = 60
"""Pixels a step."""


class DragScroller:
    """Moves the bar of `area` in steps, faster the further the pointer reaches out."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        self._area = area
        self._view: MessageView | None = None
        self._position = QPoint()
        self._timer = QTimer(area, interval=_STEP_MS)
        self._timer.timeout.connect(self._step)

    def follow(self, view: MessageView, position: QPoint) -> None:
        """The pointer is at a global position, drawing a selection in `view`."""
        self._view, self._position = view, position
        if self._beyond() and not self._timer.isActive():
            self._timer.start()

    def end(self) -> None:
        """The mouse button is up."""
        self._timer.stop()
        self._view = None

    def _beyond(self) -> int:
        """Pixels from the view to the pointer: negative above it, 0 within."""
        viewport = self._area.viewport()
        y = viewport.mapFromGlobal(self._position).y()
        return min(y, 0) or max(0, y - viewport.height() + 1)

    def _step(self) -> None:
        """Scroll a little, and draw the selection out to what has come under the pointer."""
        beyond = self._beyond()
        if self._view is None or not beyond:
            self._timer.stop()
            return
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.value() + max(-_FASTEST, min(beyond, _FASTEST)))
        self._view.select_to(self._position)
