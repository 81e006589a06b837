"""What the window says of a defect of ours, and of a run that ended by itself."""

from app.gui.text.saying import say


def crash_title() -> str:
    return say("Something went wrong in Snug")


def crash_text() -> str:
    return say(
        "This is a defect of ours. Your conversation is still open. This is the whole report: "
        "it holds nothing that you wrote or read, and it stays on this computer. "
        "Nothing is sent."
    )


def ended_title() -> str:
    return say("Snug ended unexpectedly")


def ended_text() -> str:
    return say(
        "This was written down as Snug ended. This is the whole report: it holds nothing that "
        "you wrote or read, and it stays on this computer. Nothing is sent."
    )


def ended_offer() -> str:
    return say(
        "Snug ended unexpectedly last time. What was said until then is here; an answer that "
        "was cut off is marked."
    )


def show_report() -> str:
    return say("Show report")


def report() -> str:
    return say("Report")


def copy_report() -> str:
    return say("Copy report")


def save_report() -> str:
    return say("Save report…")


def report_copied() -> str:
    return say("The report is on the clipboard.")


def report_saved(name: str) -> str:
    return say("The report was saved as {name}.", name=name)


def report_not_saved(reason: str) -> str:
    return say("The report could not be saved: {reason}. Choose another folder.", reason=reason)


def restart() -> str:
    return say("Restart Snug")


def go_on() -> str:
    return say("Go on")
