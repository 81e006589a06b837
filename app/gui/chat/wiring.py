"""The conversation's controllers, each tied to the services and the parts it needs."""

from app.gui.chat.attaching import AttachController
from app.gui.chat.context_controller import ContextController
from app.gui.chat.controller import ChatController
from app.gui.chat.safety_controller import SafetyController
from app.gui.chat.temporary_controller import TemporaryController
from app.gui.chat.turn_controller import TurnController
from app.gui.commands.turn_commands import turn_commands
from app.gui.frame import Frame
from app.gui.models_controller import ModelsController
from app.gui.own_model_controller import OwnModelController


def wire_chat(frame: Frame) -> ChatController:
    """The conversation in view."""
    window = frame.window
    return ChatController(frame.services.chat, window.page, window.sidebar, frame.background)


def wire_turns(frame: Frame, chat: ChatController) -> TurnController:
    """What can be done with its messages, by button and by key."""
    services, window = frame.services, frame.window
    turns = TurnController(
        services.turns, services.chat, services.models, chat, frame.background, window.page
    )
    window.commands.add(*turn_commands(turns, window.page.transcript))
    return turns


def wire_safety(frame: Frame, chat: ChatController) -> SafetyController:
    """What a safety model found; after the turns, whose rows it marks."""
    safety = frame.services.safety
    return SafetyController(safety.report, safety.recall, chat, frame.window.page)


def wire_own_model(
    frame: Frame, chat: ChatController, models: ModelsController
) -> OwnModelController:
    """The model of its own that a conversation may have."""
    own = OwnModelController(frame.services.own_models, chat, frame.background, frame.window.page)
    models.on_chosen = own.keep
    return own


def wire_attaching(frame: Frame, chat: ChatController) -> AttachController:
    """What is attached to a message."""
    return AttachController(frame.services.attachments, chat, frame.background, frame.window.page)


def wire_context(frame: Frame, chat: ChatController) -> ContextController:
    """How full the context window is, and what is left out of it."""
    services = frame.services
    return ContextController(
        services.meter, services.summaries, chat, frame.window.page, frame.background
    )


def wire_temporary(frame: Frame, chat: ChatController) -> TemporaryController:
    """Conversations that are not kept."""
    return TemporaryController(frame.services.temporary, chat, frame.background, frame.window)
