"""The documents that an assistant answers from: a button whose menu has every collection."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from app.domain.ids import CollectionId
from app.gui import text
from app.gui.plain_tip import plain_tip
from app.gui.sidebar.hit_delegate import one_line

_SPARE = 44
"""Pixels of the button's edges, and of the arrow of its menu."""


class CollectionsChoice(QPushButton):
    """Says what is chosen; a collection that is gone stays until it is taken off."""

    chosen_otherwise = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chooser")
        self._known: Mapping[CollectionId, str] = {}
        self._chosen: tuple[CollectionId, ...] = ()
        self.offered = QMenu(self)
        """Not the button's `menu`: in a style sheet Qt then puts the words upon the edge."""
        self.clicked.connect(self._open)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def chosen(self) -> tuple[CollectionId, ...]:
        """The collections; none for answers without documents."""
        return self._chosen

    def choose(self, chosen: Sequence[CollectionId]) -> None:
        """Show these, and tell nobody."""
        self._chosen = tuple(chosen)
        self.retranslate()

    def set_known(self, known: Mapping[CollectionId, str]) -> None:
        """The collections that there are: names by their ids."""
        self._known = known
        self.retranslate()

    def offer(self) -> None:
        """Fill the menu."""
        self.offered.clear()
        gone = [each for each in self._chosen if each not in self._known]
        for each in (*self._known, *gone):
            action = self.offered.addAction(self._name(each).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(each in self._chosen)
            action.triggered.connect(partial(self._turn, each))
        if self.offered.isEmpty():
            self.offered.addAction(text.no_collections()).setEnabled(False)

    def retranslate(self) -> None:
        """Say what is chosen, in the language of the window."""
        said = self._said()
        self.setAccessibleName(f"{text.item_documents()}: {said}")
        self.setToolTip(plain_tip(said))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names are cut where there is no room for them."""
        super().resizeEvent(event)
        self._fit()

    # --- inside ---------------------------------------------------------------------------------

    def _open(self) -> None:
        self.offer()
        self.offered.popup(self.mapToGlobal(QPoint(0, self.height())))

    def _said(self) -> str:
        return ", ".join(map(self._name, self._chosen)) or text.without_documents()

    def _name(self, collection: CollectionId) -> str:
        known = self._known.get(collection)
        return text.collection_gone() if known is None else one_line(known)

    def _fit(self) -> None:
        room, elide = self.width() - _SPARE, Qt.TextElideMode.ElideRight
        self.setText(self.fontMetrics().elidedText(self._said(), elide, room).replace("&", "&&"))

    def _turn(self, collection: CollectionId) -> None:
        if collection in self._chosen:
            self._chosen = tuple(each for each in self._chosen if each != collection)
        else:
            self._chosen = (*self._chosen, collection)
        self.retranslate()
        self.chosen_otherwise.emit()
