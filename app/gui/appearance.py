"""How the window looks, as it was chosen: theme, size of text, contrast, motion."""

from collections.abc import Callable
from functools import partial
from typing import Final

from app.config import settings as options
from app.config.setting_types import ScalarT, Setting
from app.config.settings import Settings
from app.gui.announcing import announce
from app.gui.chosen_appearance import chosen
from app.gui.commands.command import Command, Group
from app.gui.main_window import MainWindow, MenuEntry
from app.gui.text import appearance as words
from app.gui.theme import Theme

_SIZES: Final = (80, 90, 100, 110, 125, 150, 175, 200, 225, 250)
"""Percent. The steps of the keys; the setting takes what lies between, too."""


class AppearanceController:
    """Offers what can be chosen, and lets it hold without a restart."""

    def __init__(
        self,
        theme: Theme,
        settings: Settings,
        window: MainWindow,
        remember: Callable[[Callable[[], None]], None],
    ) -> None:
        """`remember` keeps a setting and says so where that fails."""
        self._theme, self._settings, self._window = theme, settings, window
        self._remember = remember
        window.commands.add(
            Command("larger_text", Group.WINDOW, words.larger_text, lambda: self.step(1),
                    "Ctrl++", also="Ctrl+=", holds_always=True),
            Command("smaller_text", Group.WINDOW, words.smaller_text, lambda: self.step(-1),
                    "Ctrl+-", holds_always=True),
            Command("usual_text", Group.WINDOW, words.usual_text,
                    lambda: self.set_text_size(options.TEXT_SIZE.default), "Ctrl+0",
                    holds_always=True),
        )  # fmt: skip

    def set_theme(self, choice: str) -> None:
        """Change and remember the theme."""
        self._set(options.THEME, choice)

    def set_text_size(self, percent: int) -> None:
        """Change and remember the size of text, in percent of the system's."""
        self._set(options.TEXT_SIZE, percent)
        announce(self._window, words.text_size(percent))

    def step(self, by: int) -> None:
        """The next larger size (1), or the next smaller one (-1); at an end it stays."""
        now = self._settings.get(options.TEXT_SIZE)
        beyond = [each for each in _SIZES if (each - now) * by > 0]
        if beyond:
            self.set_text_size(beyond[0] if by > 0 else beyond[-1])

    def menu_entries(self) -> tuple[MenuEntry, ...]:
        """What the menu offers of it."""
        keys_of, percent = self._window.commands.keys_of, self._settings.get(options.TEXT_SIZE)
        sizes = (
            MenuEntry(words.larger_text(), lambda: self.step(1), keys_of("larger_text")),
            MenuEntry(words.smaller_text(), lambda: self.step(-1), keys_of("smaller_text")),
            MenuEntry(
                words.usual_text(),
                lambda: self.set_text_size(options.TEXT_SIZE.default),
                keys_of("usual_text"),
            ),
        )
        return (
            MenuEntry(words.text_size(percent), children=sizes),
            self._choices(words.contrast(), options.CONTRAST, words.contrasts()),
            self._choices(words.motion(), options.MOTION, words.motions()),
        )

    def _choices(self, title: str, setting: Setting[str], named: dict[str, str]) -> MenuEntry:
        now = self._settings.get(setting)
        return MenuEntry(
            title,
            children=tuple(
                MenuEntry(name, partial(self._set, setting, value), is_checked=value == now)
                for value, name in named.items()
            ),
        )

    def _set(self, setting: Setting[ScalarT], value: ScalarT) -> None:
        """Let it hold, also where it cannot be kept."""
        self._remember(lambda: self._settings.set(setting, value))
        self._theme.apply(chosen(self._settings))
