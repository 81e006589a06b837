"""The panel beside a conversation that says how answers are written, in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.answer_values import AnswerValues, sampling_of
from app.domain.generation import PRESETS, Sampling
from app.gui import text
from app.gui.answers.number_row import FURTHER, PLAIN, NumberRow
from app.gui.answers.schema_box import SchemaBox
from app.gui.chat.look import Look
from app.gui.escape import takes_escape
from app.gui.icons import Icons
from app.gui.text import answers as words
from app.gui.vault.dialog import plain_label
from app.gui.wheel import keep_steady

MINIMUM: Final = 320
_INSTRUCTIONS_HEIGHT: Final = 96
_PAD: Final = 16


@dataclass(frozen=True, slots=True)
class Shown:
    """What the panel shows: what was chosen, and what would hold without it."""

    values: AnswerValues = field(default_factory=AnswerValues)
    sampling: Sampling = field(default_factory=Sampling)
    max_tokens: int = 4096
    thinking: str = "auto"
    instructions: str = field(default="", repr=False)
    json_schema: str = field(default="", repr=False)
    model: str = ""
    """The name of the chosen model; empty for none."""


class AnswersPanel(QFrame):
    """Shows what it is told, and tells what is chosen; it keeps nothing by itself."""

    closed = Signal()
    scope_chosen = Signal()
    """For the conversation, or for the model: see `is_for_model`."""
    values_chosen = Signal(object)
    instructions_written = Signal(str)
    schema_chosen = Signal(str)

    def __init__(self, icons: Icons, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("answersPanel")
        self._icons = icons
        self._shown = Shown()
        self.title = QLabel()
        self.title.setObjectName("sourceName")
        self.close_button = QToolButton()
        self.close_button.clicked.connect(self.closed)
        self.for_conversation, self.for_model = _choice(), _choice()
        self.for_conversation.setChecked(True)
        self._scopes = QButtonGroup(self)
        for each in (self.for_conversation, self.for_model):
            self._scopes.addButton(each)
        self._scopes.buttonClicked.connect(lambda _button: self.scope_chosen.emit())
        self.scope_note, self.style_note = plain_label(name="muted"), plain_label(name="muted")
        self.styles = {name: _choice() for name in PRESETS}
        for name, button in self.styles.items():
            button.clicked.connect(lambda _checked=False, name=name: self._choose_style(name))
        self.rows = {name: NumberRow(name, icons) for name in (*PLAIN, *FURTHER)}
        for row in self.rows.values():
            row.changed.connect(self._choose_number)
            row.reset_requested.connect(lambda name: self._choose_number(name, None))
        self.length, self.thinking = QComboBox(), QComboBox()
        keep_steady(self.length, self.thinking)
        self.length.activated.connect(self._choose_length)
        self.thinking.activated.connect(self._choose_thinking)
        self.instructions = QPlainTextEdit()
        self.instructions.setObjectName("schema")
        self.instructions.setTabChangesFocus(True)
        self.instructions.setFixedHeight(_INSTRUCTIONS_HEIGHT)
        self.instructions.textChanged.connect(
            lambda: self.instructions_written.emit(self.instructions.toPlainText())
        )
        self.schema = SchemaBox()
        self.schema.changed.connect(self.schema_chosen)
        self.more = QToolButton()
        self.more.setObjectName("thoughts")
        self.more.setCheckable(True)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.toggled.connect(self._fold)
        self.reset_all = QPushButton()
        self.reset_all.setObjectName("link")
        self.reset_all.clicked.connect(lambda: self._choose(AnswerValues()))
        self._headings = {key: QLabel() for key in ("style", "length", "thinking", "instructions")}
        self._lay_out()
        self.set_look(look)
        self.retranslate()
        self._fold(is_open=False)
        self.hide()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(_PAD, 8, 8, 6)
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        inside = self._inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(_PAD, 4, _PAD, _PAD)
        column.setSpacing(10)
        column.addLayout(_in_a_row(self.for_conversation, self.for_model))
        column.addWidget(self.scope_note)
        column.addWidget(self._headings["style"])
        column.addLayout(_in_a_row(*self.styles.values()))
        column.addWidget(self.style_note)
        for name in PLAIN:
            column.addWidget(self.rows[name])
        for key, part in (("length", self.length), ("thinking", self.thinking)):
            column.addWidget(self._headings[key])
            column.addWidget(part)
            self._headings[key].setBuddy(part)
        column.addWidget(self._headings["instructions"])
        self._headings["instructions"].setBuddy(self.instructions)
        column.addWidget(self.instructions)
        column.addWidget(self.schema)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        for name in FURTHER:
            column.addWidget(self.rows[name])
        column.addWidget(self.reset_all, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inside)
        inside.setAutoFillBackground(False)
        self.area.viewport().setAutoFillBackground(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.area, 1)

    @property
    def is_for_model(self) -> bool:
        """Whether what is chosen holds for the model, and not for the conversation."""
        return self.for_model.isChecked()

    def show_all(self, shown: Shown) -> None:
        """Show what holds now."""
        self._shown = shown
        self._inside.setEnabled(True)
        self._refresh()
        if shown.instructions.strip() != self.instructions.toPlainText().strip():
            with QSignalBlocker(self.instructions):
                self.instructions.setPlainText(shown.instructions)
        self.schema.show_schema(shown.json_schema)

    def wait(self) -> None:
        """What holds is being looked up: until it is shown, nothing can be chosen."""
        self._inside.setEnabled(False)

    def clear(self) -> None:
        """Keep nothing of the user's words."""
        self.hide()
        with QSignalBlocker(self.instructions):
            self.instructions.setPlainText("")
        self.schema.clear()
        self._shown = Shown()

    def focus_inside(self) -> None:
        """The keyboard goes to the beginning; the choices come next."""
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what is chosen --------------------------------------------------------------------------

    def _choose(self, values: AnswerValues) -> None:
        self._shown = replace(self._shown, values=values)
        self._refresh()
        self.values_chosen.emit(values)

    def _choose_style(self, name: str) -> None:
        is_usual = self._shown.sampling == PRESETS[name]
        values = replace(self._shown.values, preset="" if is_usual else name, sampling=())
        self._choose(values)

    def _choose_number(self, name: str, value: float | None) -> None:
        values = self._shown.values
        without = sampling_of(self._shown.sampling, [values.with_number(name, None)])
        if value is not None and abs(float(getattr(without, name)) - value) < 1e-9:
            value = None
        self._choose(values.with_number(name, value))

    def _choose_length(self, index: int) -> None:
        self._choose(replace(self._shown.values, max_tokens=self.length.itemData(index)))

    def _choose_thinking(self, index: int) -> None:
        self._choose(replace(self._shown.values, thinking=self.thinking.itemData(index)))

    # --- what is shown ---------------------------------------------------------------------------

    def _refresh(self) -> None:
        shown, values = self._shown, self._shown.values
        sampling = sampling_of(shown.sampling, [values])
        found = next((name for name, each in PRESETS.items() if each == sampling), "")
        for name, button in self.styles.items():
            button.setChecked(name == found)
        self.style_note.setText(words.style_note(found))
        for name, row in self.rows.items():
            row.show_value(float(getattr(sampling, name)), is_own=values.number(name) is not None)
        self._fill_length()
        self._fill_thinking()
        self.reset_all.setEnabled(values != AnswerValues())
        is_model = self.is_for_model
        note = words.model_note(shown.model) if shown.model else words.no_model_note()
        self.scope_note.setText(note if is_model else words.conversation_note())
        self.for_model.setEnabled(bool(shown.model))
        for part in (self._headings["instructions"], self.instructions, self.schema):
            part.setVisible(not is_model)

    def _fill_length(self) -> None:
        known = words.lengths()
        usual = known.get(self._shown.max_tokens) or words.tokens(self._shown.max_tokens)
        own = self._shown.values.max_tokens
        choices: list[tuple[object, str]] = [(None, words.as_usual(usual)), *known.items()]
        if own is not None and own not in known:
            choices.append((own, words.tokens(own)))
        _fill(self.length, choices, own)

    def _fill_thinking(self) -> None:
        known = words.reasonings()
        usual = words.as_usual(known[self._shown.thinking])
        _fill(self.thinking, [("", usual), *known.items()], self._shown.values.thinking)

    def _fold(self, is_open: bool) -> None:
        for name in FURTHER:
            self.rows[name].setVisible(is_open)
        self.more.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)

    # --- look and words --------------------------------------------------------------------------

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self._icons.put(self.close_button, "close", look.muted, 18)
        for row in self.rows.values():
            row.set_look(look)
        self.fit()

    def fit(self) -> None:
        """With large letters there is more to make room for."""
        title = self.title.sizeHint().width() + self.close_button.sizeHint().width() + 2 * _PAD
        bar = self.area.verticalScrollBar().sizeHint().width()
        self.setMinimumWidth(max(MINIMUM, title, self._inside.minimumSizeHint().width() + bar))

    def showEvent(self, event: QShowEvent) -> None:
        """What was never seen has its fonts only now."""
        super().showEvent(event)
        self.fit()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.title.setText(words.panel_title())
        self.setAccessibleName(words.panel_title())
        self.close_button.setToolTip(words.close_panel())
        self.close_button.setAccessibleName(words.close_panel())
        self.for_conversation.setText(words.for_conversation())
        self.for_model.setText(words.for_model())
        names = text.presets()
        for name, button in self.styles.items():
            button.setText(names[name])
            button.setToolTip(words.style_note(name))
        for key, label in (
            ("style", words.style()),
            ("length", words.length()),
            ("thinking", words.reasoning()),
            ("instructions", words.instructions()),
        ):
            self._headings[key].setText(label)
        self.length.setAccessibleName(words.length())
        self.thinking.setAccessibleName(words.reasoning())
        self.instructions.setAccessibleName(words.instructions())
        self.instructions.setPlaceholderText(words.instructions_hint())
        self.more.setText(words.more())
        self.reset_all.setText(words.reset_all())
        for row in self.rows.values():
            row.retranslate()
        self.schema.retranslate()
        self._refresh()
        self.fit()

    # --- keys ------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Esc closes the panel while the keyboard is in it; it stops no answer then."""
        return takes_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)


def _choice() -> QToolButton:
    button = QToolButton()
    button.setObjectName("filter")
    button.setCheckable(True)
    return button


def _fill(box: QComboBox, choices: Sequence[tuple[object, str]], chosen: object) -> None:
    with QSignalBlocker(box):
        box.clear()
        for value, label in choices:
            box.addItem(label, value)
            if value == chosen:
                box.setCurrentIndex(box.count() - 1)


def _in_a_row(*buttons: QToolButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(4)
    for each in buttons:
        row.addWidget(each)
    row.addStretch(1)
    return row
