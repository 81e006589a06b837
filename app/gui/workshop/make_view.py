"""What is to be made of a model: the type, what is left out, and whether the disk has the room."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.sizes import format_bytes
from app.domain.workshop import QUANTIZATIONS, QuantizePreview, QuantizeSource, QuantizeWishes
from app.gui.model_page.parts import plain_label
from app.gui.model_page.wording import plain_name
from app.gui.text import workshop as words
from app.gui.wheel import keep_steady
from app.gui.workshop.file_field import FileField

_USUAL_TYPE: Final = "Q4_K_M"
_GAP: Final = 8


class MakeView(QWidget):
    """Shows choices and hands them out; what they come to is told to it."""

    model_chosen = Signal()
    wished = Signal()
    """Something else is to be made: it is worked out again."""
    make_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._source: QuantizeSource | None = None
        self._preview: QuantizePreview | None = None
        self._problem = ""
        self._is_busy = False
        self.model, self.type = QComboBox(), QComboBox()
        keep_steady(self.model, self.type)
        for box in (self.model, self.type):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(12)
        self.type.addItems(QUANTIZATIONS)
        self.type.setCurrentText(_USUAL_TYPE)
        self._of_model, self._of_type = plain_label(), plain_label()
        self.facts, self.type_note = plain_label(name="muted"), plain_label(name="muted")
        self.warning = plain_label()
        self.agree = QCheckBox()
        self.more = QToolButton()
        self.more.setObjectName("filter")
        self.more.setCheckable(True)
        self.importance = FileField(words.importance, words.no_file, words.importance_files)
        self._of_importance, self._of_layers = plain_label(name="muted"), plain_label(name="muted")
        self.layers, self.name = QLineEdit(), QLineEdit()
        self._layers_title, self._name_title = plain_label(), plain_label()
        self.disk, self.problem = plain_label(name="muted"), plain_label(name="problem")
        self.measures = QCheckBox()
        self.measures.setChecked(True)
        self.text = FileField(words.text_to_read, words.own_text, words.text_files)
        self.make = QPushButton()
        self.make.setObjectName("primary")
        self._of_lora = plain_label(name="muted")
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self._extra = QWidget()
        extra = QVBoxLayout(self._extra)
        extra.setContentsMargins(12, 0, 0, 0)
        hidden: tuple[QWidget, ...] = (
            self.importance, self._of_importance, self._layers_title, self.layers, self._of_layers,
            self._name_title, self.name,
        )  # fmt: skip
        for part in hidden:
            extra.addWidget(part)
        self._extra.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        groups: tuple[tuple[QWidget, ...], ...] = (
            (self._of_model, self.model, self.facts, self.warning, self.agree),
            (self._of_type, self.type, self.type_note),
        )
        for group in groups:
            for part in group:
                column.addWidget(part)
            column.addSpacing(_GAP)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (self._extra, self.measures, self.text, self.disk, self.problem):
            column.addWidget(part)
        column.addWidget(self.make, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(_GAP)
        column.addWidget(self._of_lora)

    def _connect(self) -> None:
        self.model.currentIndexChanged.connect(lambda _at: self.model_chosen.emit())
        self.type.currentIndexChanged.connect(lambda _at: self._on_wished())
        self.agree.toggled.connect(lambda _is_on: self._on_wished())
        self.importance.changed.connect(self._on_wished)
        for field in (self.layers, self.name):
            field.textChanged.connect(lambda _words: self._on_wished())
        self.more.toggled.connect(self._extra.setVisible)
        self.measures.toggled.connect(self.text.setVisible)
        self.make.clicked.connect(self.make_requested)

    # --- what is chosen -------------------------------------------------------------------------

    @property
    def path(self) -> str:
        """The path of the chosen model; empty for none."""
        return str(self.model.currentData() or "")

    @property
    def source(self) -> QuantizeSource | None:
        """What the chosen model is, once that is known."""
        return self._source

    @property
    def preview(self) -> QuantizePreview | None:
        """What it comes to, once that is known."""
        return self._preview

    def wishes(self) -> QuantizeWishes | None:
        """What is to be made; None where the layers are no numbers."""
        try:
            pruned = tuple(int(each) for each in self.layers.text().split(",") if each.strip())
        except ValueError:
            return None
        return QuantizeWishes(
            quantization=self.type.currentText(),
            name=self.name.text().strip(),
            requantizes=self.agree.isChecked(),
            importance=self.importance.path,
            pruned=pruned,
        )

    # --- what is shown --------------------------------------------------------------------------

    def offer(self, models: Sequence[tuple[str, Path]], chosen: str = "") -> None:
        """Let these models be chosen, by name and path; the choice stays where none is told."""
        wanted = chosen or self.path
        before = self.path
        with QSignalBlocker(self.model):
            self.model.clear()
            for name, path in models:
                self.model.addItem(plain_name(name), str(path))
            self.model.setCurrentIndex(max(0, self.model.findData(wanted)) if models else -1)
        self.setEnabled(bool(models))
        if not models:
            self.facts.setText(words.no_models())
        if self.path != before or chosen:
            self.model_chosen.emit()

    def show_source(self, source: QuantizeSource | None) -> None:
        """Say what the chosen model is; None while it is looked at."""
        self._source = source
        self._preview, self._problem = None, ""
        if source is None:
            with QSignalBlocker(self.agree):
                self.agree.setChecked(False)
        self._say()

    def show_reckoning(self) -> None:
        """It is being worked out."""
        self._preview, self._problem = None, ""
        self._say()
        self.disk.setText(words.reckoning())

    def show_preview(self, preview: QuantizePreview) -> None:
        """Say what it comes to, and whether there is room for it."""
        self._preview, self._problem = preview, ""
        self._say()

    def show_problem(self, said: str) -> None:
        """It cannot be made like that, or nothing is to be said of it."""
        self._preview, self._problem = None, said
        self._say()

    def set_busy(self, *, is_busy: bool) -> None:
        """Something is being made or measured."""
        self._is_busy = is_busy
        self._say()

    def set_measurable(self, *, is_measurable: bool) -> None:
        """Whether the model answers: only such a one can be measured."""
        self.measures.setEnabled(is_measurable)
        self.text.setVisible(is_measurable and self.measures.isChecked())
        if not is_measurable:
            self.measures.setChecked(False)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        for label, field, said in (
            (self._of_model, self.model, words.model()),
            (self._of_type, self.type, words.make_it_into()),
            (self._layers_title, self.layers, words.layers_to_leave_out()),
            (self._name_title, self.name, words.new_name()),
        ):
            label.setText(said)
            label.setBuddy(field)
            field.setAccessibleName(said)
        self.agree.setText(words.make_all_the_same())
        self.more.setText(words.more_choices())
        self._of_importance.setText(words.importance_note())
        self.layers.setPlaceholderText(words.layers_hint())
        self.name.setPlaceholderText(words.usual_name())
        self.measures.setText(words.then_measure())
        self.make.setText(words.make_it())
        self._of_lora.setText(words.of_lora())
        for part in (self.importance, self.text):
            part.retranslate()
        self._say()

    def _on_wished(self) -> None:
        """What was worked out is of another wish: nothing can be made until it is done again."""
        self._preview = None
        self._say()
        if self._source is not None:
            self.disk.setText(words.reckoning())
        self.wished.emit()

    def _say(self) -> None:
        source, preview = self._source, self._preview
        if source is not None:
            size = format_bytes(source.bytes)
            self.facts.setText(words.facts(source.quantization, size, source.layers))
            self.warning.setText(words.is_quantized(source.quantization))
            self._of_layers.setText(words.layers_note(max(0, source.layers - 1)))
        elif self.isEnabled():
            self.facts.setText(words.looking_at_model())
        is_quantized = source is not None and source.is_quantized
        self.warning.setVisible(is_quantized)
        self.agree.setVisible(is_quantized)
        self.type_note.setText(words.type_note(self.type.currentText()))
        self._say_disk(preview)
        self.problem.setText(self._problem)
        self.problem.setVisible(bool(self._problem))
        has_room = preview is not None and preview.has_room
        self.make.setEnabled(has_room and not self._is_busy)

    def _say_disk(self, preview: QuantizePreview | None) -> None:
        self.disk.setVisible(not self._problem)
        if preview is None:
            self.disk.setText("")
            return
        size, free = format_bytes(preview.bytes), format_bytes(preview.free_bytes)
        say = words.has_room if preview.has_room else words.has_no_room
        self.disk.setText(say(size, free))
