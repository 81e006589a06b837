"""The main window: sidebar, header and page laid out; the menu and the shortcuts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QCloseEvent, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import __version__
from app.gui import text
from app.gui.chat.chat_page import ChatPage
from app.gui.chat.look import Look
from app.gui.chat.message_edit import NEEDS_CONTROL
from app.gui.commands.commands import Commands
from app.gui.commands.window_commands import window_commands
from app.gui.fonts import spread
from app.gui.icons import Icons
from app.gui.model_chip import ModelChip
from app.gui.sidebar.sidebar import Sidebar
from app.gui.text import answers
from app.gui.translations import LANGUAGES

_SIZE = QSize(1120, 760)
_MINIMUM = QSize(480, 420)
_NARROW = 760
_WIDEST_NARROW = 1140
"""However large the letters are, from here on the sidebar stays."""
_IN_MENU = (
    "settings", "find", "quick", "palette", "sheet", "keys", "quick_settings", "about", "quit",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An entry that a controller adds to the menu."""

    label: str
    """Empty for a line between groups."""
    run: Callable[[], None] = lambda: None
    keys: str = ""
    """Shown beside it; the shortcut itself is the window's."""
    is_checked: bool | None = None
    """Whether it is marked; None for an entry that cannot be."""
    children: Sequence["MenuEntry"] = ()
    """What opens beside it; then it does nothing by itself."""


_LINE = MenuEntry("")


