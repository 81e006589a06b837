"""Tab's way through a conversation: message after message, in each through its parts."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QAbstractScrollArea

from app.gui.chat.focus_chain import STOPS, TAB_REASONS, focus_neighbour, has_stop
from app.gui.chat.message_view import MessageView
from app.gui.chat.rows import Row

_BEGINNING = 24
"""Pixels of a part that are to be seen once Tab has reached it."""


class TabWalk:
    """Moves the focus of `area`, of whose rows only some have views at a time."""

    def __init__(
        self,
        area: QAbstractScrollArea,
        rows: Sequence[Row],
        views: Mapping[int, MessageView],
        first_in_view: Callable[[], int],
        show_place: Callable[[int], None],
        reveal: Callable[[QRect], None],
    ) -> None:
        self._area = area
        self._rows = rows
        self._views = views
        self._first_in_view = first_in_view
        self._show_place = show_place
        self._reveal = reveal

    def go(self, is_forward: bool) -> bool:
        """Go to the next part, or out of the conversation; whether there was somewhere to go."""
        step = 1 if is_forward else -1
        stop = self._focused_stop(step) + step
        while 0 <= stop < STOPS * len(self._rows) and not has_stop(
            self._rows[stop // STOPS], stop % STOPS
        ):
            stop += step
        if stop >= STOPS * len(self._rows) or (stop < 0 and self._area.hasFocus()):
            return focus_neighbour(self._area, is_forward)
        if stop < 0:
            self._area.setFocus(TAB_REASONS[False])
        else:
            self._focus(stop, step)
        return True

    def _focused_stop(self, step: int) -> int:
        """The place that has the focus. From the transcript: just before what is seen."""
        for place, view in self._views.items():
            if view.has_focus_within():
                return STOPS * place + view.focused_stop()
        return STOPS * self._first_in_view() - 1 if step > 0 else -1

    def _focus(self, stop: int, step: int) -> None:
        """Bring a part of a message into sight and give it the focus."""
        place, part = divmod(stop, STOPS)
        is_first = not any(has_stop(self._rows[place], each) for each in range(part))
        if place not in self._views or is_first:
            self._show_place(place)
        view = self._views[place]
        widget = view.stop_widget(part)
        widget.show()
        widget.setFocus(TAB_REASONS[step > 0])
        if not is_first:
            beginning = QSize(widget.width(), min(widget.height(), _BEGINNING))
            self._reveal(QRect(widget.mapTo(self._area.viewport(), QPoint()), beginning))
