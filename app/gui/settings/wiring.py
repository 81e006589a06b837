"""The page of settings, tied to the services, to what shows a value, and to what it leads to."""

from collections.abc import Callable, Mapping

from app.bootstrap import Application
from app.config import settings as options
from app.domain.conversations import now
from app.domain.expiry import outlook
from app.domain.filing import keep_days
from app.gui.chat.controller import ChatController
from app.gui.main_window import MainWindow
from app.gui.settings.controller import SettingsController
from app.gui.settings.privacy_facts import gather
from app.gui.settings.sections import Link
from app.gui.theme import Theme
from app.gui.translations import Translations
from app.gui.vault.background import Background
from app.gui.vault.protection import Protection


def wire_settings(
    services: Application,
    window: MainWindow,
    background: Background,
    theme: Theme,
    translations: Translations,
    chat: ChatController,
    *,
    protection: Callable[[], Protection],
    links: Mapping[Link, Callable[[], object]],
    start_again: Callable[[], None],
    show_choices: Callable[[], None],
    is_offline: bool,
) -> SettingsController:
    """The controller of the page; `links` are those that the window's commands do not know."""

    def speak(choice: str) -> None:
        translations.speak(choice)
        window.retranslate()
        chat.refresh()

    def send_with(keys: str) -> None:
        window.set_needs_control(needs_control=keys == "ctrl-enter")

    def judges(key: str) -> dict[str, str]:
        documents = services.documents
        found = {
            options.RERANKER.key: documents.reranker.installed,
            options.ENTAILMENT.key: documents.entailer.installed,
        }
        return {each.id: each.name for each in found[key]()} if key in found else {}

    def due(days: int) -> int:
        kept_for = keep_days(services.filing.folders(), days)
        return outlook(services.history.conversations(), kept_for, now()).due

    def load_again() -> bool:
        if services.chat.is_busy():
            return False

        def work() -> None:
            services.models.forget()
            services.models.ensure_loaded()

        services.jobs.start(work, on_error=lambda _error: None)
        return True

    made = SettingsController(
        services.settings,
        background,
        window,
        applied={
            options.THEME.key: theme.apply,
            options.LANGUAGE.key: speak,
            options.SEND_KEYS.key: send_with,
        },
        choices=judges,
        gather=lambda: gather(
            services.paths.home,
            services.vault.state,
            protection,
            services.reader.guards,
            services.network.lines,
        ),
        links={
            Link.QUICK: lambda: window.commands.run("quick_settings"),
            Link.ANSWERS: lambda: window.commands.run("answers"),
            Link.MODEL: lambda: window.commands.run("model"),
            Link.SHEET: lambda: window.commands.run("sheet"),
            Link.KEYS: lambda: window.commands.run("keys"),
            **links,
        },
        due=due,
        load_again=load_again,
        start_again=start_again,
        folder=services.paths.home,
        is_offline=is_offline,
    )
    made.changed.connect(show_choices)
    send_with(services.settings.get(options.SEND_KEYS))
    return made
