"""The vault, tied to its services, to what is remembered of it and to what guards it."""

from app.bootstrap import Application
from app.config import settings as options
from app.config.folder_kind import folder_kind
from app.domain.errors import AppError
from app.gui.chat.controller import ChatController
from app.gui.frame import Frame
from app.gui.vault.controller import VaultController
from app.gui.vault.protection import Protection
from app.gui.vault.sleep_watch import watch_system


def wire_vault(frame: Frame, chat: ChatController) -> VaultController:
    """The vault in view."""
    services, settings = frame.services, frame.services.settings
    folder = services.paths.home.resolve()  # a link may lead into such a place
    return VaultController(
        services.vault,
        services.history,
        services.jobs,
        frame.bridge,
        frame.window,
        chat,
        idle_minutes=lambda: settings.get(options.LOCK_MINUTES),
        watch=watch_system(frame.window) if settings.get(options.LOCK_WITH_SCREEN) else None,
        may_offer=lambda: settings.get(options.OFFER_VAULT),
        on_offered=lambda: frame.remember(lambda: settings.set(options.OFFER_VAULT, False)),
        place=folder_kind(folder),
        gather=lambda: protection(services),
        is_place_accepted=lambda: settings.get(options.PLACE_ACCEPTED) == str(folder),
        on_place_accepted=lambda: frame.remember(
            lambda: settings.set(options.PLACE_ACCEPTED, str(folder))
        ),
    )


def protection(services: Application) -> Protection:
    """How the history is protected now; from a thread that may wait."""
    get, vault = services.settings.get, services.vault
    try:
        guards = services.models.report().guards
    except AppError:
        guards = ()
    return Protection(
        folder=services.paths.home,
        facts=vault.facts(),
        keychain=vault.keychain_state(),
        lock_minutes=get(options.LOCK_MINUTES),
        locks_with_screen=get(options.LOCK_WITH_SCREEN),
        last_backup=get(options.LAST_BACKUP),
        guards=guards,
    )
