"""The page of tests: models and what they answered, or the sets of questions."""

from typing import Final

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QWidget

from app.gui.chat.look import Look
from app.gui.evaluation.ask_view import AskView
from app.gui.evaluation.set_editor import FaultOf
from app.gui.evaluation.sets_view import SetsView
from app.gui.feedback.banner import Banner
from app.gui.feedback.undo_bar import UndoBar
from app.gui.fonts import spread
from app.gui.icons import Icons
from app.gui.page_frame import NARROW, PageFrame, scrolling
from app.gui.page_views import PageViews
from app.gui.progress_row import ProgressRow
from app.gui.text import evaluation as words

_LAID_OUT_MS: Final = 50
"""Until what is shown anew has its place: layouts inside one another take several turns."""
_REVEALED_MS: Final = 3000
"""Until what was asked for has come into view, even on a busy machine."""
_BELOW: Final = 160
"""Pixels of the questions below their heading that come into view with it."""


class EvaluationPage(PageFrame):
    """Shows and asks; what follows is decided by its controllers."""

    def __init__(self, icons: Icons, fault_of: FaultOf, parent: QWidget | None = None) -> None:
        super().__init__(icons, "evaluationPage", parent)
        self.banner, self.progress = Banner(), ProgressRow()
        self.ask, self.sets = AskView(), SetsView(icons, fault_of)
        self._area = scrolling(self.ask)
        self._views = PageViews(self, (self._area, self.sets))
        self.to_ask, self.to_sets = self._views.buttons
        self._is_revealing = False
        self.ask.results.table.figure_chosen.connect(lambda *_: self._show_wrong())
        self._area.verticalScrollBar().rangeChanged.connect(lambda *_: self._reveal_wrong())
        self.column.addLayout(self._views.row)
        self.column.addWidget(self.banner)
        self.column.addWidget(self.progress)
        self.undo = UndoBar()
        self.column.addWidget(self._views.stack, 1)
        self.column.addWidget(self.undo)
        self.retranslate()

    def show_sets(self, *, is_shown: bool) -> None:
        """Show the sets, or what is asked of models."""
        self._views.show(self.sets if is_shown else self._area)

    def show_results(self) -> None:
        """Scroll to what came of a test, once it is laid out."""
        QTimer.singleShot(_LAID_OUT_MS, self, lambda: self._scroll_to(self.ask.results))

    def _show_wrong(self) -> None:
        """Scroll to it at once, and again when there is more to scroll: the layout takes its time.

        Nothing is scrolled any more once somebody could have scrolled elsewhere.
        """
        self._is_revealing = True
        QTimer.singleShot(_LAID_OUT_MS, self, self._reveal_wrong)
        QTimer.singleShot(_REVEALED_MS, self, self._end_revealing)

    def _reveal_wrong(self) -> None:
        if self._is_revealing:
            title = self.ask.results.wrong_title
            below = title.mapTo(self.ask, QPoint(0, title.height() + _BELOW))
            self._area.ensureVisible(0, min(below.y(), self.ask.height()), 0, 0)
            self._area.ensureWidgetVisible(title, 0, 0)

    def _end_revealing(self) -> None:
        self._is_revealing = False

    def _scroll_to(self, part: QWidget) -> None:
        self._area.verticalScrollBar().setValue(part.mapTo(self.ask, QPoint(0, 0)).y())

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        super().set_look(look)
        self.sets.set_look(look)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.say_title(words.evaluation())
        self.to_ask.setText(words.test())
        self.to_sets.setText(words.question_sets())
        for part in (self.banner, self.progress, self.ask, self.sets, self.undo):
            part.retranslate()

    def fit(self, width: int) -> None:
        """In a narrow window, or with large letters, what stands beside stands below."""
        is_narrow = width < spread(NARROW, self)
        self.ask.fit(is_narrow=is_narrow)
        self.sets.fit(is_narrow=is_narrow)
