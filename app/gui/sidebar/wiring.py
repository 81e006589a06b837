"""The order of conversations and the way in and out of them, tied to their services."""

from app.config import settings as options
from app.gui.chat.controller import ChatController
from app.gui.exchange_controller import ExchangeController
from app.gui.frame import Frame
from app.gui.sidebar.filing_controller import FilingController


def wire_exchange(frame: Frame, chat: ChatController) -> ExchangeController:
    """Conversations brought in from elsewhere, and written out."""
    services = frame.services
    return ExchangeController(
        services.exchange,
        services.vault,
        services.history.conversations,
        lambda: chat.current,
        frame.background,
        frame.window,
        lambda: services.settings.get(options.PERSONAL_DATA),
    )


def wire_filing(
    frame: Frame, chat: ChatController, exchange: ExchangeController
) -> FilingController:
    """Folders, tags and what is kept for how long."""
    services, settings = frame.services, frame.services.settings
    services.retention.in_use = lambda: chat.current
    return FilingController(
        services.filing,
        frame.background,
        frame.window,
        closed_folders=lambda: settings.get(options.CLOSED_FOLDERS),
        keep_closed=lambda closed: settings.set(options.CLOSED_FOLDERS, closed),
        usual_days=lambda: settings.get(options.KEEP_DAYS),
        model_names=lambda: [each.id for each in services.models.installed()],
        export=exchange.export_some,
    )
