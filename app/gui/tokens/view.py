"""What is shown beside an answer: its words in colours, the alternatives, the documents' part."""

import math

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.generation import Alternative
from app.domain.judging import SourceChange, Stretch, is_whole
from app.gui.chat.look import Look
from app.gui.text import amounts
from app.gui.text import tokens as words
from app.gui.tokens.coloured_text import ColouredText
from app.gui.tokens.levels import legend
from app.gui.vault.dialog import plain_label
from app.gui.wheel import keep_steady
from app.services.read_so_far import ReadSoFar
from app.services.token_view import Judgement

_HARDLY = 0.05
"""Natural-log units a token: a factor below 1.05 is no change worth a number."""
_LIST_HEIGHT = 150
_ALTERNATIVE = Qt.ItemDataRole.UserRole


class TokensView(QWidget):
    """Shows what it is told; `clear` leaves nothing of it."""

    continue_requested = Signal(object, str)
    """The stretch, and the text in its place."""
    without_requested = Signal(str)
    """The document without which the answer is to be read."""
    stopped = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._judgement: Judgement | None = None
        self._percent = 0
        """How much of an answer was read that is being read."""
        self.summary, self.doubts, self.hint = (plain_label(name="muted") for _ in range(3))
        self.chosen, self.note, self.change = (plain_label() for _ in range(3))
        self.numbers = plain_label(name="muted")
        self.legend = QLabel()
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.legend.setWordWrap(True)
        self.text = ColouredText(look)
        self.alternatives = QListWidget()
        self.alternatives.setObjectName("files")
        self.alternatives.setMaximumHeight(_LIST_HEIGHT)
        self.go_on, self.without, self.stop = QPushButton(), QPushButton(), QPushButton()
        for button in (self.go_on, self.without, self.stop):
            button.setObjectName("plain")
        self.sources_title = plain_label(name="cardTitle")
        self.sources = QComboBox()
        keep_steady(self.sources)
        self._details, self._of_sources = QWidget(), QWidget()
        self._lay_out()
        self.text.chosen.connect(self._show_stretch)
        self.alternatives.currentItemChanged.connect(lambda *_: self._allow())
        self.alternatives.itemActivated.connect(lambda _item: self._go_on())
        self.go_on.clicked.connect(self._go_on)
        self.without.clicked.connect(
            lambda: self.without_requested.emit(self.sources.currentData())
        )
        self.stop.clicked.connect(self.stopped)
        self.retranslate()
        self.clear()

    def _lay_out(self) -> None:
        details = QVBoxLayout(self._details)
        details.setContentsMargins(0, 0, 0, 0)
        for part in (self.chosen, self.alternatives):
            details.addWidget(part)
        details.addWidget(self.go_on, 0, Qt.AlignmentFlag.AlignLeft)
        of_sources = QVBoxLayout(self._of_sources)
        of_sources.setContentsMargins(0, 8, 0, 0)
        row = QHBoxLayout()
        row.addWidget(self.sources, 1)
        row.addWidget(self.without)
        of_sources.addWidget(self.sources_title)
        of_sources.addLayout(row)
        for part in (self.change, self.numbers):
            of_sources.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 12)
        layout.setSpacing(8)
        for label in (self.note, self.summary, self.doubts, self.legend):
            layout.addWidget(label)
        layout.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.text, 1)
        for below in (self.hint, self._details, self._of_sources):
            layout.addWidget(below)

    # --- what is shown --------------------------------------------------------------------------

    def show_waiting(self) -> None:
        """The answer is being read."""
        self.clear()
        self._say(words.reading_answer())
        self.stop.show()

    def show_so_far(self, so_far: ReadSoFar) -> None:
        """So much of it was read; what was read can be looked at."""
        self._percent = round(100 * so_far.share)
        self.note.setText(words.reading_answer(self._percent))
        if len(so_far.stretches) > len(self.text.stretches):
            self.text.grow_to(so_far.stretches)
            for part in (self.text, self.legend, self.hint):
                part.show()

    def say(self, said: str) -> None:
        """Say why there is nothing else, or what became of a wish."""
        self.stop.hide()
        self._say(said)

    def show_judgement(self, judgement: Judgement) -> None:
        """Show an answer that was read; what is chosen of it already stays so."""
        begun, place = self.text.stretches, self.text.place
        is_begun = self._judgement is None and tuple(begun) == judgement.stretches[: len(begun)]
        if not is_begun:
            self.clear()
            place = -1
        self._judgement = judgement
        self.note.hide()
        self.stop.hide()
        self.text.grow_to(judgement.stretches)
        with QSignalBlocker(self.sources):
            for each in judgement.sources:
                self.sources.addItem(each.name, each.document)
        self._tell(judgement)
        for part in (self.text, self.legend, self.hint):
            part.show()
        self._of_sources.setVisible(bool(judgement.sources))
        if place >= 0:
            row = self.alternatives.currentRow()
            self._show_stretch(place)
            self.alternatives.setCurrentRow(row)

    def show_reading_without(self, name: str) -> None:
        """It is being read again without a document."""
        self.without.setEnabled(False)
        self.numbers.clear()
        self._show(self.change, words.reading_without(name))

    def show_change(self, change: SourceChange | None) -> None:
        """What a document changed; None when it could not be told."""
        self.without.setEnabled(True)
        self._show(self.change, change_words(change) if change is not None else "")
        self._show(self.numbers, number_words(change) if change is not None else "")
        self.text.announce(self.change.text())

    def clear(self) -> None:
        """Keep nothing of any answer."""
        self._judgement = None
        self._percent = 0
        self.text.show_stretches((), self._look)
        self.alternatives.clear()
        self.sources.clear()
        self.without.setEnabled(True)
        for label in (self.summary, self.doubts, self.chosen, self.note, self.change, self.numbers):
            label.clear()
            label.hide()
        for part in (self.text, self.legend, self.hint, self.stop):
            part.hide()
        self._details.hide()
        self._of_sources.hide()

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self._look = look
        self.legend.setText(legend(look))
        if shown := self.text.stretches:
            place, row = self.text.place, self.alternatives.currentRow()
            self.text.show_stretches(shown, look)
            if place >= 0:
                self.text.choose(place)
                self.alternatives.setCurrentRow(row)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.legend.setText(legend(self._look))
        self.text.setAccessibleName(words.answer_by_words())
        self.hint.setText(words.move_with_arrows())
        self.alternatives.setAccessibleName(words.could_have_come())
        self.go_on.setText(words.continue_here())
        self.go_on.setToolTip(words.continue_tip())
        self.sources_title.setText(words.changed_by_sources())
        self.sources.setAccessibleName(words.changed_by_sources())
        self.without.setText(words.without_source())
        self.stop.setText(words.stop_reading())
        if not self.stop.isHidden():
            self.note.setText(words.reading_answer(self._percent))
        if self._judgement is not None:
            self._tell(self._judgement)

    def _tell(self, judgement: Judgement) -> None:
        likely = words.of_each_word(percent(math.exp(min(0.0, judgement.per_token))))
        self._show(self.summary, f"{words.judged_by(judgement.model)}. {likely}.")
        self._show(self.doubts, " ".join(words.doubt(each) for each in judgement.doubts))

    # --- one stretch ----------------------------------------------------------------------------

    def _show_stretch(self, place: int) -> None:
        stretch = self.text.stretches[place]
        said = words.chosen_piece(shown(stretch.text), percent(stretch.probability))
        if stretch.is_mark:
            said = words.is_source_number()
        self._show(self.chosen, said)
        self.alternatives.clear()
        for each in () if stretch.is_mark else stretch.alternatives:
            self.alternatives.addItem(_item(each, stretch))
        self._details.show()
        is_whole_only = self._judgement is not None and self._judgement.is_from_documents
        self.hint.setVisible(is_whole_only)
        if is_whole_only:
            self.hint.setText(words.not_continued())
        self.go_on.setVisible(self._judgement is not None and not is_whole_only)
        self._allow()
        self.text.announce(said)

    def _allow(self) -> None:
        self.go_on.setEnabled(self._alternative() is not None)

    def _alternative(self) -> Alternative | None:
        """What is chosen in place of the stretch, if an answer can go on from it."""
        item = self.alternatives.currentItem()
        if item is None or self._judgement is None or self._judgement.is_from_documents:
            return None
        chosen = item.data(_ALTERNATIVE)
        return chosen if isinstance(chosen, Alternative) and is_whole(chosen) else None

    def _go_on(self) -> None:
        alternative = self._alternative()
        if alternative is not None and self._judgement is not None:
            stretch = self._judgement.stretches[self.text.place]
            self.continue_requested.emit(stretch, alternative.text)

    def _say(self, said: str) -> None:
        self._show(self.note, said)
        self.text.announce(said)

    def _show(self, label: QLabel, said: str) -> None:
        label.setText(said)
        label.setVisible(bool(said))