class MainWindow(QMainWindow):
    """Lays panels out; what they do is decided by the controllers."""

    covered = Signal()
    """A page lies over everything: whoever shows something of the user's forgets it."""
    uncovered = Signal()
    choices_shown = Signal()
    """What was chosen of how the window looks and speaks may be another."""
    temporary_requested = Signal()
    answers_requested = Signal()
    """How answers are written is to be shown, or put away."""

    def __init__(self, icons: Icons, look: Look) -> None:
        super().__init__()
        self.setWindowTitle("Snug")
        self.setWindowIcon(icons.application_icon())
        self.resize(_SIZE)
        self.on_close: Callable[[], None] = lambda: None
        self.on_theme: Callable[[str], None] = lambda _choice: None
        self.on_language: Callable[[str], None] = lambda _choice: None
        self.on_preset: Callable[[str], None] = lambda _choice: None
        self.hides_on_close: Callable[[], bool] = lambda: False
        """Whether closing only hides the window; `quit` closes it all the same."""
        self._is_quitting = False
        self.may_close: Callable[[], bool] = lambda: True
        """Whether the window may go now; whoever says no says why."""
        self.on_lock: Callable[[], None] = lambda: None
        self.can_lock: Callable[[], bool] = lambda: False
        self.about_line: Callable[[], str] = lambda: ""
        """One more sentence about Snug."""
        self.on_palette: Callable[[], None] = lambda: None
        self.more_entries: Callable[[], Sequence[MenuEntry]] = lambda: ()
        """What controllers add to the menu, asked for each time it opens."""
        self._cover: QWidget | None = None
        self._is_narrow = False
        self._theme_choice = "system"
        self._language_choice = "system"
        self._preset_choice = "model"
        self._speakers: list[Callable[[], None]] = []
        self._look = look
        self._painters: list[Callable[[Look], None]] = []
        self.icons = icons
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.sidebar = Sidebar(icons, self._menu)
        self.chip = ModelChip(icons)
        self.page = ChatPage(icons, look)
        self._toggle = QToolButton()
        self._toggle.clicked.connect(self.toggle_sidebar)
        self.answers = QToolButton()
        self.answers.setObjectName("answersToggle")
        self.answers.setCheckable(True)
        self.answers.clicked.connect(self.answers_requested)
        self._lay_out()
        self.sidebar.new_chat_requested.connect(self.show_chat)
        self.sidebar.temporary_requested.connect(self.temporary_requested)
        self.sidebar.conversation_chosen.connect(lambda _chosen: self.show_chat())
        self.sidebar.list.conversation_clicked.connect(self.show_chat)
        self.sidebar.list.conversation_entered.connect(self.write)
        self.sidebar.search.hit_chosen.connect(lambda _hit: self.show_chat())
        self.commands = Commands(self)
        self.commands.add(*window_commands(self))
        self.commands.bindings.on_change(self.retranslate)
        self.sidebar.list.menus.keys_of = self.commands.keys_of
        self.retranslate()

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setContentsMargins(12, 10, 12, 6)
        header.addWidget(self._toggle)
        header.addStretch(1)
        header.addWidget(self.chip)
        header.addStretch(1)
        header.addWidget(self.answers)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addLayout(header)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.page)
        right.addWidget(self._pages, 1)
        whole = QHBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.sidebar)
        whole.addLayout(right, 1)
        centre = QWidget()
        centre.setLayout(whole)
        self._stack = QStackedWidget()
        self._stack.addWidget(centre)
        self.setCentralWidget(self._stack)
        self.page.composer.setFocus()

    def add_page(
        self, page: QWidget, paint: Callable[[Look], None], speak: Callable[[], None]
    ) -> None:
        """Another page beside the conversation; it hears of looks and languages."""
        self._pages.addWidget(page)
        self._painters.append(paint)
        paint(self._look)
        self.also_retranslate(speak)

    def show_page(self, page: QWidget) -> None:
        """Show a page in the place of the conversation."""
        self._pages.setCurrentWidget(page)
        self.sidebar.set_elsewhere(is_elsewhere=True)

    def show_chat(self) -> None:
        """Show the conversation again."""
        if self._pages.currentWidget() is not self.page:
            self._pages.setCurrentWidget(self.page)
            self.sidebar.set_elsewhere(is_elsewhere=False)
            self.page.composer.setFocus()

    def write(self) -> None:
        """Put the cursor where a message is written."""
        self.show_chat()
        self.page.composer.setFocus()

    def add_folder(self) -> None:
        """Make a folder for conversations."""
        self.sidebar.list.wishes.add_folder.emit(None)

    def attach(self) -> None:
        """Choose files for the message."""
        self.show_chat()
        self.page.composer.attach_requested.emit()

    def on_escape(self) -> None:
        """Back to the conversation, or an end to the answer there."""
        if self._pages.currentWidget() is self.page:
            self.page.composer.stop_requested.emit()
        else:
            self.show_chat()

    def cover(self, page: QWidget) -> None:
        """Put a page over everything: what lies under it is neither seen nor reached by keys."""
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self._cover = page
        self._stack.setCurrentWidget(page)
        self.commands.rest(is_resting=True)
        self.covered.emit()

    def uncover(self) -> None:
        """Take the page away again."""
        self._cover = None
        self._stack.setCurrentIndex(0)
        self.commands.rest(is_resting=False)
        self.page.composer.setFocus()
        self.uncovered.emit()

    @property
    def look(self) -> Look:
        """The look in force."""
        return self._look

    @property
    def is_covered(self) -> bool:
        """Whether a page lies over everything."""
        return self._cover is not None

    def search(self) -> None:
        """Put the cursor into the search field, where there is one."""
        if not self.sidebar.search.isHidden():
            self.sidebar.show()
            self.sidebar.search.enter()

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self.icons.put(self._toggle, "sidebar", look.muted)
        self.icons.put(self.answers, "sliders", look.muted)
        self.sidebar.set_look(look)
        self.chip.set_look(look)
        self.page.set_look(look)
        self._look = look
        for paint in self._painters:
            paint(look)
        self._fit()

    def _fit(self) -> None:
        """The smallest window in which everything can be read and reached, if the screen has it."""
        screen = self.screen().availableGeometry().size()
        least = QSize(spread(_MINIMUM.width(), self), spread(_MINIMUM.height(), self))
        self.setMinimumSize(least.boundedTo(screen))
        self._make_room()

    def set_answers_shown(self, *, is_shown: bool) -> None:
        """Mark whether the panel that says how answers are written is there."""
        self.answers.setChecked(is_shown)

    def set_needs_control(self, *, needs_control: bool) -> None:
        """Whether Ctrl+Enter sends, and Enter alone breaks the line."""
        self.setProperty(NEEDS_CONTROL, needs_control)
        self.page.retranslate()

    def set_choices(self, theme: str, language: str, preset: str) -> None:
        """What the menu marks as chosen."""
        self._theme_choice, self._language_choice = theme, language
        self._preset_choice = preset
        self.choices_shown.emit()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        keys = self.commands.keys_of("sidebar")
        self._toggle.setToolTip(text.toggle_sidebar() + (f" ({keys})" if keys else ""))
        self._toggle.setAccessibleName(text.toggle_sidebar())
        self.answers.setToolTip(answers.open_panel())
        self.answers.setAccessibleName(answers.panel_title())
        for part in (self.sidebar, self.chip, self.page):
            part.retranslate()
        for speak in self._speakers:
            speak()

    def also_retranslate(self, speak: Callable[[], None]) -> None:
        """Call `speak` whenever the language changes."""
        self._speakers.append(speak)

    def toggle_sidebar(self) -> None:
        """Show or hide the sidebar."""
        self.sidebar.setVisible(not self.sidebar.isVisible())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window has room for the conversation alone."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        is_narrow = self.width() < min(spread(_NARROW, self), _WIDEST_NARROW)
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self.sidebar.set_narrow(is_narrow=is_narrow)
            self.sidebar.setVisible(not is_narrow)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button with the focus; Qt lets it do so in dialogs alone."""
        button = self.focusWidget()
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat()
        if is_enter and isinstance(button, QPushButton | QToolButton):
            button.click()
        else:
            super().keyPressEvent(event)

    def quit(self) -> bool:
        """Close the window for good; whether it may."""
        self._is_quitting = True
        is_closed = self.close()
        self._is_quitting = is_closed
        return is_closed

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what runs before the window goes; or only hide it, where Snug is to stay."""
        application = QGuiApplication.instance()
        is_session_over = isinstance(application, QGuiApplication) and application.isSavingSession()
        is_ending = self._is_quitting or is_session_over
        if not is_ending and self.hides_on_close():
            event.ignore()
            self.hide()
            return
        if not self.may_close():
            event.ignore()
            return
        self.on_close()
        super().closeEvent(event)
        if not self.isVisible() and isinstance(application, QGuiApplication):
            application.quit()  # Qt ends with the last window that was seen, and this one was not

    def _fill_menu(self) -> None:
        self._menu.clear()
        themes = {
            "system": text.theme_system(),
            "light": text.theme_light(),
            "dark": text.theme_dark(),
        }
        languages = {"system": text.theme_system(), **LANGUAGES}
        self._add_choices(
            text.preset(), text.presets(), self._preset_choice, lambda c: self.on_preset(c)
        )
        self._menu.addSeparator()
        self._add_choices(text.theme(), themes, self._theme_choice, lambda c: self.on_theme(c))
        self._add_choices(
            text.language(), languages, self._language_choice, lambda c: self.on_language(c)
        )
        entries = self.more_entries()
        _add_entries(self._menu, entries)
        if entries:
            self._menu.addSeparator()
        for command in _IN_MENU:
            if command in self.commands:
                self._add_command(command)

    def _add_choices(
        self, title: str, choices: dict[str, str], chosen: str, choose: Callable[[str], None]
    ) -> None:
        menu = self._menu.addMenu(title)
        group = QActionGroup(menu)
        for value, label in choices.items():
            action = group.addAction(label)
            action.setCheckable(True)
            action.setChecked(value == chosen)
            action.triggered.connect(lambda _checked=False, value=value: choose(value))
            menu.addAction(action)

    def _add_command(self, command: str) -> None:
        keys = self.commands.keys_of(command)
        label = self.commands[command].words()
        self._menu.addAction(
            f"{label}\t{keys}" if keys else label, lambda: self.commands.run(command)
        )

    def show_sheet(self) -> None:
        """Show all shortcuts."""
        from app.gui.commands.sheet import ShortcutSheet

        needs_control = self.page.composer.edit.needs_control
        ShortcutSheet(self.commands, self, needs_control=needs_control).open()

    def change_keys(self) -> None:
        """Let shortcuts be changed."""
        from app.gui.commands.keys_dialog import KeysDialog

        KeysDialog(self.commands, self).open()

    def show_about(self) -> None:
        """Say what Snug is."""
        box = QMessageBox(self)
        box.setWindowTitle(text.about())
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText("\n\n".join(filter(None, (text.about_text(__version__), self.about_line()))))
        box.setIconPixmap(self.icons.application_icon().pixmap(64, 64))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()


def grouped(*groups: Sequence[MenuEntry]) -> list[MenuEntry]:
    """All of them, with a line between one group and the next."""
    entries: list[MenuEntry] = []
    for group in filter(None, groups):
        entries += [_LINE, *group] if entries else group
    return entries


def _add_entries(menu: QMenu, entries: Sequence[MenuEntry]) -> None:
    for entry in entries:
        if not entry.label:
            menu.addSeparator()
            continue
        if entry.children:
            _add_entries(menu.addMenu(entry.label), entry.children)
            continue
        keys = f"\t{entry.keys}" if entry.keys else ""
        action = menu.addAction(f"{entry.label}{keys}", entry.run)
        if entry.is_checked is not None:
            action.setCheckable(True)
            action.setChecked(entry.is_checked)
