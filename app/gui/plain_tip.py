"""Tooltips that are never taken for markup, whatever names stand in them."""


def plain_tip(words: str) -> str:
    """A tooltip guesses rich text from the look of it; this keeps it from guessing."""
    return words.replace("<", "‹").replace(">", "›")
