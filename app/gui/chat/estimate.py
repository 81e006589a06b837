"""A guess at how tall a message will be, from its length and lines alone."""

from PySide6.QtGui import QFontMetricsF

from app.domain.generation import Role
from app.gui.chat import document_style
from app.gui.chat.look import Look
from app.gui.chat.rows import Row

_WIDE = 1.75
"""How much wider than Latin letters Hangul and Hanja are."""


class Estimator:
    """Guesses for one width and look; 10,000 rows take some 10 ms."""

    def __init__(self, look: Look, width: int) -> None:
        metrics = QFontMetricsF(document_style.text_font(look))
        small = QFontMetricsF(document_style.small_font(look))
        self._line = metrics.height() * document_style.LINE_HEIGHT / 100
        self._per_line = max(8.0, width / max(1.0, metrics.averageCharWidth()))
        self._rest = int(small.height() + 2.5 * look.spacing)
        self._bubble = 2 * look.spacing
        self._chips = int(small.height() + 2 * look.spacing)

    def height(self, row: Row) -> int:
        """The guess for one row, in pixels."""
        text = row.text
        rest = self._rest + (self._thoughts(row) if row.thoughts else 0)
        rest += self._chips if row.attachments else 0
        rest += self._chips if row.divider else 0
        if not text:
            return rest
        per_line = self._per_line if text.isascii() else self._per_line / _WIDE
        lines = text.count("\n") + 1 + len(text) / per_line
        bubble = self._bubble if row.role is Role.USER else 0
        return int(lines * self._line) + bubble + rest

    def _thoughts(self, row: Row) -> int:
        """The line of the thoughts, and their text where it is open."""
        shown = row.thoughts if row.shows_thoughts else ""
        per_line = self._per_line if shown.isascii() else self._per_line / _WIDE
        lines = shown.count("\n") + len(shown) / per_line + 1
        return int(lines * self._line) + self._rest // 3
