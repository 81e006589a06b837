"""The words of the view that shows how sure a model was of an answer."""

from app.domain.judging import Doubt
from app.gui.text.saying import say


def how_sure() -> str:
    return say("How sure was it?")


def reading_answer(percent: int = 0) -> str:
    """From its first percent on it says how far it is."""
    if not percent:
        return say("Reading the answer again…")
    return say("Reading the answer again… {percent} %", percent=percent)


def stop_reading() -> str:
    return say("Stop")


def judged_by(model: str) -> str:
    return say("As {model} finds it now", model=model)


def of_each_word(percent: str) -> str:
    return say("On average {percent} likely, word piece by word piece", percent=percent)


def levels() -> tuple[str, ...]:
    """From the surest to the least sure."""
    return (
        say("80 % and more"),
        say("50 to 80 %"),
        say("20 to 50 %"),
        say("below 20 %"),
    )


def answer_by_words() -> str:
    return say("The answer, word piece by word piece")


def move_with_arrows() -> str:
    return say("Click a word or move with the arrow keys.")


def chosen_piece(piece: str, percent: str) -> str:
    return say("“{piece}”: {percent}", piece=piece, percent=percent)


def is_source_number() -> str:
    return say("The number of a source; it doesn't count.")


def could_have_come() -> str:
    return say("What could have come here")


def alternative(piece: str, percent: str) -> str:
    return say("{piece}  –  {percent}", piece=piece, percent=percent)


def end_of_answer() -> str:
    return say("(the answer ends)")


def part_of_character() -> str:
    return say("(part of a character)")


def space() -> str:
    return say("(space)")


def line_break() -> str:
    return say("(new line)")


def continue_here() -> str:
    return say("Continue from here")


def continue_tip() -> str:
    return say("Writes the answer anew from this word on, as another version")


def not_continued() -> str:
    return say("An answer from documents is checked as a whole: it can't go on from a single word.")


def answering_meanwhile() -> str:
    return say("An answer is being written. Try again when it has ended.")


def changed_by_sources() -> str:
    return say("What did each document change?")


def without_source() -> str:
    return say("Read it without this document")


def reading_without(name: str) -> str:
    return say("Reading the answer without {name}…", name=name)


def change_much(name: str, factor: str) -> str:
    return say(
        "{name} made the answer likelier: each word piece {factor} times, on average.",
        name=name,
        factor=factor,
    )


def change_less(name: str, factor: str) -> str:
    return say(
        "{name} made the answer less likely: without it each word piece is {factor} times as "
        "likely, on average.",
        name=name,
        factor=factor,
    )


def change_hardly(name: str) -> str:
    return say("{name} hardly changed how likely the answer is.", name=name)


def change_numbers(with_it: str, without_it: str, tokens: int) -> str:
    return say(
        "Log-probability of a word piece: {with_it} with it, {without_it} without it, "
        "{tokens} pieces",
        with_it=with_it,
        without_it=without_it,
        tokens=tokens,
    )


def doubt(doubt: Doubt) -> str:
    """A sentence on what may not hold any more."""
    match doubt:
        case Doubt.OTHER_MODEL:
            return say("Another model wrote this answer. This one only judges it.")
        case Doubt.UNKNOWN_MODEL:
            return say("It isn't known which model wrote this answer.")
        case Doubt.THOUGHT_FIRST:
            return say("The model thought before it answered. Its thoughts are not read again.")
        case Doubt.READ_OTHERWISE:
            return say("What the model had read when it wrote this was not the same as now.")
        case Doubt.SEARCHED_AGAIN:
            return say("The documents were searched again for this.")
        case Doubt.SOURCE_MISSING:
            return say("A sentence that the answer names as its source was not found again.")
