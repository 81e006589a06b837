"""Rows in which words can be found: the bar, the marks, and the way to each of them."""

import dataclasses

from PySide6.QtCore import QRect
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.gui.chat.find_bar import FindBar
from app.gui.chat.finding import Finding
from app.gui.chat.look import Look
from app.gui.chat.row_area import RowArea
from app.gui.chat.safe_browser import SafeBrowser
from app.gui.icons import Icons

_MARGIN = 16
"""Pixels that are left in sight above and below what was found."""


class FindingArea(RowArea):
    """A `RowArea` with Find. All that is found is marked, also in rows that come into view."""

    def __init__(self, look: Look, icons: Icons | None, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._finding = Finding(self._rows, self)
        self._finding.changed.connect(self._show_found)
        self._finding.arrived.connect(self._go_to_found)
        self._before: QWidget | None = None
        self.find_bar = FindBar(look, icons, self)
        self.find_bar.typed.connect(
            lambda words: self._finding.look_for(words, self._layout.first_in_view)
        )
        self.find_bar.stepped.connect(self._finding.step)
        self.find_bar.closed.connect(self.end_find)
        self.placed.connect(self._mark_found)

    def open_find(self) -> None:
        """Open the bar, or go to its field."""
        if not self.isVisible():
            return
        if self.find_bar.isHidden():
            self._before = QApplication.focusWidget()
            self.find_bar.show()
            self._place_bar()
        self.find_bar.field.setFocus()
        self.find_bar.field.selectAll()

    def find_next(self, step: int) -> None:
        """Go to the next of what was found, or the one before."""
        if self.find_bar.isVisible():
            self._finding.step(step)
        else:
            self.open_find()

    def end_find(self) -> None:
        """Close the bar; the focus goes back to where it was."""
        self._forget_found()
        if self._before is not None:
            self._before.setFocus()
            self._before = None

    def _forget_found(self) -> None:
        """Leave the field before it goes, or the focus would wander through the messages."""
        if self.find_bar.isAncestorOf(QApplication.focusWidget() or self):
            self.setFocus()
        self._finding.forget()
        self.find_bar.forget()
        self._place_bar()

    def _find_again(self) -> None:
        """There are other rows."""
        if self._finding.needle:
            self._finding.look_for(self.find_bar.field.whole(), 0, moves=False)

    def _show_found(self) -> None:
        """Say how many there are, and mark them."""
        finding = self._finding
        self.find_bar.show_count(finding.index, finding.total, finding.is_done)
        self._mark_found()

    def _mark_found(self) -> None:
        """Mark what is found in the views that there are."""
        finding = self._finding
        for place, view in self._views.items():
            found = finding.current
            is_here = found is not None and found.place == place
            nth = finding.nth_in_text(found) if found is not None and is_here else -1
            in_thoughts = found is not None and is_here and finding.is_in_thoughts(found)
            view.body.mark_found(finding.needle, nth, self._look)
            thought = found.nth if found is not None and in_thoughts else -1
            if view.thoughts.has_browser:
                view.thoughts.browser.mark_found(finding.needle, thought, self._look)

    def _go_to_found(self) -> None:
        """Bring the place that is looked at into view; thoughts and long code open for it."""
        found = self._finding.current
        if found is None:
            return
        in_thoughts = self._finding.is_in_thoughts(found)
        row = self._rows[found.place]
        if not (row.shows_thoughts if in_thoughts else row.shows_all):
            opened = dataclasses.replace(
                row,
                shows_thoughts=row.shows_thoughts or in_thoughts,
                shows_all=row.shows_all or not in_thoughts,
            )
            self._rows[found.place] = opened
            if found.place in self._views:
                self._views[found.place].show_row(self._rows[found.place])
            self._layout.forget(found.place)
        self._layout.is_following = False
        self._show_place(found.place)
        view = self._views[found.place]
        browser: SafeBrowser = view.thoughts.browser if in_thoughts else view.body
        rect = browser.found_rect()
        if rect is not None:
            top = browser.mapTo(self.viewport(), rect.topLeft())
            self._reveal(QRect(top, rect.size()).adjusted(0, -_MARGIN, 0, _MARGIN))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The bar stays at its corner."""
        super().resizeEvent(event)
        self._place_bar()

    def _place_bar(self) -> None:
        """The bar covers nothing: above the messages there is room for it while it is open.

        What is read stays where it is, where there is something above it.
        """
        is_open = not self.find_bar.isHidden()
        if is_open:
            self.find_bar.place(self.width() - self.verticalScrollBar().sizeHint().width())
        room = self.find_bar.room if is_open else 0
        less = room - self.viewportMargins().top()
        if not less:
            return
        layout = self._layout
        moves = layout.offset > 0 and not layout.is_following
        if not layout.offset:
            layout.is_following = False  # the first message would slip away above
        self.setViewportMargins(0, room, 0, 0)
        if moves:
            layout.scroll(less)
        self._place()
        layout.is_following = layout.is_following or (not is_open and layout.is_at_end)
