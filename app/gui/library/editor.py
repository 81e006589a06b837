"""One prompt or assistant: its name, what it is for, its text, and what is to be filled in."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.assistants import Assistant, Colour
from app.domain.errors import PromptInvalid
from app.domain.library import LONGEST_ABOUT, LONGEST_NAME, LibraryItem
from app.domain.prompt_library import Prompt, parse
from app.gui import text
from app.gui.chat.look import Look
from app.gui.fonts import spread
from app.gui.icons import Icons
from app.gui.library.collections_choice import CollectionsChoice
from app.gui.library.dot import dot, dot_size
from app.gui.vault.dialog import plain_label
from app.gui.wheel import keep_steady

_CHOICES = 420
"""Pixels in which three choices can be read side by side."""


class ItemEditor(QWidget):
    """Shows an item and hands out what became of it; it keeps nothing by itself."""

    edited = Signal()
    save_requested = Signal()
    copy_requested = Signal()
    use_requested = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._is_narrow: bool | None = None
        self._item: LibraryItem | None = None
        self._models: Mapping[str, str] = {}
        self._is_showing = False
        self.name, self.about, self.body = QLineEdit(), QLineEdit(), QPlainTextEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.about.setMaxLength(LONGEST_ABOUT)
        self.body.setObjectName("attachmentText")
        self.body.setTabChangesFocus(True)
        self.colour, self.model, self.preset = QComboBox(), QComboBox(), QComboBox()
        keep_steady(self.colour, self.model, self.preset)
        self.documents = CollectionsChoice()
        self._labels = {each: QLabel() for each in (self.colour, self.model, self.preset)}
        self._documents_label = QLabel()
        self.note = plain_label(name="muted")
        self.gaps, self.problem = plain_label(name="muted"), plain_label(name="problem")
        self.save, self.copy, self.use = QPushButton(), QPushButton(), QPushButton()
        self.save.setObjectName("primary")
        self.copy.setObjectName("plain")
        self.use.setObjectName("plain")
        self.more = QToolButton()
        self.menu = QMenu(self)
        self.more.setMenu(self.menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._choices = QWidget()
        self._grid = QGridLayout(self._choices)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for choice, label in self._labels.items():
            label.setObjectName("muted")
            label.setBuddy(choice)
            choice.setMinimumContentsLength(6)
            choice.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        self._documents_label.setObjectName("muted")
        self._documents_label.setBuddy(self.documents)
        self._arrange(is_narrow=False)
        buttons = QHBoxLayout()
        for button in (self.save, self.use, self.copy):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (self.note, self.name, self.about, self._choices):
            layout.addWidget(part)
        layout.addWidget(self.body, 1)
        layout.addWidget(self.gaps)
        layout.addWidget(self.problem)
        layout.addLayout(buttons)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where three choices have no room side by side, they stand one below another."""
        super().resizeEvent(event)
        self._arrange(is_narrow=self.width() < spread(_CHOICES, self))

    def _arrange(self, *, is_narrow: bool) -> None:
        if is_narrow is self._is_narrow:
            return
        self._is_narrow = is_narrow
        for place, (choice, label) in enumerate(self._labels.items()):
            if is_narrow:
                self._grid.addWidget(label, place, 0)
                self._grid.addWidget(choice, place, 1)
            else:
                self._grid.addWidget(label, 0, place)
                self._grid.addWidget(choice, 1, place)
        below = len(self._labels)
        if is_narrow:
            self._grid.addWidget(self._documents_label, below, 0)
            self._grid.addWidget(self.documents, below, 1)
        else:
            self._grid.addWidget(self._documents_label, 2, 0, 1, below)
            self._grid.addWidget(self.documents, 3, 0, 1, below)
        for column in range(len(self._labels)):
            self._grid.setColumnStretch(column, int(not is_narrow or column == 1))

    def _connect(self) -> None:
        self.name.textChanged.connect(self._on_edited)
        self.about.textChanged.connect(self._on_edited)
        self.body.textChanged.connect(self._on_edited)
        for choice in self._labels:
            choice.currentIndexChanged.connect(self._on_edited)
        self.documents.chosen_otherwise.connect(self._on_edited)
        self.save.clicked.connect(self.save_requested)
        self.copy.clicked.connect(self.copy_requested)
        self.use.clicked.connect(self.use_requested)

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self._icons.put(self.more, "menu", look.muted, 16)

    def set_models(self, models: Mapping[str, str]) -> None:
        """The models on this computer, names by their ids."""
        self._models = models

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        for field, words in ((self.name, text.item_name()), (self.about, text.item_about())):
            field.setPlaceholderText(words)
            field.setAccessibleName(words)
        for choice, words in (
            (self.colour, text.colour()),
            (self.model, text.item_model()),
            (self.preset, text.preset()),
        ):
            self._labels[choice].setText(words)
            choice.setAccessibleName(words)
        self._documents_label.setText(text.item_documents())
        self.documents.retranslate()
        self.note.setText(text.included_note())
        self.save.setText(text.save_item())
        self.copy.setText(text.make_copy())
        self.use.setText(text.use_prompt())
        self.more.setToolTip(text.more_of_item())
        self.more.setAccessibleName(text.more_of_item())
        self.show_item(self.item(), is_changed=self.save.isEnabled())

    # --- what is shown --------------------------------------------------------------------------

    def show_item(self, item: LibraryItem | None, *, is_changed: bool = False) -> None:
        """Show an item, or nothing; `is_changed` when it is not kept like that."""
        self._is_showing = True
        self._item = item
        self.setVisible(item is not None)
        is_fixed = item is None or item.is_included
        self.name.setText(item.name if item else "")
        self.about.setText(item.about if item else "")
        for line in (self.name, self.about):
            line.setCursorPosition(0)  # what is too long is read from its beginning
        self.body.setPlainText(item.text if item else "")
        for field in (self.name, self.about, self.body):
            field.setReadOnly(is_fixed)
        self._choices.setVisible(isinstance(item, Assistant))
        self._choices.setEnabled(not is_fixed)
        if isinstance(item, Assistant):
            self._show_choices(item)
        words = text.prompt_text() if isinstance(item, Prompt) else text.instructions()
        self.body.setPlaceholderText(words)
        self.body.setAccessibleName(words)
        self.note.setVisible(item is not None and item.is_included)
        self.save.setVisible(not is_fixed)
        self.copy.setVisible(item is not None and item.is_included)
        self.use.setVisible(isinstance(item, Prompt))
        self._is_showing = False
        self.save.setEnabled(is_changed)
        self._say_gaps()

    def item(self) -> LibraryItem | None:
        """The item as it is written now."""
        if self._item is None:
            return None
        item = replace(
            self._item,
            name=self.name.text(),
            about=self.about.text(),
            text=self.body.toPlainText(),
        )
        if isinstance(item, Assistant):
            return replace(
                item,
                colour=Colour(self.colour.currentData()),
                model=self.model.currentData() or "",
                preset=self.preset.currentData() or "",
                collections=self.documents.chosen,
            )
        return item

    def _show_choices(self, item: Assistant) -> None:
        self.documents.choose(item.collections)
        colours = {key: (words, dot(Colour(key))) for key, words in text.colours().items()}
        self.colour.clear()
        self.colour.setIconSize(dot_size())
        for key, (words, spot) in colours.items():
            self.colour.addItem(spot, words, str(key))
        self.colour.setCurrentIndex(max(0, self.colour.findData(str(item.colour))))
        models = {"": text.as_usual(), **self._models}
        presets = {"": text.as_usual(), **text.presets()}
        presets.pop("model", None)
        for box, choices, chosen in (
            (self.model, models, item.model),
            (self.preset, presets, item.preset),
        ):
            box.clear()
            for value, label in {**choices, chosen: choices.get(chosen, chosen)}.items():
                box.addItem(label, value)
            box.setCurrentIndex(max(0, box.findData(chosen)))

    def _on_edited(self, *_: object) -> None:
        if not self._is_showing:
            self.save.setEnabled(True)
            self._say_gaps()
            self.edited.emit()

    def _say_gaps(self) -> None:
        """Name the variables that are recognised, or what cannot be read."""
        is_prompt = isinstance(self._item, Prompt)
        self.gaps.setVisible(is_prompt)
        self.problem.hide()
        if not is_prompt:
            return
        try:
            found = parse(self.body.toPlainText()).variables
        except PromptInvalid as error:
            self.problem.setText(f"{text.error_sentence(error)} {text.error_hint(error)}")
            self.problem.show()
            self.gaps.hide()
            return
        names = ", ".join(text.variable(each.name, each.kind.value) for each in found)
        self.gaps.setText(text.to_fill_in(names) if names else text.nothing_to_fill_in())

    def focus(self) -> None:
        """Put the cursor where one begins to write."""
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()
