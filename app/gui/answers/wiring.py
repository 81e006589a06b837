"""The panel that says how answers are written, tied to the services and the conversation."""

from app.domain.events import ModelChanged
from app.gui.answers.controller import AnswersController
from app.gui.chat.controller import ChatController
from app.gui.frame import Frame


def wire_answers(frame: Frame, chat: ChatController) -> AnswersController:
    """The panel's controller, which knows the model of now."""
    services = frame.services
    answers = AnswersController(
        services.conversation_settings, chat, frame.background, frame.window
    )
    answers.hear(ModelChanged(services.models.state))
    return answers
