"""The page of settings, tied to the services, to what shows a value, and to what it leads to."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QSystemTrayIcon

from app.config import settings as options
from app.domain.conversations import now
from app.domain.expiry import outlook
from app.domain.filing import keep_days
from app.gui.chat.controller import ChatController
from app.gui.chosen_appearance import chosen
from app.gui.frame import Frame
from app.gui.library.controller import LibraryController
from app.gui.settings.at_login import AtLogin
from app.gui.settings.controller import SettingsController
from app.gui.settings.privacy_facts import gather
from app.gui.settings.sections import Link
from app.gui.text import settings as words
from app.gui.text import updates as update_words
from app.gui.text.quick import no_tray
from app.gui.text.safety import category_names
from app.gui.updates.controller import UpdateController
from app.gui.updates.wiring import channel
from app.gui.vault.wiring import protection


def wire_settings(
    frame: Frame,
    chat: ChatController,
    library: LibraryController,
    updates: UpdateController,
    *,
    start_again: Callable[[], None],
    is_offline: bool,
) -> SettingsController:
    """The controller of the page; `is_offline`: this run was started so."""
    services, window, translations = frame.services, frame.window, frame.translations
    hears_screen = services.settings.get(options.LOCK_WITH_SCREEN)  # it holds from start to end

    def speak(choice: str) -> None:
        translations.speak(choice)
        window.retranslate()
        chat.refresh()

    def send_with(keys: str) -> None:
        window.set_needs_control(needs_control=keys == "ctrl-enter")

    def judges(key: str) -> dict[str, str]:
        if key == options.SAFETY_CATEGORIES.key:
            names = category_names()
            return {each: names[each] for each in services.safety.categories()}
        documents = services.documents
        found = {
            options.RERANKER.key: documents.reranker.installed,
            options.ENTAILMENT.key: documents.entailer.installed,
            options.SAFETY_MODEL.key: services.safety.installed,
        }
        return {each.id: each.name for each in found[key]()} if key in found else {}

    def lacks(key: str) -> str:
        has_guard = key != options.SAFETY.key or not services.safety.is_on
        return "" if has_guard or services.safety.is_ready else words.lacks_guard()

    def due(days: int) -> int:
        kept_for = keep_days(services.filing.folders(), days)
        return outlook(services.history.conversations(), kept_for, now()).due

    def fixed(key: str) -> str:
        if key == options.OFFLINE.key and is_offline:
            return words.fixed_offline()
        if key == options.KEEP_IN_TRAY.key and not QSystemTrayIcon.isSystemTrayAvailable():
            return no_tray()
        is_of_updates = key in (options.UPDATE_CHECK.key, options.UPDATE_ADDRESS.key)
        found = channel() if is_of_updates else ""
        return update_words.by_system(found) if found else ""

    def load_again() -> bool:
        if services.chat.is_busy():
            return False

        def work() -> None:
            services.models.forget()
            services.models.ensure_loaded()

        services.jobs.start(work, on_error=lambda _error: None)
        return True

    at_login = AtLogin(services.settings, services.paths)
    made = SettingsController(
        services.settings,
        frame.background,
        window,
        applied={
            **dict.fromkeys(
                (
                    options.THEME.key,
                    options.TEXT_SIZE.key,
                    options.CONTRAST.key,
                    options.MOTION.key,
                ),
                lambda _value: frame.theme.apply(chosen(services.settings)),
            ),
            options.LANGUAGE.key: speak,
            options.SEND_KEYS.key: send_with,
            options.AT_LOGIN.key: at_login.set,
        },
        choices=judges,
        gather=lambda: gather(
            services.paths.home,
            services.vault.state,
            lambda: replace(protection(services), locks_with_screen=hears_screen),
            services.reader.guards,
            services.network.lines,
        ),
        links={
            Link.QUICK: lambda: window.commands.run("quick_settings"),
            Link.ANSWERS: lambda: window.commands.run("answers"),
            Link.MODEL: lambda: window.commands.run("model"),
            Link.SHEET: lambda: window.commands.run("sheet"),
            Link.KEYS: lambda: window.commands.run("keys"),
            Link.LIBRARY: library.open,
            Link.UPDATE: updates.check,
            Link.UPDATE_FILE: updates.check_file,
        },
        due=due,
        load_again=load_again,
        start_again=start_again,
        folder=services.paths.home,
        fixed=fixed,
        lacks=lacks,
        look=at_login.look,
    )
    made.changed.connect(frame.show_choices)
    window.sidebar.connections_requested.connect(made.open_connections)
    send_with(services.settings.get(options.SEND_KEYS))
    return made
