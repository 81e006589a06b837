"""The words of the message field."""

from app.gui.text.saying import say


def write_message() -> str:
    return say("Write a message…")


def message() -> str:
    return say("Message")


def send() -> str:
    return say("Send")


def send_tip(*, needs_control: bool = False) -> str:
    return say("Send (Ctrl+Enter)") if needs_control else say("Send (Enter)")


def stop() -> str:
    return say("Stop")


def stop_tip() -> str:
    return say("Stop (Esc)")


def composer_needs_model() -> str:
    return say("Choose a model first, then write here.")


def composer_hint(*, needs_control: bool = False) -> str:
    if needs_control:
        said = say(
            "Ctrl+Enter sends · Enter breaks the line · / prompts · @ assistants · # documents"
        )
    else:
        said = say(
            "Enter sends · Shift+Enter breaks the line · / prompts · @ assistants · # documents"
        )
    # In a narrow window the line breaks between two of them, never within one.
    return "\u00a0· ".join(part.replace(" ", "\u00a0") for part in said.split(" · "))
