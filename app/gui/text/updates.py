"""The words for newer releases."""

from app.gui.text.saying import say


def check_now() -> str:
    return say("Look for a newer Snug now")


def check_file() -> str:
    return say("Check a file that was fetched elsewhere…")


def files() -> str:
    return say("All files (*)")


def newer(version: str) -> str:
    return say("Snug {version} is available.", version=version)


def current(version: str) -> str:
    return say("Snug is up to date: {version} is the latest.", version=version)


def too_far(version: str) -> str:
    return say(
        "Snug {version} is available, but cannot open what is kept here. Install a release between "
        "the two first.",
        version=version,
    )


def genuine(name: str, version: str) -> str:
    return say(
        "“{name}” is the file of Snug {version} as it was published. Close Snug, then open the "
        "file to install it.",
        name=name,
        version=version,
    )


def expired(day: str) -> str:
    return say(
        "This answer was good until {day}. There may be a newer release that did not arrive here.",
        day=day,
    )


def how_to_get() -> str:
    return say("Nothing is fetched or installed by itself.")


def open_page() -> str:
    return say("Open its page…")


def what_is_new() -> str:
    return say("What is new…")


def close() -> str:
    return say("Close")


def by_system(channel: str) -> str:
    return say("Your system keeps Snug up to date ({channel}).", channel=channel)


def never_asked() -> str:
    return say("A newer Snug is looked for only when you ask.")


def asked_on(day: str) -> str:
    return say("A newer Snug was last looked for on {day}.", day=day)
