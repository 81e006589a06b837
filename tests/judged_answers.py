"""What a fake engine says to a text that it is to judge."""

import re

from app.domain.generation import Alternative, Delta, TokenLogprob


def judgement(text: str, logprob: float = -0.5, **others: float) -> Delta:
    """A token for every word with the space before it; `others` names some words' own."""
    tokens = [
        TokenLogprob(
            number,
            word,
            others.get(word.strip(), logprob),
            (Alternative(number, word, -0.2), Alternative(900 + number, " else", -1.5)),
        )
        for number, word in enumerate(re.findall(r"\s*\w+|\s*[^\w\s]", text))
    ]
    return Delta(text, tuple(tokens))