def _item(each: Alternative, stretch: Stretch) -> QListWidgetItem:
    piece = shown(each.text) if is_whole(each) else words.part_of_character()
    if not each.text:
        piece = words.end_of_answer()
    likely = percent(math.exp(min(0.0, each.logprob)))
    item = QListWidgetItem(words.alternative(piece, likely))
    item.setData(_ALTERNATIVE, each)
    if stretch.tokens and each.token == stretch.tokens[0].token:
        font = item.font()
        font.setBold(True)
        item.setFont(font)
    return item


def shown(piece: str) -> str:
    """A piece of text to read: one of white space by its name."""
    if piece.strip():
        return " ".join(piece.split("\n")).strip()
    return words.line_break() if "\n" in piece else words.space()


def percent(probability: float) -> str:
    """A probability as people read it."""
    value = 100 * probability
    if value >= 99.95:
        return amounts.percent("100")
    if value < 0.1:
        return amounts.percent("< 0.1")
    return amounts.percent(f"{value:.0f}" if value >= 10 else f"{value:.1f}")


def change_words(change: SourceChange) -> str:
    """What a document changed, in a sentence."""
    if abs(change.per_token) < _HARDLY:
        return words.change_hardly(change.name)
    if change.per_token > 0:
        return words.change_much(change.name, _times(change.factor))
    return words.change_less(change.name, _times(1 / change.factor))


def number_words(change: SourceChange) -> str:
    """The same in numbers."""
    tokens = max(1, change.tokens)
    return words.change_numbers(
        f"{change.with_source / tokens:.2f}", f"{change.without_source / tokens:.2f}", change.tokens
    )


def _times(factor: float) -> str:
    return f"{factor:.0f}" if factor >= 10 else f"{factor:.1f}" if factor >= 2 else f"{factor:.2f}"
