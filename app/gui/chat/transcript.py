"""The scrolling conversation: a few message views, placed over the rows that are in view."""

import dataclasses
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QAbstractSlider, QFrame, QWidget

from app.domain.ids import MessageId
from app.domain.retrieval import Grounding
from app.gui.chat import document_style, highlighter
from app.gui.chat.drag_scroller import DragScroller
from app.gui.chat.estimate import Estimator
from app.gui.chat.focus_chain import STOPS, TAB_REASONS, focus_neighbour, has_stop
from app.gui.chat.jump_button import JumpButton
from app.gui.chat.look import Look
from app.gui.chat.message_view import MessageView
from app.gui.chat.pacer import Pacer
from app.gui.chat.row_layout import RowLayout
from app.gui.chat.rows import Labels, Row
from app.gui.icons import Icons
from app.gui.sources.card import SourceCard

COLUMN = 760
_SIDE = 24
_OVERSCAN = 240
_LINE_STEP = 24
_FAR = 3
"""Views; a longer way is gone by estimate, a shorter one row by row."""

_Action = QAbstractSlider.SliderAction
_KEYS = {
    Qt.Key.Key_Up: _Action.SliderSingleStepSub,
    Qt.Key.Key_Down: _Action.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: _Action.SliderPageStepSub,
    Qt.Key.Key_PageDown: _Action.SliderPageStepAdd,
}


