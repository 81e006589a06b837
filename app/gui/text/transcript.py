"""The words of the transcript."""

from app.gui.text.saying import say


def you() -> str:
    return say("You")


def assistant() -> str:
    return say("Assistant")


def copy() -> str:
    return say("Copy")


def copied() -> str:
    return say("Copied")


def select_all() -> str:
    return say("Select all")


def jump_to_end() -> str:
    return say("Jump to the end")


def new_text_below() -> str:
    return say("New text below")


def show_all_lines() -> str:
    """With a gap for their number, which the transcript fills."""
    return say("Show all {lines} lines")


def wrap_lines() -> str:
    return say("Wrap lines")


def keep_lines() -> str:
    return say("Do not wrap")


def answer_finished() -> str:
    return say("Answer finished")


def code_follows(language: str) -> str:
    """What a screen reader says in place of code."""
    return say("Code, {language}.", language=language) if language else say("Code.")


def copy_as_plain_text() -> str:
    return say("Copy as plain text")


def copy_as_markdown() -> str:
    return say("Copy as Markdown")


def copy_conversation() -> str:
    return say("Copy conversation")


def find_in_conversation() -> str:
    return say("Find in this conversation")


def match_of(index: int, total: int) -> str:
    return say("{index} of {total}", index=index, total=total)


def not_found() -> str:
    return say("Not found")


def previous_match() -> str:
    return say("Previous match")


def next_match() -> str:
    return say("Next match")


def close_find() -> str:
    return say("Close")


def conversation() -> str:
    return say("Conversation")


def thinking() -> str:
    return say("Writing…")


def thoughts() -> str:
    return say("Thoughts")


def reasoning() -> str:
    return say("Thinking…")


def thinking_for() -> str:
    """With a gap for the seconds so far, which the transcript fills."""
    return say("Thinking… {seconds} s")


def thought_for() -> str:
    """With a gap for the seconds, which the transcript fills."""
    return say("Thought for {seconds} s")


def waiting_for_model(percent: int) -> str:
    return say("Loading the model… {percent} %", percent=percent)


def reading(percent: int) -> str:
    return say("Reading… {percent} %", percent=percent)


def stopped() -> str:
    return say("Stopped")


def cut_off() -> str:
    return say("Cut off when Snug ended")


def reached_limit() -> str:
    return say("Ended at the length limit")


def context_is_full() -> str:
    return say("Ended: the context window is full")


def speed(tokens: int, tokens_per_second: str) -> str:
    return say("{tokens} tokens · {speed} tokens/s", tokens=tokens, speed=tokens_per_second)


def open_link_title() -> str:
    return say("Open this address?")


def open_link_text(address: str) -> str:
    return say("Your browser will open\n\n{address}", address=address)


def open_link() -> str:
    return say("Open in browser")


def copy_address() -> str:
    return say("Copy address")
