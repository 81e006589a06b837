"""How a parser says that it does not read a file."""

from app.domain.documents import Refusal


class Refused(Exception):
    """This file is not read, for a reason. `detail` is for the log: it never quotes the file."""

    def __init__(self, reason: Refusal, detail: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.detail = detail


class TextFull(Exception):
    """The document has as much text as one may have; what was gathered until here is kept."""
