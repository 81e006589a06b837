"""The sidebar: a new chat, a search, the conversations, and the facts about privacy below them."""

from enum import Enum, auto

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
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
from app.gui.feedback.undo_bar import UndoBar
from app.gui.fonts import spread
from app.gui.icons import Icons
from app.gui.sidebar.conversation_list import ConversationList
from app.gui.sidebar.search_panel import SearchPanel
from app.gui.sidebar.shelf import Shelf
from app.gui.text import filing, temporary
from app.gui.text import sidebar as sidebar_words

WIDTH = 264
NARROW_WIDTH = 200
"""In a narrow window, which still has to hold the conversation beside it."""
_ICON = 16
_ICON_GAP = 4
"""Pixels that a button leaves between its icon and its words."""
_INSET = 10
"""Pixels before the words in a row of the list."""
_EDGE = 1
"""The line at the side."""
_GAP = 6
_ROW = 30
_DAY_CHECK_MS = 60_000


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
    temporary_requested = Signal()
    conversation_chosen = Signal(str)
    delete_requested = Signal(str)
    rename_requested = Signal(str, str)
    undo_requested = Signal()
    keep_requested = Signal()
    documents_requested = Signal()
    downloads_requested = Signal()
    connections_requested = Signal()

    def __init__(self, icons: Icons, menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setFixedWidth(WIDTH)
        self._icons = icons
        self._look: Look | None = None
        self._guards_hold: bool | None = None
        self._may_connect = False
        self.new_chat = QPushButton(self)
        self.new_chat.setObjectName("newChat")
        self.new_chat.clicked.connect(self.new_chat_requested)
        self.temporary = QToolButton(self)
        self.temporary.setObjectName("newTemporary")
        self.temporary.clicked.connect(self.temporary_requested)
        self.documents = QPushButton(self)
        self.documents.setObjectName("sidebarEntry")
        self.documents.setCheckable(True)
        self.documents.clicked.connect(self.documents_requested)
        self.downloads = QPushButton(self)
        self.downloads.setObjectName("keep")
        self.downloads.clicked.connect(self.downloads_requested)
        self.downloads.hide()
        self._keeping = Keeping.IN_MEMORY
        self._is_narrow = False
        self.search = SearchPanel(self)
        self.search.hide()
        self.list = ConversationList(icons, self)
        self.list.setMinimumHeight(_ROW)  # in a low window it makes room for help and the undo bar
        self.model = self.list.rows
        self.model.rename_requested.connect(self.rename_requested)
        self.list.conversation_chosen.connect(self.conversation_chosen)
        self.search.menu_requested.connect(self.list.open_menu_of_found)
        self._empty = _muted()
        self._empty.setContentsMargins(_INSET, 0, _INSET, 0)
        self.archive = QPushButton(self)
        self.archive.setObjectName("sidebarEntry")
        self.archive.setCheckable(True)
        self.archive.toggled.connect(self._show_archive)
        self._day_timer = QTimer(self, interval=_DAY_CHECK_MS)
        self._day_timer.timeout.connect(self.model.follow_day)
        self._day_timer.start()
        self.undo_bar = UndoBar(self)
        self.undo_bar.undo_requested.connect(self.undo_requested)
        self._memory, self._memory_icon = _muted(), QLabel()
        self.keep = QPushButton(self)
        self.keep.setObjectName("keep")
        self.keep.clicked.connect(self.keep_requested)
        self._offline, self._offline_icon = QPushButton(self), QLabel()
        self._offline.setObjectName("fact")
        self._offline.clicked.connect(self.connections_requested)
        self.menu_button = QToolButton(self)
        self.menu_button.setMenu(menu)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
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
            row.setSpacing(_ICON_GAP)
            row.addWidget(icon)
            row.addWidget(label, 1)
            facts.addLayout(row)
        bottom = QHBoxLayout()
        bottom.setSpacing(_GAP)
        facts.insertWidget(0, self.keep, 0, Qt.AlignmentFlag.AlignLeft)
        facts.insertWidget(0, self.downloads, 0, Qt.AlignmentFlag.AlignLeft)
        bottom.addLayout(facts, 1)
        bottom.addWidget(self.menu_button, 0, Qt.AlignmentFlag.AlignBottom)
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.new_chat, 1)
        top.addWidget(self.temporary)
        layout.addLayout(top)
        layout.addWidget(self.documents)
        layout.addWidget(self.search)
        layout.addWidget(self._empty)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.archive)
        layout.addWidget(self.undo_bar)
        layout.addLayout(bottom)
        self._refresh_keeping()

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Take less room in a narrow window."""
        self._is_narrow = is_narrow
        self._fit()

    def _fit(self) -> None:
        """With large letters there is more to make room for."""
        margins = self._column.contentsMargins()
        last_line = self.keep.sizeHint().width() + _GAP + self.menu_button.sizeHint().width()
        wanted = last_line + margins.left() + margins.right() + _EDGE
        usual = spread(NARROW_WIDTH, self) if self._is_narrow else max(WIDTH, wanted)
        self.setFixedWidth(usual)

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self._icons.put(self.new_chat, "plus", look.accent, _ICON)
        self._icons.put(self.temporary, "temporary", look.muted, _ICON)
        self._icons.put(self.documents, "documents", look.muted, _ICON)
        self._icons.put(self.archive, "archive", look.muted, _ICON)
        self._icons.put(self.menu_button, "menu", look.muted, _ICON)
        self._look = look
        self.search.field.set_picture(self._icons.picture("search", look.muted, _ICON))
        self._icons.put(self.downloads, "down", look.accent, _ICON)
        self._icons.put(self.keep, "lock", look.accent, _ICON)
        self._say_offline()
        self._refresh_keeping()
        self._fit()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.new_chat.setText(text.new_chat())
        self.temporary.setToolTip(temporary.new_temporary_tip())
        self.temporary.setAccessibleName(temporary.new_temporary())
        self.documents.setText(text.documents())
        self.documents.setToolTip(text.documents_tip())
        self.list.setAccessibleName(text.conversations())
        self._refresh_empty()
        self.keep.setText(text.keep_conversations())
        self.keep.setToolTip(text.memory_only_fact())
        self._fit()
        self.search.retranslate()
        self.undo_bar.retranslate()
        self._refresh_keeping()
        self._say_offline()
        self.menu_button.setToolTip(text.menu())
        self.menu_button.setAccessibleName(text.menu())

    def _say_offline(self) -> None:
        if self._may_connect:
            badge, fact = sidebar_words.downloads_allowed(), sidebar_words.downloads_allowed_fact()
        else:
            badge = text.offline_badge()
            fact = text.offline_fact() if self._guards_hold else text.offline_fact_unguarded()
        self._offline.setText(badge)
        self._offline.setToolTip(f"{fact} {sidebar_words.connections_listed()}")
        self._offline.setAccessibleDescription(self._offline.toolTip())
        if self._look is not None:
            name = "down" if self._may_connect else "offline"
            picture = self._icons.picture(name, self._look.muted, _ICON)
            self._offline_icon.setPixmap(picture)

    def set_may_connect(self, *, may_connect: bool) -> None:
        """Whether a download connects without being agreed to by name."""
        self._may_connect = may_connect
        self._say_offline()

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

    def set_connection(self, line: str) -> None:
        """Say in a line what is connected for; that nothing is, where the line is empty."""
        self.downloads.setText(line)
        self.downloads.setVisible(bool(line))
        for part in (self._offline, self._offline_icon):
            part.setVisible(not line)

    def offer_history(self) -> None:
        """Search and rename from now on: somebody answers."""
        self.search.show()
        self.list.offer_changes()

    def set_shelf(self, shelf: Shelf) -> None:
        """Show other conversations; the one at the top of the list stays there."""
        self.list.show_shelf(shelf)
        self._refresh_empty()

    def clear(self) -> None:
        """Show no conversation, and keep nothing of one."""
        self.search.clear()
        for operator in ("in", "tag", "model"):
            self.search.set_names(operator, ())
        self.undo_bar.dismiss()
        self.archive.setChecked(False)
        self.model.set_folders(())
        self.model.set_closed(())
        self.set_shelf(Shelf.arranged(self.model.arrangement(), ()))

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
        self.list.select(conversation_id)

    def choose_neighbour(self, step: int) -> None:
        """Open the next conversation (step 1) or the one before (-1)."""
        self.list.choose_neighbour(step)

    def _show_archive(self, is_shown: bool) -> None:
        self.model.show_archive(is_shown=is_shown)
        self.list.scrollToTop()
        self._refresh_empty()

    def _refresh_empty(self) -> None:
        is_searching = self.search.is_searching()
        self.list.setVisible(not is_searching)
        in_archive, count = self.model.shelf.shows_archive, self.model.shelf.archived
        self._empty.setText(filing.archive_is_empty() if in_archive else text.no_conversations())
        self._empty.setVisible(self.model.rowCount() == 0 and not is_searching)
        self.archive.setVisible((count > 0 or in_archive) and not is_searching)
        self.archive.setText(filing.leave_archive() if in_archive else filing.archived(count))
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
            self._memory_icon.setPixmap(self._icons.picture(icon, self._look.muted, _ICON))


def _muted() -> QLabel:
    label = QLabel()
    label.setObjectName("muted")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
