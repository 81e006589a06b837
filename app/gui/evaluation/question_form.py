"""One question of a set: what is asked, and what a right answer is."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.domain.evaluation import MAX_ANSWER_TOKENS
from app.domain.question_faults import Fault, Way
from app.gui.chat.look import Look
from app.gui.evaluation.choice_rows import ChoiceRows
from app.gui.evaluation.draft import DraftQuestion
from app.gui.icons import Icons
from app.gui.model_page.parts import plain_label
from app.gui.text import question_editor as words
from app.gui.wheel import keep_steady

_LINES: Final = 3
_EDGES: Final = 20


class _Area(QPlainTextEdit):
    """A few lines high, whatever the size of letters; Tab goes on to the next field."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("schema")
        self.setTabChangesFocus(True)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters need more room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self.fontMetrics().lineSpacing() * _LINES + _EDGES)


class QuestionForm(QWidget):
    """Shows a question and hands out what became of it, as it is typed."""

    edited = Signal()

    def __init__(self, icons: Icons) -> None:
        super().__init__()
        self._draft: DraftQuestion | None = None
        self._is_showing = False
        self.text, self.passage, self.accept = _Area(), _Area(), _Area()
        self.way, self.pattern = QComboBox(), QLineEdit()
        for each in Way:
            self.way.addItem("", str(each))
        self.choices = ChoiceRows(icons)
        self.tokens = QSpinBox()
        keep_steady(self.way, self.tokens)
        self.tokens.setObjectName("tokens")
        self.tokens.setRange(1, MAX_ANSWER_TOKENS)
        self.tokens.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._titles: dict[QWidget, QLabel] = {
            each: plain_label() for each in (self.text, self.way, self.passage)
        }
        self._tokens_title = plain_label(name="muted")
        self._tokens_title.setWordWrap(False)
        self.note, self.problem = plain_label(name="muted"), plain_label(name="problem")
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self._length = QWidget()
        length = QHBoxLayout(self._length)
        length.setContentsMargins(0, 0, 0, 0)
        length.addWidget(self._tokens_title)
        length.addWidget(self.tokens)
        length.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        parts: tuple[QWidget, ...] = (
            self._titles[self.text], self.text, self.problem, self._titles[self.way], self.way,
            self.note, self.choices, self.accept, self.pattern, self._length,
            self._titles[self.passage], self.passage,
        )  # fmt: skip
        for part in parts:
            column.addWidget(part)

    def _connect(self) -> None:
        for area in (self.text, self.passage, self.accept):
            area.textChanged.connect(self._tell)
        self.pattern.textChanged.connect(lambda _words: self._tell())
        self.choices.changed.connect(self._tell)
        self.tokens.valueChanged.connect(lambda _count: self._tell())
        self.way.currentIndexChanged.connect(lambda _at: self._on_way())

    def draft(self) -> DraftQuestion | None:
        """The question as it is written now."""
        if self._draft is None:
            return None
        accepted = (each.strip() for each in self.accept.toPlainText().split("\n"))
        question = replace(
            self._draft.question,
            text=self.text.toPlainText(),
            passage=self.passage.toPlainText(),
            choices=self.choices.choices,
            answer=self.choices.answer,
            accept=tuple(each for each in accepted if each),
            pattern=self.pattern.text(),
            max_tokens=self.tokens.value(),
        )
        return DraftQuestion(question, Way(self.way.currentData()))

    def show_draft(self, draft: DraftQuestion | None, *, is_fixed: bool) -> None:
        """Show a question, or nothing."""
        self._is_showing = True
        self._draft = draft
        self.setVisible(draft is not None)
        if draft is not None:
            question = draft.question
            for area, text in (
                (self.text, question.text),
                (self.passage, question.passage),
                (self.accept, "\n".join(question.accept)),
            ):
                area.setPlainText(text)
            self.pattern.setText(question.pattern)
            self.pattern.setCursorPosition(0)
            self.choices.show_choices(question.choices, question.answer)
            self.tokens.setValue(question.max_tokens)
            with QSignalBlocker(self.way):
                self.way.setCurrentIndex(self.way.findData(str(draft.way)))
        self._set_fixed(is_fixed=is_fixed)
        self._show_way()
        self._is_showing = False

    def show_fault(self, fault: Fault | None) -> None:
        """Say what is to be mended."""
        self.problem.setText(words.fault(fault) if fault is not None else "")
        self.problem.setVisible(fault is not None)

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self.choices.set_look(look)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        for field, said in (
            (self.text, words.question()),
            (self.way, words.kind()),
            (self.passage, words.passage()),
        ):
            self._titles[field].setText(said)
            self._titles[field].setBuddy(field)
            field.setAccessibleName(said)
        for at, each in enumerate(Way):
            self.way.setItemText(at, words.way(each))
        self.accept.setAccessibleName(words.accepted())
        self.pattern.setAccessibleName(words.pattern())
        self._tokens_title.setText(words.longest_answer())
        self.tokens.setAccessibleName(words.longest_answer())
        self.choices.retranslate()
        self._show_way()

    def _set_fixed(self, *, is_fixed: bool) -> None:
        for area in (self.text, self.passage, self.accept):
            area.setReadOnly(is_fixed)
        self.pattern.setReadOnly(is_fixed)
        self.way.setEnabled(not is_fixed)
        self.tokens.setEnabled(not is_fixed)
        self.choices.set_fixed(is_fixed=is_fixed)

    def _on_way(self) -> None:
        self._show_way()
        self._tell()

    def _show_way(self) -> None:
        way = Way(self.way.currentData())
        self.choices.setVisible(way is Way.CHOICES)
        self.accept.setVisible(way is Way.ACCEPT)
        self.pattern.setVisible(way is Way.PATTERN)
        self._length.setVisible(way is not Way.CHOICES)
        self.note.setText(words.way_note(way))

    def _tell(self) -> None:
        if not self._is_showing:
            self.edited.emit()
