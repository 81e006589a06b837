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


def is_answering() -> str:
    return say("An answer is being written in this conversation. Try again when it has ended.")


def model_of_column(number: int) -> str:
    return say("Model of answer {number}", number=number)


def style_of_column(number: int) -> str:
    return say("Style of answer {number}", number=number)


def answer_of_column(number: int) -> str:
    return say("Answer {number}", number=number)


def as_set() -> str:
    return say("As in the settings")


def chosen_of(name: str, chosen: int, compared: int) -> str:
    return say(
        "{name} (chosen {chosen} of {compared})", name=name, chosen=chosen, compared=compared
    )


def add_answer() -> str:
    return say("Add an answer")


def remove_answer() -> str:
    return say("Remove the last answer")


def ask_all() -> str:
    return say("Ask all")


def stop_all() -> str:
    return say("Stop all")


def continue_with() -> str:
    return say("Continue with this one")


def close() -> str:
    return say("Close")


def preparing() -> str:
    return say("Seeing which models fit in memory together…")


def from_same_weights() -> str:
    return say("Written together with the others")


def loaded_beside() -> str:
    return say("Loaded beside the chosen model for this comparison")


def takes_its_turn() -> str:
    return say("Both models don't fit in memory: this one answers when the others are done")


def writing() -> str:
    return say("Writing…")


def done() -> str:
    return say("Done")


def was_stopped() -> str:
    return say("Stopped")


def could_not(sentence: str) -> str:
    return say("No answer: {sentence}", sentence=sentence)


def reset_counts() -> str:
    return say("Reset the counts")


def counts_explained() -> str:
    return say("Which model you go on with is counted here on this computer only.")
