"""Several views of a page, of which one is shown, and a button for each."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QToolButton, QWidget

_GAP: Final = 4


class PageViews:
    """The page places the `row` of buttons and the `stack`, and says what the buttons are."""

    def __init__(self, page: QWidget, views: Sequence[QWidget]) -> None:
        """The first view is shown."""
        self.row, self.stack = QHBoxLayout(), QStackedWidget()
        self.row.setSpacing(_GAP)
        self.buttons = [QToolButton() for _ in views]
        group = QButtonGroup(page)
        for view, button in zip(views, self.buttons, strict=True):
            button.setObjectName("filter")
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, view=view: self.show(view))
            group.addButton(button)
            self.row.addWidget(button)
            self.stack.addWidget(view)
        self.row.addStretch(1)
        self.buttons[0].setChecked(True)

    def show(self, view: QWidget) -> None:
        """Show one of the views."""
        self.buttons[self.stack.indexOf(view)].setChecked(True)
        self.stack.setCurrentWidget(view)
