"""What a search found, as a Qt list model."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.domain.conversations import SearchHit

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
HIT: Final = int(Qt.ItemDataRole.UserRole)


def shown_excerpt(hit: SearchHit) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The excerpt behind the name of the attachment in which it stands, and the places to mark."""
    if not hit.attachment or hit.attachment == hit.excerpt:
        return hit.excerpt, hit.marks
    before = f"{hit.attachment}: "
    marks = tuple((start + len(before), end + len(before)) for start, end in hit.marks)
    return before + hit.excerpt, marks


class SearchModel(QAbstractListModel):
    """Rows are hits, in the order in which they were given."""

    def __init__(self) -> None:
        super().__init__()
        self._hits: list[SearchHit] = []

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The hit for the painter, and its words for assistive technology."""
        if not index.isValid() or index.row() >= len(self._hits):
            return None
        hit = self._hits[index.row()]
        if role == HIT:
            return hit
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            words, _ = shown_excerpt(hit)
            return f"{hit.conversation.title}: {words}" if hit.message else words
        return None

    def hit_at(self, row: int) -> SearchHit | None:
        """The hit of a row."""
        return self._hits[row] if 0 <= row < len(self._hits) else None

    def row_like(self, hit: SearchHit) -> int:
        """The row of the same message or title, which may have changed since; else the first."""
        places = [(each.conversation.id, each.message) for each in self._hits]
        place = hit.conversation.id, hit.message
        return places.index(place) if place in places else 0

    def show_hits(self, hits: Sequence[SearchHit]) -> None:
        """Show these."""
        self.beginResetModel()
        self._hits = list(hits)
        self.endResetModel()
