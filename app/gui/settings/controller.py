"""Carries what is chosen on the page of settings to where it is kept, and says what came of it."""

import contextlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from app.config import settings as options
from app.config.setting_types import Setting
from app.config.settings import Settings
from app.domain.errors import AppError
from app.domain.events import AppEvent, ModelChanged, VaultChanged
from app.domain.models import ModelPhase
from app.domain.preferences import Scalar
from app.gui import text
from app.gui.commands.command import Command, Group
from app.gui.main_window import MainWindow
from app.gui.settings.age_question import AgeQuestion
from app.gui.settings.privacy_facts import PrivacyFacts
from app.gui.settings.sections import EFFECTS, Effect, Heading, Link
from app.gui.text import settings as words
from app.gui.translations import LANGUAGES
from app.gui.vault.background import Background

if TYPE_CHECKING:
    from app.gui.settings.page import SettingsPage


class SettingsController(QObject):
    """A change holds at once, and is saved at once; what cannot be saved is said beside it.

    `applied` is told of a value by key, on the window's thread: whoever shows it follows. `choices`
    are further words by values for a key. `gather` finds out how private everything is.
    """

    changed = Signal()
    """A setting has another value."""

    def __init__(
        self,
        settings: Settings,
        background: Background,
        window: MainWindow,
        *,
        applied: Mapping[str, Callable[[Any], None]],
        choices: Callable[[str], Mapping[str, str]],
        gather: Callable[[], PrivacyFacts],
        links: Mapping[Link, Callable[[], object]],
        due: Callable[[int], int],
        load_again: Callable[[], bool],
        start_again: Callable[[], None],
        folder: Path,
        fixed: Callable[[str], str] = lambda _key: "",
        lacks: Callable[[str], str] = lambda _key: "",
        look: Callable[[], None] = lambda: None,
    ) -> None:
        """`due` counts the conversations that so many days would delete now, and may wait.

        `load_again` says whether the model may be loaded again now. `fixed` says why a setting
        cannot be changed here, by its key; "" where it can. `lacks` says that a model is missing
        for what is chosen; "" where none is. `look` is called before values are shown: some change
        outside of Snug.
        """
        super().__init__(window)
        self._settings, self._background, self._window = settings, background, window
        self._applied, self._choices, self._gather = applied, choices, gather
        self._links, self._folder, self._fixed = links, folder, fixed
        self._look, self._lacks = look, lacks
        self._due, self._load_again, self._start_again = due, load_again, start_again
        self._waiting: set[str] = set()
        """Keys of what was changed since the model was loaded, or since the start."""
        self.page: SettingsPage | None = None
        window.commands.add(
            Command("settings", Group.WINDOW, words.open_settings, self.open, "Ctrl+,")
        )
        window.covered.connect(self._forget)
        window.choices_shown.connect(self._show_all)

    def open(self, heading: Heading | None = None) -> None:
        """Show the page, as things are now."""
        self._look()
        page = self.page or self._made()
        page.search.clear()
        self._window.show_page(page)
        self._window.sidebar.set_elsewhere(is_elsewhere=False)  # it marks the documents alone
        self._build()
        if heading is not None:
            page.go_to(heading)
        page.search.setFocus()

    def open_connections(self) -> None:
        """Show which connections were made."""
        self.open()
        if self.page is not None:
            self.page.go_to_facts()

    def hear(self, event: AppEvent) -> None:
        """Take an event of the services, on the window's thread."""
        if isinstance(event, ModelChanged) and event.state.phase is ModelPhase.LOADING:
            self._waiting -= {key for key, effect in EFFECTS.items() if effect is Effect.NEXT_LOAD}
            self._show_all()
        elif isinstance(event, VaultChanged):
            self._show_all()

    def _made(self) -> "SettingsPage":
        # Imported here: the window opens without it.
        from app.gui.settings.page import SettingsPage

        page = self.page = SettingsPage(self._window.icons)
        self._window.add_page(page, page.set_look, self._retranslate)
        page.left.connect(self._window.show_chat)
        page.link_requested.connect(self._follow)
        return page

    def _retranslate(self) -> None:
        if self.page is not None:
            self.page.retranslate()
            if self.page.rows:
                self._build()

    def _forget(self) -> None:
        """The window is covered."""
        if self.page is not None:
            self.page.clear()
            if self.page.isVisibleTo(self._window):
                self._window.show_chat()

    def _build(self) -> None:
        page = self.page
        if page is None:
            return
        page.build(self._words_of)
        for key, row in page.rows.items():
            row.chosen.connect(partial(self.choose, key))
            row.reset_requested.connect(partial(self.reset, key))
        self._show_all()
        self._look_at_privacy()

    def _words_of(self, key: str) -> Mapping[Any, str]:
        if key == options.LANGUAGE.key:
            return {"system": text.theme_system(), **LANGUAGES}
        found = {**words.choices(key), **self._choices(key)}
        setting = next(each for each in options.ALL if each.key == key)
        return found or {each: each for each in setting.options}

    def _look_at_privacy(self) -> None:
        if self.page is not None and self.page.rows:
            self._background.run(self, self._gather, self._show_facts)

    def _show_facts(self, found: PrivacyFacts) -> None:
        if self.page is not None and self.page.rows:
            self.page.show_facts(text.privacy_lines(found))

    # --- wishes ---------------------------------------------------------------------------------

    def choose(self, key: str, value: Scalar) -> None:
        """Let a value hold from now on, and save it; whoever would lose by it is asked first."""
        if key == options.KEEP_DAYS.key and isinstance(value, int) and value:
            self._background.run(
                self, lambda: self._due(value), partial(self._ask, value), self._tell_unknown
            )
            return
        self._choose(key, value)

    def _ask(self, days: int, count: int) -> None:
        key = options.KEEP_DAYS.key
        if not count:
            self._choose(key, days)
        elif not self._window.is_covered:
            go_on, stay = partial(self._choose, key, days), partial(self._show, key)
            AgeQuestion(count, go_on, stay, self._window).open()

    def _tell_unknown(self, error: AppError) -> None:
        """It is not known what would be lost: nothing is changed."""
        key = options.KEEP_DAYS.key
        self._show(key)
        if self.page is not None and key in self.page.rows:
            said = f"{text.error_sentence(error)} {text.error_hint(error)}"
            self.page.rows[key].say_problem(said)

    def _choose(self, key: str, value: Scalar) -> None:
        setting = self._setting(key)
        if value == setting.default:
            self.reset(key)
        else:
            self._change(setting, lambda: self._settings.set(setting, value))

    def reset(self, key: str) -> None:
        """Let the default hold again."""
        setting = self._setting(key)
        self._change(setting, lambda: self._settings.reset(setting))

    def _change(self, setting: Setting[Any], change: Callable[[], None]) -> None:
        before, problem = self._settings.get(setting), ""
        try:
            change()
        except AppError as error:
            problem = f"{text.error_sentence(error)} {text.error_hint(error)}"
        value = self._settings.get(setting)
        if value != before and setting.key in EFFECTS:
            self._waiting.add(setting.key)
        if value != before and setting.key in self._applied:
            try:
                self._applied[setting.key](value)
            except AppError as error:  # it did not come to hold
                problem = f"{text.error_sentence(error)} {text.error_hint(error)}"
                self._put_back(setting, before)
        if setting == options.LOCK_MINUTES:
            self._look_at_privacy()
        elif setting == options.SAFETY_MODEL:
            self._retranslate()  # it has other categories
        self.changed.emit()
        self._show(setting.key)
        if self.page is not None and setting.key in self.page.rows:
            self.page.rows[setting.key].say_problem(problem)

    def _put_back(self, setting: Setting[Any], value: Scalar) -> None:
        with contextlib.suppress(AppError):  # then it says so itself
            if value == setting.default:
                self._settings.reset(setting)
            else:
                self._settings.set(setting, value)

    def _follow(self, link: Link) -> None:
        if link is Link.FOLDER:
            is_open = QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
            if not is_open and self.page is not None:
                self.page.say(words.folder_unopened())
        else:
            self._links[link]()

    def _on_load_again(self, key: str) -> None:
        if not self._load_again() and self.page is not None:
            self.page.rows[key].say_problem(words.answer_under_way())

    # --- what is shown --------------------------------------------------------------------------

    def _setting(self, key: str) -> Setting[Any]:
        return next(each for each in options.ALL if each.key == key)

    def _show_all(self) -> None:
        for key in self.page.rows if self.page is not None else ():
            self._show(key)

    def _show(self, key: str) -> None:
        row = self.page.rows.get(key) if self.page is not None else None
        if row is None:
            return
        setting = row.setting
        value = self._settings.get(setting)
        row.show_value(value, is_changed=value != setting.default)
        if why := self._fixed(key):
            row.set_told(why, is_fixed=True)
        else:
            row.set_told(words.told() if self._settings.is_told(setting) else "")
        if lacking := self._lacks(key):
            row.say_later(lacking, words.open_models(), lambda: self._window.commands.run("models"))
        elif key not in self._waiting:
            row.say_later("")
        elif EFFECTS[key] is Effect.NEXT_LOAD:
            row.say_later(
                words.at_next_load(), words.load_again(), partial(self._on_load_again, key)
            )
        else:
            row.say_later(words.at_next_start(), words.start_again(), self._start_again)
