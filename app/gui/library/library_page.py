"""The page of prompts and assistants: a list with a search, and one of them beside it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.ids import LibraryId
from app.domain.library import LibraryItem
from app.gui import text
from app.gui.chat.look import Look
from app.gui.feedback.banner import Banner
from app.gui.feedback.undo_bar import UndoBar
from app.gui.fonts import spread
from app.gui.icons import Icons
from app.gui.library.editor import ItemEditor
from app.gui.library.item_delegate import ItemDelegate
from app.gui.library.item_model import ItemModel
from app.gui.page_frame import NARROW, PageFrame
from app.gui.vault.dialog import plain_label

_LIST_WIDTH: Final = 260
_GAP: Final = 4
_NARROW_LIST: Final = 170


class LibraryPage(PageFrame):
    """Shows items and asks for changes; it changes nothing by itself."""

    kind_chosen = Signal(bool)
    """Whether assistants are to be shown, in place of prompts."""
    chosen = Signal()
    searched = Signal()
    new_requested = Signal()
    take_in_requested = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(icons, "libraryPage", parent)
        self.banner = Banner()
        self.prompts, self.assistants = QToolButton(), QToolButton()
        group = QButtonGroup(self)
        for button in (self.prompts, self.assistants):
            button.setObjectName("filter")
            button.setCheckable(True)
            group.addButton(button)
        self.prompts.setChecked(True)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.model = ItemModel()
        self.list = QListView()
        self.list.setObjectName("collections")
        self.list.setModel(self.model)
        self.list.setItemDelegate(ItemDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.nothing = plain_label(name="muted")
        self.nothing.hide()
        self.new, self.take_in = QPushButton(), QPushButton()
        for link in (self.new, self.take_in):
            link.setObjectName("keep")
        self.editor = ItemEditor(icons)
        self.undo = UndoBar()
        self.told = plain_label(name="muted")
        self.told.hide()
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        kinds = QHBoxLayout()
        kinds.setSpacing(_GAP)
        kinds.addWidget(self.prompts)
        kinds.addWidget(self.assistants)
        kinds.addStretch(1)
        self._list_side = QWidget()
        column = QVBoxLayout(self._list_side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(kinds)
        column.addWidget(self.search)
        column.addWidget(self.nothing)
        column.addWidget(self.list, 1)
        for part in (self.new, self.take_in):
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft)
        beside = QHBoxLayout()
        beside.setSpacing(16)
        beside.addWidget(self._list_side)
        place = QWidget()  # stays where the editor has nothing to show
        within = QVBoxLayout(place)
        within.setContentsMargins(0, 0, 0, 0)
        within.addWidget(self.editor)
        beside.addWidget(place, 1)
        self.column.addWidget(self.banner)
        self.column.addLayout(beside, 1)
        self.column.addWidget(self.told)
        self.column.addWidget(self.undo)

    def _connect(self) -> None:
        self.prompts.clicked.connect(lambda: self.kind_chosen.emit(False))
        self.assistants.clicked.connect(lambda: self.kind_chosen.emit(True))
        self.search.textChanged.connect(lambda _words: self.searched.emit())
        self.new.clicked.connect(self.new_requested)
        self.take_in.clicked.connect(self.take_in_requested)
        self.list.selectionModel().currentChanged.connect(lambda *_: self.chosen.emit())

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        super().set_look(look)
        self.icons.put(self.new, "plus", look.accent, 16)
        self.icons.put(self.take_in, "open", look.accent, 16)
        self.editor.set_look(look)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.say_title(text.library())
        self.prompts.setText(text.prompts())
        self.assistants.setText(text.assistants())
        self.search.setPlaceholderText(text.search_library())
        self.search.setAccessibleName(text.search_library())
        self.nothing.setText(text.nothing_matches())
        is_prompts = self.prompts.isChecked()
        self.list.setAccessibleName(text.prompts() if is_prompts else text.assistants())
        self.new.setText(text.new_prompt() if is_prompts else text.new_assistant())
        self.take_in.setText(text.take_in_files())
        self.editor.retranslate()
        self.undo.retranslate()
        self.banner.retranslate()

    # --- what is shown --------------------------------------------------------------------------

    @property
    def current(self) -> LibraryItem | None:
        """The item that is chosen, or None."""
        return self.model.at(self.list.currentIndex().row())

    def show_items(
        self,
        items: Sequence[LibraryItem],
        unsaved: frozenset[LibraryId],
        chosen: LibraryId | None,
    ) -> None:
        """List what matches the search; `chosen` is chosen, or the first where it is not there."""
        selection = self.list.selectionModel()
        selection.blockSignals(True)
        self.model.show(items, unsaved, self.search.text())
        row = max(0, self.model.row_of(chosen))
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        selection.setCurrentIndex(self.model.index(row), flag)
        selection.blockSignals(False)
        self.list.scrollTo(self.model.index(row))
        self.nothing.setVisible(not self.model.rowCount() and bool(self.search.text()))

    def say(self, words: str) -> None:
        """Say what came of something, or no longer."""
        self.told.setText(words)
        self.told.setVisible(bool(words))

    def clear(self) -> None:
        """Keep nothing of any item."""
        self.banner.dismiss()
        self.undo.dismiss()
        self.say("")
        self.search.clear()
        self.show_items((), frozenset(), None)
        self.editor.show_item(None)

    def fit(self, width: int) -> None:
        """In a narrow window the text needs the room."""
        # With large letters the two kinds need more.
        kinds = sum(each.sizeHint().width() for each in (self.prompts, self.assistants)) + _GAP
        usual = _NARROW_LIST if width < NARROW else _LIST_WIDTH
        self._list_side.setFixedWidth(max(min(spread(usual, self), width // 2), kinds))
