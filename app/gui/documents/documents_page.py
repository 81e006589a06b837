"""The page of documents: collections on the left, one of them on the right, notices below."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QHideEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.ids import CollectionId
from app.gui import text
from app.gui.chat.look import Look
from app.gui.chat.message_edit import local_files
from app.gui.documents.collection_view import CollectionView
from app.gui.documents.known import KnownCollection
from app.gui.documents.models import CollectionModel
from app.gui.documents.two_lines import TwoLineDelegate
from app.gui.feedback.banner import Banner
from app.gui.fonts import spread
from app.gui.icons import Icons
from app.gui.page_frame import NARROW, PageFrame

_LIST_WIDTH: Final = 220
_NARROW_LIST: Final = 150


class DocumentsPage(PageFrame):
    """Shows collections and asks for changes; it changes nothing by itself."""

    watched = Signal(bool)
    """Whether the page is seen."""
    chosen = Signal()
    """Another collection is shown."""
    new_requested = Signal()
    rename_requested = Signal(str, str)
    files_dropped = Signal(object)
    vault_requested = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(icons, "documentsPage", parent)
        self._embedder = ""
        self.banner = Banner()
        self.model = CollectionModel()
        self.list = QListView()
        self.list.setObjectName("collections")
        self.list.setModel(self.model)
        self.list.setItemDelegate(TwoLineDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        triggers = QListView.EditTrigger
        self.list.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked)
        self.new = QPushButton()
        self.new.setObjectName("keep")
        self.view = CollectionView(icons)
        self.empty, self.begin = _label(), QPushButton()
        self.empty.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.begin.setObjectName("primary")
        self.in_memory, self.keep = _label("muted"), QPushButton()
        self.keep.setObjectName("link")
        self.words_only = _label("muted")
        self.words_only.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.in_memory.hide()
        self.keep.hide()
        self.words_only.hide()
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)
        self.retranslate()

    def _lay_out(self) -> None:
        self._list_side = QWidget()
        column = QVBoxLayout(self._list_side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list, 1)
        column.addWidget(self.new, 0, Qt.AlignmentFlag.AlignLeft)
        both = QWidget()
        beside = QHBoxLayout(both)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(16)
        beside.addWidget(self._list_side)
        beside.addWidget(self.view, 1)
        nothing = QWidget()
        middle = QVBoxLayout(nothing)
        middle.setSpacing(16)
        middle.addStretch(1)
        middle.addWidget(self.empty)
        middle.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(2)
        self._stack = QStackedWidget()
        self._stack.setObjectName("documentsStack")
        self._stack.addWidget(QWidget())  # nothing is said before anything is known
        self._stack.addWidget(nothing)
        self._stack.addWidget(both)
        memory = QHBoxLayout()
        memory.addWidget(self.in_memory, 1)
        memory.addWidget(self.keep)
        self.column.addWidget(self.banner)
        self.column.addWidget(self._stack, 1)
        self.column.addWidget(self.words_only)
        self.column.addLayout(memory)

    def _connect(self) -> None:
        self.new.clicked.connect(self.new_requested)
        self.begin.clicked.connect(self.view.add_folder_requested)
        self.keep.clicked.connect(self.vault_requested)
        self.model.rename_requested.connect(self.rename_requested)
        self.view.rename_requested.connect(self.edit_name)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._on_chosen())
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.view.remove_requested)

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        super().set_look(look)
        self.icons.put(self.new, "plus", look.accent, 16)
        self.icons.put(self.keep, "lock", look.accent, 16)
        self.view.set_look(look)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.say_title(text.documents())
        self.setAccessibleName(text.documents())
        self.list.setAccessibleName(text.collections())
        self.new.setText(text.new_collection())
        self.empty.setText(text.documents_empty())
        self.begin.setText(text.add_folder())
        self.in_memory.setText(text.documents_in_memory())
        self.keep.setText(text.keep_documents())
        self.words_only.setText(text.words_only(self._embedder))
        self.view.retranslate()
        self.banner.retranslate()

    # --- what is shown --------------------------------------------------------------------------

    @property
    def current(self) -> KnownCollection | None:
        """The collection that is shown, or None."""
        return self.model.at(self.list.currentIndex().row())

    def show_collections(self, collections: Sequence[KnownCollection]) -> None:
        """Show these; the one that is shown stays, or the first takes its place."""
        chosen = self.current
        selection = self.list.selectionModel()
        selection.blockSignals(True)
        self.model.show(collections)
        row = self.model.row_of(chosen.collection.id if chosen else None)
        self._select(max(row, 0))
        selection.blockSignals(False)
        self._stack.setCurrentIndex(2 if collections else 1)
        self.view.show_collection(self.current)

    def show_progress(self, collections: Sequence[KnownCollection]) -> None:
        """The same collections, the reading of which went on."""
        self.model.show(collections)
        self.view.show_progress(self.current)

    def choose(self, collection_id: CollectionId) -> None:
        """Show a collection."""
        row = self.model.row_of(collection_id)
        if row >= 0:
            self._select(row)

    def edit_name(self) -> None:
        """Let the name of the collection be written."""
        self.list.setFocus()
        self.list.edit(self.list.currentIndex())

    def show_notices(self, *, is_kept: bool, embedder: str) -> None:
        """Whether documents outlive the window; the missing embedder, "" where it is there."""
        self.in_memory.setVisible(not is_kept)
        self.keep.setVisible(not is_kept)
        self._embedder = embedder
        self.words_only.setText(text.words_only(embedder))
        self.words_only.setVisible(bool(embedder))

    def clear(self) -> None:
        """Keep nothing of any document."""
        self.banner.dismiss()
        self.model.show(())
        self.view.show_collection(None)
        self._stack.setCurrentIndex(0)

    def focus(self) -> None:
        """Put the focus where a person goes on."""
        is_empty = self._stack.currentIndex() == 1
        (self.begin if is_empty else self.list).setFocus()

    def _select(self, row: int) -> None:
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.list.selectionModel().setCurrentIndex(self.model.index(row), flag)

    def _on_chosen(self) -> None:
        self.view.show_collection(self.current)
        self.chosen.emit()

    # --- events ---------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks."""
        super().showEvent(event)
        self.watched.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        super().hideEvent(event)
        self.watched.emit(False)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and folders may be dropped anywhere."""
        if local_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._set_expecting(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """They go elsewhere."""
        self._set_expecting(False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Files are never moved by being dropped here, whatever keys are held."""
        self._set_expecting(False)
        if files := local_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.files_dropped.emit(files)

    def _set_expecting(self, is_expecting: bool) -> None:
        """Show that what is being dragged would be added here."""
        self._stack.setProperty("expecting", is_expecting)
        self._stack.style().unpolish(self._stack)
        self._stack.style().polish(self._stack)

    def fit(self, width: int) -> None:
        """In a narrow window the files need the room."""
        usual = _NARROW_LIST if width < NARROW else _LIST_WIDTH
        self._list_side.setFixedWidth(min(spread(usual, self), width // 2))


def _label(name: str = "") -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMinimumWidth(1)
    return label
