"""Models that can be had: three proposals, any repository, a list to search, and one card of it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.model_page.card_list import CardDelegate, CardModel
from app.gui.model_page.card_view import CardView
from app.gui.model_page.filters import FilterBar, Wish
from app.gui.model_page.parts import plain_label
from app.gui.model_page.picks_row import PicksRow
from app.gui.page_frame import scrolling
from app.gui.text import model_page as words
from app.services.model_library import ListedModel

_NARROW: Final = 90
"""In average letters, so that large ones stand below one another sooner."""
_LEAST_HEIGHT: Final = 330
"""Of the list and the card; in a low window all of the view scrolls."""


class DiscoverView(QWidget):
    """Shows models and asks for them; it fetches nothing by itself."""

    wished = Signal(object)
    """A Wish: the list is to be another."""
    look_requested = Signal(str)
    """What was written for a repository."""

    def __init__(self) -> None:
        super().__init__()
        self.picks = PicksRow()
        self.repository = QLineEdit()
        self.repository.setClearButtonEnabled(True)
        self.look = QPushButton()
        self.look.setObjectName("plain")
        self.filters = FilterBar()
        self.model = CardModel()
        self.list = QListView()
        self.list.setObjectName("files")
        self.list.setModel(self.model)
        self.list.setItemDelegate(CardDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.nothing = plain_label(name="muted")
        self.nothing.hide()
        self.card = CardView()
        self._card_area = scrolling(self.card)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        asked = QHBoxLayout()
        asked.setSpacing(6)
        asked.addWidget(self.repository, 1)
        asked.addWidget(self.look)
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(self.filters)
        left.addWidget(self.nothing)
        left.addWidget(self.list, 1)
        beside = QWidget()  # of its own: one reads it after the list
        right = QVBoxLayout(beside)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(6)
        right.addLayout(asked)
        right.addWidget(self._card_area, 1)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(16)
        self._both.addLayout(left, 5)
        self._both.addWidget(beside, 6)
        self._inside = QWidget()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.picks)
        column.addLayout(self._both, 1)
        for part in (self.list, self._card_area):
            part.setMinimumHeight(_LEAST_HEIGHT - 60)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._area = scrolling(self._inside)
        whole.addWidget(self._area)

    def _connect(self) -> None:
        self.filters.changed.connect(lambda: self.wished.emit(self.filters.wish))
        self.look.clicked.connect(self._on_look)
        self.repository.returnPressed.connect(self._on_look)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self.list.clicked.connect(lambda _index: self.reveal_card())
        self.picks.chosen.connect(self.choose)

    @property
    def wish(self) -> Wish:
        """What the listed models are to be."""
        return self.filters.wish

    def show_models(self, models: Sequence[ListedModel]) -> None:
        """List these; the one that is shown stays, or the first takes its place."""
        shown = self.card.model
        selection = self.list.selectionModel()
        selection.blockSignals(True)
        self.model.show(models)
        row = self.model.row_of(shown.id) if shown is not None else -1
        is_of_hub = shown is None and bool(self.card.repository)
        if models and not is_of_hub:
            self._select(max(row, 0))
        selection.blockSignals(False)
        self.nothing.setVisible(not models)
        if not is_of_hub:
            self.card.show_model(self.model.at(self.list.currentIndex().row()))

    def choose(self, model_id: str) -> None:
        """Show the card of a model; filters that leave it out are lifted."""
        if self.model.row_of(model_id) < 0:
            self.filters.clear()
        row = self.model.row_of(model_id)
        if row >= 0:
            self._select(row)
            self.list.scrollTo(self.model.index(row))
            self.card.show_model(self.model.at(row))
            self.reveal_card()

    def reveal_card(self) -> None:
        """Bring the card into view, where it stands below the list."""
        if self._both.direction() is QBoxLayout.Direction.TopToBottom:
            top = self.repository.mapTo(self._inside, QPoint(0, 0)).y()
            self._area.verticalScrollBar().setValue(top)

    def set_looking(self, *, is_looking: bool) -> None:
        """The hub is being asked: one question at a time."""
        self.look.setEnabled(not is_looking)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.picks.retranslate()
        self.repository.setPlaceholderText(words.any_repository())
        self.repository.setAccessibleName(words.any_repository())
        self.look.setText(words.look_into())
        self.filters.retranslate()
        self.list.setAccessibleName(words.get_models())
        self.nothing.setText(words.nothing_found())
        self.card.retranslate()
        self.list.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, what stood side by side stands below one another."""
        super().resizeEvent(event)
        is_narrow = self.width() < _NARROW * self.fontMetrics().averageCharWidth()
        directions = QBoxLayout.Direction
        self._both.setDirection(directions.TopToBottom if is_narrow else directions.LeftToRight)
        self.picks.set_narrow(is_narrow=is_narrow)

    def _select(self, row: int) -> None:
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.list.selectionModel().setCurrentIndex(self.model.index(row), flag)

    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        self.card.show_model(self.model.at(current.row()))
        self._card_area.verticalScrollBar().setValue(0)

    def _on_look(self) -> None:
        if self.look.isEnabled() and self.repository.text().strip():
            self.look_requested.emit(self.repository.text().strip())
