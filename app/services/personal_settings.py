"""Settings that tell something about the person move into the vault, and are read from there."""

import contextlib
from collections.abc import Callable, Collection

from app.config.settings import Settings
from app.domain.errors import AppError
from app.domain.events import AppEvent, VaultChanged
from app.domain.preferences import Scalar
from app.domain.vault import VaultState
from app.services.event_bus import EventBus
from app.services.open_vault import KeptHistory


class PersonalSettings:
    """Lets personal settings follow the vault: kept in it, or not known while it is locked.

    A value that stands in the plain file although there is a vault is newer than the vault's: it
    was there before the vault, or somebody wrote it by hand. It moves, and is wiped from the file.
    """

    def __init__(
        self,
        settings: Settings,
        forget_saved: Callable[[Collection[str]], None],
        bus: EventBus,
        state: VaultState,
    ) -> None:
        """`forget_saved` wipes keys from the plain file; `state` is the vault's at the start."""
        self._settings = settings
        self._forget_saved = forget_saved
        if state is not VaultState.NONE:
            settings.hide_personal()
        bus.subscribe(self._hear)

    def opened(self, history: KeptHistory) -> None:
        """The vault is open."""
        preferences = history.preferences()
        saved = self._settings.saved_personal()
        kept: dict[str, Scalar] = {}
        has_moved = False
        with contextlib.suppress(AppError):  # it stays in the file until the next time
            kept = preferences.all()
            preferences.keep(saved)
            has_moved = True

        def keep(key: str, value: Scalar | None) -> None:
            if value is None:
                preferences.forget([key])
            else:
                preferences.keep({key: value})

        self._settings.keep_personal({**kept, **saved}, keep)
        if saved and has_moved:
            with contextlib.suppress(AppError):
                self._forget_saved(saved)
                self._settings.forget_personal_saved()

    def closing(self) -> None:
        """The vault is about to be closed."""
        self._settings.hide_personal()

    def _hear(self, event: AppEvent) -> None:
        if isinstance(event, VaultChanged) and event.state is VaultState.NONE:
            self._settings.show_personal()
        elif isinstance(event, VaultChanged) and event.state is VaultState.LOCKED:
            self._settings.hide_personal()
