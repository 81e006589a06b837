"""The words of the quick window, of the tray, and of what opens them."""

from app.gui.text.saying import say


def quick_window() -> str:
    return say("Quick question")


def quick_settings() -> str:
    return say("Quick question and tray…")


def ask() -> str:
    return say("Ask something")


def keep() -> str:
    return say("Keep in the history")


def keep_tip() -> str:
    return say("Otherwise nothing of it is kept, and it is gone once this window closes.")


def ask_anew() -> str:
    return say("New question")


def open_in_snug() -> str:
    return say("Open in Snug")


def is_locked() -> str:
    return say("Snug is locked.")


def unlock() -> str:
    return say("Unlock Snug")


def settings_title() -> str:
    return say("Quick question and tray")


def settings_text() -> str:
    return say(
        "A small window for one question, over whatever you are doing. It can be opened by "
        "keys that hold everywhere."
    )


def keys_everywhere() -> str:
    return say("Keys that hold everywhere")


def works_here() -> str:
    return say("They hold while Snug runs. Leave the field empty for none.")


def not_here(command: str) -> str:
    return say(
        "This system lets no application take such keys by itself. Bind keys to this command in "
        "the keyboard settings of your system; it opens the quick window of the Snug that runs: "
        "{command}",
        command=command,
    )


def keys_taken_elsewhere(keys: str) -> str:
    return say("{keys} is taken by another program. Choose other keys.", keys=keys)


def keys_unfit(keys: str) -> str:
    return say("{keys} cannot hold everywhere. Add Ctrl, Alt or the system key.", keys=keys)


def keep_running() -> str:
    return say("Keep running in the tray when the window is closed")


def no_tray() -> str:
    return say("This desktop has no tray: closing the window ends Snug.")


def tray_tip() -> str:
    return say("Snug")


def show_snug() -> str:
    return say("Show Snug")
