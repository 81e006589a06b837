"""Changing shortcuts: search a command, press its new keys, and hear of a clash before it is."""

from typing import Final

from PySide6.QtCore import QEvent, QKeyCombination, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.gui import text
from app.gui.commands.bindings import Unfit, always, portable, shown, unfit
from app.gui.commands.command import Command
from app.gui.commands.commands import Commands
from app.gui.commands.matching import fitness
from app.gui.escape import takes_escape
from app.gui.fonts import spread_on_screen
from app.gui.text import commands as words

_SIZE: Final = QSize(560, 560)
_ID: Final = Qt.ItemDataRole.UserRole


class KeysDialog(QDialog):
    """Lists every command with its keys and gives it others. What is changed holds at once."""

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(words.keys_title())
        self.resize(spread_on_screen(_SIZE.width(), self), _SIZE.height())
        self._commands = commands
        self._bindings = commands.bindings
        self.search = QLineEdit()
        self.search.setPlaceholderText(words.keys_search())
        self.search.setAccessibleName(words.keys_search())
        self.search.setClearButtonEnabled(True)
        self.list = QTreeWidget()
        self.list.setObjectName("keysList")
        self.list.setAccessibleName(words.keys_list())
        self.list.setRootIsDecorated(False)
        self.list.setHeaderLabels([words.column_command(), words.column_keys()])
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.keys = QKeySequenceEdit()
        self.keys.setMaximumSequenceLength(1)
        self.keys.setAccessibleName(words.press_keys())
        field = self.keys.findChild(QLineEdit)
        if field is not None:  # it takes the focus in the place of what it is in
            field.setAccessibleName(words.press_keys())
            field.installEventFilter(self)
        self.keys.installEventFilter(self)
        self.note = QLabel(words.keys_hint())
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.note.setMinimumHeight(2 * self.note.fontMetrics().lineSpacing())
        self.replace = QPushButton(words.replace())
        self.usual = QPushButton(words.usual_keys())
        self.none = QPushButton(words.no_keys())
        self.all_usual = QPushButton(words.all_usual())
        self.finish = QPushButton(text.close())
        self._lay_out()
        self._connect()
        self._fill()
        self.search.setFocus()

    def _lay_out(self) -> None:
        self.list.header().resizeSection(0, self.width() * 3 // 5)
        label = QLabel(words.press_keys())
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setBuddy(self.keys)
        taking = QHBoxLayout()
        for part in (label, self.keys, self.usual, self.none):
            taking.addWidget(part)
        saying = QHBoxLayout()
        saying.addWidget(self.note, 1)
        saying.addWidget(self.replace)
        ending = QHBoxLayout()
        ending.addWidget(self.all_usual)
        ending.addStretch(1)
        ending.addWidget(self.finish)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 20)
        layout.setSpacing(12)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        for row in (taking, saying, ending):
            layout.addLayout(row)
        self.finish.setObjectName("primary")
        for button in (self.replace, self.usual, self.none, self.all_usual):
            button.setObjectName("plain")
            button.setAutoDefault(False)
        self.finish.setAutoDefault(False)  # Enter in the search field must not close
        self.replace.hide()

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self._fill())
        self.list.currentItemChanged.connect(lambda *_: self._on_command())
        self.list.itemActivated.connect(lambda *_: self.keys.setFocus())
        self.keys.keySequenceChanged.connect(self._on_keys)
        self.search.installEventFilter(self)
        self.replace.clicked.connect(self._take)
        self.usual.clicked.connect(self._reset)
        self.none.clicked.connect(self._take_away)
        self.all_usual.clicked.connect(self._reset_all)
        self.finish.clicked.connect(self.accept)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down and Enter lead from the search to what it found, Esc out of the field for keys."""
        if watched is not self.search and isinstance(event, QKeyEvent):
            if takes_escape(event):
                return True
            pressed = event.type() is QEvent.Type.KeyPress
            if pressed and event.keyCombination() == QKeyCombination(Qt.Key.Key_Escape):
                self._leave_keys()
                return True
        elif isinstance(event, QKeyEvent):
            leads = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if event.type() is QEvent.Type.KeyPress and event.key() in leads:
                self.list.setFocus()
                return True
        return super().eventFilter(watched, event)

    def _leave_keys(self) -> None:
        """Back to the list; the keys stay as they are."""
        self._on_command()
        self.note.setText(words.keys_hint())
        self.list.setFocus()

    @property
    def _chosen(self) -> str | None:
        item = self.list.currentItem()
        return None if item is None else str(item.data(0, _ID))

    def _name(self, command: str) -> str:
        return self._commands[command].words().rstrip("…")

    def _fitting(self, typed: str) -> list[Command]:
        """Those whose name fits, the best first, or whose keys hold what was typed."""
        if not typed.strip():
            return list(self._commands)
        scored = [(fitness(typed, self._name(each.id)), each) for each in self._commands]
        found = [(score, each) for score, each in scored if score is not None]
        found.sort(key=lambda pair: -pair[0])
        by_name = [each for _, each in found]
        wanted = typed.strip().casefold()
        return by_name + [
            each
            for each in self._commands
            if each not in by_name and wanted in self._commands.keys_of(each.id).casefold()
        ]

    def _fill(self) -> None:
        chosen, typed = self._chosen, self.search.text()
        self.list.clear()
        for command in self._fitting(typed):
            keys = self._commands.keys_of(command.id)
            item = QTreeWidgetItem([self._name(command.id), keys or words.no_keys_shown()])
            item.setData(0, _ID, command.id)
            if self._bindings.is_changed(command.id):
                font = item.font(1)
                font.setBold(True)
                item.setFont(1, font)
            self.list.addTopLevelItem(item)
            if command.id == chosen:
                self.list.setCurrentItem(item)
        if self.list.currentItem() is None and self.list.topLevelItemCount():
            self.list.setCurrentIndex(self.list.model().index(0, 0))
        self._on_command()

    def _on_command(self) -> None:
        chosen = self._chosen
        for part in (self.keys, self.none):
            part.setEnabled(chosen is not None)
        self.usual.setEnabled(chosen is not None and self._bindings.is_changed(chosen))
        self.replace.hide()
        self.keys.blockSignals(True)
        keys = "" if chosen is None else self._bindings.keys_of(chosen)
        self.keys.setKeySequence(QKeySequence(keys))
        self.keys.blockSignals(False)

    def _on_keys(self, pressed: QKeySequence) -> None:
        chosen, keys = self._chosen, portable(pressed.toString())
        self.replace.hide()
        if chosen is None or not keys or keys == self._bindings.keys_of(chosen):
            return
        if (act := always(keys)) is not None:
            self.note.setText(words.keys_fixed(shown(keys), words.fixed()[act]))
            return
        if unfit(keys) is Unfit.WRITES:
            self.note.setText(words.keys_write(shown(keys)))
            return
        holder = self._bindings.holder_of(keys, but=chosen)
        if holder is None:
            self._take()
        else:
            self.note.setText(words.keys_clash(shown(keys), self._name(holder)))
            self.replace.show()

    def _take(self) -> None:
        chosen, keys = self._chosen, portable(self.keys.keySequence().toString())
        if chosen is not None and keys:
            self._bindings.give(chosen, keys)
            self._say(words.keys_taken(self._name(chosen), shown(keys)))

    def _take_away(self) -> None:
        chosen = self._chosen
        if chosen is not None:
            self._bindings.give(chosen, "")
            self._say(words.keys_taken_away(self._name(chosen)))

    def _reset(self) -> None:
        chosen = self._chosen
        if chosen is not None:
            self._bindings.reset(chosen)
            keys = self._commands.keys_of(chosen)
            name = self._name(chosen)
            self._say(words.keys_taken(name, keys) if keys else words.keys_taken_away(name))

    def _reset_all(self) -> None:
        self._bindings.reset_all()
        self._say(words.all_are_usual())

    def _say(self, sentence: str) -> None:
        self._fill()
        self.note.setText(sentence)
        self.list.setFocus()
