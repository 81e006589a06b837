"""What a search shows of a message: an excerpt, and in which of its parts that stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.store.query import Sought
from app.store.search_excerpt import Marks, excerpt
from app.store.words import fold_with_places

Part = tuple[str | None, str]
"""The name of an attachment, None for the message or title itself, and a text of it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An excerpt with its marks, and the name of the attachment in which it stands."""

    excerpt: tuple[str, Marks]
    attachment: str | None


def shown(
    words: Sequence[Sought], without: Sequence[Sought], parts: Iterable[Part]
) -> Shown | None:
    """What is shown, when every word stands in one of the parts and nothing of `without` does.

    Parts are asked for one by one, and no more of them than are needed.
    """
    missing, found = list(words), None
    for attachment, part in parts:
        folded = fold_with_places(part)
        if any(each.find(folded.text) for each in without):
            return None
        here = [each for each in missing if each.find(folded.text)]
        if found is None and (here or not words):
            found = Shown(excerpt(part, folded, words), attachment)
        missing = [each for each in missing if each not in here]
        if not missing and not without:
            break
    return None if missing else found
