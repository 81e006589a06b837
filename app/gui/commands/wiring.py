"""Commands and their keys, tied to conversations, models and what is remembered of keys."""

from collections.abc import Callable

from app.config import settings as options
from app.domain.conversations import Conversation
from app.gui.chat.controller import ChatController
from app.gui.commands.controller import CommandsController
from app.gui.frame import Frame
from app.gui.models_controller import ModelsController


def wire_commands(
    frame: Frame,
    chat: ChatController,
    models: ModelsController,
    open_conversation: Callable[[Conversation], None],
) -> CommandsController:
    """The palette's controller."""
    services, settings = frame.services, frame.services.settings
    return CommandsController(
        frame.window,
        chat.conversations,
        open_conversation,
        services.models.installed,
        models.choose,
        changed=settings.get(options.SHORTCUTS),
        keep=lambda line: frame.remember(lambda: settings.set(options.SHORTCUTS, line)),
    )
