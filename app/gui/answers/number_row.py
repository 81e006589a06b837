"""One number of the sampling: its name in plain words, a slider or a field, and a way back."""

from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.answer_values import is_whole
from app.domain.generation import RANGES
from app.gui.chat.look import Look
from app.gui.icons import Icons
from app.gui.text import answers as words
from app.gui.vault.dialog import plain_label
from app.gui.wheel import keep_steady

_SLIDERS: Final = {
    "temperature": (0.0, 1.5, 0.05),
    "top_p": (0.5, 1.0, 0.01),
    "repeat_penalty": (1.0, 1.5, 0.01),
}
"""The sane part of the range, and the step: whoever wants more takes the command line."""
PLAIN: Final = tuple(_SLIDERS)
"""What everybody understands; the rest is folded away."""
FURTHER: Final = tuple(name for name in RANGES if name not in _SLIDERS)
_STEP: Final = 0.05
_FIELD_WIDTH: Final = 96
_FINE_STEP: Final = 0.01


class NumberRow(QWidget):
    """Shows a number and asks for another one, or for the way back."""

    changed = Signal(str, float)
    reset_requested = Signal(str)

    def __init__(self, name: str, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._icons = icons
        self.label, self.value = QLabel(), QLabel()
        self.note = plain_label(name="muted")
        self.reset = QToolButton()
        self.reset.setObjectName("resetValue")
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # nothing moves when a value is changed
        self.reset.setSizePolicy(policy)
        self.reset.clicked.connect(lambda: self.reset_requested.emit(name))
        self.slider, self.field = _slider(name), _field(name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.label, 1)
        if self.slider is not None:
            head.addWidget(self.value)
            self.slider.valueChanged.connect(self._on_slid)
        elif self.field is not None:
            head.addWidget(self.field)
            self.field.valueChanged.connect(lambda value: self.changed.emit(name, value))
        head.addWidget(self.reset)
        layout.addLayout(head)
        if self.slider is not None:
            layout.addWidget(self.slider)
        layout.addWidget(self.note)
        self.label.setBuddy(self.control)
        keep_steady(self.control)

    @property
    def control(self) -> QWidget:
        """What the keyboard changes the number with."""
        found = self.slider or self.field
        if found is None:
            raise RuntimeError("a number without a control")
        return found

    def show_value(self, value: float, *, is_own: bool) -> None:
        """The number that holds, and whether it was chosen here."""
        self.value.setText(f"{value:g}")
        self.reset.setVisible(is_own)
        with QSignalBlocker(self.control):
            if self.slider is not None:
                low, _high, step = _SLIDERS[self.name]
                self.slider.setValue(round((value - low) / step))
            elif self.field is not None:
                self.field.setValue(value)

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self._icons.put(self.reset, "reset", look.muted, 14)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        name, note = words.number_name(self.name), words.number_note(self.name)
        self.label.setText(name)
        self.note.setText(note)
        for part in (self.label, self.control):
            part.setToolTip(words.technical(note, self.name))
        self.control.setAccessibleName(name)
        self.control.setAccessibleDescription(note)
        self.reset.setToolTip(words.reset(name))
        self.reset.setAccessibleName(words.reset(name))

    def _on_slid(self, place: int) -> None:
        low, _high, step = _SLIDERS[self.name]
        value = round(low + place * step, 4)
        self.value.setText(f"{value:g}")
        self.changed.emit(self.name, value)


def _slider(name: str) -> QSlider | None:
    if name not in _SLIDERS:
        return None
    low, high, step = _SLIDERS[name]
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(0, round((high - low) / step))
    return slider


def _field(name: str) -> QDoubleSpinBox | None:
    if name in _SLIDERS:
        return None
    low, high = RANGES[name]
    field = QDoubleSpinBox()
    field.setDecimals(0 if is_whole(name) else 3 if high <= 1 else 2)
    field.setRange(low, high)
    field.setSingleStep(1 if is_whole(name) else _FINE_STEP if high <= 1 else _STEP)
    field.setKeyboardTracking(False)
    field.setAlignment(Qt.AlignmentFlag.AlignRight)
    field.setFixedWidth(_FIELD_WIDTH)
    return field
