"""Which keys open the quick window from anywhere, and whether Snug stays in the tray."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QKeySequenceEdit,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui import text
from app.gui.commands.bindings import portable, shown
from app.gui.fonts import spread_on_screen
from app.gui.quick.global_keys import COMMAND, are_possible, can_be
from app.gui.text import quick as words

_WIDTH = 480


class QuickSettings(QDialog):
    """`take` tries keys and remembers them; False when another program has them."""

    def __init__(
        self,
        keys: str,
        take: Callable[[str], bool],
        *,
        stays: bool,
        has_tray: bool,
        on_stays: Callable[[bool], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(words.settings_title())
        self.setFixedWidth(spread_on_screen(_WIDTH, self))
        self._take = take
        self.keys = QKeySequenceEdit(QKeySequence(keys))
        self.keys.setMaximumSequenceLength(1)
        self.keys.setClearButtonEnabled(True)
        self.keys.setAccessibleName(words.keys_everywhere())
        label = _plain(words.keys_everywhere())
        label.setBuddy(self.keys)
        self.note = _plain(words.works_here() if are_possible() else words.not_here(COMMAND))
        self.note.setObjectName("muted")
        self.note.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.note.setMinimumHeight(2 * self.note.fontMetrics().lineSpacing())
        self.stays = QCheckBox(words.keep_running())
        self.stays.setChecked(stays and has_tray)
        self.stays.setEnabled(has_tray)
        close = QPushButton(text.close())
        close.setObjectName("primary")
        close.setAutoDefault(False)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.keys, 1)
        ending = QHBoxLayout()
        ending.addStretch(1)
        ending.addWidget(close)
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(_plain(words.settings_text()))
        layout.addLayout(row)
        layout.addWidget(self.note)
        layout.addWidget(self.stays)
        if not has_tray:
            none = _plain(words.no_tray())
            none.setObjectName("muted")
            layout.addWidget(none)
        layout.addLayout(ending)
        for part in (label, self.keys):
            part.setVisible(are_possible())
        self.keys.keySequenceChanged.connect(self._on_keys)
        self.stays.toggled.connect(on_stays)
        close.clicked.connect(self.accept)

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as the words are in this width: Qt guesses more, and spreads them out."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._column.activate()
        self.resize(self.width(), self._column.totalHeightForWidth(self.width()))

    def _on_keys(self, pressed: QKeySequence) -> None:
        keys = portable(pressed.toString())
        if not can_be(keys):
            self.note.setText(words.keys_unfit(shown(keys)))
        elif not self._take(keys):
            self.note.setText(words.keys_taken_elsewhere(shown(keys)))
        else:
            self.note.setText(words.works_here())
        self._fit()


def _plain(said: str) -> QLabel:
    label = QLabel(said)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
