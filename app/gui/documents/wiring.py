"""Documents and collections, tied to their services, the page of theirs and the message."""

from app.gui.chat.controller import ChatController
from app.gui.documents.choosing import ChoosingController
from app.gui.documents.documents_controller import DocumentsController
from app.gui.documents.kept_choice import KeptChoice
from app.gui.documents.known import KnownDocuments
from app.gui.frame import Frame


def wire_known(frame: Frame) -> KnownDocuments:
    """What is known of collections and documents, for all who show some."""
    return KnownDocuments(frame.services.documents, frame.background, frame.window)


def wire_documents(frame: Frame, known: KnownDocuments) -> DocumentsController:
    """The page of documents."""
    services = frame.services
    return DocumentsController(
        services.documents, known, frame.background, frame.window, lambda: services.vault.state
    )


def wire_choosing(
    frame: Frame, known: KnownDocuments, chat: ChatController, documents: DocumentsController
) -> ChoosingController:
    """What a question is answered from."""
    choosing = ChoosingController(known, chat, frame.window.page, documents.open)
    frame.window.also_retranslate(choosing.retranslate)
    return choosing


def wire_kept_choice(frame: Frame, chat: ChatController) -> KeptChoice:
    """What is kept of that with the conversation."""
    services = frame.services
    return KeptChoice(
        services.conversation_settings, services.documents, chat, frame.background, frame.window
    )
