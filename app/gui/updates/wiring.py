"""Newer releases, tied to the service and the window."""

from app.gui.feedback.links import LinkOpener
from app.gui.frame import Frame
from app.gui.updates.controller import UpdateController


def channel() -> str:
    """What updates this copy; "" where nothing but its user does."""
    # Imported here: a window that nobody asks about updates opens without it.
    from app.services.updates import channel_of

    return channel_of()


def wire_updates(frame: Frame) -> UpdateController:
    """What tells of a newer Snug."""
    services, translations = frame.services, frame.translations
    return UpdateController(
        lambda: services.updates,
        channel,
        services.settings,
        LinkOpener(frame.window).ask,
        lambda: translations.language,
        frame.background,
        frame.window,
    )
