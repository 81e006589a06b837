"""The page of models: downloads above, then what can be had, or what is on this computer."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.chat.look import Look
from app.gui.chat.message_edit import local_files
from app.gui.feedback.banner import Banner
from app.gui.icons import Icons
from app.gui.model_page.discover_view import DiscoverView
from app.gui.model_page.downloads_box import DownloadsBox
from app.gui.model_page.held_view import HeldView
from app.gui.model_page.parts import progress_bar
from app.gui.page_views import PageViews
from app.gui.text import back_to_conversation
from app.gui.text import model_page as words
from app.gui.vault.dialog import plain_label

_SIDE: Final = 24
_WIDEST: Final = 1120


class ModelsPage(QWidget):
    """Shows and asks; what follows is decided by its controller."""

    left = Signal()
    files_dropped = Signal(object)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("modelsPage")
        self._icons = icons
        self.title = QLabel()
        self.title.setObjectName("pageTitle")
        self.back = QToolButton()
        self.banner = Banner()
        self.told, self.bar = plain_label(name="muted"), progress_bar()
        self.told.hide()
        self.bar.hide()
        self.discover, self.held = DiscoverView(), HeldView(icons)
        self.downloads = DownloadsBox()
        self._views = PageViews(self, (self.discover, self.held))
        self.to_get, self.here = self._views.buttons
        self.back.clicked.connect(self.left)
        self._lay_out()
        self.setAcceptDrops(True)
        self.retranslate()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.title)
        top.addSpacing(12)
        top.addLayout(self._views.row, 1)
        top.addWidget(self.back)
        self._inner = QWidget()
        layout = QVBoxLayout(self._inner)
        layout.setContentsMargins(0, 0, 0, 16)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self.banner)
        layout.addWidget(self.told)
        layout.addWidget(self.bar)
        layout.addWidget(self.downloads)
        layout.addWidget(self._views.stack, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addStretch(1)
        whole.addWidget(self._inner)
        whole.addStretch(1)

    def show_held(self, *, is_held: bool) -> None:
        """Show what is on this computer, or what can be had."""
        self._views.show(self.held if is_held else self.discover)

    def mark(self, chosen: Path | None) -> None:
        """Say which model answers, by its path, wherever that one is shown."""
        self.held.mark(chosen)
        self.discover.card.mark(chosen)

    def say(self, line: str, percent: int | None = None) -> None:
        """Say what goes on, with how far it is; or what came of it; or nothing any more."""
        self.told.setText(line)
        self.told.setVisible(bool(line))
        self.bar.setVisible(percent is not None)
        self.bar.setValue(percent or 0)

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self._icons.put(self.back, "close", look.muted, 16)
        self.held.set_look(look)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.title.setText(words.models())
        self.back.setToolTip(back_to_conversation())
        self.back.setAccessibleName(back_to_conversation())
        self.to_get.setText(words.get_models())
        self.here.setText(words.on_this_computer())
        for part in (self.discover, self.held, self.downloads, self.banner):
            part.retranslate()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Model files may be dropped anywhere."""
        if local_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Files are never moved by being dropped here, whatever keys are held."""
        if files := local_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.files_dropped.emit(files)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Not endlessly wide."""
        super().resizeEvent(event)
        self._inner.setFixedWidth(max(200, min(_WIDEST, self.width() - 2 * _SIDE)))
