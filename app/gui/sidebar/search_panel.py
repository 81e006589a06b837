"""Searching the conversations: a field, and what was found below it while one types."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QListView, QVBoxLayout, QWidget

from app.domain.conversations import SearchHit
from app.domain.search_operators import problem_of, quoted, unfinished
from app.gui import text
from app.gui.sidebar.hit_delegate import HitDelegate
from app.gui.sidebar.search_field import SearchField
from app.gui.sidebar.search_help import Suggestions, explained, values_for
from app.gui.sidebar.search_model import SearchModel
from app.gui.text import searching

DEBOUNCE_MS: Final = 25
"""Typing is quicker or slower than this; a search that is under way is never doubled, so that a
short pause costs little."""
_EXPLAIN_MS: Final = 700
_LONGEST: Final = 200


class SearchPanel(QWidget):
    """Asks for searches and shows their hits. It searches nothing by itself."""

    query_changed = Signal(str)
    """A while after the last key; empty at once when there is nothing to look for."""
    names_wanted = Signal()
    """Somebody is about to search: names of tags and models may be completed."""
    hit_chosen = Signal(object)
    menu_requested = Signal(object, object)
    """The menu for the conversation of a hit is to open, at a point of the screen."""
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
        self.nothing, self.hint, self.note = _muted(), _muted(), _muted()
        self.suggestions = Suggestions()
        self._shown = ""
        self._names: dict[str, Sequence[str]] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.field)
        layout.addWidget(self.suggestions)
        layout.addWidget(self.hint)
        layout.addWidget(self.note)
        layout.addWidget(self.nothing)
        layout.addWidget(self.results, 1)
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._timer.timeout.connect(lambda: self.query_changed.emit(self.query()))
        self._explain_timer = QTimer(self, singleShot=True, interval=_EXPLAIN_MS)
        self._explain_timer.timeout.connect(self._explain)
        self.field.typed.connect(self._on_typed)
        self.field.entered.connect(self._on_entered)
        self.field.exited.connect(self._refresh_help)
        self.field.cursorPositionChanged.connect(lambda *_: self._refresh_help())
        self.field.completed.connect(self._complete)
        self.suggestions.clicked.connect(lambda _index: self._complete())
        self.field.moved.connect(self._move)
        self.field.chosen.connect(self._choose)
        self.field.left.connect(self.leave)
        self.results.clicked.connect(self._choose_index)
        self.results.activated.connect(self._choose_index)
        self.results.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.results.customContextMenuRequested.connect(self._ask_for_menu)
        self._refresh()
        self.retranslate()

    def query(self) -> str:
        """What is looked for; not an operator at the end that has no value yet."""
        written = self.field.whole()
        asked = unfinished(written)
        if asked is not None and not asked.value:
            written = written[: asked.start].rpartition(" ")[0]
        return written.strip()

    def is_searching(self) -> bool:
        """Whether something is looked for, and the hits take the place of the list."""
        return bool(self.query())

    def show_hits(self, query: str, hits: Sequence[SearchHit]) -> None:
        """Show what was found; nothing happens when something else is looked for by now."""
        if query != self.query():
            return
        marked = self.model.hit_at(self.results.currentIndex().row())
        is_again = query == self._shown
        self._shown = query
        self.model.show_hits(hits)
        if hits:
            row = self.model.row_like(marked) if marked is not None and is_again else 0
            self.results.setCurrentIndex(self.model.index(row))
        self._refresh()

    def enter(self) -> None:
        """Put the cursor into the field, with what stands there ready to be replaced."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def set_names(self, operator: str, names: Sequence[str]) -> None:
        """What may be written behind an operator: "in", "tag" or "model"."""
        self._names[operator] = list(names)
        self._refresh_help()

    def leave(self) -> None:
        """Look for nothing any more, and let go of the keyboard."""
        self.clear()
        self.left.emit()

    def clear(self) -> None:
        """Nothing of the search stays, the field's undo stack included, and no name."""
        self.field.forget()
        self._timer.stop()
        self._explain_timer.stop()
        self._shown = ""
        self.model.show_hits([])
        self._refresh()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.field.setPlaceholderText(text.search_conversations())
        self.field.setAccessibleName(text.search_conversations())
        self.field.setToolTip(f"{text.search_conversations()} (Ctrl+K)")
        self.results.setAccessibleName(text.search_results())
        self.hint.setText(searching.operators())
        self.field.setAccessibleDescription(searching.operators())
        self.suggestions.retranslate()
        self._refresh()

    def _on_entered(self) -> None:
        self.names_wanted.emit()
        self._refresh_help()

    def _on_typed(self) -> None:
        self._explain_timer.start()
        if self.query():
            self._timer.start()
        else:
            self._timer.stop()
            self.model.show_hits([])
            self.query_changed.emit("")
        self._refresh()

    def _refresh(self) -> None:
        is_empty = self.is_searching() and bool(self._shown) and not self.model.rowCount()
        if problem_of(self.query()) is None:
            self._say("")
        self._refresh_help()
        self.nothing.setText(text.nothing_found(self._shown) if is_empty else "")
        self.nothing.setVisible(is_empty)
        self.results.setVisible(self.is_searching())

    def _refresh_help(self) -> None:
        """The operators for who has not begun, names for who is typing one."""
        is_here = self.field.hasFocus()
        asked = unfinished(self.field.before_cursor()) if is_here else None
        names = [self._names.get(each, ()) for each in ("in", "tag", "model")]
        self.suggestions.offer(values_for(asked, *names) if asked is not None else [])
        self.field.has_suggestions = not self.suggestions.isHidden()
        self.hint.setVisible(is_here and not self.field.whole())

    def _complete(self) -> None:
        asked, value = unfinished(self.field.before_cursor()), self.suggestions.marked()
        if asked is not None and value:
            self.field.complete(asked.start, quoted(value))
            self.field.setFocus()

    def _explain(self) -> None:
        problem = problem_of(self.query())
        self._say(explained(problem) if problem is not None else "")

    def _say(self, words: str) -> None:
        self.note.setText(words)
        self.note.setVisible(bool(words))

    def _move(self, step: int) -> None:
        if self.field.has_suggestions:
            self.suggestions.step(step)
            return
        rows = self.model.rowCount()
        if rows:
            row = max(0, min(rows - 1, self.results.currentIndex().row() + step))
            self.results.setCurrentIndex(self.model.index(row))

    def _choose(self) -> None:
        if self.field.has_suggestions:
            self._complete()
            return
        self._choose_index(self.results.currentIndex())

    def _ask_for_menu(self, position: QPoint) -> None:
        hit = self.model.hit_at(self.results.indexAt(position).row())
        if hit is not None:
            place = self.results.viewport().mapToGlobal(position)
            self.menu_requested.emit(hit.conversation, place)

    def _choose_index(self, index: QModelIndex) -> None:
        hit = self.model.hit_at(index.row())
        if hit is not None:
            self.hit_chosen.emit(hit)


def _muted() -> QLabel:
    label = QLabel()
    label.setObjectName("muted")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.hide()
    return label
