"""The words of testing models with questions."""

from app.gui.text.saying import say


def evaluation() -> str:
    return say("Test models")


def open_evaluation() -> str:
    return say("Test models with questions")


def test() -> str:
    return say("Test")


def question_sets() -> str:
    return say("Question sets")


def intro() -> str:
    return say(
        "Models answer questions whose answers are known, on this computer. Few questions give a "
        "rough idea, not a grade."
    )


def models() -> str:
    return say("Models")


def set_line(name: str, language: str, questions: int) -> str:
    if questions == 1:
        return say("{name} · {language} · 1 question", name=name, language=language)
    return say(
        "{name} · {language} · {questions} questions",
        name=name, language=language, questions=questions,
    )  # fmt: skip


def comes_with_snug() -> str:
    return say("From Snug")


def your_own() -> str:
    return say("Your own")


def no_own_sets() -> str:
    return say("You have no sets of your own yet.")


def choose_both() -> str:
    return say("Choose at least one model and one set.")


def how_many(questions: int, models: int) -> str:
    return say(
        "Questions for each model: {questions}. Models: {models}.",
        questions=questions, models=models,
    )  # fmt: skip


def how_small(questions: int, points: int) -> str:
    return say(
        "Questions in the smallest of these sets: {questions}. How many a model gets right is then "
        "known to about ±{points} percentage points only.",
        questions=questions, points=points,
    )  # fmt: skip


def start() -> str:
    return say("Start the test")


def asking(model: str, name: str, number: int, total: int) -> str:
    return say(
        "{model} · {name} · question {number} of {total}",
        model=model, name=name, number=number, total=total,
    )  # fmt: skip


def loading(model: str) -> str:
    return say("Loading {model}…", model=model)


def stopped() -> str:
    return say("Stopped. Nothing of this test was kept.")


# --- what came of it ----------------------------------------------------------------------------


def results() -> str:
    return say("Results")


def no_results() -> str:
    return say("What comes of a test appears here.")


def all_questions() -> str:
    return say("All questions")


def scored(right: int, total: int, percent: int, low: int, high: int) -> str:
    return say(
        "{right} of {total} · {percent} % ({low}–{high})",
        right=right, total=total, percent=percent, low=low, high=high,
    )  # fmt: skip


def took() -> str:
    return say("Took")


def seconds(count: int) -> str:
    return say("{count} s", count=count)


def difference(first: str, second: str, only_first: int, only_second: int, p: str) -> str:
    return say(
        "Right where the other was wrong: {first} {only_first}, {second} {only_second}. Equally "
        "good models would differ as much with a probability of {p} (McNemar, exact).",
        first=first, second=second, only_first=only_first, only_second=only_second, p=p,
    )  # fmt: skip


def how_to_read() -> str:
    return say(
        "In brackets: between which percentages the true share lies, at 95 % (Wilson). What is "
        "written is judged by rules, not by a person."
    )


def choose_figure() -> str:
    return say("Choose a figure to see which questions went wrong.")


def went_wrong(model: str, name: str, count: int) -> str:
    return say("{model} · {name}: wrong {count}", model=model, name=name, count=count)


def show_more(left: int) -> str:
    return say("Show more ({left} left)", left=left)


def nothing_wrong(model: str, name: str) -> str:
    return say("{model} · {name}: nothing wrong", model=model, name=name)


def said(answer: str) -> str:
    return say("Said: {answer}", answer=answer)


def said_nothing() -> str:
    return say("Said nothing.")


def right_was(answer: str) -> str:
    return say("Right: {answer}", answer=answer)


def one_of(answers: str) -> str:
    return say("{answers} in the answer", answers=answers)


def either() -> str:
    return say(" or ")


def fits_pattern(pattern: str) -> str:
    return say("what fits the pattern {pattern}", pattern=pattern)


def to_decline() -> str:
    return say("to decline")


def passage_silent() -> str:
    return say("that the passage does not say")


def again() -> str:
    return say("Ask again")


def save_as_file() -> str:
    return say("Save as a file…")


def result_files() -> str:
    return say("Results as JSON (*.json);;Results as a table (*.csv)")


def was_saved() -> str:
    return say("Saved. The file is not encrypted.")


def remove_results() -> str:
    return say("Remove")


def were_removed() -> str:
    return say("The results were removed.")


def in_memory() -> str:
    return say("Without a vault your own sets and results last until you close Snug.")
