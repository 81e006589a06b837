"""Prompts and assistants, tied to their services, the page of theirs and the message."""

from app.gui.chat.controller import ChatController
from app.gui.frame import Frame
from app.gui.library.calling import CallingController
from app.gui.library.controller import LibraryController
from app.gui.models_controller import ModelsController


def wire_library(frame: Frame) -> LibraryController:
    """The page of prompts and assistants."""
    services, page = frame.services, frame.window.page
    library = LibraryController(
        services.prompts,
        services.assistants,
        lambda: {each.id: each.name for each in services.models.installed()},
        lambda: {
            each.id: each.name
            for each in services.documents.ingest.collections()
            if not each.of_conversation
        },
        lambda: frame.translations.language,
        frame.background,
        frame.window,
    )
    library.marked = lambda: page.transcript.marked_text() or page.panel.marked_text()
    return library


def wire_calling(
    frame: Frame, chat: ChatController, library: LibraryController, models: ModelsController
) -> CallingController:
    """Prompts and assistants called from the message field."""
    services, window = frame.services, frame.window
    calling = CallingController(
        services.prompts,
        services.assistants,
        services.models,
        lambda: frame.translations.language,
        chat,
        window.page,
        frame.background,
    )
    calling.use_prompt = library.fill_in
    calling.choose_model = models.choose
    window.also_retranslate(calling.retranslate)
    window.covered.connect(calling.forget)
    return calling
