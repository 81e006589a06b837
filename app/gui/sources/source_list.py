"""The sources of an answer, by document, and why these passages were read."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.domain.ids import DocumentId
from app.domain.retrieval import AnswerBasis, Citation, Found, Grounding, LeftOut
from app.domain.sources import FileState
from app.gui.sources.items import citation_button, left_out_button, passage_button
from app.gui.sources.wording import distinct, has_passages, narrowed, statuses
from app.gui.text import citations as words
from app.gui.text import narrowing, safety
from app.gui.text.turns import without_documents

MOST_PASSAGES: Final = 12


class SourceList(QScrollArea):
    """Emits a `Citation`, a `Passage` or a `LeftOut` that is to be shown."""

    chosen = Signal(object)
    read_again_requested = Signal(str)
    """A document, by its id."""
    answer_requested = Signal()
    """The model is to answer by itself what the documents do not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self._grounding: Grounding | None = None
        self._is_why_open = False
        self._shows_left_out = False
        self.why, self.left_out, self.without = QPushButton(), QPushButton(), QPushButton()
        self._build()

    def show_grounding(self, grounding: Grounding) -> None:
        """List what an answer rests on; for one that is none, the nearest passages."""
        self._grounding = grounding
        self._shows_left_out = False
        self._is_why_open = grounding.basis is AnswerBasis.NOT_SAID or not grounding.citations
        self._build()
        self.verticalScrollBar().setValue(0)

    def clear(self) -> None:
        """Keep nothing of it."""
        self._grounding = None
        self._build()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self._build()

    def focus_first(self) -> None:
        """The keyboard begins at the first source."""
        first = self.findChild(QWidget, "placeButton")
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        before = self.takeWidget()
        if before is not None:  # it may be what was clicked this moment
            before.deleteLater()
        inside = QWidget()
        inside.setObjectName("sourceList")
        inside.setAutoFillBackground(False)
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 4, 12, 12)
        column.setSpacing(6)
        self.why = QPushButton()
        self.why.setObjectName("keep")
        self.why.setCheckable(True)
        if self._grounding is not None:
            self._add_sources(column, self._grounding)
            if self._grounding.found is not None and has_passages(self._grounding):
                self._add_passages(column, self._grounding, self._grounding.found)
            elif not self._grounding.citations:
                column.addWidget(_line(words.nothing_near(), "muted"))
                self._add_way_out(column)
            if self._grounding.left_out:
                self._add_left_out(column, self._grounding.left_out)
        column.addStretch(1)
        self.setWidget(inside)

    def _add_sources(self, column: QVBoxLayout, grounding: Grounding) -> None:
        groups: dict[str, list[Citation]] = {}
        for citation in distinct(grounding):
            groups.setdefault(citation.document, []).append(citation)
        for citations in groups.values():
            column.addWidget(_line(citations[0].name, "sourceName"))
            self._add_state(column, citations[0].document, grounding)
            for citation in citations:
                button = citation_button(citation, statuses(grounding, citation.number))
                button.clicked.connect(lambda _=False, each=citation: self.chosen.emit(each))
                column.addWidget(button)

    def _add_state(self, column: QVBoxLayout, document: DocumentId, grounding: Grounding) -> None:
        """One quiet sentence where the file is not what was read."""
        state = grounding.files.get(document)
        said = narrowing.state_of_file(state)
        if not said:
            return
        column.addWidget(_line(said, "muted"))
        if state is FileState.CHANGED:
            again = QPushButton(narrowing.read_again())
            again.setObjectName("link")

            def ask() -> None:
                again.setEnabled(False)
                again.setText(narrowing.reading_again())
                self.read_again_requested.emit(document)

            again.clicked.connect(ask)
            column.addWidget(again, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_passages(self, column: QVBoxLayout, grounding: Grounding, found: Found) -> None:
        is_answer = bool(grounding.citations) and grounding.basis is not AnswerBasis.NOT_SAID
        if is_answer:
            self.why.setText(words.why_these_passages())
            self.why.setChecked(self._is_why_open)
            self.why.clicked.connect(self._toggle)
            column.addWidget(self.why)
        else:
            column.addWidget(_line(words.nearest_explained(), "muted"))
            self._add_way_out(column)
        if not self._is_why_open:
            return
        how = words.by_words_only() if found.by_words_only else words.passages_explained()
        judged = f" {words.rerank_failed()}" if found.rerank_failed else ""
        explained = f"{how}{judged} {words.chance(round(100 * found.support))}"
        column.addWidget(_line(explained, "muted"))
        if found.query:
            column.addWidget(_line(words.searched_for(found.query), "muted"))
        if only := narrowed(found.where):
            column.addWidget(_line(only, "muted"))
        for rank, passage in enumerate(found.passages[:MOST_PASSAGES], 1):
            button = passage_button(rank, passage)
            button.clicked.connect(lambda _=False, each=passage: self.chosen.emit(each))
            column.addWidget(button)

    def _add_way_out(self, column: QVBoxLayout) -> None:
        self.without = QPushButton(without_documents())
        self.without.setObjectName("link")
        self.without.clicked.connect(self.answer_requested)
        column.addWidget(self.without, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_left_out(self, column: QVBoxLayout, left_out: Sequence[LeftOut]) -> None:
        """What no model was given: how much, and on demand what and why."""
        column.addSpacing(6)
        column.addWidget(_line(safety.left_out_title(len(left_out)), "muted"))
        is_open = self._shows_left_out
        self.left_out = QPushButton(safety.hide_left_out() if is_open else safety.show_left_out())
        self.left_out.setObjectName("link")
        self.left_out.clicked.connect(self._toggle_left_out)
        column.addWidget(self.left_out, 0, Qt.AlignmentFlag.AlignLeft)
        for each in left_out if is_open else ():
            button = left_out_button(each)
            button.clicked.connect(lambda _=False, each=each: self.chosen.emit(each))
            column.addWidget(button)

    def _toggle_left_out(self) -> None:
        at = self.verticalScrollBar().value()
        self._shows_left_out = not self._shows_left_out
        self._build()
        self.verticalScrollBar().setValue(at)
        self.left_out.setFocus(Qt.FocusReason.OtherFocusReason)

    def _toggle(self) -> None:
        at = self.verticalScrollBar().value()
        self._is_why_open = not self._is_why_open
        self._build()
        self.verticalScrollBar().setValue(at)
        self.why.setFocus(Qt.FocusReason.OtherFocusReason)


def _line(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
