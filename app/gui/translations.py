"""Which language the window speaks: ours and Qt's own words, loaded from compiled catalogues."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from app.config.languages import SOURCE, languages
from app.config.paths import Paths


def own_name(language: str) -> str:
    """What a language is called in itself."""
    # Qt says "American English" of the language that is spoken in more than one country.
    return "English" if language == SOURCE else QLocale(language).nativeLanguageName()


LANGUAGES: dict[str, str] = {each: own_name(each) for each in languages()}
"""The languages Snug speaks, each under its own name."""


def resolve(choice: str) -> str:
    """The language for a setting; "system" takes the first of the system's that Snug speaks."""
    if choice in LANGUAGES:
        return choice
    for name in QLocale.system().uiLanguages():
        language = name.replace("-", "_")
        for each in (language, language.split("_")[0]):
            if each in LANGUAGES:
                return each
    return SOURCE


class Translations:
    """The translators in force; `speak` exchanges them and Qt tells every widget."""

    def __init__(self) -> None:
        self._installed: list[QTranslator] = []
        self.language = SOURCE

    def speak(self, choice: str) -> None:
        """Speak the language of a setting from now on."""
        application = QCoreApplication.instance()
        if application is None:
            return
        for translator in self._installed:
            application.removeTranslator(translator)
        self._installed.clear()
        self.language = resolve(choice)
        if self.language == SOURCE:
            return
        qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        own = str(Paths.resource("translations"))
        for folder, name in ((qt_folder, "qtbase"), (own, "snug")):
            translator = QTranslator()
            if translator.load(f"{name}_{self.language}", folder):
                application.installTranslator(translator)
                self._installed.append(translator)
