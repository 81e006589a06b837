"""Buttons that stand for a place in a document: a source of an answer, or a passage found."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyleOption,
    QVBoxLayout,
    QWidget,
)

from app.domain.retrieval import Citation, LeftOut, Passage
from app.gui.sources.wording import named, place_of, place_of_passage, where
from app.gui.text import citations as words
from app.gui.text import safety

_CHARACTERS = 220


class PlaceButton(QAbstractButton):
    """Lines of plain text that wrap."""

    def __init__(self, head: str, body: str, foot: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("placeButton")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 8, 10, 8)
        self._column.setSpacing(3)
        for line, name in ((head, "muted"), (body, "placeText"), (foot, "muted")):
            if line:
                self._column.addWidget(_label(line, name))

    def sizeHint(self) -> QSize:
        """As large as its lines."""
        return self._column.totalSizeHint()

    def heightForWidth(self, width: int) -> int:
        """The lines wrap."""
        return self._column.totalHeightForWidth(width)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground that the style gives it."""
        option = QStyleOption()
        option.initFrom(self)
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)


def citation_button(citation: Citation, status: str) -> PlaceButton:
    """A source: its number, where it stands, what was checked, and its words."""
    parts = [str(citation.number), place_of(citation), status]
    button = PlaceButton(" · ".join(each for each in parts if each), _short(citation.text))
    button.setAccessibleName(named(citation, status))
    button.setAccessibleDescription(citation.text)
    button.setToolTip(words.source_status_explained(citation.status))
    return button


def passage_button(rank: int, passage: Passage) -> PlaceButton:
    """A passage that was found, and how it came to its place."""
    name = where(passage.document.name, place_of_passage(passage))
    foot = ranks_of(passage)
    button = PlaceButton(f"{rank} · {name}", _short(passage.text), foot)
    button.setAccessibleName(words.open_source(name))
    button.setAccessibleDescription(f"{passage.text[:_CHARACTERS]} {foot}")
    return button


def left_out_button(left_out: LeftOut) -> PlaceButton:
    """Words that no model was given, where they stand, and why."""
    why = safety.left_out_why(left_out.why)
    button = PlaceButton(left_out.name, _short(left_out.text), why)
    button.setAccessibleName(words.open_source(left_out.name))
    button.setAccessibleDescription(f"{left_out.text[:_CHARACTERS]} {why}")
    return button


def ranks_of(passage: Passage) -> str:
    """The ranks and scores of a passage."""
    ranks = passage.ranks
    parts = []
    if ranks.dense is not None:
        parts.append(words.rank_by_meaning(ranks.dense, _number(ranks.cosine, 2)))
    if ranks.lexical is not None:
        parts.append(words.rank_by_words(ranks.lexical, _number(ranks.bm25, 1)))
    if ranks.fused:
        parts.append(words.together(_number(ranks.fused, 4)))
    if ranks.reranked is not None:
        parts.append(words.reranked(_number(ranks.reranked, 2)))
    parts.append(words.why_kept(ranks.kept))
    return " · ".join(each for each in parts if each)


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _CHARACTERS else f"{line[:_CHARACTERS].rstrip()}…"


def _label(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return label
