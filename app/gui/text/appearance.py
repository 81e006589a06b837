"""The words of how the window looks: the size of its text, its contrast, and what moves."""

from app.gui.text.saying import say


def appearance() -> str:
    return say("Appearance")


def larger_text() -> str:
    return say("Larger text")


def smaller_text() -> str:
    return say("Smaller text")


def usual_text() -> str:
    return say("Text in its usual size")


def text_size(percent: int) -> str:
    return say("Text size: {percent} %", percent=percent)


def contrast() -> str:
    return say("Contrast")


def contrasts() -> dict[str, str]:
    """The choices of the setting, and what they are called."""
    return {"system": say("As the system"), "usual": say("Usual"), "high": say("High")}


def motion() -> str:
    return say("Motion")


def motions() -> dict[str, str]:
    """The choices of the setting, and what they are called."""
    return {
        "system": say("As the system"),
        "full": say("Usual"),
        "reduced": say("Nothing moves by itself"),
    }
