"""The sidebar: a new chat, a search, the conversations, and the facts about privacy below them."""

from collections.abc import Sequence
from enum import Enum, auto

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.conversations import Conversation
from app.domain.ids import ConversationId
from app.gui import text
from app.gui.chat.look import Look
from app.gui.icons import Icons
from app.gui.sidebar.conversation_model import ConversationModel
from app.gui.sidebar.search_panel import SearchPanel
from app.gui.sidebar.title_delegate import TitleDelegate
from app.gui.sidebar.undo_bar import UndoBar

WIDTH = 264
NARROW_WIDTH = 200
"""In a narrow window, which still has to hold the conversation beside it."""
_ICON = 16


class Keeping(Enum):
    """What becomes of the conversations."""

    IN_MEMORY = auto()
    OFFERED = auto()
    """In memory, and a vault can be made."""
    ENCRYPTED = auto()
    UNPROTECTED = auto()
    """In a vault that opens without a passphrase."""


class Sidebar(QFrame):
    """Shows conversations and asks for changes; it changes nothing by itself."""

    new_chat_requested = Signal()
    conversation_chosen = Signal(str)
    delete_requested = Signal(str)
    rename_requested = Signal(str, str)
    undo_requested = Signal()
    keep_requested = Signal()
    documents_requested = Signal()

    def __init__(self, icons: Icons, menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setFixedWidth(WIDTH)
        self._icons = icons
        self._look: Look | None = None
        self._guards_hold: bool | None = None
        self.new_chat = QPushButton(self)
        self.new_chat.setObjectName("newChat")
        self.new_chat.clicked.connect(self.new_chat_requested)
        self.documents = QPushButton(self)
        self.documents.setObjectName("sidebarEntry")
        self.documents.setCheckable(True)
        self.documents.clicked.connect(self.documents_requested)
        self._keeping = Keeping.IN_MEMORY
        self.search = SearchPanel(self)
        self.search.hide()
        self.model = ConversationModel()
        self.model.rename_requested.connect(self.rename_requested)
        self.list = QListView(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(TitleDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._open_menu)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._on_current_changed())
        self._empty = _muted()
        self.undo_bar = UndoBar(self)
        self.undo_bar.undo_requested.connect(self.undo_requested)
        self._memory, self._memory_icon = _muted(), QLabel()
        self.keep = QPushButton(self)
        self.keep.setObjectName("keep")
        self.keep.clicked.connect(self.keep_requested)
        self._offline, self._offline_icon = _muted(), QLabel()
        self.menu_button = QToolButton(self)
        self.menu_button.setMenu(menu)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._delete_current)
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        undo.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        undo.activated.connect(self.undo_bar.undo)
        self.search.query_changed.connect(lambda _query: self._refresh_empty())
        self.search.field.typed.connect(self._refresh_empty)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        facts = QVBoxLayout()
        facts.setSpacing(4)
        for icon, label in ((self._memory_icon, self._memory), (self._offline_icon, self._offline)):
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(icon)
            row.addWidget(label, 1)
            facts.addLayout(row)
        bottom = QHBoxLayout()
        facts.insertWidget(0, self.keep, 0, Qt.AlignmentFlag.AlignLeft)
        bottom.addLayout(facts, 1)
        bottom.addWidget(self.menu_button, 0, Qt.AlignmentFlag.AlignBottom)
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self.new_chat)
        layout.addWidget(self.documents)
        layout.addWidget(self.search)
        layout.addWidget(self._empty)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.undo_bar)
        layout.addLayout(bottom)
        self._refresh_keeping()

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Take less room in a narrow window."""
        self.setFixedWidth(NARROW_WIDTH if is_narrow else WIDTH)

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self.new_chat.setIcon(self._icons.icon("plus", look.accent))
        self.documents.setIcon(self._icons.icon("documents", look.muted))
        self.menu_button.setIcon(self._icons.icon("menu", look.muted))
        self._look = look
        self.search.field.set_icon(self._icons.icon("search", look.muted, _ICON))
        self.keep.setIcon(self._icons.icon("lock", look.accent, _ICON))
        self._offline_icon.setPixmap(self._icons.icon("offline", look.muted).pixmap(_ICON, _ICON))
        self._refresh_keeping()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.new_chat.setText(text.new_chat())
        self.documents.setText(text.documents())
        self.documents.setToolTip(text.documents_tip())
        self.list.setAccessibleName(text.conversations())
        self._empty.setText(text.no_conversations())
        self.keep.setText(text.keep_conversations())
        self.keep.setToolTip(text.memory_only_fact())
        self.search.retranslate()
        self.undo_bar.retranslate()
        self._refresh_keeping()
        self._offline.setText(text.offline_badge())
        fact = text.offline_fact() if self._guards_hold else text.offline_fact_unguarded()
        self._offline.setToolTip(fact)
        self.menu_button.setToolTip(text.menu())
        self.menu_button.setAccessibleName(text.menu())

    def set_guards_hold(self, holds: bool) -> None:
        """Claim what was checked, once the engine has told."""
        self._guards_hold = holds
        self.retranslate()

    def set_keeping(self, keeping: Keeping) -> None:
        """Say what becomes of the conversations."""
        self._keeping = keeping
        self._refresh_keeping()

    def set_elsewhere(self, *, is_elsewhere: bool) -> None:
        """Whether the page of documents is shown, and no conversation."""
        self.documents.setChecked(is_elsewhere)

    def offer_history(self) -> None:
        """Search and rename from now on: somebody answers."""
        self.search.show()
        self.model.is_editable = True
        triggers = QListView.EditTrigger
        self.list.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked)

    def set_conversations(self, conversations: Sequence[Conversation]) -> None:
        """Show these and no others; the conversation at the top of the list stays there."""
        first = self.model.conversation_at(0)
        at_top = self.model.conversation_at(self.list.indexAt(QPoint(1, 1)).row())
        self.list.selectionModel().blockSignals(True)
        self.model.reset(conversations)
        self.list.selectionModel().blockSignals(False)
        self._refresh_empty()
        row = self.model.row_of(at_top.id) if at_top is not None and at_top != first else -1
        if row > 0:
            self.list.scrollTo(self.model.index(row), QListView.ScrollHint.PositionAtTop)

    def clear(self) -> None:
        """Show no conversation, and keep nothing of one."""
        self.search.clear()
        self.undo_bar.dismiss()
        self.set_conversations([])

    def put(self, conversation: Conversation) -> None:
        """Show a conversation on top."""
        self.model.put(conversation)
        self._refresh_empty()

    def remove(self, conversation_id: ConversationId) -> None:
        """Show it no more."""
        self.model.remove(conversation_id)
        self._refresh_empty()

    def select(self, conversation_id: ConversationId | None) -> None:
        """Mark a conversation as the open one, or none."""
        row = self.model.row_of(conversation_id)
        selection = self.list.selectionModel()
        selection.blockSignals(True)
        if row < 0:
            selection.clear()
        else:
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            selection.setCurrentIndex(self.model.index(row), flag)
        selection.blockSignals(False)
        self.list.viewport().update()

    def choose_neighbour(self, step: int) -> None:
        """Open the next conversation (step 1) or the one before (-1)."""
        row = self.list.currentIndex().row() + step
        conversation = self.model.conversation_at(row)
        if conversation is not None:
            self.conversation_chosen.emit(conversation.id)

    def _refresh_empty(self) -> None:
        is_searching = self.search.is_searching()
        self.list.setVisible(not is_searching)
        self._empty.setVisible(self.model.rowCount() == 0 and not is_searching)
        self._column.setStretchFactor(self.search, 1 if is_searching else 0)

    def _refresh_keeping(self) -> None:
        is_offered = self._keeping is Keeping.OFFERED
        self.keep.setVisible(is_offered)
        self._memory.setVisible(not is_offered)
        self._memory_icon.setVisible(not is_offered)
        words, fact, icon = {
            Keeping.ENCRYPTED: (text.kept_encrypted, text.kept_encrypted_fact, "lock"),
            Keeping.UNPROTECTED: (text.kept_unprotected, text.kept_unprotected_fact, "unlock"),
        }.get(self._keeping, (text.memory_only, text.memory_only_fact, "memory"))
        self._memory.setText(words())
        self._memory.setToolTip(fact())
        if self._look is not None:
            picture = self._icons.icon(icon, self._look.muted, _ICON).pixmap(_ICON, _ICON)
            self._memory_icon.setPixmap(picture)

    def _on_current_changed(self) -> None:
        conversation = self.model.conversation_at(self.list.currentIndex().row())
        if conversation is not None:
            self.conversation_chosen.emit(conversation.id)

    def _open_menu(self, position: QPoint) -> None:
        conversation = self.model.conversation_at(self.list.indexAt(position).row())
        if conversation is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.model.is_editable:
            index = self.model.index(self.model.row_of(conversation.id))
            menu.addAction(text.rename(), lambda: self.list.edit(index))
        menu.addAction(
            text.delete_conversation(), lambda: self.delete_requested.emit(conversation.id)
        )
        menu.popup(self.list.viewport().mapToGlobal(position))

    def _delete_current(self) -> None:
        conversation = self.model.conversation_at(self.list.currentIndex().row())
        if conversation is not None:
            self.delete_requested.emit(conversation.id)


def _muted() -> QLabel:
    label = QLabel()
    label.setObjectName("muted")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
