"""Answers of several models side by side, tied to the models and the conversation."""

from app.gui.chat.controller import ChatController
from app.gui.compare.controller import CompareController
from app.gui.frame import Frame


def wire_compare(frame: Frame, chat: ChatController) -> CompareController:
    """The dialog's controller."""
    services = frame.services
    compare = CompareController(
        services.comparing,
        services.models.installed,
        lambda: services.models.state.model,
        chat,
        frame.background,
        frame.window.page,
    )
    frame.window.also_retranslate(compare.retranslate)
    return compare
