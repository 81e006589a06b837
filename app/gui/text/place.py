"""The words of where the vault lies."""

from app.config.folder_kind import FolderKind
from app.gui.text.saying import say


def _on_network_drive() -> str:
    return say(
        "Snug's folder is on a network drive. Two computers can write to it at once, and a "
        "broken connection can damage the history. Keep Snug's folder on this computer, and put"
        " backups there instead."
    )


def _in_synced_folder() -> str:
    return say(
        "Another program keeps Snug's folder in step with other computers. It can copy the "
        "history in the middle of a change, or bring an older one back: conversations can be "
        "lost. Keep Snug's folder outside of it, and put backups there instead."
    )


def leave_it_there() -> str:
    return say("Leave it there")


def place_warning(place: FolderKind) -> str:
    """What can happen to a vault there, and what to do; nothing for a folder of this computer."""
    match place:
        case FolderKind.NETWORK:
            return _on_network_drive()
        case FolderKind.SYNCED:
            return _in_synced_folder()
    return ""
