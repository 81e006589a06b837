"""The words of the menus."""

from app.gui.text.saying import say


def theme() -> str:
    return say("Theme")


def theme_system() -> str:
    return say("As the system")


def theme_light() -> str:
    return say("Light")


def theme_dark() -> str:
    return say("Dark")


def language() -> str:
    return say("Language")


def about() -> str:
    return say("About Snug")


def about_text(version: str) -> str:
    return say(
        "Snug {version}\n\nPrivate conversations with a language model that runs on this "
        "computer.\n\nLicensed under Apache 2.0.",
        version=version,
    )


def preset() -> str:
    return say("Style of answers")


def presets() -> dict[str, str]:
    """The choices of the setting, and what they are called."""
    return {
        "model": say("As suits the model"),
        "precise": say("Precise"),
        "balanced": say("Balanced"),
        "creative": say("Creative"),
    }


def quit_application() -> str:
    return say("Quit")
