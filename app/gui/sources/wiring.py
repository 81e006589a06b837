"""The sources of answers, tied to the documents and the conversation."""

from app.gui.chat.controller import ChatController
from app.gui.chat.turn_controller import TurnController
from app.gui.frame import Frame
from app.gui.sources.controller import SourcesController
from app.services.turn_words import Manner


def wire_sources(frame: Frame, chat: ChatController, turns: TurnController) -> SourcesController:
    """The panel's controller; the services of documents are built when it first asks."""
    services = frame.services
    made = SourcesController(
        lambda: services.documents.sources,
        services.chat.grounding,
        chat,
        frame.background,
        frame.window.page,
        lambda document: services.documents.ingest.read_again_by_id(document),
        services.nearest.found_again,
    )
    made.on_answer_without = lambda each: turns.answer_again(each, Manner.WITHOUT_DOCUMENTS)
    return made
