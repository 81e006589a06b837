"""What helps while a search is typed: suggestions for a value, and why an operator is none."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QListView, QWidget

from app.domain.conversations import now
from app.domain.search_operators import Fault, Problem, Unfinished
from app.gui.text import searching as text

MOST: Final = 6


class Suggestions(QListView):
    """Values for the operator that is being typed. The keyboard stays in the field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("suggestions")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._values = QStringListModel(self)
        self.setModel(self._values)
        self.hide()

    def offer(self, values: Sequence[str]) -> None:
        """Show these, the first one marked; none hides the list."""
        if list(values) != self._values.stringList():
            self._values.setStringList(list(values))
            self.setCurrentIndex(self._values.index(0))
        self.setVisible(bool(values))
        if values:
            self.setFixedHeight(self.sizeHintForRow(0) * len(values) + 2)

    def marked(self) -> str:
        """The one that a key would take."""
        return str(self.currentIndex().data() or "")

    def step(self, step: int) -> None:
        """Mark another one."""
        rows = self._values.rowCount()
        row = max(0, min(rows - 1, self.currentIndex().row() + step))
        self.setCurrentIndex(self._values.index(row))

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.setAccessibleName(text.suggestions())
        self.setAccessibleDescription(text.suggestions_keys())


def values_for(
    asked: Unfinished, folders: Sequence[str], tags: Sequence[str], models: Sequence[str]
) -> list[str]:
    """What the value may become; nothing when it is there already."""
    known = {
        "in": folders,
        "tag": tags,
        "model": models,
        "is": (text.state_pinned(), text.state_archived()),
        "before": _days(),
        "after": _days(),
    }.get(asked.name, ())
    typed = asked.value.casefold().strip()
    if typed in (each.casefold() for each in known):
        return []
    found = [each for each in dict.fromkeys(known) if typed in each.casefold()]
    found.sort(key=lambda each: not each.casefold().startswith(typed))
    return found[:MOST]


def _days() -> list[str]:
    """Today, the beginning of the week, of this month and the one before, and of the year."""
    today = now().astimezone().date()
    month = today.replace(day=1)
    return [
        today.isoformat(),
        (today - timedelta(days=today.weekday())).isoformat(),
        month.isoformat()[:7],
        (month - timedelta(days=1)).isoformat()[:7],
        str(today.year),
    ]


def explained(problem: Problem) -> str:
    """Why it is no operator, in a sentence."""
    match problem.fault:
        case Fault.UNKNOWN:
            return text.unknown_operator(problem.written)
        case Fault.NO_DATE:
            return text.no_date(problem.written)
        case Fault.NO_STATE:
            return text.no_state(problem.written)
        case Fault.NO_ROLE:
            return text.no_role(problem.written)
        case Fault.EMPTY_SPAN:
            return text.empty_span()
