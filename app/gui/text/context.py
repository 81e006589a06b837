"""The words of what a model sees of a conversation: the meter, the divider, the summary."""

from app.gui.text.saying import say


def meter_name(used: str, size: str) -> str:
    return say("{used} of {size} tokens of the context window are used", used=used, size=size)


def meter_name_about(used: str, size: str) -> str:
    return say("About {used} of {size} tokens of the context window are used", used=used, size=size)


def meter_tip() -> str:
    return say("What the model is given with the next message")


def context_window() -> str:
    return say("Context window")


def part_instructions() -> str:
    return say("Instructions")


def part_conversation() -> str:
    return say("Conversation")


def part_attachments() -> str:
    return say("Attachments")


def part_documents() -> str:
    return say("Documents, at most")


def part_writing() -> str:
    return say("What you are writing")


def part_answer() -> str:
    return say("Room for the answer")


def part_free() -> str:
    return say("Free")


def too_long_now() -> str:
    return say("The message does not fit. Shorten it, or attach less.")


def left_out_count(count: str) -> str:
    return say("Messages left out because they do not fit: {count}", count=count)


def not_seen_above() -> str:
    return say("The model no longer sees what stands above")
