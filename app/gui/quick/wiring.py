"""The quick window, tied to the conversations it speaks in and to the window it leads to."""

from collections.abc import Callable

from app.domain.ids import ConversationId
from app.gui.frame import Frame
from app.gui.quick.standby import Standby


def wire_standby(
    frame: Frame,
    open_conversation: Callable[[ConversationId], None],
    come_to_front: Callable[[], None],
) -> Standby:
    """What waits for the key of the quick window."""
    services = frame.services
    standby = Standby(
        frame.window,
        frame.background,
        services.settings,
        services.chat,
        lambda: services.quick_chat,
        open_conversation,
        come_to_front,
        frame.remember,
    )
    frame.theme.on_change(standby.set_look)
    return standby
