"""One collection: what was read of it, how far the reading is, its files, and what can be done."""

import unicodedata
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.collections import DocumentState, StoredDocument
from app.gui import text
from app.gui.chat.look import Look
from app.gui.documents import wording
from app.gui.documents.file_card import FileCard
from app.gui.documents.known import KnownCollection
from app.gui.documents.models import FileModel, Shown
from app.gui.documents.progress_bar import ReadingBar
from app.gui.documents.two_lines import TwoLineDelegate
from app.gui.icons import Icons

_COUNTED: Final = {
    Shown.ALL: text.show_all,
    Shown.NOT_READ: text.show_not_read,
    Shown.NOTED: text.show_noted,
}


class CollectionView(QWidget):
    """Shows a collection and asks for changes; it changes nothing by itself."""

    add_files_requested = Signal()
    add_folder_requested = Signal()
    pause_requested = Signal(bool)
    """Whether it is to be paused."""
    pictures_requested = Signal(bool)
    """Whether the text of pictures is to be read, too."""
    rename_requested = Signal()
    remove_requested = Signal()
    take_out_requested = Signal(str)
    """A path that was added."""
    try_again_requested = Signal(object)
    """Files that were not read."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._known: KnownCollection | None = None
        self.shown = Shown.ALL
        self.name, self.state, self.hint = _label("dialogTitle"), _label("muted"), _label("muted")
        self.add_files, self.add_folder, self.pause = QPushButton(), QPushButton(), QPushButton()
        for button in (self.add_files, self.add_folder, self.pause):
            button.setObjectName("plain")
        self.more = QToolButton()
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.more.setMenu(self.menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.reading = ReadingBar()
        self.filters = {each: QToolButton() for each in Shown}
        group = QButtonGroup(self)
        for each, choice in self.filters.items():
            choice.setObjectName("filter")
            choice.setCheckable(True)
            choice.setChecked(each is self.shown)
            choice.clicked.connect(partial(self.show_only, each))
            group.addButton(choice)
        self.again = QPushButton()
        self.again.setObjectName("link")
        self.model = FileModel()
        self.list = QListView()
        self.list.setObjectName("files")
        self.list.setModel(self.model)
        self.delegate = TwoLineDelegate(self.list)
        self.list.setItemDelegate(self.delegate)
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.card = FileCard(icons)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self.add_files, self.add_folder, self.pause):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.more)
        filters = QHBoxLayout()
        filters.setSpacing(4)
        for choice in self.filters.values():
            filters.addWidget(choice)
        filters.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for part in (self.name, self.state):
            layout.addWidget(part)
        layout.addLayout(buttons)
        layout.addWidget(self.reading)
        layout.addLayout(filters)
        layout.addWidget(self.hint)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch()
        layout.addWidget(self.card)

    def _connect(self) -> None:
        self.add_files.clicked.connect(self.add_files_requested)
        self.add_folder.clicked.connect(self.add_folder_requested)
        self.pause.clicked.connect(lambda: self.pause_requested.emit(not self._is_paused))
        self.again.clicked.connect(lambda: self.try_again_requested.emit(self.model.files()))
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.list.clicked.connect(self._on_current_changed)
        self.card.try_again_requested.connect(lambda file: self.try_again_requested.emit([file]))
        self.card.closed.connect(self._close_card)

    @property
    def _is_paused(self) -> bool:
        return self._known is not None and self._known.collection.is_paused

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self._icons.put(self.more, "menu", look.muted, 16)
        self.delegate.trouble = QColor(look.error)
        self.card.set_look(look)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.add_files.setText(text.add_files())
        self.add_folder.setText(text.add_folder())
        self.more.setToolTip(text.more_of_collection())
        self.more.setAccessibleName(text.more_of_collection())
        self.again.setText(text.try_all_again())
        self.list.setAccessibleName(text.files())
        self.card.retranslate()
        self.show_collection(self._known)

    def show_collection(self, known: KnownCollection | None) -> None:
        """Show a collection as it is now; None shows nothing, and keeps nothing of the last one."""
        before, self._known = self._known, known
        if known is None or before is None or known.collection.id != before.collection.id:
            self.shown = Shown.ALL
            self.filters[Shown.ALL].setChecked(True)
            self.model.show(())
            self.card.show_file(None)
        self.name.setText("" if known is None else known.collection.name)
        self.state.setText("" if known is None else wording.state_of(known))
        self.pause.setText(text.go_on() if self._is_paused else text.pause())
        has_more = known is not None and known.counts[DocumentState.WAITING] > 0
        self.pause.setVisible(has_more or self._is_paused)
        self.show_progress(known)
        self._show_files([] if known is None else known.files)

    def show_progress(self, known: KnownCollection | None) -> None:
        """How far the reading is."""
        is_going = known is not None and not known.collection.is_paused
        self.reading.show_progress(known.progress if known is not None and is_going else None)

    def show_only(self, shown: Shown) -> None:
        """List some of the files."""
        self.shown = shown
        self.filters[shown].setChecked(True)
        self._show_files([] if self._known is None else self._known.files)

    # --- files ----------------------------------------------------------------------------------

    def _show_files(self, files: Sequence[StoredDocument]) -> None:
        known = self._known
        some = {
            Shown.ALL: len(files),
            Shown.NOT_READ: known.counts[DocumentState.REFUSED] if known is not None else 0,
            Shown.NOTED: known.noted if known is not None else 0,
        }
        if not some[self.shown]:
            self.shown = Shown.ALL
            self.filters[Shown.ALL].setChecked(True)
        has_kinds = bool(some[Shown.NOT_READ] or some[Shown.NOTED])
        for each, choice in self.filters.items():
            choice.setText(_COUNTED[each](some[each]))
            choice.setVisible(bool(some[each]) and has_kinds)
        self.again.setVisible(self.shown is Shown.NOT_READ)
        is_all = self.shown is Shown.ALL
        self._put(files if is_all else [each for each in files if self.shown.holds(each)])
        self.list.setVisible(bool(files))
        self.hint.setText(self._hint())
        self.hint.setVisible(bool(self._hint()))

    def _hint(self) -> str:
        known = self._known
        if known is None or known.files or known.progress is not None:
            return ""
        if known.may_still_find:
            return text.looking_through()
        return text.collection_empty() if known.is_untouched else text.nothing_found_in_it()

    def _put(self, files: Sequence[StoredDocument]) -> None:
        """Show these; what is read and what is chosen stays where it is."""
        top = self.model.at(self.list.indexAt(self.list.rect().topLeft()).row())
        chosen = self.card.file
        first = self.model.at(0)
        selection = self.list.selectionModel()
        selection.blockSignals(True)
        if self.model.show(files):
            row = self.model.row_of(chosen.id) if chosen is not None else -1
            if row >= 0:
                flag = selection.SelectionFlag.ClearAndSelect
                selection.setCurrentIndex(self.model.index(row), flag)
            if top is not None and top != first and (row := self.model.row_of(top.id)) > 0:
                self.list.scrollTo(self.model.index(row), QListView.ScrollHint.PositionAtTop)
        selection.blockSignals(False)
        if chosen is not None:
            self.card.show_file(self.model.at(self.model.row_of(chosen.id)))

    def _on_current_changed(self, index: QModelIndex, _before: object = None) -> None:
        self.card.show_file(self.model.at(index.row()))
        if index.isValid():
            self.layout_now()
            self.list.scrollTo(index)

    def layout_now(self) -> None:
        """Take the new sizes at once, so that what was chosen can be kept in view."""
        layout = self.layout()
        if layout is not None:
            layout.activate()

    def _close_card(self) -> None:
        self.card.show_file(None)
        self.list.selectionModel().clear()
        self.list.setFocus()

    def _fill_menu(self) -> None:
        self.menu.clear()
        self.menu.addAction(text.rename(), self.rename_requested.emit)
        roots = self._known.collection.roots if self._known is not None else ()
        if roots:
            taking = self.menu.addMenu(text.take_out())
            for root in roots:
                label = unicodedata.normalize("NFC", Path(root).name).replace("&", "&&") or root
                taking.addAction(label, partial(self.take_out_requested.emit, root))
        pictures = QAction(text.read_pictures(), self.menu, checkable=True)
        pictures.setChecked(self._known is not None and self._known.collection.reads_pictures)
        pictures.toggled.connect(self.pictures_requested.emit)
        self.menu.addAction(pictures)
        self.menu.addSeparator()
        self.menu.addAction(text.remove_collection(), self.remove_requested.emit)


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMinimumWidth(1)
    return label
