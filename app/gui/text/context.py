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


def sum_up() -> str:
    return say("Sum up what is above")


def sum_up_again() -> str:
    return say("Sum up all of it")


def edit_summary() -> str:
    return say("Edit summary…")


def remove_summary() -> str:
    return say("Remove summary")


def stop_summing_up() -> str:
    return say("Stop")


def summary_removed() -> str:
    return say("Summary removed")


def summary_changed() -> str:
    return say("Summary changed")


def seen_as_summary() -> str:
    return say("Instead of what stands above, the model sees this summary")


def seen_partly_as_summary() -> str:
    return say("The model sees a summary of what stands above, without the last of it")


def summing_up() -> str:
    return say("Summing up…")


def summing_up_part(part: int, parts: int) -> str:
    return say("Summing up, part {part} of {parts}…", part=part, parts=parts)


def with_share_read(said: str, percent: int) -> str:
    """What is being done, and how much of it was read."""
    return say("{said} {percent} % read", said=said, percent=percent)


def summary() -> str:
    return say("Summary")


def summary_explained() -> str:
    return say("The model is given this text in place of the older messages.")


def save_summary() -> str:
    return say("Keep")


def not_seen_above() -> str:
    return say("The model no longer sees what stands above")


def but_pinned(said: str) -> str:
    """What is seen, where something pinned stands above."""
    return say("{said}; what is pinned stays in sight", said=said)
