"""The page of the workshop: making a model smaller, or comparing those that are here."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.feedback.banner import Banner
from app.gui.icons import Icons
from app.gui.page_frame import PageFrame, scrolling
from app.gui.page_views import PageViews
from app.gui.progress_row import ProgressRow
from app.gui.text import workshop as words
from app.gui.workshop.compare_view import CompareModelsView
from app.gui.workshop.make_view import MakeView
from app.gui.workshop.result_card import ResultCard


class WorkshopPage(PageFrame):
    """Shows and asks; what follows is decided by its controller."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(icons, "workshopPage", parent)
        self.banner, self.progress = Banner(), ProgressRow()
        self.make, self.result, self.compare = MakeView(), ResultCard(), CompareModelsView()
        inside = QWidget()
        made = QVBoxLayout(inside)
        made.setContentsMargins(0, 0, 8, 0)
        made.setSpacing(12)
        made.addWidget(self.result)
        made.addWidget(self.make)
        made.addStretch(1)
        self._making, self._comparing = scrolling(inside), scrolling(self.compare)
        self._views = PageViews(self, (self._making, self._comparing))
        self.to_make, self.to_compare = self._views.buttons
        self.column.addLayout(self._views.row)
        self.column.addWidget(self.banner)
        self.column.addWidget(self.progress)
        self.column.addWidget(self._views.stack, 1)
        self.retranslate()

    def show_compare(self, *, is_shown: bool) -> None:
        """Show the comparison, or what makes models smaller."""
        self._views.show(self._comparing if is_shown else self._making)

    def set_busy(self, *, is_busy: bool) -> None:
        """Something is being made or measured."""
        self.make.set_busy(is_busy=is_busy)
        self.compare.set_busy(is_busy=is_busy)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.say_title(words.workshop())
        self.to_make.setText(words.make_smaller())
        self.to_compare.setText(words.compare())
        for part in (self.banner, self.progress, self.make, self.result, self.compare):
            part.retranslate()
