"""The sources of answers, tied to the documents and the conversation."""

from app.gui.chat.controller import ChatController
from app.gui.frame import Frame
from app.gui.sources.controller import SourcesController


def wire_sources(frame: Frame, chat: ChatController) -> SourcesController:
    """The panel's controller; the services of documents are built when it first asks."""
    services = frame.services
    return SourcesController(
        lambda: services.documents.sources,
        services.chat.grounding,
        chat,
        frame.background,
        frame.window.page,
        lambda document: services.documents.ingest.read_again_by_id(document),
        services.nearest.found_again,
    )
