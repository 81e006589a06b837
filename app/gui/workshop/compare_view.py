"""Models that are here, side by side: size, perplexity, speed and memory."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.domain.workshop import Measured
from app.gui.check_column import CheckColumn
from app.gui.figures_table import FiguresTable
from app.gui.model_page.parts import card_frame, plain_label
from app.gui.text import workshop as words
from app.gui.workshop.file_field import FileField
from app.gui.workshop.wording import column_name, figure_lines, measured_note


class CompareModelsView(QWidget):
    """Shows what was measured, and asks for more."""

    measure_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._measured: Measured | None = None
        self._is_busy = False
        self.models = CheckColumn()
        self.models.changed.connect(self._say)
        self.text = FileField(words.text_to_read, words.own_text, words.text_files)
        self.hint, self._order = plain_label(name="muted"), plain_label(name="muted")
        self.measure = QPushButton()
        self.measure.setObjectName("primary")
        self.measure.clicked.connect(self.measure_requested)
        self.table, self.note = FiguresTable(), plain_label(name="muted")
        self.card = card_frame()
        inner = QVBoxLayout(self.card)
        inner.setContentsMargins(14, 10, 14, 12)
        inner.addWidget(self.table)
        inner.addWidget(self.note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.models, self.text, self.hint, self._order):
            column.addWidget(part)
        column.addWidget(self.measure, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.card)
        column.addStretch(1)
        self.retranslate()

    def offer(self, models: Sequence[tuple[str, Path]]) -> None:
        """Let these models be chosen, by name and path."""
        self.models.offer([(str(path), column_name(name)) for name, path in models])
        self._say()

    def show_measured(self, measured: Measured | None) -> None:
        """Show what was measured, or nothing any more."""
        self._measured = measured
        self.retranslate()

    def set_busy(self, *, is_busy: bool) -> None:
        """Something is being made or measured."""
        self._is_busy = is_busy
        self._say()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.models.set_title(words.models_to_compare())
        self._order.setText(words.one_after_another())
        self.measure.setText(words.measure())
        self.text.retranslate()
        self.card.setVisible(self._measured is not None)
        if self._measured is not None:
            found = self._measured.figures
            names = [column_name(each.model.name) for each in found]
            self.table.show_figures(names, figure_lines(found))
            self.table.setAccessibleName(words.compared_figures())
            self.note.setText(measured_note(self._measured))
        self._say()

    def _say(self) -> None:
        is_enough = len(self.models.chosen) > 1
        self.hint.setText(words.choose_two())
        self.hint.setVisible(not is_enough)
        self.measure.setEnabled(is_enough and not self._is_busy)
