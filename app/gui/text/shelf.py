"""The words of the rows of the list: headings, folders and conversations."""

from app.gui.text.saying import say


def pinned() -> str:
    return say("Pinned")


def folders() -> str:
    return say("Folders")


def month_names() -> tuple[str, ...]:
    return (
        say("January"),
        say("February"),
        say("March"),
        say("April"),
        say("May"),
        say("June"),
        say("July"),
        say("August"),
        say("September"),
        say("October"),
        say("November"),
        say("December"),
    )


def today() -> str:
    return say("Today")


def yesterday() -> str:
    return say("Yesterday")


def this_week() -> str:
    return say("This week")


def month_of(month: str, year: int) -> str:
    return say("{month} {year}", month=month, year=year)


def folder_spoken(name: str, count: int, *, is_open: bool) -> str:
    if is_open:
        return say("Folder {name}, open, {count} conversations", name=name, count=count)
    return say("Folder {name}, closed, {count} conversations", name=name, count=count)


def heading_spoken(words: str) -> str:
    return say("Group: {words}", words=words)


def pinned_spoken(title: str) -> str:
    return say("{title}, pinned", title=title)


def kept_for(days: int) -> str:
    return say("What nobody changes for {days} days is deleted here.", days=days)
