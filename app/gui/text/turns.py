"""The words of what can be done with a message."""

from app.gui.text.saying import say


def go_on() -> str:
    return say("Continue")


def answer_again() -> str:
    return say("Answer again")


def try_again() -> str:
    return say("Try again")


def shorter() -> str:
    return say("Shorter")


def longer() -> str:
    return say("Longer")


def more_careful() -> str:
    return say("More careful")


def without_documents() -> str:
    return say("Answer without documents")


def with_another_model() -> str:
    return say("With another model")


def no_other_model() -> str:
    return say("There is no other model on this computer")


def edit_message() -> str:
    return say("Edit message")


def more() -> str:
    return say("More actions")


def fork() -> str:
    return say("Continue in a new conversation")


def pin() -> str:
    return say("Pin message")


def unpin() -> str:
    return say("Unpin message")


def pinned() -> str:
    return say("Pinned: the model always sees this message")


def delete_message() -> str:
    return say("Delete message")


def delete_turn() -> str:
    return say("Delete message and answer")


def earlier_version() -> str:
    return say("Earlier version")


def later_version() -> str:
    return say("Later version")


def answer_of(place: int, of: int) -> str:
    return say("Answer {place} of {of}", place=place, of=of)


def message_of(place: int, of: int) -> str:
    return say("Message {place} of {of}", place=place, of=of)


def edited_message() -> str:
    return say("Edited message")


def send() -> str:
    return say("Send again")


def cancel() -> str:
    return say("Cancel")


def message_deleted() -> str:
    return say("Message deleted")


def message_changed() -> str:
    return say("Message changed")


def answered_again() -> str:
    return say("Answered again")


def answered_by(model: str) -> str:
    return say("{model} is the chosen model now", model=model)


def went_on() -> str:
    return say("Continued")


def went_on_elsewhere() -> str:
    return say("This is a new conversation with everything up to there")
