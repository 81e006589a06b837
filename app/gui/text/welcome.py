"""The words of a window in which nothing was said yet."""

from app.gui.text.saying import say


def welcome_title() -> str:
    return say("What would you like to talk about?")


def welcome_fact() -> str:
    return say("The model runs on this computer. What you write does not leave it.")


def starter_note() -> str:
    return say(
        "This is the starter model: small, quick, and often wrong. A larger one answers far better."
    )


def better_models() -> str:
    return say("Find a better model")


def all_models() -> str:
    return say("See which models there are")


def no_model_title() -> str:
    return say("No model yet")


def no_model_text() -> str:
    return say("Open a GGUF file to begin. It stays where it is.")


_IN_ENGLISH = (
    "What is the capital of France?",
    "Explain photosynthesis in two sentences.",
    "Write a short, friendly reminder to water the plants.",
)


def examples(*, in_english: bool) -> tuple[str, ...]:
    """Questions to begin with; in English for a model that was taught nothing else."""
    if in_english:
        return _IN_ENGLISH
    return (
        say("What is the capital of France?"),
        say("Explain photosynthesis in two sentences."),
        say("Write a short, friendly reminder to water the plants."),
    )
