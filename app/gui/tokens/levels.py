"""How likely a word was, in four steps: each with a ground and an underline of its own.

The grounds are one hue from light to strong, which those who do not see colours tell apart by their
lightness; the underlines say the same without any colour.
"""

import html
from typing import Final

from PySide6.QtGui import QColor, QTextCharFormat

from app.gui.chat.look import Look
from app.gui.text import tokens as words

FLOORS: Final = (0.8, 0.5, 0.2)
"""The lowest probability of each step but the last."""
GROUNDS: Final = {
    False: ("", "#fdf0cf", "#f9cf7a", "#f0a04b"),
    True: ("", "#3a3522", "#5a4718", "#7c4a10"),
}
_LINES: Final = (
    QTextCharFormat.UnderlineStyle.NoUnderline,
    QTextCharFormat.UnderlineStyle.DotLine,
    QTextCharFormat.UnderlineStyle.DashUnderline,
    QTextCharFormat.UnderlineStyle.SingleUnderline,
)
_CSS_LINES: Final = ("", "dotted", "dashed", "solid")


def level_of(probability: float) -> int:
    """The step of a probability, 0 for the likeliest."""
    return next((step for step, low in enumerate(FLOORS) if probability >= low), len(FLOORS))


def format_of(level: int, look: Look) -> QTextCharFormat:
    """How a word of that step looks."""
    made = QTextCharFormat()
    made.setForeground(QColor(look.text))
    if ground := GROUNDS[look.is_dark][level]:
        made.setBackground(QColor(ground))
        made.setUnderlineStyle(_LINES[level])
        made.setUnderlineColor(QColor(look.text))
    return made


def legend(look: Look) -> str:
    """The steps with their names, as rich text; all of its words are ours."""
    parts = []
    for level, name in enumerate(words.levels()):
        style = f"color: {look.text};"
        if ground := GROUNDS[look.is_dark][level]:
            style += f" background-color: {ground}; text-decoration: underline;"
            style += f" text-underline-style: {_CSS_LINES[level]};"
        said = html.escape(name).replace(" ", "&nbsp;")
        parts.append(f'<span style="{style}">&nbsp;{said}&nbsp;</span>')
    return " ".join(parts)
