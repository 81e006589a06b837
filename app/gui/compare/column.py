"""One answer of a comparison: who writes it, how, and what was written so far."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.conversations import Message
from app.domain.generation import FinishReason, Role
from app.domain.ids import MessageId
from app.domain.retrieval import Grounding
from app.domain.safety import SafetyReport
from app.gui import text
from app.gui.chat.look import Look
from app.gui.chat.row_words import ended_words, grounding_words
from app.gui.chat.rows import Labels, Row
from app.gui.chat.transcript import Transcript
from app.gui.compare.wording import measured, settings_line, short_settings_line
from app.gui.plain_tip import plain_tip
from app.gui.sources.wording import copied
from app.gui.text import answers as answer_words
from app.gui.text import compare as words
from app.gui.text import safety as safety_words
from app.gui.vault.dialog import plain_label
from app.gui.wheel import keep_steady
from app.services.comparing import Column

LEAST = 264
"""Pixels: below that, code and tables cannot be read."""
_LEAST_HEIGHT = 132
"""Pixels for the answer itself; a low window scrolls."""
_NAME = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Offer:
    """A model to choose: `shown` with how often it was chosen; no `path` for the usual one."""

    name: str
    shown: str
    path: str


class AnswerColumn(QFrame):
    """Chooses before the question is asked, shows the answer afterwards."""

    continue_requested = Signal(object)
    """The id of the answer."""
    stop_requested = Signal(int)
    """The place of the column, from 0."""

    def __init__(self, number: int, transcript: Transcript, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compareColumn")
        self.setMinimumWidth(LEAST)
        self.number = number
        self.answer: MessageId | None = None
        self.transcript = transcript
        transcript.setMinimumHeight(_LEAST_HEIGHT)
        self._row: Row | None = None
        self._may_begin = True
        self._ended: Message | None = None
        self._is_folded = False
        self._asked: tuple[str, Sequence[tuple[str, float]]] | None = None
        self.model, self.style_box = QComboBox(), QComboBox()
        keep_steady(self.model, self.style_box)
        for box in (self.model, self.style_box):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(8)
        self.style_box.currentIndexChanged.connect(lambda _at: self._say_style())
        self.name, self.settings = plain_label(name="cardTitle"), plain_label(name="muted")
        self.status = plain_label(words.answer_appears(), "muted")
        self.details = plain_label(name="muted")
        self.stop, self.copy, self.speed = QToolButton(), QToolButton(), QToolButton()
        for button in (self.stop, self.copy, self.speed):
            button.setObjectName("filter")
        self.speed.setCheckable(True)
        self.speed.toggled.connect(self.details.setVisible)
        self.go_on = QPushButton()
        self.go_on.setObjectName("plain")
        self.stop.clicked.connect(lambda: self.stop_requested.emit(self.number - 1))
        self.copy.clicked.connect(self._copy)
        self.go_on.clicked.connect(self.choose)
        transcript.unfold_requested.connect(lambda _message: self.unfold())
        self._lay_out()
        self._show_parts()
        self.retranslate(None)

    def _lay_out(self) -> None:
        acts = QHBoxLayout()
        acts.setSpacing(2)
        for button in (self.stop, self.copy, self.speed):
            acts.addWidget(button)
        acts.addStretch(1)
        head, foot = QVBoxLayout(), QVBoxLayout()
        head.setContentsMargins(12, 10, 12, 6)
        for part in (self.name, self.model, self.style_box, self.settings, self.status):
            head.addWidget(part)
        foot.setContentsMargins(12, 4, 12, 12)
        head.setSpacing(6)
        foot.setSpacing(6)
        foot.addLayout(acts)
        foot.addWidget(self.details)
        foot.addWidget(self.go_on)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.transcript, 1)
        self._room = QWidget()
        layout.addWidget(self._room, 1)
        layout.addLayout(foot)

    # --- before ---------------------------------------------------------------------------------

    @property
    def column(self) -> Column:
        """What was chosen."""
        return Column(self.model.currentData() or "", self.style_box.currentData() or "")

    def offer(self, models: Sequence[Offer]) -> None:
        """Let these models be chosen; the choice stays."""
        before = self.model.currentData()
        with QSignalBlocker(self.model):
            self.model.clear()
            for each in models:
                self.model.addItem(each.shown, each.path)
                self.model.setItemData(self.model.count() - 1, each.name, _NAME)
            self.model.setCurrentIndex(max(0, self.model.findData(before)))

    def _say_style(self) -> None:
        preset = self.style_box.currentData()
        note = answer_words.style_note(preset) if preset else words.as_set_note()
        self.settings.setText(note)

    # --- afterwards -----------------------------------------------------------------------------

    @property
    def is_live(self) -> bool:
        """Whether its answer is being written."""
        return self._row is not None and self._row.is_live

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes."""
        return self._asked is not None and not self.is_live and not self._may_begin

    def set_asking(self, *, is_asking: bool) -> None:
        """The question is on its way, or could not be asked."""
        for part in (self.model, self.style_box):
            part.setEnabled(not is_asking)
        if self._may_begin:
            self.status.setText(words.preparing() if is_asking else words.answer_appears())

    def set_asked(self, changed: Sequence[tuple[str, float]], waiting: str) -> None:
        """The question was asked: nothing can be chosen any more. `waiting` says for what it waits.

        Nothing is said of it where the answer has begun already.
        """
        self._asked = (self.style_box.currentData() or "", changed)
        if self._may_begin:
            self.status.setText(waiting)
        self._say_asked()
        self._show_parts()

    def begin(self, answer: MessageId) -> None:
        """Its answer is being written."""
        self.answer = answer
        self._may_begin = False
        self._row = Row(answer, Role.ASSISTANT, "", status=text.thinking(), is_live=True)
        self.transcript.set_messages([self._row])
        self._show_parts()

    def grow(self, more: str, thoughts: str = "") -> None:
        """More was written, or thought."""
        if self._row is None or self.answer is None:
            return
        row = self._row
        self._row = replace(row, text=row.text + more, thoughts=row.thoughts + thoughts, status="")
        self.transcript.update_message(
            self.answer, text=self._row.text, thoughts=self._row.thoughts, status=""
        )

    def wait(self, status: str) -> None:
        """Say what the model does before it writes."""
        if self._row is not None and self.is_live and not self._row.text:
            self.transcript.update_message(self._row.id, status=status)

    def end(self, message: Message, shown: str, grounding: Grounding | None) -> None:
        """It is complete: one can go on with it, if there is anything of it."""
        if self._row is None:
            return
        self._ended = message
        self._row = replace(
            self._row,
            text=shown,
            thoughts=message.thoughts,
            thinking_s=message.timing.thinking_s,
            is_live=False,
            is_error=message.error is not None,
            grounding=grounding,
            status=_quiet_words(message, grounding),
        )
        row = self._row
        self.transcript.update_message(
            row.id,
            text=row.text,
            status=row.status,
            is_live=False,
            is_error=row.is_error,
            thoughts=row.thoughts,
            thinking_s=row.thinking_s or None,
            grounding=grounding,
        )
        self.details.setText(measured(message))
        self._show_parts()

    def judge(self, report: SafetyReport) -> None:
        """A safety model judged it: mark it, or fold it until somebody asks for it."""
        if self._row is None:
            return
        self._row = replace(self._row, caution=safety_words.answer_caution(report))
        self._is_folded = safety_words.is_to_fold(report)
        self._show_judged()

    def unfold(self) -> None:
        """Show what was folded."""
        self._is_folded = False
        self._show_judged()

    def _show_judged(self) -> None:
        row = self._row
        if row is not None:
            self.transcript.update_message(
                row.id,
                text=row.text,
                thoughts=row.thoughts,
                status=row.status,
                caution=row.caution,
                is_folded=self._is_folded,
            )
        self._show_parts()

    def fail(self, said: str) -> None:
        """It could not begin."""
        self._may_begin = False
        self.status.setText(said)
        self._show_parts()

    def choose(self) -> None:
        """Ask to go on with this answer; nothing happens while that cannot be."""
        if self.go_on.isEnabled() and self.go_on.isVisibleTo(self):
            self.continue_requested.emit(self.answer)

    def forget(self) -> None:
        """Keep nothing of what was written."""
        self._row = self._ended = None
        self.transcript.clear()

    def _copy(self) -> None:
        if self._row is not None:
            row = self._row
            self.transcript.copy_requested.emit(copied(row.text, row.role, row.grounding))

    # --- look and words -------------------------------------------------------------------------

    def set_look(self, look: Look) -> None:
        """Show the answer in another look."""
        self.transcript.set_look(look)

    def retranslate(self, labels: Labels | None) -> None:
        """Say everything again in the language of the window."""
        number = self.number
        self.model.setAccessibleName(words.model_of_column(number))
        self.style_box.setAccessibleName(words.style_of_column(number))
        self.setAccessibleName(words.answer_of_column(number))
        chosen = self.style_box.currentData()
        with QSignalBlocker(self.style_box):
            self.style_box.clear()
            self.style_box.addItem(words.as_set(), "")
            for preset, name in text.presets().items():
                if preset != "model":
                    self.style_box.addItem(name, preset)
            self.style_box.setCurrentIndex(max(0, self.style_box.findData(chosen)))
        for button, shown, named in (
            (self.stop, words.stop(), words.stop_column(number)),
            (self.copy, text.copy(), words.copy_column(number)),
            (self.speed, words.details(), words.details_of_column(number)),
        ):
            button.setText(shown)
            button.setAccessibleName(named)
        self.go_on.setText(words.continue_with())
        self.go_on.setToolTip(words.continue_tip(number))
        self.go_on.setAccessibleDescription(words.answer_of_column(number))
        if labels is not None:
            named = words.answer_of_column(number)
            self.transcript.set_labels(replace(labels, conversation=named))
        if self._ended is not None:
            self.details.setText(measured(self._ended))
        self._say_asked()

    def _say_asked(self) -> None:
        if self._asked is None:
            self._say_style()
            return
        self.name.setText(words.numbered(self.number, self.model.currentData(_NAME) or ""))
        self.settings.setText(short_settings_line(*self._asked))
        self.settings.setToolTip(plain_tip(settings_line(*self._asked)))

    def _show_parts(self) -> None:
        is_asked, row = self._asked is not None, self._row
        has_text = row is not None and bool(row.text)
        self.name.setVisible(is_asked)
        self.model.setVisible(not is_asked)
        self.style_box.setVisible(not is_asked)
        self.status.setVisible(row is None)
        self.transcript.setVisible(row is not None)
        self._room.setVisible(row is None)
        self.stop.setVisible(self.is_live or (is_asked and self._may_begin))
        self.copy.setVisible(has_text and not self.is_live and not self._is_folded)
        self.speed.setVisible(self._ended is not None and self._ended.error is None)
        self.details.setVisible(self.speed.isChecked() and not self.speed.isHidden())
        self.go_on.setVisible(is_asked and (has_text or not self.is_over))
        self.go_on.setEnabled(has_text and not self.is_live and self.answer is not None)


def _quiet_words(message: Message, grounding: Grounding | None) -> str:
    """How it ended; of one that came to its end only what its sources say."""
    if message.error is None and message.finish in (FinishReason.STOP, FinishReason.TOOL_CALLS):
        return grounding_words(grounding) or ""
    return ended_words(message, grounding)
