"""What cannot be read: one conversation, or the whole file."""

from app.domain.errors import ImportRefused


class Unreadable(Exception):
    """One conversation, or one part, cannot be read; `reason` is for a person, without its text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def refused(file: str, problem: str) -> ImportRefused:
    """The error for a file from which nothing can be read."""
    return ImportRefused(problem, file=file, problem=problem)
