"""The words around temporary conversations."""

from app.gui.text.saying import say


def new_temporary() -> str:
    return say("New temporary chat")


def new_temporary_tip() -> str:
    return say("New temporary chat, kept nowhere (Ctrl+Shift+N)")


def temporary_fact() -> str:
    return say("Temporary chat. Nothing of it is kept: it is gone when you leave it.")


def keep_it() -> str:
    return say("Keep it")


def keep_it_tip() -> str:
    return say("Move this chat into your conversations")


def leave_title() -> str:
    return say("Leave the temporary chat?")


def leave_sentence() -> str:
    return say("Nothing of it is kept anywhere. Once you leave, it cannot be brought back.")


def let_it_go() -> str:
    return say("Let it go")


def stay() -> str:
    return say("Stay here")
