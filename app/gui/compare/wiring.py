"""Answers of several models side by side, tied to the models and the conversation."""

from app.gui.chat.controller import ChatController
from app.gui.compare.controller import CompareController
from app.gui.frame import Frame
from app.gui.models_controller import ModelsController


def wire_compare(frame: Frame, chat: ChatController, models: ModelsController) -> CompareController:
    """The page's controller, with its commands; what won how often is shown with the models."""
    services = frame.services
    compare = CompareController(
        services.comparing,
        services.models.installed,
        lambda: services.models.state.model,
        chat,
        frame.background,
        frame.window.page,
    )
    models.counts = services.comparing.tally.all
    frame.window.commands.add(*compare.commands())
    frame.window.also_retranslate(compare.retranslate)
    return compare
