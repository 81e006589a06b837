"""The words of the search: its operators, what completes them, and what is wrong with one."""

from app.gui.text.saying import say


def operators() -> str:
    return say(
        "in:folder   in a folder or a title\n"
        "tag:name   with a tag\n"
        "before:2026-03   after:2026-03-14\n"
        "model:name   is:pinned   is:archived\n"
        "“exact words”   -without"
    )


def suggestions() -> str:
    return say("Suggestions")


def suggestions_keys() -> str:
    return say("Tab takes the marked one.")


def state_pinned() -> str:
    return say("pinned")


def state_archived() -> str:
    return say("archived")


def unknown_operator(written: str) -> str:
    return say(
        "“{written}” is no operator, and is looked for as a word. There are in:, tag:, before:, "
        "after:, model:, role: and is:.",
        written=written,
    )


def no_date(written: str) -> str:
    return say(
        "“{written}” names no day. Write a year, a month or a day, as in before:2026, "
        "before:2026-03 or before:2026-03-14.",
        written=written,
    )


def no_state(written: str) -> str:
    return say("“{written}” is not known. There are is:pinned and is:archived.", written=written)


def no_role(written: str) -> str:
    return say("“{written}” is not known. There are role:user and role:assistant.", written=written)


def empty_span() -> str:
    return say("No day is after the one and before the other.")
