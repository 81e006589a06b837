"""The words for files that are opened with Snug."""

from app.gui.text.saying import say


def waits(count: int) -> str:
    if count == 1:
        return say("A file waits until Snug is unlocked.")
    return say("{count} files wait until Snug is unlocked.", count=count)


def ask_title(count: int) -> str:
    if count == 1:
        return say("What is this file for?")
    return say("What are these {count} files for?", count=count)


def ask_text(name: str, others: int) -> str:
    if others:
        return say("“{name}” and {count} more", name=name, count=others)
    return say("“{name}”", name=name)


def ask_about() -> str:
    return say("Ask about it")


def ask_about_them() -> str:
    return say("Ask about them")


def add_to_documents() -> str:
    return say("Add to the documents")


def folder_title() -> str:
    return say("Add this folder to the documents?")


def conversations_title() -> str:
    return say("Bring in conversations?")


def conversations_text(name: str) -> str:
    return say(
        "“{name}” holds conversations of Snug. Those that are here already are passed over.",
        name=name,
    )


def bring_them_in() -> str:
    return say("Bring them in")


def backup_title() -> str:
    return say("This is a backup")


def backup_text(name: str) -> str:
    return say(
        "“{name}” would take the place of all that is kept here. Lock Snug first; then open the "
        "file once more.",
        name=name,
    )


def understood() -> str:
    return say("OK")
