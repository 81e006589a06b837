"""The view of the conversations: one opens, several are chosen, keys and drags ask for changes."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QShortcut,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget

from app.domain.conversations import Conversation
from app.domain.ids import ConversationId, FolderId
from app.gui.chat.focus_chain import TAB_REASONS
from app.gui.icons import Icons
from app.gui.sidebar.conversation_menu import ConversationMenu
from app.gui.sidebar.conversation_model import ConversationModel
from app.gui.sidebar.dragging import Dragging
from app.gui.sidebar.row_delegate import RowDelegate
from app.gui.sidebar.shelf import Shelf
from app.gui.sidebar.shelf_rows import RowKind
from app.gui.sidebar.wishes import Wishes
from app.gui.text import sidebar as text

_Flag = QItemSelectionModel.SelectionFlag
_OPENERS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ConversationList(QListView):
    """Shows conversations and asks for changes; it changes nothing by itself."""

    conversation_chosen = Signal(str)
    """One is to be opened: it alone is chosen."""
    conversation_clicked = Signal()
    conversation_entered = Signal()
    """Somebody goes on in the conversation that is open."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = ConversationModel()
        self.wishes = Wishes(self)
        self._open: ConversationId | None = None
        self._is_by_key = False
        self._kept: tuple[list[ConversationId], ConversationId | None] = ([], None)
        self._delegate = RowDelegate(self, icons)
        self.setModel(self.rows)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.menus = ConversationMenu(self.rows, self.wishes, self._edit_row)
        self._dragging = Dragging(self.rows, self.wishes)
        self.customContextMenuRequested.connect(self._open_menu)
        self.clicked.connect(self._on_clicked)
        self.selectionModel().currentChanged.connect(lambda *_: self._consider())
        self.selectionModel().selectionChanged.connect(lambda *_: self._consider())
        self.rows.rebuilding.connect(self._keep_selection)
        self.rows.modelReset.connect(self._restore_selection)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._delete)

    def offer_changes(self) -> None:
        """Names can be edited and rows dragged from now on: somebody answers."""
        self.rows.is_editable = self.menus.is_complete = True
        triggers = QListView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)

    # --- what is chosen --------------------------------------------------------------------------

    def chosen(self) -> list[Conversation]:
        """The conversations that are selected, in their order."""
        found = []
        for span in self._spans():
            rows = range(span.top(), span.bottom() + 1)
            found += [(row, self.rows.conversation_at(row)) for row in rows]
        return [each for _, each in sorted(found, key=lambda pair: pair[0]) if each is not None]

    def select(self, conversation_id: ConversationId | None) -> None:
        """Mark a conversation as the open one, or none; what somebody chooses meanwhile stays."""
        is_same, self._open = conversation_id == self._open, conversation_id
        if not is_same or not self._is_choosing():
            self._mark_open()

    def choose_neighbour(self, step: int) -> None:
        """Open the next conversation (step 1) or the one before (-1)."""
        row = self.currentIndex().row() + step
        while (found := self.rows.row_at(row)) is not None:
            if found.conversation is not None:
                self.conversation_chosen.emit(found.conversation.id)
                return
            row += step

    def show_shelf(self, shelf: Shelf) -> None:
        """Show another one; the conversation at the top of the list stays there."""
        at_top = self.rows.conversation_at(self.indexAt(QPoint(1, 1)).row())
        is_scrolled = self.verticalScrollBar().value() > 0
        self.rows.show(shelf)
        row = self.rows.row_of(at_top.id) if at_top is not None and is_scrolled else -1
        if row > 0:
            self.scrollTo(self.rows.index(row), QListView.ScrollHint.PositionAtTop)

    def beside(self, ids: Sequence[ConversationId]) -> ConversationId | None:
        """The conversation below these, or else above them; None where there is no other."""
        gone = set(ids)
        rows = sorted(filter(lambda row: row >= 0, map(self.rows.row_of, gone)))
        if not rows:
            return None
        below = range(rows[-1] + 1, self.rows.rowCount())
        found = map(self.rows.conversation_at, (*below, *reversed(range(rows[-1]))))
        return next((each.id for each in found if each is not None and each.id not in gone), None)

    def stand_at(self, conversation_id: ConversationId | None) -> None:
        """Let the keyboard go on at a conversation, which is neither chosen nor opened."""
        row = self.rows.row_of(conversation_id)
        if row >= 0:
            self.selectionModel().setCurrentIndex(self.rows.index(row), _Flag.NoUpdate)
        self.setFocus()

    def _spans(self) -> list[QItemSelectionRange]:
        selection = self.selectionModel().selection()
        return [selection.at(number) for number in range(selection.size())]

    def _is_choosing(self) -> bool:
        """Whether somebody is about to choose something else than what is open."""
        selection = self.selectionModel().selection()
        if selection.size() > 1 or any(span.height() > 1 for span in self._spans()):
            return True
        current = self.rows.row_at(self.currentIndex().row())
        is_beside = current is not None and current.kind is not RowKind.CONVERSATION
        if self.hasFocus() and is_beside:
            return True
        row = self.rows.row_of(self._open)
        return row >= 0 and self.selectionModel().isSelected(self.rows.index(row))

    def _mark_open(self) -> None:
        row = self.rows.row_of(self._open)
        selection = self.selectionModel()
        selection.blockSignals(True)
        if row < 0:
            selection.clear()
        else:
            selection.setCurrentIndex(self.rows.index(row), _Flag.ClearAndSelect)
        selection.blockSignals(False)
        self.viewport().update()

    def _consider(self) -> None:
        """Open what is both alone selected and current: a press tells the one before the other."""
        row = self.currentIndex().row()
        selection = self.selectionModel().selection()
        if selection.size() != 1 or selection.at(0).height() != 1 or selection.at(0).top() != row:
            return
        conversation = self.rows.conversation_at(row)
        if conversation is not None:
            self.conversation_chosen.emit(conversation.id)
            if self._is_by_key:  # who steps through the list goes on there
                self.setFocus()

    def _keep_selection(self) -> None:
        current = self.rows.conversation_at(self.currentIndex().row())
        self._kept = [each.id for each in self.chosen()], current.id if current else None
        self.selectionModel().blockSignals(True)

    def _restore_selection(self) -> None:
        (ids, current), self._kept = self._kept, ([], None)
        selection = QItemSelection()
        for row in sorted(filter(lambda row: row >= 0, map(self.rows.row_of, ids))):
            index = self.rows.index(row)
            selection.select(index, index)
        model = self.selectionModel()
        model.clear()
        row = self.rows.row_of(current)
        if row >= 0:
            model.setCurrentIndex(self.rows.index(row), _Flag.NoUpdate)
        model.select(selection, _Flag.Select)
        model.blockSignals(False)
        self.viewport().update()

    def dataChanged(
        self,
        first: QModelIndex | QPersistentModelIndex,
        last: QModelIndex | QPersistentModelIndex,
        roles: Sequence[int] = (),
    ) -> None:
        """Paint anew. The list would lay out all rows, which have one height whatever they say."""
        QAbstractItemView.dataChanged(self, first, last, roles)

    def forget_choice(self) -> None:
        """Choose nothing but what is open: what is selected makes many changes slow."""
        self.selectionModel().clearSelection()
        self._mark_open()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who comes by keys sees where they are."""
        self._delegate.is_framed = event.reason() in TAB_REASONS.values()
        super().focusInEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Rows, or the frame of the focus where there is none that could have it."""
        super().paintEvent(event)
        if self._delegate.is_framed and not self.rows.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().color(QPalette.ColorRole.Accent))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Who goes on elsewhere sees again which conversation is open."""
        self._delegate.is_framed = False
        super().focusOutEvent(event)
        self.viewport().update()
        is_leaving = event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        )
        if is_leaving and self.selectionModel().selection().isEmpty():
            self._mark_open()

    # --- keys and clicks -------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right close and open folders, Enter does either; the rest is the list's own."""
        self._is_by_key = True
        try:
            self._take_key(event)
        finally:
            self._is_by_key = False

    def _take_key(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        row, key = self.rows.row_at(index.row()), Qt.Key(event.key())
        if self.state() is QListView.State.EditingState or row is None:
            super().keyPressEvent(event)
        elif row.folder is not None and key in (*_OPENERS, Qt.Key.Key_Space):
            self._toggle(row.folder.id, is_open=not self.rows.is_open(row.folder.id))
        elif row.folder is not None and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._toggle(row.folder.id, is_open=key == Qt.Key.Key_Right)
        elif row.conversation is not None and key == Qt.Key.Key_Left and row.depth:
            folder = row.conversation.folder
            if folder is not None:
                at = self.rows.index(self.rows.shelf.row_of_folder(folder))
                self.selectionModel().setCurrentIndex(at, _Flag.ClearAndSelect)
        elif row.conversation is not None and key in _OPENERS:
            self.conversation_chosen.emit(row.conversation.id)
            self.conversation_entered.emit()
        else:
            super().keyPressEvent(event)

    def _toggle(self, folder_id: FolderId, *, is_open: bool) -> None:
        self.rows.toggle(folder_id, is_open=is_open)

    def _on_clicked(self, index: QModelIndex) -> None:
        folder = self.rows.folder_at(index.row())
        if folder is not None:
            self._toggle(folder.id, is_open=not self.rows.is_open(folder.id))
        elif self.rows.conversation_at(index.row()) is not None:
            self.conversation_clicked.emit()

    def _edit_row(self, row: int) -> None:
        self.edit(self.rows.index(row))

    def _targets(self, row: int) -> list[Conversation]:
        """What an act on a row is for: all that is selected when the row is."""
        conversation, chosen = self.rows.conversation_at(row), self.chosen()
        if conversation is None:
            return []
        return chosen if conversation in chosen else [conversation]

    def _wish(self, wish: object) -> None:
        ids = [each.id for each in self.chosen()]
        if ids and callable(wish) and self.rows.is_editable:
            wish(ids)

    @property
    def can_change(self) -> bool:
        """Whether something is chosen that may be changed."""
        return self.rows.is_editable and bool(self.chosen())

    def _delete(self) -> None:
        folder = self.rows.folder_at(self.currentIndex().row())
        ids = [each.id for each in self.chosen()]
        if ids:
            self.wishes.delete.emit(ids)
        elif folder is not None:
            self.wishes.remove_folder.emit(folder.id)

    def edit_tags(self) -> None:
        """Ask for the tags of what is chosen."""
        self._wish(self.wishes.edit_tags.emit)

    def pin(self) -> None:
        """Pin what is chosen, or let go of it."""
        is_pinned = all(each.is_pinned for each in self.chosen())
        self._wish(lambda ids: self.wishes.pin.emit(ids, not is_pinned))

    def archive(self) -> None:
        """Put what is chosen into the archive, or take it out."""
        is_archived = all(each.is_archived for each in self.chosen())
        self._wish(lambda ids: self.wishes.archive.emit(ids, not is_archived))

    # --- menus -----------------------------------------------------------------------------------

    def menu_at(self, row: int) -> QMenu:
        """What can be done with a row, or with the empty ground (-1)."""
        menu = self._new_menu()
        self.menus.fill(menu, row, self._targets(row))
        return menu

    def move_menu(self) -> QMenu:
        """Where what is chosen can be moved, or the folder on which the keyboard is."""
        row = self.currentIndex().row()
        menu, targets, folder = self._new_menu(), self._targets(row), self.rows.folder_at(row)
        if targets and self.rows.is_editable:
            self.menus.fill_places(menu, targets)
        elif folder is not None:
            self.menus.fill_outer(menu, folder)
        return menu

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The right button has a menu alone: it opens nothing, and all that is chosen stays so."""
        if event.button() is not Qt.MouseButton.RightButton:
            super().mousePressEvent(event)

    def _open_menu(self, position: QPoint) -> None:
        row = self.indexAt(position).row()
        menu = self.menu_at(row)
        if not self.selectionModel().isSelected(self.rows.index(row)):
            self._show_target(row)
            menu.aboutToHide.connect(lambda: self._show_target(-1))
        self._pop(menu, position)

    def open_menu_of_found(self, conversation: Conversation, place: QPoint) -> None:
        """The same for a conversation that a search found, at a point of the screen."""
        menu = self._new_menu()
        self.menus.fill_found(menu, conversation)
        menu.popup(place)

    def open_move_menu(self) -> None:
        """Ask where to move what is chosen."""
        place = self.visualRect(self.currentIndex()).bottomLeft()
        self._pop(self.move_menu(), place)

    def _new_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(text.conversations())
        return menu

    def _pop(self, menu: QMenu, position: QPoint) -> None:
        if menu.isEmpty():
            menu.deleteLater()
        else:
            menu.popup(self.viewport().mapToGlobal(position))

    # --- dragging --------------------------------------------------------------------------------

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Take what is chosen, or the folder under the pointer, by the hand."""
        row = self.currentIndex().row()
        self._dragging.begin([each.id for each in self._targets(row)], self.rows.folder_at(row))
        self._dragging.carry(self)
        self._show_target(-1)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Only what comes from here is taken."""
        event.setAccepted(self._dragging.is_ours(event.mimeData()))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where it would fall; near an edge the list moves on."""
        position = event.position().toPoint()
        row = self.indexAt(position).row()
        is_taken = self._dragging.is_ours(event.mimeData()) and self._dragging.can_fall(row)
        event.setAccepted(is_taken)
        self._show_target(row if is_taken else -1)
        bar, step = self.verticalScrollBar(), self.sizeHintForRow(0)
        if position.y() < step:
            bar.setValue(bar.value() - step // 2)
        elif position.y() > self.viewport().height() - step:
            bar.setValue(bar.value() + step // 2)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It would fall nowhere."""
        event.accept()
        self._show_target(-1)

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask for the move."""
        row = self.indexAt(event.position().toPoint()).row()
        is_taken = self._dragging.is_ours(event.mimeData()) and self._dragging.can_fall(row)
        event.setAccepted(is_taken)
        self._show_target(-1)
        if is_taken:
            self._dragging.fall(row)

    def _show_target(self, row: int) -> None:
        if self._delegate.drop_row != row:
            self._delegate.drop_row = row
            self.viewport().update()
