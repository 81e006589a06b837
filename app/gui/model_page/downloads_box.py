"""Downloads on the page: each a row with what it is at, and what can be done about it."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.downloads import Download, DownloadPhase
from app.domain.errors import GatedModel, OfflineNow
from app.gui import text
from app.gui.model_page import wording
from app.gui.model_page.parts import button, card_frame, clear, plain_label, progress_bar
from app.gui.page_frame import scrolling
from app.gui.text import model_page as words

_LEAST: Final = 150
_SHARE: Final = 3
"""What part of the window's height downloads may take."""


class DownloadRow(QWidget):
    """One download. Its buttons are made anew only when its phase changes."""

    def __init__(self, download: Download, box: "DownloadsBox") -> None:
        super().__init__()
        self._box = box
        self.shown = download
        self.name, self.line, self.trouble = (
            plain_label(name="cardTitle"),
            plain_label(name="muted"),
            plain_label(),
        )
        self.bar = progress_bar()
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(6)
        frame = card_frame()
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(14, 10, 14, 10)
        inner.setSpacing(6)
        top = QHBoxLayout()
        told = QVBoxLayout()
        told.setSpacing(2)
        told.addWidget(self.name)
        told.addWidget(self.line)
        top.addLayout(told, 1)
        top.addLayout(self.buttons)
        inner.addLayout(top)
        inner.addWidget(self.trouble)
        inner.addWidget(self.bar)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)
        self.refresh()

    def show_download(self, download: Download) -> bool:
        """Show how it is by now; whether it may need another height for it."""
        is_other = download.phase is not self.shown.phase
        self.shown = download
        if is_other:
            self.refresh()
        else:
            self._say()
        return is_other

    def refresh(self) -> None:
        """Say everything again, with what can be done now."""
        self._say()
        clear(self.buttons)
        shown = self.shown
        for label, run in self._acts():
            name = words.act_on(label, wording.plain_name(shown.name))
            self.buttons.addWidget(button(label, run, name=name))

    def _say(self) -> None:
        shown, error = self.shown, self.shown.error
        name = wording.plain_name(shown.name)
        file = wording.plain_name(shown.file)
        self.name.setText(f"{name} · {file}" if file and file not in name else name)
        self.line.setText(wording.download_line(shown))
        told = f"{text.error_sentence(error)} {text.error_hint(error)}" if error else ""
        if shown.phase is DownloadPhase.FAILED and error is None:
            told = words.defect()
        self.trouble.setText(told)
        self.trouble.setVisible(bool(told))
        self.bar.setVisible(shown.phase not in (DownloadPhase.DONE, DownloadPhase.FAILED))
        self.bar.setValue(wording.percent(shown.done, shown.total))
        self.bar.setAccessibleName(wording.download_line(shown))

    def _acts(self) -> list[tuple[str, partial[None]]]:
        shown, box = self.shown, self._box
        resume, cancel = partial(box.resume.emit, shown), partial(box.cancel.emit, shown)
        forget = partial(box.forget.emit, shown.id)
        match shown.phase:
            case DownloadPhase.DONE:
                use = partial(box.use.emit, str(shown.path))
                return [(words.use_now(), use), (words.take_off(), forget)]
            case DownloadPhase.PAUSED:
                return [(words.resume(), resume), (words.cancel(), cancel)]
            case DownloadPhase.FAILED:
                acts = [(words.try_again(), resume), (words.cancel(), cancel)]
                if isinstance(shown.error, OfflineNow):
                    acts[0] = (words.download_once(), resume)
                elif isinstance(shown.error, GatedModel):
                    address = str(shown.error.values["address"])
                    acts.insert(0, (words.open_its_page(), partial(box.page.emit, address)))
                return acts
        pause = [(words.pause(), partial(box.pause.emit, shown.id))] if shown.can_pause else []
        return [*pause, (words.cancel(), cancel)]


class DownloadsBox(QWidget):
    """All downloads; hidden where there are none."""

    pause = Signal(str)
    resume = Signal(object)
    """A Download that is to go on."""
    cancel = Signal(object)
    forget = Signal(str)
    use = Signal(str)
    """The path of a model that has arrived."""
    page = Signal(str)
    """An address that is to be shown."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, DownloadRow] = {}
        self._title = plain_label(name="cardTitle")
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 4)
        self._column.setSpacing(6)
        self._column.addWidget(self._title)
        self._area = scrolling(self._inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._area)
        self.hide()
        self.retranslate()

    def show_downloads(self, downloads: Sequence[Download]) -> None:
        """Show these, and no others."""
        for gone in self.rows.keys() - {each.id for each in downloads}:
            self.remove(gone)
        for each in downloads:
            self.put(each)

    def put(self, download: Download) -> None:
        """Show a download as it is by now."""
        row = self.rows.get(download.id)
        if row is None:
            row = self.rows[download.id] = DownloadRow(download, self)
            self._column.addWidget(row)
            row.show()  # at once: what is to be shown later counts for no height yet
            self.show()
        elif not row.show_download(download):
            return
        self._fit()

    def remove(self, download_id: str) -> None:
        """Show it no more."""
        row = self.rows.pop(download_id, None)
        if row is not None:
            row.hide()
            row.deleteLater()
        self.setVisible(bool(self.rows))
        self._fit()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self._title.setText(words.downloads())
        for row in self.rows.values():
            row.refresh()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines that break need more height."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as what is shown; many of them scroll, so that the rest of the page has room."""
        self._column.activate()
        wanted = self._column.totalHeightForWidth(max(1, self.width()))
        self.setFixedHeight(min(wanted, max(_LEAST, self.window().height() // _SHARE)))
        self._area.setGeometry(self.rect())  # a resize within a resize does not reach it
