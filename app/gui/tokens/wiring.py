"""The tokens of an answer, tied to the engine's view of them and the messages' menu."""

from app.gui.chat.controller import ChatController
from app.gui.chat.turn_controller import TurnController
from app.gui.frame import Frame
from app.gui.tokens.controller import TokensController


def wire_tokens(frame: Frame, chat: ChatController, turns: TurnController) -> TokensController:
    """The panel's controller, with its entry in the menu of messages."""
    tokens = TokensController(
        frame.services.tokens, chat, frame.background, frame.window.page, frame.theme.look
    )
    frame.theme.on_change(tokens.set_look)
    frame.window.also_retranslate(tokens.retranslate)
    tokens.on_branched = turns.offer_way_back
    turns.add_to_menu = tokens.add_to_menu
    return tokens
