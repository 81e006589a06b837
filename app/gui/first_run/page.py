"""Three calm pages in the place of the conversation: a language, a model, what is already there."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.downloads import Download, DownloadPhase
from app.domain.sizes import format_bytes
from app.gui.chat.look import Look
from app.gui.fonts import spread
from app.gui.model_page.parts import progress_bar
from app.gui.model_page.wording import download_line, percent, size_of, what_it_asks
from app.gui.page_frame import scrolling
from app.gui.text import error_hint, error_sentence
from app.gui.text import first_run as words
from app.gui.translations import LANGUAGES
from app.gui.wheel import keep_steady
from app.services.first_look import FirstLook
from app.services.model_library import ListedModel

PAGES: Final = 3
_WIDTH: Final = 520
_MOST_SHOWN: Final = 4
_DONE: Final = DownloadPhase.DONE
_ENDED: Final = (DownloadPhase.PAUSED, DownloadPhase.FAILED, _DONE)
"""It goes on only when somebody asks for it again."""
_NAME: Final = 60
_BAR_ROOM: Final = 4
"""Pixels between what is said and the bar that scrolls it."""


class FirstRunPage(QWidget):
    """Says and asks; what follows is decided by its controller."""

    language_chosen = Signal(str)
    vault_requested = Signal()
    file_requested = Signal()
    model_chosen = Signal(str)
    model_wanted = Signal(str)
    """The id of the model that is to be fetched: the recommended or the starter one."""
    folder_requested = Signal()
    import_requested = Signal()
    left = Signal()

    def __init__(self, system_language: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("firstRun")
        self._system_language = system_language
        self._look: FirstLook | None = None
        self._chosen, self._chosen_language = "", "system"
        self._has_vault = False
        self._download: Download | None = None
        """The model that was asked for, on its way or here."""
        self._wanted: ListedModel | None = None
        """It: another one may be recommended once it is here."""
        self.step = _plain("muted")
        self._titles = [_plain("welcomeTitle") for _ in range(PAGES)]
        self.language = QComboBox()
        keep_steady(self.language)
        self._language_label = _plain()
        self._language_label.setBuddy(self.language)
        self._promise, self._vault_text = _plain(), _plain()
        self.vault, self.file, self.get = QPushButton(), QPushButton(), QPushButton()
        self.small, self.use = QPushButton(), QPushButton()
        self.bar, self.line = progress_bar(), _plain("muted")
        self.machine, self.model, self._room, self._elsewhere = (_plain() for _ in range(4))
        self._models = QVBoxLayout()
        self._models.setSpacing(8)
        self._belongings, self._any_time = _plain(), _plain("muted")
        self.folder, self.importing = QPushButton(), QPushButton()
        self.skip, self.back, self.go_on = QPushButton(), QPushButton(), QPushButton()
        offers = (self.get, self.small, self.use, self.file, self.folder, self.importing)
        for button in (self.vault, *offers):
            button.setObjectName("example")
        self.skip.setObjectName("keep")
        self.back.setObjectName("plain")
        self.go_on.setObjectName("primary")
        self.pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        chooser = QHBoxLayout()
        chooser.addWidget(self._language_label)
        chooser.addWidget(self.language, 1)
        contents = (
            (self._promise, chooser, self._vault_text, self.vault),
            (
                self.machine,
                self.model,
                self._room,
                self.bar,
                self.line,
                self.get,
                self.small,
                self.use,
                self._elsewhere,
                self._models,
                self.file,
            ),
            (self._belongings, self.folder, self.importing, self._any_time),
        )
        for title, parts in zip(self._titles, contents, strict=True):
            self.pages.addWidget(_page(title, parts))
        ending = QHBoxLayout()
        ending.setContentsMargins(0, 0, _BAR_ROOM, 0)
        ending.addWidget(self.skip)
        ending.addStretch(1)
        ending.addWidget(self.back)
        ending.addWidget(self.go_on)
        column = QWidget()
        column.setMaximumWidth(spread(_WIDTH, self))
        self._column = column
        layout = QVBoxLayout(column)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(12)
        layout.addWidget(self.step)
        layout.addWidget(self.pages, 1)
        layout.addLayout(ending)
        middle = QHBoxLayout(self)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.addStretch(1)
        middle.addWidget(column, 1000)
        middle.addStretch(1)

    def _connect(self) -> None:
        self.language.activated.connect(
            lambda index: self.language_chosen.emit(self.language.itemData(index))
        )
        self.vault.clicked.connect(self.vault_requested)
        self.file.clicked.connect(self.file_requested)
        self.get.clicked.connect(lambda: self._want(self._look.better if self._look else None))
        self.small.clicked.connect(lambda: self._want(self._look.small if self._look else None))
        self.use.clicked.connect(self._want_fetched)
        self.folder.clicked.connect(self.folder_requested)
        self.importing.clicked.connect(self.import_requested)
        self.skip.clicked.connect(self.left)
        self.back.clicked.connect(lambda: self.turn(-1))
        self.go_on.clicked.connect(lambda: self.turn(1))

    @property
    def number(self) -> int:
        """The page in view, from 0."""
        return self.pages.currentIndex()

    def begin(self) -> None:
        """Show the first page."""
        self.pages.setCurrentIndex(0)
        self._refresh()
        self.go_on.setFocus()

    def turn(self, step: int) -> None:
        """Show the next page or the one before; behind the last there is none."""
        wanted = self.number + step
        if wanted >= PAGES:
            self.left.emit()
            return
        self.pages.setCurrentIndex(max(0, wanted))
        self._refresh()
        self.go_on.setFocus()

    def set_language(self, choice: str) -> None:
        """Mark the language in force."""
        self._chosen_language = choice
        self._fill_languages()

    def set_vault(self, *, has_vault: bool) -> None:
        """Whether conversations are kept already."""
        if has_vault and not self._has_vault and self.isVisible():
            self.go_on.setFocus()  # what had it goes
        self._has_vault = has_vault
        self.retranslate()

    def show_look(self, look: FirstLook) -> None:
        """Say what was found."""
        self._look = look
        self.retranslate()

    def show_chosen(self, name: str) -> None:
        """A model was chosen."""
        self._chosen = name
        self.retranslate()
        self.go_on.setFocus()

    def show_download(self, download: Download | None) -> None:
        """How far the model that was recommended has come, while all else goes on."""
        before, self._download = self._download, download
        if before is None or download is None or before.phase is not download.phase:
            had_focus = self.get.hasFocus() or self.use.hasFocus()
            self._say_look()
            if before is None or had_focus:
                self.go_on.setFocus()
        else:
            self._say_progress()

    def _want(self, model: ListedModel | None) -> None:
        if model is not None:
            self._wanted = model
            self.model_wanted.emit(model.id)

    def _want_fetched(self) -> None:
        if self._download is not None and self._download.path is not None:
            self.model_chosen.emit(str(self._download.path))

    def set_look(self, _look: Look) -> None:
        """Its colours are those of the window; large letters have more room."""
        self._column.setMaximumWidth(spread(_WIDTH, self))

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        titles = (words.welcome(), words.machine_title(), words.belongings())
        for label, title in zip(self._titles, titles, strict=True):
            label.setText(title)
        self._promise.setText(words.promise())
        self._language_label.setText(words.language())
        self.language.setAccessibleName(words.language())
        self._fill_languages()
        is_kept = self._has_vault
        self._vault_text.setText(words.vault_is_there() if is_kept else words.vault_text())
        self.vault.setText(words.make_vault())
        self.vault.setVisible(not is_kept)
        self.file.setText(words.open_file())
        self._belongings.setText(words.belongings_text())
        self.folder.setText(words.add_folder())
        self.importing.setText(words.bring_in())
        self._any_time.setText(words.any_time())
        self.skip.setText(words.skip())
        self.back.setText(words.back())
        self._say_look()
        self._refresh()

    def _refresh(self) -> None:
        self.step.setText(words.step(self.number + 1, PAGES))
        self.back.setVisible(self.number > 0)
        is_last = self.number == PAGES - 1
        self.go_on.setText(words.begin() if is_last else words.go_on())
        self.setAccessibleName(f"{self._titles[self.number].text()}, {self.step.text()}")

    def _fill_languages(self) -> None:
        self.language.clear()
        for value, label in {"system": self._system_language(), **LANGUAGES}.items():
            self.language.addItem(label, value)
        self.language.setCurrentIndex(max(0, self.language.findData(self._chosen_language)))

    def _say_look(self) -> None:
        look = self._look
        while (item := self._models.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for label in (self.model, self._room, self._elsewhere):
            label.setVisible(look is not None)
        if look is None:
            for part in (self.get, self.small, self.use, self.bar, self.line):
                part.hide()
            self.machine.setText(words.looking())
            return
        self.machine.setText(_machine(look))
        self.model.setText(words.is_chosen(self._chosen) if self._chosen else _ready(look))
        self._say_offers(look)
        self._say_progress()
        self._elsewhere.setVisible(bool(look.elsewhere))
        self._elsewhere.setText(words.elsewhere())
        for each in look.elsewhere[:_MOST_SHOWN]:
            name = _one_line(each.name)
            offer = words.use(name, format_bytes(each.bytes), each.program)
            button = QPushButton(offer.replace("&", "&&"))
            button.setObjectName("example")
            path = str(each.path)
            button.clicked.connect(lambda _checked=False, path=path: self.model_chosen.emit(path))
            self._models.addWidget(button)

    def _say_offers(self, look: FirstLook) -> None:
        """What can be fetched, or that it comes, or is here."""
        better, small, wanted = look.better, look.small, self._wanted
        download = self._shown_download()
        phase = download.phase if download is not None else None
        is_coming = phase is not None and phase not in _ENDED
        is_open = not is_coming and phase is not _DONE
        self.get.setVisible(better is not None and is_open)
        self.small.setVisible(small is not None and is_open)
        self.use.setVisible(phase is _DONE and not self._chosen)
        if better is not None:
            self.get.setText(words.get(better.name).replace("&", "&&"))
        if small is not None:
            self.small.setText(words.get_small(small.name, size_of(small)).replace("&", "&&"))
        if is_coming and wanted is not None:
            self._room.setText(words.coming(wanted.name))
        elif phase is _DONE and wanted is not None:
            self._room.setText(words.has_come(wanted.name))
            self.use.setText(words.use_fetched(wanted.name).replace("&", "&&"))
        elif better is not None:
            offer = words.better(better.name, size_of(better))
            self._room.setText(f"{offer}\n{what_it_asks(better)}")
        else:
            self._room.setText(words.room(format_bytes(look.room_bytes)))

    def _shown_download(self) -> Download | None:
        """The download of what is offered now."""
        look, wanted = self._look, self._wanted
        if look is None or wanted is None:
            return None
        offered = (each.id for each in (look.better, look.small) if each is not None)
        return self._download if wanted.id in offered else None

    def _say_progress(self) -> None:
        """How far it is; of one that failed, why."""
        shown = self._shown_download()
        is_told = shown is not None and shown.phase is not _DONE
        self.line.setVisible(is_told)
        self.bar.setVisible(is_told and shown is not None and shown.phase not in _ENDED)
        if shown is None:
            return
        said = download_line(shown)
        if shown.error is not None:
            said = f"{error_sentence(shown.error)} {error_hint(shown.error)}"
        self.line.setText(said)
        self.bar.setValue(percent(shown.done, shown.total))
        self.bar.setAccessibleName(said)


def _page(title: QLabel, parts: tuple[object, ...]) -> QScrollArea:
    """A page that scrolls where the window is small."""
    inside = QWidget()
    layout = QVBoxLayout(inside)
    layout.setContentsMargins(0, 0, _BAR_ROOM, 0)
    layout.setSpacing(14)
    layout.addWidget(title)
    for part in parts:
        if isinstance(part, QWidget):
            layout.addWidget(part)
        elif isinstance(part, QHBoxLayout | QVBoxLayout):
            layout.addLayout(part)
    layout.addStretch(1)
    return scrolling(inside)


def _machine(look: FirstLook) -> str:
    cores, memory = f"{look.hardware.cores}", format_bytes(look.hardware.memory_total)
    if look.gpu is None:
        return words.machine(cores, memory)
    gpu = _one_line(look.gpu.description or look.gpu.name)
    return words.machine_gpu(cores, memory, gpu, format_bytes(look.gpu.total_bytes))


def _ready(look: FirstLook) -> str:
    ready = look.ready
    if ready is None:
        return words.none_ready()
    is_starter = ready.entry is not None and ready.entry.starter
    name = _one_line(ready.name)
    return words.starter_ready(name) if is_starter else words.is_ready(name)


def _one_line(name: str) -> str:
    """File names are untrusted: one line, printable, not endless."""
    line = "".join(letter for letter in name if letter.isprintable())
    return line if len(line) <= _NAME else line[: _NAME - 1] + "…"


def _plain(name: str = "") -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
