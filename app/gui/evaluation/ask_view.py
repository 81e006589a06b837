"""Which models are asked which sets; what came of it stands below."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.evaluation import FEW, EvaluationSet, margin_points
from app.domain.models import InstalledModel
from app.gui.check_column import CheckColumn
from app.gui.evaluation import wording
from app.gui.evaluation.results_view import ResultsView
from app.gui.model_page.parts import plain_label
from app.gui.text import evaluation as words
from app.gui.text import workshop
from app.gui.workshop.wording import column_name

_GROUP_GAP: Final = 16
_LINE_GAP: Final = 4


class AskView(QWidget):
    """Hands out what is chosen, and says how small it is."""

    start_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._sets: dict[str, EvaluationSet] = {}
        self._is_busy = False
        self.intro, self.memory = plain_label(name="muted"), plain_label(name="muted")
        self.models, self.included, self.own = CheckColumn(), CheckColumn(), CheckColumn()
        self.no_models, self.no_own = plain_label(name="muted"), plain_label(name="muted")
        self.no_own.setWordWrap(False)
        self.told, self.small = plain_label(), plain_label(name="muted")
        self.start = QPushButton()
        self.start.setObjectName("primary")
        self.start.clicked.connect(self.start_requested)
        self.results = ResultsView()
        self._lay_out()
        for each in (self.models, self.included, self.own):
            each.changed.connect(self._say)
        self.retranslate()

    def _lay_out(self) -> None:
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.setSpacing(24)
        sides: tuple[tuple[tuple[QWidget, ...], ...], ...] = (
            ((self.models, self.no_models),),
            ((self.included,), (self.own, self.no_own)),
        )
        for groups in sides:
            side = QVBoxLayout()
            side.setSpacing(_GROUP_GAP)
            for parts in groups:
                group = QVBoxLayout()
                group.setSpacing(_LINE_GAP)
                for part in parts:
                    group.addWidget(part)
                side.addLayout(group)
            side.addStretch(1)
            self._beside.addLayout(side, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(10)
        column.addWidget(self.intro)
        column.addLayout(self._beside)
        for label in (self.told, self.small, self.memory):
            column.addWidget(label)
        column.addWidget(self.start, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.results)
        column.addStretch(1)

    @property
    def sets(self) -> list[EvaluationSet]:
        """The chosen sets."""
        return [self._sets[each] for each in (*self.included.chosen, *self.own.chosen)]

    def fit(self, *, is_narrow: bool) -> None:
        """In a narrow window the sets stand below the models."""
        direction = QBoxLayout.Direction
        self._beside.setDirection(direction.TopToBottom if is_narrow else direction.LeftToRight)

    def offer_models(self, models: Sequence[InstalledModel], chosen: str = "") -> None:
        """Let these be asked; `chosen` is the path of the one that is wanted."""
        self.models.offer([(str(each.path), column_name(each.name)) for each in models])
        if chosen:
            self.models.choose([*self.models.chosen, chosen])
        self.no_models.setVisible(not models)
        self._say()

    def offer_sets(self, included: Sequence[EvaluationSet], own: Sequence[EvaluationSet]) -> None:
        """Let these be asked: those that came with Snug, and the user's own."""
        self._sets = {each.id: each for each in (*included, *own)}
        for column, sets in ((self.included, included), (self.own, own)):
            column.offer([(each.id, wording.set_line(each)) for each in sets])
        self.no_own.setVisible(not own)
        self._say()

    def set_busy(self, *, is_busy: bool) -> None:
        """Something is being asked or measured."""
        self._is_busy = is_busy
        self.results.set_busy(is_busy=is_busy)
        self._say()

    def set_lasting(self, *, is_lasting: bool) -> None:
        """Whether what comes of it is kept when Snug ends."""
        self.memory.setVisible(not is_lasting)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.intro.setText(words.intro())
        self.memory.setText(words.in_memory())
        self.models.set_title(words.models())
        self.included.set_title(words.comes_with_snug())
        self.own.set_title(words.your_own())
        self.no_models.setText(workshop.no_models())
        self.no_own.setText(words.no_own_sets())
        self.start.setText(words.start())
        for column in (self.included, self.own):
            lines = [(each, wording.set_line(self._sets[each])) for each in column.boxes]
            column.offer(lines)
        self.results.retranslate()
        self._say()

    def _say(self) -> None:
        models, sets = self.models.chosen, self.sets
        can_start = bool(models and sets)
        total = sum(len(each.questions) for each in sets)
        self.told.setText(words.how_many(total, len(models)) if can_start else words.choose_both())
        least = min((len(each.questions) for each in sets), default=0)
        self.small.setVisible(can_start and least < FEW)
        self.small.setText(words.how_small(least, margin_points(least)))
        self.start.setEnabled(can_start and not self._is_busy)
