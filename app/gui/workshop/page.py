"""The page of the workshop: making a model smaller, or comparing those that are here."""

from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.feedback.banner import Banner
from app.gui.icons import Icons
from app.gui.page_frame import PageFrame, scrolling
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
        self.to_make, self.to_compare = QToolButton(), QToolButton()
        group = QButtonGroup(self)
        choices = QHBoxLayout()
        for choice in (self.to_make, self.to_compare):
            choice.setObjectName("filter")
            choice.setCheckable(True)
            group.addButton(choice)
            choices.addWidget(choice)
        choices.addStretch(1)
        self.to_make.setChecked(True)
        self.to_make.clicked.connect(lambda: self.show_compare(is_shown=False))
        self.to_compare.clicked.connect(lambda: self.show_compare(is_shown=True))
        inside = QWidget()
        made = QVBoxLayout(inside)
        made.setContentsMargins(0, 0, 8, 0)
        made.setSpacing(12)
        made.addWidget(self.result)
        made.addWidget(self.make)
        made.addStretch(1)
        self._stack = QStackedWidget()
        self._stack.addWidget(scrolling(inside))
        self._stack.addWidget(scrolling(self.compare))
        self.column.addLayout(choices)
        self.column.addWidget(self.banner)
        self.column.addWidget(self.progress)
        self.column.addWidget(self._stack, 1)
        self.retranslate()

    def show_compare(self, *, is_shown: bool) -> None:
        """Show the comparison, or what makes models smaller."""
        (self.to_compare if is_shown else self.to_make).setChecked(True)
        self._stack.setCurrentIndex(int(is_shown))

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
