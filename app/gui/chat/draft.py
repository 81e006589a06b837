"""What is written and not sent: a text, and what is attached to it."""

from dataclasses import dataclass

from app.domain.attachments import NewAttachment


@dataclass(frozen=True, slots=True)
class Draft:
    """Of one conversation."""

    text: str = ""
    attachments: tuple[NewAttachment, ...] = ()


NOTHING = Draft()


def joined(first: Draft, second: Draft) -> Draft:
    """Both, one after the other."""
    words = "\n\n".join(filter(None, (first.text, second.text)))
    return Draft(words, (*first.attachments, *second.attachments))
