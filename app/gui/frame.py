"""What every part of the window is built upon."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QApplication

from app.bootstrap import Application
from app.config import settings as options
from app.domain.errors import AppError
from app.gui import fonts
from app.gui.bridge import EventBridge
from app.gui.chosen_appearance import chosen
from app.gui.icons import Icons
from app.gui.main_window import MainWindow
from app.gui.theme import Theme
from app.gui.translations import Translations
from app.gui.vault.background import Background


@dataclass(frozen=True, slots=True)
class Frame:
    """The services and the empty window, and the way from one to the other."""

    services: Application
    window: MainWindow
    bridge: EventBridge
    background: Background
    theme: Theme
    translations: Translations

    def remember(self, save: Callable[[], None]) -> None:
        """Save a setting; where that fails it is in force until the end of this run."""
        try:
            save()
        except AppError as error:
            self.window.page.banner.show_error(error)
        self.show_choices()

    def show_choices(self) -> None:
        """Mark in the menu what is chosen."""
        get = self.services.settings.get
        self.window.set_choices(get(options.THEME), get(options.LANGUAGE), get(options.PRESET))


def build_frame(application: QApplication, services: Application) -> Frame:
    """An empty window that looks and speaks as was chosen, and hears the services.

    Its widgets get their style when whoever fills it says `theme.dress`.
    """
    settings = services.settings
    application.setFont(fonts.prepare())
    translations = Translations()
    translations.speak(settings.get(options.LANGUAGE))
    theme = Theme(application)
    theme.wait_for_views()
    theme.apply(chosen(settings))
    window = MainWindow(Icons(), theme.look)
    theme.on_change(window.set_look)
    bridge = EventBridge(window)
    services.bus.subscribe(bridge.post)
    background = Background(services.jobs, bridge)
    return Frame(services, window, bridge, background, theme, translations)