class Transcript(QAbstractScrollArea):
    """A `TranscriptView` of Qt widgets."""

    copy_requested = Signal(str)
    link_requested = Signal(str)
    attachment_requested = Signal(object)
    source_requested = Signal(object, int)
    sources_requested = Signal(object)

    def __init__(
        self,
        look: Look,
        labels: Labels,
        copy_icon: QIcon | None = None,
        icons: Icons | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._labels = labels
        self._copy_icon = copy_icon
        self._icons = icons
        self._rows: list[Row] = []
        self._places: dict[MessageId, int] = {}
        self._views: dict[int, MessageView] = {}
        self._free: list[MessageView] = []
        self._changed: set[int] = set()
        self._layout = RowLayout(self._measure)
        self._estimator = Estimator(look, COLUMN)
        self._column = COLUMN
        self._value = 0
        self._is_placing = False
        self._pacer = Pacer(self._flush, self)
        self._jump = JumpButton(look, self)
        self._jump.clicked.connect(self.jump_to_end)
        self._card = SourceCard(self)
        self._drag = DragScroller(self)
        self._set_up()

    def _set_up(self) -> None:
        """Frame, bars, colours, words."""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().setSingleStep(_LINE_STEP)
        self._wear(self._look)
        self._say(self._labels)

    # --- content --------------------------------------------------------------------------------

    def set_messages(self, rows: Sequence[Row]) -> None:
        """Show another conversation, at its end."""
        self._forget_all()
        self._rows = list(rows)
        self._places = {row.id: place for place, row in enumerate(self._rows)}
        self._layout.reset(self._estimates())
        self._place()

    def renew_messages(self, rows: Sequence[Row]) -> None:
        """Show the same conversation as it is now, at the place that is being read.

        Where the message that was being read is gone, the next one that is left takes its place.
        """
        opened = {row.id for row in self._rows if row.shows_thoughts}
        rows = [dataclasses.replace(row, shows_thoughts=row.id in opened) for row in rows]
        if rows == self._rows:
            return
        is_following = self._layout.is_following or not self._rows
        place, y = (0, 0) if is_following else self._layout.anchor
        read = [row.id for row in self._rows[place:]]
        self.set_messages(rows)
        found = next((self._places[each] for each in read if each in self._places), None)
        if not is_following and found is not None:
            self._layout.hang_on(found, y)
            self._place()

    def append(self, row: Row) -> None:
        """Add a message at the end."""
        self._places[row.id] = len(self._rows)
        self._rows.append(row)
        self._layout.append(self._estimator.height(row))
        self._note_news()
        self._place()

    def grow(self, message_id: MessageId, more: str) -> None:
        """Add text to a message."""
        place = self._places.get(message_id)
        if place is not None and more:
            self.update_message(message_id, text=self._rows[place].text + more)

    def grow_thoughts(self, message_id: MessageId, more: str) -> None:
        """Add to the thoughts of a message."""
        place = self._places.get(message_id)
        if place is not None and more:
            self.update_message(message_id, thoughts=self._rows[place].thoughts + more)

    def update_message(
        self,
        message_id: MessageId,
        *,
        text: str | None = None,
        status: str | None = None,
        is_live: bool | None = None,
        is_error: bool | None = None,
        thoughts: str | None = None,
        thinking_s: float | None = None,
        grounding: Grounding | None = None,
    ) -> None:
        """Change what is given of a message. The end of an answer is shown at once."""
        place = self._places.get(message_id)
        if place is None:
            return
        before = self._rows[place]
        after = dataclasses.replace(
            before,
            text=before.text if text is None else text,
            status=before.status if status is None else status,
            is_live=before.is_live if is_live is None else is_live,
            is_error=before.is_error if is_error is None else is_error,
            thoughts=before.thoughts if thoughts is None else thoughts,
            thinking_s=before.thinking_s if thinking_s is None else thinking_s,
            grounding=before.grounding if grounding is None else grounding,
        )
        if after == before:
            return
        self._rows[place] = after
        self._changed.add(place)
        if after.text != before.text:
            self._note_news()
        if before.is_live and not after.is_live:
            self._pacer.flush_now()
        else:
            self._pacer.request()

    def clear(self) -> None:
        """Show nothing, and keep nothing of what was shown."""
        self.set_messages([])
        for view in self._free:
            view.deleteLater()
        self._free.clear()
        highlighter.forget()

    def _forget_all(self) -> None:
        """Let go of all rows and of what was going on with them."""
        self._pacer.cancel()
        self._end_drag()
        self._card.dismiss()
        self._changed.clear()
        self._jump.has_news = False
        for place in list(self._views):
            self._release(place)

    def _note_news(self) -> None:
        """Tint the button if the reader does not see what came."""
        if not self._layout.is_following:
            self._jump.has_news = True

    def _flush(self) -> None:
        """Show what changed. A message under a pressed mouse button waits for its release."""
        waiting = set()
        for place in self._changed:
            view = self._views.get(place)
            if view is None:
                self._layout.forget(place, self._estimator.height(self._rows[place]))
            elif view.is_pressed():
                waiting.add(place)
            else:
                view.show_row(self._rows[place])
                self._layout.forget(place)
        self._changed = waiting
        self._place()

    # --- look and words -------------------------------------------------------------------------

    def set_look(self, look: Look) -> None:
        """Show everything in another look."""
        self._look = look
        self._wear(look)
        for view in [*self._views.values(), *self._free]:
            view.set_look(look)
        self._reflow()

    def set_labels(self, labels: Labels) -> None:
        """Show everything in another language."""
        self._labels = labels
        self._say(labels)
        for view in [*self._views.values(), *self._free]:
            view.set_labels(labels)
        self._reflow()

    def _wear(self, look: Look) -> None:
        """Take over colours."""
        palette = document_style.palette(look)
        self.setPalette(palette)
        self.viewport().setPalette(palette)  # it keeps its own once the application has a style
        self._jump.set_look(look)

    def _say(self, labels: Labels) -> None:
        """Take over words."""
        self.setAccessibleName(labels.conversation)
        self._jump.set_label(labels.jump_to_end)

    # --- placing --------------------------------------------------------------------------------

    def _estimates(self) -> Iterable[int]:
        """A guess for every row."""
        return map(self._estimator.height, self._rows)

    def _reflow(self) -> None:
        """Guess all heights anew; what is being read stays."""
        self._estimator = Estimator(self._look, self._column)
        self._layout.reflow(self._estimates())
        self._place()

    def _measure(self, place: int) -> int:
        """The true height of a row, by laying it out in a view."""
        return self._view(place).height_for(self._column)

    def _place(self) -> None:
        """Put views over the rows in view, and tell the bar."""
        if self._is_placing:
            return
        self._is_placing = True
        try:
            self._layout.settle()
            places = self._layout.visible(_OVERSCAN)
            self._tell_bar()
            self._let_go(places)
            for place in places:
                if place not in self._views:
                    self._measure(place)
            for place in self._views:
                self._put(place)
        finally:
            self._is_placing = False
        self._show_jump()

    def _tell_bar(self) -> None:
        """Range and value, as far as they are known; nothing scrolls by this."""
        bar = self.verticalScrollBar()
        height = self._layout.viewport
        bar.setPageStep(max(_LINE_STEP, height - 2 * _LINE_STEP))
        bar.setRange(0, max(0, self._layout.total - height))
        bar.setValue(self._layout.offset)
        self._value = bar.value()

    def _let_go(self, places: range) -> None:
        """Free the views out of sight, but for those that hold the focus or a selection."""
        for place, view in list(self._views.items()):
            if place not in places and not view.is_pinned():
                self._release(place)

    def _put(self, place: int) -> None:
        """Place one view; a pinned one out of sight stays near the edge."""
        height = self._layout.height(place)
        y = self._layout.position(place)
        y = max(-height - _OVERSCAN, min(y, self._layout.viewport + _OVERSCAN))
        view = self._views[place]
        side = view.side_margin
        x = (self.width() - self._column) // 2 - side
        view.setGeometry(x, y, self._column + 2 * side, height)
        view.show()

    def _show_jump(self) -> None:
        """Show the button while the end is out of sight."""
        is_at_end = self._layout.is_at_end
        if is_at_end:
            self._jump.has_news = False
        x = (self.width() - self._jump.width()) // 2
        self._jump.move(x, self.viewport().height() - self._jump.height() - self._look.spacing * 2)
        self._jump.setVisible(not is_at_end)
        self._jump.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the window. The column does not depend on whether the bar is shown."""
        super().resizeEvent(event)
        self._card.dismiss()
        if self._is_placing:
            return
        self._layout.viewport = self.viewport().height()
        column = max(160, min(COLUMN, self.width() - 2 * _SIDE))
        if column != self._column:
            self._column = column
            self._reflow()
        else:
            self._place()

    # --- views ----------------------------------------------------------------------------------

    def _view(self, place: int) -> MessageView:
        """The view of a row, taken from the free ones where it has none."""
        view = self._views.get(place)
        if view is None:
            view = self._free.pop() if self._free else self._make_view()
            self._views[place] = view
            view.show_row(self._rows[place])
        return view

    def _make_view(self) -> MessageView:
        """A view more."""
        view = MessageView(self._look, self._labels, self._copy_icon, self._icons, self.viewport())
        view.attachments.opened.connect(self.attachment_requested)
        view.source_requested.connect(self.source_requested)
        view.sources_requested.connect(self.sources_requested)
        self._card.watch(view.hover, view.body, view.citation)
        view.copy_requested.connect(self.copy_requested)
        view.link_requested.connect(self.link_requested)
        view.selection_started.connect(lambda: self._unmark_others(view))
        view.dragged.connect(lambda position: self._on_dragged(view, position))
        view.drag_ended.connect(self._end_drag)
        view.reveal_requested.connect(lambda rect: self._reveal(rect.translated(view.pos())))
        view.thoughts.toggled.connect(lambda is_open: self._show_thoughts(view, is_open))
        return view

    def _show_thoughts(self, view: MessageView, is_open: bool) -> None:
        """Open or close the thoughts of a message; the line that was clicked stays where it is."""
        place = next(place for place, each in self._views.items() if each is view)
        self._rows[place] = dataclasses.replace(self._rows[place], shows_thoughts=is_open)
        view.show_row(self._rows[place])
        self._layout.forget(place)
        self._layout.scroll(0)
        self._place()

    def _release(self, place: int) -> None:
        """Take the view off a row."""
        view = self._views.pop(place)
        view.release()
        self._free.append(view)

    def _unmark_others(self, view: MessageView) -> None:
        """One selection at a time."""
        for other in self._views.values():
            if other is not view and other.has_selection():
                other.clear_selection()

    # --- scrolling ------------------------------------------------------------------------------

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """The reader moved the bar, by any means."""
        if self._is_placing:
            return
        self._card.dismiss()
        bar = self.verticalScrollBar()
        pixels = bar.value() - self._value
        if not bar.isSliderDown() and abs(pixels) <= _FAR * self._layout.viewport:
            self._layout.scroll(pixels)
        elif bar.value() == bar.maximum():
            self._layout.is_following = True
        else:
            self._layout.jump(bar.value())
        self._place()

    def jump_to_end(self) -> None:
        """Scroll to the end and follow it."""
        self._layout.is_following = True
        self._place()

    def show_message(self, message_id: MessageId) -> None:
        """Scroll to a message; nothing happens when it is not there."""
        place = self._places.get(message_id)
        if place is not None:
            self._layout.is_following = False
            self._show_place(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll by the usual keys, here and in every message."""
        action = _KEYS.get(Qt.Key(event.key()))
        if action is not None:
            self.verticalScrollBar().triggerAction(action)
        elif event.key() == Qt.Key.Key_Home:
            self._layout.jump(0)
            self._place()
        elif event.key() == Qt.Key.Key_End:
            self.jump_to_end()
        else:
            event.ignore()

    def _reveal(self, rect: QRect) -> None:
        """Scroll as far as needed to bring a part of the view into sight."""
        margin = self._look.spacing
        if rect.top() < 0:
            self._layout.scroll(rect.top() - margin)
        elif rect.bottom() >= self._layout.viewport:
            self._layout.scroll(rect.bottom() - self._layout.viewport + margin)
        self._place()

    def _on_dragged(self, view: MessageView, position: QPoint) -> None:
        """A selection is drawn out: let go of the end, scroll when it leaves the view."""
        if view.has_selection():
            self._layout.is_following = False
            self._drag.follow(view, position)

    def _end_drag(self) -> None:
        """The mouse button is up: catch up with what had to wait."""
        self._drag.end()
        if self._changed:
            self._pacer.request()

    # --- keyboard focus -------------------------------------------------------------------------

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes through the messages in their order, and in each through its parts."""
        step = 1 if next else -1
        stop = self._focused_stop(step) + step
        while 0 <= stop < STOPS * len(self._rows) and not has_stop(
            self._rows[stop // STOPS], stop % STOPS
        ):
            stop += step
        if stop >= STOPS * len(self._rows) or (stop < 0 and self.hasFocus()):
            return focus_neighbour(self, next)
        if stop < 0:
            self.setFocus(TAB_REASONS[False])
        else:
            self._focus(stop, step)
        return True

    def _focused_stop(self, step: int) -> int:
        """The place that has the focus. From the transcript: just before what is seen."""
        for place, view in self._views.items():
            if view.has_focus_within():
                return STOPS * place + view.focused_stop()
        return STOPS * self._layout.first_in_view - 1 if step > 0 else -1

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
            beginning = QSize(widget.width(), min(widget.height(), _LINE_STEP))
            self._reveal(QRect(widget.mapTo(self.viewport(), QPoint()), beginning))

    def _show_place(self, place: int) -> None:
        """Scroll to a row, no further than needed."""
        if (
            place not in self._views
            or abs(self._layout.position(place)) > 2 * self._layout.viewport
        ):
            self._layout.jump_to_row(place)
        y, height = self._layout.position(place), self._layout.height(place)
        if y < 0:
            self._layout.scroll(y)
        elif y + height > self._layout.viewport:
            self._layout.scroll(min(y, y + height - self._layout.viewport))
        self._place()
