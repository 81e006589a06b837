"""What the list of models is narrowed by."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.model_cards import Purpose, Use
from app.domain.openness import OpennessClass
from app.gui.model_page import wording
from app.gui.text import model_page as words
from app.gui.translations import LANGUAGES
from app.gui.wheel import keep_steady
from app.services.model_choice import FOR_TRADE, languages_of, licence_of
from app.services.model_library import ListedModel

_SEVERAL = "mul"
_MOST_LANGUAGES = 40
_USES = {"any": frozenset({Use.ANY}), "trade": FOR_TRADE}
"""Stand among the licences, under names that no licence has."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the listed models are to be."""

    words: str = ""
    task: str | None = None
    language: str | None = None
    licence: str | None = None
    uses: frozenset[Use] | None = None
    openness: OpennessClass | None = None
    must_fit: bool = False


class FilterBar(QWidget):
    """A search and five filters; `changed` follows each of them."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._languages: tuple[str, ...] = ()
        self._licences: tuple[str, ...] = ()
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.task, self.language = QComboBox(), QComboBox()
        self.licence, self.openness = QComboBox(), QComboBox()
        keep_steady(self.task, self.language, self.licence, self.openness)
        self.fits = QToolButton()
        self.fits.setObjectName("filter")
        self.fits.setCheckable(True)
        self.reset = QPushButton()
        self.reset.setObjectName("link")
        self._boxes = (self.task, self.language, self.licence, self.openness)
        first = QHBoxLayout()
        first.setSpacing(6)
        first.addWidget(self.search, 1)
        first.addWidget(self.fits)
        first.addWidget(self.reset)
        second = QHBoxLayout()
        second.setSpacing(6)
        for box in self._boxes:
            box.setMinimumWidth(60)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            second.addWidget(box, 1)
            box.activated.connect(lambda _index: self._on_changed())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(first)
        column.addLayout(second)
        self.search.textChanged.connect(lambda _words: self._on_changed())
        self.fits.toggled.connect(lambda _checked: self._on_changed())
        self.reset.clicked.connect(self.clear)
        self.retranslate()

    @property
    def wish(self) -> Wish:
        """What is asked for."""
        openness, licence = self.openness.currentData(), self.licence.currentData()
        return Wish(
            words=self.search.text(),
            task=self.task.currentData(),
            language=self.language.currentData(),
            licence=None if licence in _USES else licence,
            uses=_USES.get(licence),
            openness=OpennessClass(openness) if openness else None,
            must_fit=self.fits.isChecked(),
        )

    def offer(self, models: Sequence[ListedModel]) -> None:
        """The languages and licences that these models have; the most frequent first."""
        tags = (tag for model in models for tag in languages_of(model) if tag != _SEVERAL)
        common = [tag for tag in _by_frequency(tags) if tag not in LANGUAGES]
        self._languages = (*LANGUAGES, *common[:_MOST_LANGUAGES])
        self._licences = tuple(_by_frequency(filter(None, map(licence_of, models))))
        self._fill()

    def clear(self) -> None:
        """Ask for nothing."""
        with QSignalBlocker(self.search), QSignalBlocker(self.fits):
            self.search.clear()
            self.fits.setChecked(False)
            for box in self._boxes:
                box.setCurrentIndex(0)
        self._on_changed()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.search.setPlaceholderText(words.search_models())
        self.search.setAccessibleName(words.search_models())
        self.fits.setText(words.fits_here())
        self.reset.setText(words.reset_filters())
        self._fill()
        self.reset.setVisible(self.wish != Wish())

    def _fill(self) -> None:
        _offer(self.task, words.for_task, ((str(each), words.task(each)) for each in Purpose))
        _offer(
            self.language,
            words.every_language,
            ((tag, wording.language_name(tag)) for tag in self._languages),
        )
        _offer(
            self.licence,
            words.every_licence,
            [
                *((kind, words.use(kind)) for kind in _USES),
                *((name, wording.licence_name(name)) for name in self._licences),
            ],
        )
        classes = ((each.value, words.openness(each.value)) for each in OpennessClass)
        _offer(self.openness, words.every_openness, classes)

    def _on_changed(self) -> None:
        self.reset.setVisible(self.wish != Wish())
        self.changed.emit()


def _offer(box: QComboBox, anything: Callable[[], str], choices: Iterable[tuple[str, str]]) -> None:
    """Fill a box; what was chosen stays chosen."""
    chosen = box.currentData()
    box.clear()
    box.addItem(anything(), None)
    box.setAccessibleName(anything())
    for value, label in choices:
        box.addItem(label, value)
    box.setCurrentIndex(max(0, box.findData(chosen)) if chosen else 0)


def _by_frequency(values: Iterable[str]) -> list[str]:
    counts: dict[str, int] = {}
    for each in values:
        counts[each] = counts.get(each, 0) + 1
    return sorted(counts, key=lambda each: (-counts[each], each))
