"""One set of questions: its head, its questions as a list, and one of them as a form."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.evaluation import MOST_QUESTIONS, Question
from app.domain.question_faults import Fault, Way
from app.gui.chat.look import Look
from app.gui.evaluation.draft import EMPTY, DraftQuestion, SetDraft
from app.gui.evaluation.question_form import QuestionForm
from app.gui.icons import Icons
from app.gui.model_page.parts import plain_label
from app.gui.model_page.wording import language_name, plain_name
from app.gui.page_frame import scrolling
from app.gui.text import question_editor as words
from app.gui.translations import LANGUAGES
from app.gui.wheel import keep_steady

_ROWS: Final = 6
_ROW: Final = 13
"""Pixels around the letters of a row."""
_LONGEST_NAME: Final = 100
_LONGEST_ABOUT: Final = 300
_LONGEST_ROW: Final = 90
FaultOf = Callable[[Question, Way], Fault | None]


class SetEditor(QWidget):
    """Shows a set and hands out what became of it; it keeps nothing by itself."""

    edited = Signal()
    question_deleted = Signal(int, object)
    """A question was taken out: where it stood, and the DraftQuestion."""
    undo_requested = Signal()
    save_requested = Signal()
    copy_requested = Signal()

    def __init__(self, icons: Icons, fault_of: FaultOf) -> None:
        """`fault_of` tells what is to be mended of a question."""
        super().__init__()
        self._icons = icons
        self._fault_of = fault_of
        self._draft: SetDraft | None = None
        self._faults: tuple[Fault | None, ...] = ()
        self._is_showing = False
        self.name, self.about, self.language = QLineEdit(), QLineEdit(), QComboBox()
        keep_steady(self.language)
        self.name.setMaxLength(_LONGEST_NAME)
        self.about.setMaxLength(_LONGEST_ABOUT)
        self.note = plain_label(name="muted")
        self.questions_title = plain_label(name="cardTitle")
        self.add, self.duplicate, self.delete = QToolButton(), QToolButton(), QToolButton()
        self.questions = QListWidget()
        self.questions.setObjectName("rows")
        self.questions.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.questions.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.questions.setUniformItemSizes(True)
        self.form = QuestionForm(icons)
        self.problem = plain_label(name="problem")
        self.save, self.copy, self.more = QPushButton(), QPushButton(), QToolButton()
        self.save.setObjectName("primary")
        self.copy.setObjectName("plain")
        self.menu = QMenu(self)
        self.more.setMenu(self.menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._lay_out()
        self._connect()
        self.retranslate()
        self.show_draft(None)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.questions_title, 1)
        for button in (self.add, self.duplicate, self.delete):
            head.addWidget(button)
        self._about = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._about.addWidget(self.about, 1)
        self._about.addWidget(self.language)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        column.addWidget(self.note)
        column.addWidget(self.name)
        column.addLayout(self._about)
        column.addLayout(head)
        column.addWidget(self.questions)
        column.addWidget(self.form)
        column.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save)
        buttons.addWidget(self.copy)
        buttons.addStretch(1)
        buttons.addWidget(self.more)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self.area = scrolling(inside)
        whole.addWidget(self.area, 1)
        whole.addWidget(self.problem)
        whole.addLayout(buttons)

    def _connect(self) -> None:
        for field in (self.name, self.about):
            field.textChanged.connect(lambda _words: self._on_head())
        self.language.currentIndexChanged.connect(lambda _at: self._on_head())
        self.questions.currentRowChanged.connect(lambda _row: self._show_question())
        self.form.edited.connect(self._on_question)
        self.add.clicked.connect(self.add_question)
        self.duplicate.clicked.connect(self.duplicate_question)
        self.delete.clicked.connect(self.delete_question)
        self.save.clicked.connect(self.save_requested)
        self.copy.clicked.connect(self.copy_requested)
        for keys, run in (
            (QKeySequence(QKeySequence.StandardKey.Delete), self.delete_question),
            (QKeySequence(QKeySequence.StandardKey.Undo), self.undo_requested.emit),
        ):
            shortcut = QShortcut(keys, self.questions)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(run)

    # --- what is shown --------------------------------------------------------------------------

    @property
    def draft(self) -> SetDraft | None:
        """The set as it is written now."""
        return self._draft

    @property
    def is_whole(self) -> bool:
        """Whether it could be kept like that."""
        draft = self._draft
        return bool(draft and draft.name.strip() and draft.questions) and not any(self._faults)

    def show_draft(self, draft: SetDraft | None, *, is_changed: bool = False, row: int = 0) -> None:
        """Show a set, or nothing; `is_changed` when it is not kept like that."""
        self._is_showing = True
        self._draft = draft
        self.setVisible(draft is not None)
        shown = draft or SetDraft("", "", "")
        self._faults = shown.faults(self._fault_of) if not shown.is_fixed else ()
        self.name.setText(shown.name)
        self.about.setText(shown.about)
        for line in (self.name, self.about):
            line.setCursorPosition(0)
            line.setReadOnly(shown.is_fixed)
        self._offer_languages(shown.language)
        self.language.setEnabled(not shown.is_fixed)
        self.note.setVisible(shown.is_fixed)
        for button in (self.add, self.duplicate, self.delete):
            button.setVisible(not shown.is_fixed)
        self.save.setVisible(not shown.is_fixed)
        self.copy.setVisible(shown.is_fixed)
        self._list_questions(row)
        self._is_showing = False
        self.save.setProperty("changed", is_changed)
        self._show_question()
        self._say()

    def set_changed(self, *, is_changed: bool) -> None:
        """Whether there is something to save."""
        self.save.setProperty("changed", is_changed)
        self._say()

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        for button, icon in (
            (self.add, "plus"), (self.duplicate, "copy"), (self.delete, "minus"),
            (self.more, "menu"),
        ):  # fmt: skip
            self._icons.put(button, icon, look.muted, 16)
        self.form.set_look(look)

    def fit(self, *, is_narrow: bool) -> None:
        """In a narrow window the language stands below what the set is about."""
        direction = QBoxLayout.Direction
        self._about.setDirection(direction.TopToBottom if is_narrow else direction.LeftToRight)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        for field, said in ((self.name, words.name()), (self.about, words.about())):
            field.setPlaceholderText(said)
            field.setAccessibleName(said)
        self.language.setAccessibleName(words.language())
        self.note.setText(words.of_snug_note())
        self.questions_title.setText(words.questions())
        self.questions.setAccessibleName(words.questions())
        for button, said in (
            (self.add, words.add_question()),
            (self.duplicate, words.duplicate()),
            (self.delete, words.delete()),
            (self.more, words.more_of_set()),
        ):
            button.setToolTip(said)
            button.setAccessibleName(said)
        self.save.setText(words.save())
        self.copy.setText(words.copy_and_edit())
        self.form.retranslate()
        self._say_rows()
        self._say()

    def focus(self) -> None:
        """Put the cursor where one begins to write."""
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    # --- questions ------------------------------------------------------------------------------

    def add_question(self) -> None:
        """Write another question, of the kind of the one in view."""
        draft = self._draft
        if draft is None or len(draft.questions) >= MOST_QUESTIONS:
            return
        row = self.questions.currentRow()
        way = draft.questions[row].way if 0 <= row < len(draft.questions) else EMPTY.way
        self._insert(row + 1, replace(EMPTY, way=way))
        self.form.text.setFocus()

    def duplicate_question(self) -> None:
        """Write another one like the one in view."""
        draft, row = self._draft, self.questions.currentRow()
        is_full = draft is None or len(draft.questions) >= MOST_QUESTIONS
        if draft is None or is_full or not 0 <= row < len(draft.questions):
            return
        self._insert(row + 1, draft.questions[row])

    def delete_question(self) -> None:
        """Take the question in view out."""
        draft, row = self._draft, self.questions.currentRow()
        if draft is None or draft.is_fixed or not 0 <= row < len(draft.questions):
            return
        rest = draft.questions[:row] + draft.questions[row + 1 :]
        self._take(replace(draft, questions=rest), min(row, len(rest) - 1))
        self.question_deleted.emit(row, draft.questions[row])

    def _insert(self, row: int, question: DraftQuestion) -> None:
        draft = self._draft
        if draft is not None:
            questions = (*draft.questions[:row], question, *draft.questions[row:])
            self._take(replace(draft, questions=questions), row)

    def _take(self, draft: SetDraft, row: int) -> None:
        self.show_draft(draft, is_changed=True, row=row)
        self.edited.emit()

    def _on_head(self) -> None:
        if self._is_showing or self._draft is None:
            return
        self._draft = replace(
            self._draft,
            name=self.name.text(),
            about=self.about.text(),
            language=str(self.language.currentData() or ""),
        )
        self._on_edited()

    def _on_question(self) -> None:
        draft, row, written = self._draft, self.questions.currentRow(), self.form.draft()
        if draft is None or written is None or not 0 <= row < len(draft.questions):
            return
        questions = (*draft.questions[:row], written, *draft.questions[row + 1 :])
        self._draft = replace(draft, questions=questions)
        fault = self._fault_of(written.complete, written.way)
        self._faults = (*self._faults[:row], fault, *self._faults[row + 1 :])
        self._say_row(row)
        self._on_edited()

    def _on_edited(self) -> None:
        self.set_changed(is_changed=True)
        self.edited.emit()

    # --- inside ---------------------------------------------------------------------------------

    def _offer_languages(self, chosen: str) -> None:
        with QSignalBlocker(self.language):
            self.language.clear()
            for tag in dict.fromkeys([*LANGUAGES, chosen]):
                self.language.addItem(language_name(tag) if tag else "–", tag)
            self.language.setCurrentIndex(max(0, self.language.findData(chosen)))

    def _list_questions(self, row: int) -> None:
        draft = self._draft
        with QSignalBlocker(self.questions):
            self.questions.clear()
            for _each in draft.questions if draft is not None else ():
                self.questions.addItem("")
            self._say_rows()
            self.questions.setCurrentRow(row)
        line = self.questions.fontMetrics().lineSpacing() + _ROW
        self.questions.setFixedHeight(line * min(_ROWS, max(2, self.questions.count())) + 8)

    def _say_rows(self) -> None:
        for row in range(self.questions.count()):
            self._say_row(row)

    def _say_row(self, row: int) -> None:
        item = self.questions.item(row)
        if item is None or self._draft is None:
            return
        asked = plain_name(self._draft.questions[row].question.text, _LONGEST_ROW)
        is_faulty = row < len(self._faults) and self._faults[row] is not None
        say = words.row_to_mend if is_faulty else words.row
        item.setText(say(row + 1, asked or words.empty_question()))

    def _show_question(self) -> None:
        draft, row = self._draft, self.questions.currentRow()
        is_there = draft is not None and 0 <= row < len(draft.questions)
        for button in (self.duplicate, self.delete):
            button.setEnabled(is_there)
        if draft is None or not is_there:
            self.form.show_draft(None, is_fixed=True)
            return
        self.form.show_draft(draft.questions[row], is_fixed=draft.is_fixed)
        self.form.show_fault(self._faults[row] if row < len(self._faults) else None)

    def _say(self) -> None:
        draft, row = self._draft, self.questions.currentRow()
        self.form.show_fault(self._faults[row] if 0 <= row < len(self._faults) else None)
        self.save.setEnabled(bool(self.save.property("changed")) and self.is_whole)
        told = ""
        if draft is not None and not draft.is_fixed:
            faulty = sum(each is not None for each in self._faults)
            if not draft.name.strip():
                told = words.name_missing()
            elif not draft.questions:
                told = words.question_missing()
            elif faulty:
                told = words.to_mend(faulty)
        self.problem.setText(told)
        self.problem.setVisible(bool(told))
