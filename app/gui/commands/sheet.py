"""The sheet of all shortcuts, by heading: from the same list as the shortcuts themselves."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.gui import text
from app.gui.commands.bindings import fixed, shown
from app.gui.commands.command import Group
from app.gui.commands.commands import Commands
from app.gui.fonts import spread_on_screen
from app.gui.text import commands as words

_SIZE: Final = QSize(720, 620)
_COLUMNS: Final = 2
Row = tuple[str, str]


def sections(commands: Commands, *, needs_control: bool = False) -> list[tuple[str, list[Row]]]:
    """Headings with what stands below them: words and keys. What has no keys is left out."""
    headings = words.groups()
    found: list[tuple[str, list[Row]]] = []
    for group in Group:
        rows = [
            (each.words().rstrip("…"), keys)
            for each in commands
            if each.group is group and (keys := commands.keys_of(each.id))
        ]
        if rows:
            found.append((headings[group], rows))
    acts, held = words.fixed(), fixed(needs_control=needs_control).items()
    found.append((words.fixed_group(), [(acts[act], shown(keys)) for keys, act in held]))
    return found


class ShortcutSheet(QDialog):
    """Two columns; as wide as a printed page, and it scrolls where the screen is small."""

    def __init__(
        self, commands: Commands, parent: QWidget | None = None, *, needs_control: bool = False
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(words.sheet())
        self.resize(spread_on_screen(_SIZE.width(), self), _SIZE.height())
        page = QWidget()
        columns = QHBoxLayout(page)
        columns.setContentsMargins(24, 20, 24, 12)
        columns.setSpacing(36)
        for part in _halves(sections(commands, needs_control=needs_control)):
            column = QVBoxLayout()
            column.setSpacing(18)
            for heading, rows in part:
                column.addWidget(_section(heading, rows))
            column.addStretch(1)
            columns.addLayout(column, 1)
        self.area = QScrollArea()
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setWidget(page)
        self.area.setAccessibleName(words.sheet())
        close = QPushButton(text.close())
        close.setObjectName("primary")
        close.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(24, 0, 24, 16)
        buttons.addStretch(1)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.area, 1)
        layout.addLayout(buttons)


def _halves(
    parts: Sequence[tuple[str, list[Row]]],
) -> list[list[tuple[str, list[Row]]]]:
    """The sections in two columns of about the same height."""
    heights = [len(rows) + _COLUMNS for _, rows in parts]
    halves: list[list[tuple[str, list[Row]]]] = [[], []]
    height = 0
    for part, own in zip(parts, heights, strict=True):
        halves[height * _COLUMNS >= sum(heights)].append(part)
        height += own
    return halves


def _section(heading: str, rows: Sequence[Row]) -> QWidget:
    section = QWidget()
    grid = QGridLayout(section)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(0, 1)
    grid.addWidget(_label(heading, "cardTitle"), 0, 0, 1, 2)
    for index, (act, keys) in enumerate(rows, start=1):
        name = _label(act)
        name.setWordWrap(True)
        name.setAccessibleName(f"{act}: {keys}")
        grid.addWidget(name, index, 0)
        grid.addWidget(_label(keys, "keys"), index, 1, Qt.AlignmentFlag.AlignRight)
    return section


def _label(said: str, name: str = "") -> QLabel:
    label = QLabel(said)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
