"""The words of comparing models."""

from app.gui.text.saying import say


def compare() -> str:
    return say("Compare…")


def compare_tip() -> str:
    return say("Ask several models or styles at once, and go on with the better answer")


def compare_title() -> str:
    return say("Compare answers")


def question() -> str:
    return say("Message to all of them")


def with_it(names: str) -> str:
    return say("With the message: {names}", names=names)


def is_answering() -> str:
    return say("An answer is being written in this conversation. Try again when it has ended.")


def model_of_column(number: int) -> str:
    return say("Model of answer {number}", number=number)


def style_of_column(number: int) -> str:
    return say("Style of answer {number}", number=number)


def answer_of_column(number: int) -> str:
    return say("Answer {number}", number=number)


def numbered(number: int, name: str) -> str:
    return f"{number} · {name}"


def as_set() -> str:
    return say("As in the settings")


def as_set_note() -> str:
    return say("As answers are written in this conversation.")


def style_with(style: str, numbers: str) -> str:
    """A style with the numbers that it changes."""
    return f"{style}: {numbers}" if numbers else style


def chosen_of(name: str, chosen: int, compared: int) -> str:
    return say(
        "{name} (chosen {chosen} of {compared} times)", name=name, chosen=chosen, compared=compared
    )


def chosen_times(chosen: int, compared: int) -> str:
    return say("chosen {chosen} of {compared} times", chosen=chosen, compared=compared)


def add_answer() -> str:
    return say("Add an answer")


def remove_answer() -> str:
    return say("Remove the last answer")


def ask_all() -> str:
    return say("Ask all")


def stop_all() -> str:
    return say("Stop all")


def stop() -> str:
    return say("Stop")


def stop_column(number: int) -> str:
    return say("Stop answer {number}", number=number)


def copy_column(number: int) -> str:
    return say("Copy answer {number}", number=number)


def details() -> str:
    return say("Speed")


def details_of_column(number: int) -> str:
    return say("Speed of answer {number}", number=number)


def tokens(count: str) -> str:
    return say("{count} tokens", count=count)


def per_second(speed: str) -> str:
    return say("{speed} tokens/s", speed=speed)


def first_word(seconds: str) -> str:
    return say("first word after {seconds} s", seconds=seconds)


def in_all(seconds: str) -> str:
    return say("{seconds} s in all", seconds=seconds)


def model_loaded_in(seconds: str) -> str:
    return say("model loaded in {seconds} s", seconds=seconds)


def not_measured() -> str:
    return say("Nothing was measured.")


def scroll_together() -> str:
    return say("Scroll together")


def continue_with() -> str:
    return say("Continue with this one")


def continue_tip(number: int) -> str:
    return say("The other answers stay as versions of this one (key {number})", number=number)


def close() -> str:
    return say("Close")


def close_tip() -> str:
    return say("What was written stays: the answers become versions of one another")


def answer_appears() -> str:
    return say("The answer appears here.")


def preparing() -> str:
    return say("Seeing which models fit in memory together…")


def from_same_weights() -> str:
    return say("Written together with the others")


def loaded_beside() -> str:
    return say("Loaded beside the chosen model for this comparison")


def takes_its_turn() -> str:
    return say("This one answers when the others are done.")


def not_asked() -> str:
    return say("Stopped before it began.")


def could_not(sentence: str) -> str:
    return say("No answer: {sentence}", sentence=sentence)


def reset_counts() -> str:
    return say("Reset the counts")


def counts_explained() -> str:
    return say("Which model you go on with is counted here on this computer only.")


def keys_explained(answers: int) -> str:
    return say("Keys 1 to {answers} go on with an answer.", answers=answers)
