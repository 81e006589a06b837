"""The words of the editor for sets of questions."""

from app.domain.question_faults import Fault, Way
from app.gui.text.saying import say


def new_set() -> str:
    return say("New set")


def take_in() -> str:
    return say("Take in a file…")


def set_files() -> str:
    return say("Question sets (*.jsonl *.toml)")


def name() -> str:
    return say("Name of the set")


def about() -> str:
    return say("What it is about")


def language() -> str:
    return say("Language of the questions")


def copy_and_edit() -> str:
    return say("Copy and edit")


def copy_of(name: str) -> str:
    return say("{name} (copy)", name=name)


def of_snug_note() -> str:
    return say("This set comes with Snug and stays as it is. Copy it to change it.")


def save() -> str:
    return say("Save")


def was_saved() -> str:
    return say("Saved.")


def is_unsaved(name: str) -> str:
    return say("{name} · not saved", name=name)


def remove_set() -> str:
    return say("Remove the set")


def set_removed() -> str:
    return say("The set was removed.")


def more_of_set() -> str:
    return say("More about this set")


def questions() -> str:
    return say("Questions")


def to_mend(count: int) -> str:
    return say("Questions to mend: {count}", count=count)


def name_missing() -> str:
    return say("The set needs a name.")


def question_missing() -> str:
    return say("The set needs a question.")


def row(number: int, question: str) -> str:
    return say("{number}. {question}", number=number, question=question)


def row_to_mend(number: int, question: str) -> str:
    return say("{number}. {question} · to mend", number=number, question=question)


def empty_question() -> str:
    return say("(no text)")


def add_question() -> str:
    return say("Add a question")


def duplicate() -> str:
    return say("Duplicate")


def delete() -> str:
    return say("Delete the question")


def question_deleted() -> str:
    return say("The question was deleted.")


# --- one question -------------------------------------------------------------------------------


def question() -> str:
    return say("Question")


def passage() -> str:
    return say("Passage the answer comes from, if there is one")


def kind() -> str:
    return say("Kind of answer")


def way(kind: Way) -> str:
    return {
        Way.CHOICES: say("Multiple choice"),
        Way.ACCEPT: say("Accepted answers"),
        Way.PATTERN: say("A pattern in the answer"),
        Way.REFUSES: say("It should decline"),
    }[kind]


def way_note(kind: Way) -> str:
    return {
        Way.CHOICES: say("What the model finds likeliest is taken as its answer."),
        Way.ACCEPT: say(
            "One on each line. An answer is right when it holds one of them; case and marks do not "
            "count."
        ),
        Way.PATTERN: say("A simple regular expression that has to be found in the answer."),
        Way.REFUSES: say("Right is to decline, or to say that the passage does not say it."),
    }[kind]


def choice(number: int) -> str:
    return say("Choice {number}", number=number)


def choice_is_right(number: int) -> str:
    return say("Choice {number} is the right one", number=number)


def remove_choice(number: int) -> str:
    return say("Remove choice {number}", number=number)


def add_choice() -> str:
    return say("Add a choice")


def accepted() -> str:
    return say("Accepted answers")


def pattern() -> str:
    return say("Pattern")


def longest_answer() -> str:
    return say("Longest answer in tokens")


def fault(kind: Fault) -> str:
    """What is to be done about it."""
    return {
        Fault.NO_TEXT: say("Write the question."),
        Fault.TEXT_LONG: say("The question is too long."),
        Fault.PASSAGE_LONG: say("The passage is too long."),
        Fault.FEW_CHOICES: say("Two choices are needed at least."),
        Fault.MANY_CHOICES: say("These are too many choices."),
        Fault.CHOICE_EMPTY: say("A choice is empty."),
        Fault.CHOICE_LONG: say("A choice is too long."),
        Fault.CHOICE_TWICE: say("The same choice is there twice."),
        Fault.NO_ACCEPTED: say("Write at least one accepted answer."),
        Fault.MANY_ACCEPTED: say("These are too many accepted answers."),
        Fault.ACCEPTED_LONG: say("An accepted answer is too long."),
        Fault.NO_PATTERN: say("Write the pattern."),
        Fault.PATTERN_LONG: say("The pattern is too long."),
        Fault.PATTERN_UNFIT: say(
            "This pattern cannot be used: keep it simple, with no repeated groups and two or three "
            "repeats at most."
        ),
    }[kind]
