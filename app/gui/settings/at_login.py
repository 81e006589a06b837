"""Starting with the session: the setting follows the system's entry, and the entry the setting."""

import contextlib

from app.config import settings as options
from app.config.autostart import Autostart, autostart_of_system, start_command
from app.config.paths import Paths
from app.config.settings import Settings
from app.domain.errors import SettingsNotSaved


class AtLogin:
    """Writes and reads the entry for the home in use."""

    def __init__(self, settings: Settings, paths: Paths, entry: Autostart | None = None) -> None:
        self._settings, self._paths = settings, paths
        self._entry = entry or autostart_of_system()

    def set(self, is_on: bool) -> None:
        """Write the entry, or take it away. Raises AutostartFailed."""
        if not is_on:
            self._entry.turn_off()
            return
        home = self._paths.home
        self._entry.turn_on(start_command(None if home == Paths.usual().home else home))

    def look(self) -> None:
        """Let the setting say what the system has: its own settings can change that, too."""
        is_on = self._entry.is_on()
        if is_on == self._settings.get(options.AT_LOGIN):
            return
        with contextlib.suppress(SettingsNotSaved):  # it holds all the same
            if is_on:
                self._settings.set(options.AT_LOGIN, is_on)
            else:
                self._settings.reset(options.AT_LOGIN)
