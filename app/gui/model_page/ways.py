"""Where a model that is here can be taken from its card."""

from app.gui.text import workshop as words


def ways(*, is_chat: bool) -> list[tuple[str, str]]:
    """A name and its words for each; only what answers can be compared and tested."""
    found = [("smaller", words.make_smaller_of())]
    if is_chat:
        found += [("compare", words.compare_with()), ("test", words.test_it())]
    return found
