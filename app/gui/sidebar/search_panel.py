"""Searching the conversations: a field, and what was found below it while one types."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QIcon, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from app.domain.conversations import SearchHit
from app.gui import text
from app.gui.sidebar.hit_delegate import HitDelegate
from app.gui.sidebar.search_model import SearchModel

DEBOUNCE_MS: Final = 120
_LONGEST: Final = 200
_ICON_NAME: Final = "searchIcon"
_MOVES: Final = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 5,
    Qt.Key.Key_PageUp: -5,
}


class SearchField(QLineEdit):
    """Keys that move in the list are told; the rest is typing.

    A syllable in the making counts as typed: Korean would be found a syllable late otherwise.
    """

    typed = Signal()
    moved = Signal(int)
    chosen = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preedit = ""
        self.textChanged.connect(lambda _text: self.typed.emit())

    def whole(self) -> str:
        """What is typed, with the syllable in the making."""
        written, place = self.text(), self.cursorPosition()
        return f"{written[:place]}{self._preedit}{written[place:]}"

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Take what is being composed as typed."""
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)
        self.typed.emit()

    def forget(self) -> None:
        """Keep nothing, in the undo stack and in the making included."""
        if self._preedit:
            QGuiApplication.inputMethod().reset()
            self._preedit = ""
            super().inputMethodEvent(QInputMethodEvent())
        self.setText("")

    def set_icon(self, icon: QIcon) -> None:
        """The picture in front of the text."""
        for old in self.actions():
            if old.objectName() == _ICON_NAME:
                self.removeAction(old)
        action = self.addAction(icon, QLineEdit.ActionPosition.LeadingPosition)
        action.setObjectName(_ICON_NAME)

    def event(self, event: QEvent) -> bool:
        """Esc is the field's own here, not the window's Stop."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down move, Enter chooses, Esc leaves."""
        step = _MOVES.get(Qt.Key(event.key()))
        if step is not None:
            self.moved.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class SearchPanel(QWidget):
    """Asks for searches and shows their hits. It searches nothing by itself."""

    query_changed = Signal(str)
    """A while after the last key; empty at once when there is nothing to look for."""
    hit_chosen = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = SearchField()
        self.field.setMaxLength(_LONGEST)
        self.field.setClearButtonEnabled(True)
        self.model = SearchModel()
        self.results = QListView()
        self.results.setObjectName("results")
        self.results.setModel(self.model)
        self.results.setItemDelegate(HitDelegate(self.results))
        self.results.setUniformItemSizes(True)
        self.results.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.results.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.nothing = QLabel()
        self.nothing.setObjectName("muted")
        self.nothing.setTextFormat(Qt.TextFormat.PlainText)
        self.nothing.setWordWrap(True)
        self._shown = ""
        self._folders: list[str] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.field)
        layout.addWidget(self.nothing)
        layout.addWidget(self.results, 1)
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._timer.timeout.connect(lambda: self.query_changed.emit(self.query()))
        self.field.typed.connect(self._on_typed)
        self.field.moved.connect(self._move)
        self.field.chosen.connect(self._choose)
        self.field.left.connect(self.leave)
        self.results.clicked.connect(self._choose_index)
        self.results.activated.connect(self._choose_index)
        self._refresh()
        self.retranslate()

    def query(self) -> str:
        """What is looked for."""
        return self.field.whole().strip()

    def is_searching(self) -> bool:
        """Whether something is looked for, and the hits take the place of the list."""
        return bool(self.query())

    def show_hits(self, query: str, hits: Sequence[SearchHit]) -> None:
        """Show what was found; nothing happens when something else is looked for by now."""
        if query != self.query():
            return
        self._shown = query
        self.model.show_hits(hits)
        if hits:
            self.results.setCurrentIndex(self.model.index(0))
        self._refresh()

    def enter(self) -> None:
        """Put the cursor into the field, with what stands there ready to be replaced."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def set_folders(self, names: Sequence[str]) -> None:
        """The names of folders, to be completed."""
        self._folders = list(names)

    def leave(self) -> None:
        """Look for nothing any more, and let go of the keyboard."""
        self.clear()
        self.left.emit()

    def clear(self) -> None:
        """Nothing of the search stays, the field's undo stack included."""
        self.field.forget()
        self._timer.stop()
        self._shown = ""
        self.model.show_hits([])
        self._refresh()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.field.setPlaceholderText(text.search_conversations())
        self.field.setAccessibleName(text.search_conversations())
        self.field.setToolTip(f"{text.search_conversations()} (Ctrl+K)")
        self.results.setAccessibleName(text.search_results())
        self._refresh()

    def _on_typed(self) -> None:
        if self.query():
            self._timer.start()
        else:
            self._timer.stop()
            self.model.show_hits([])
            self.query_changed.emit("")
        self._refresh()

    def _refresh(self) -> None:
        is_empty = self.is_searching() and bool(self._shown) and not self.model.rowCount()
        self.nothing.setText(text.nothing_found(self._shown) if is_empty else "")
        self.nothing.setVisible(is_empty)
        self.results.setVisible(self.is_searching())

    def _move(self, step: int) -> None:
        rows = self.model.rowCount()
        if rows:
            row = max(0, min(rows - 1, self.results.currentIndex().row() + step))
            self.results.setCurrentIndex(self.model.index(row))

    def _choose(self) -> None:
        self._choose_index(self.results.currentIndex())

    def _choose_index(self, index: QModelIndex) -> None:
        hit = self.model.hit_at(index.row())
        if hit is not None:
            self.hit_chosen.emit(hit)
