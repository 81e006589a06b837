"""The words of the lists that / and @ open, and of the assistant above the message."""

from app.gui.text.saying import say


def prompts_list() -> str:
    return say("Prompts of the library")


def assistants_list() -> str:
    return say("Assistants and models")


def model_note() -> str:
    return say("Model")


def answers_here(name: str) -> str:
    return say("{name} answers here", name=name)
