"""Models side by side by what they answered rightly, and which questions went wrong."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.evaluation import Outcome
from app.domain.evaluation_runs import EvaluationRun
from app.gui.elided_combo import ElidedCombo
from app.gui.evaluation import wording
from app.gui.figures_table import FiguresTable
from app.gui.model_page.parts import button, card_frame, clear, plain_label
from app.gui.model_page.wording import plain_name
from app.gui.text import evaluation as words
from app.gui.text.moments import moment
from app.gui.wheel import keep_steady

_AT_ONCE: Final = 50
"""So many questions that went wrong are shown at first, and with each wish for more."""


class ResultsView(QWidget):
    """Shows one run of those that are kept; a figure shows its questions below."""

    repeat_requested = Signal()
    export_requested = Signal()
    remove_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._runs: Sequence[EvaluationRun] = ()
        self._place: tuple[int, int] | None = None
        """The line and column whose questions are shown."""
        self.title, self.nothing = plain_label(name="cardTitle"), plain_label(name="muted")
        self.title.setWordWrap(False)
        self.runs = ElidedCombo()
        keep_steady(self.runs)
        self.runs.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.runs.setMinimumContentsLength(14)
        self.table = FiguresTable()
        self.pairs, self.hint = plain_label(), plain_label(name="muted")
        self.how = plain_label(name="muted")
        self.again = button("", self.repeat_requested.emit)
        self.export = button("", self.export_requested.emit)
        self.remove = button("", self.remove_requested.emit)
        self.wrong_title = plain_label(name="cardTitle")
        self.wrong = QVBoxLayout()
        self.wrong.setSpacing(6)
        self._wrong: Sequence[Outcome] = ()
        self._shown = 0
        """How many of those that went wrong are shown."""
        self.more = button("", self._show_more, "link")
        self._lay_out()
        self.runs.currentIndexChanged.connect(lambda _at: self._show_run())
        self.table.figure_chosen.connect(self.show_wrong)
        self.retranslate()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.title)
        top.addWidget(self.runs, 1)
        acts = QHBoxLayout()
        for act in (self.again, self.export):
            acts.addWidget(act)
        acts.addStretch(1)
        acts.addWidget(self.remove)
        self.card = card_frame()
        inner = QVBoxLayout(self.card)
        inner.setContentsMargins(14, 10, 14, 12)
        inner.addWidget(self.table)
        for label in (self.pairs, self.how, self.hint):
            inner.addWidget(label)
        inner.addLayout(acts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.nothing)
        column.addWidget(self.card)
        column.addWidget(self.wrong_title)
        column.addLayout(self.wrong)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def run(self) -> EvaluationRun | None:
        """The one that is shown."""
        at = self.runs.currentIndex()
        return self._runs[at] if 0 <= at < len(self._runs) else None

    def show_runs(self, runs: Sequence[EvaluationRun], chosen: str = "") -> None:
        """List these, the newest first; the choice stays where none is told."""
        wanted = chosen or (self.run.id if self.run is not None else "")
        self._runs = runs
        places = [at for at, each in enumerate(runs) if each.id == wanted]
        with QSignalBlocker(self.runs):
            self.runs.clear()
            for each in runs:
                self.runs.addItem(self._named(each))
            self.runs.setCurrentIndex(places[0] if places else min(0, len(runs) - 1))
        self._show_run()

    def show_wrong(self, line: int, column: int) -> None:
        """Show which questions went wrong behind a figure; nothing for what is no count."""
        self._place, self._shown = (line, column), _AT_ONCE
        self._say_wrong()

    def set_busy(self, *, is_busy: bool) -> None:
        """Something is being asked or measured."""
        self.again.setEnabled(not is_busy)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.title.setText(words.results())
        self.nothing.setText(words.no_results())
        self.runs.setAccessibleName(words.results())
        self.table.setAccessibleName(words.results())
        self.hint.setText(words.choose_figure())
        self.how.setText(words.how_to_read())
        for act, label in (
            (self.again, words.again()),
            (self.export, words.save_as_file()),
            (self.remove, words.remove_results()),
        ):
            act.setText(label)
            act.setAccessibleName(label)
        for at, each in enumerate(self._runs):
            self.runs.setItemText(at, self._named(each))
        self._say_run()

    def _named(self, run: EvaluationRun) -> str:
        models = ", ".join(wording.result_name(each) for each in run.results)
        return f"{moment(run.at)} · {models}"

    def _show_run(self) -> None:
        self._place = None
        self._say_run()

    def _say_run(self) -> None:
        run = self.run
        self.nothing.setVisible(run is None)
        self.card.setVisible(run is not None)
        self.runs.setVisible(run is not None)
        if run is not None:
            names = [wording.result_name(each) for each in run.results]
            self.table.show_figures(names, wording.result_lines(run))
            pairs = wording.differences(run)
            self.pairs.setText(pairs)
            self.pairs.setVisible(bool(pairs))
        self._say_wrong()

    def _say_wrong(self) -> None:
        clear(self.wrong)
        self.wrong_title.hide()
        self.more.hide()
        run, place = self.run, self._place
        if run is None or place is None:
            return
        line, column = place
        is_whole = line == len(run.sets) > 1
        if line >= len(run.sets) and not is_whole:
            return
        result = run.results[column]
        name = words.all_questions() if is_whole else plain_name(run.sets[line].name)
        found = wording.wrong_of(result, None if is_whole else line)
        model = wording.result_name(result)
        told = words.went_wrong(model, name, len(found)) if found else ""
        self.wrong_title.setText(told or words.nothing_wrong(model, name))
        self.wrong_title.show()
        self._wrong = found
        self._add_wrong(0)

    def _add_wrong(self, first: int) -> None:
        """Show those from `first` on, as many as are to be shown; offer the rest."""
        for each in self._wrong[first : self._shown]:
            self.wrong.addWidget(_wrong_card(each))
        left = len(self._wrong) - self._shown
        self.more.setVisible(left > 0)
        label = words.show_more(left)
        self.more.setText(label)
        self.more.setAccessibleName(label)

    def _show_more(self) -> None:
        """The next ones, below those that are there."""
        first = self._shown
        self._shown += _AT_ONCE
        self._add_wrong(first)


def _wrong_card(outcome: Outcome) -> QFrame:
    """A question that went wrong: what it was, what was said, and what is right."""
    frame = card_frame()
    inner = QVBoxLayout(frame)
    inner.setContentsMargins(14, 8, 14, 8)
    inner.setSpacing(2)
    if outcome.question.passage:
        inner.addWidget(_selectable(outcome.question.passage, "muted"))
    inner.addWidget(_selectable(outcome.question.text))
    inner.addWidget(_selectable(wording.said(outcome)))
    inner.addWidget(_selectable(wording.expected(outcome.question), "muted"))
    return frame


def _selectable(text: str, name: str = "") -> QWidget:
    label = plain_label(text, name)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
