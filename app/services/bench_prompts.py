"""Prompts for measuring: of a wanted number of tokens, and none a continuation of another."""

import itertools
from typing import Final

from app.domain.generation import PromptMessage, Role

_WORDS: Final = (
    *("the", "of", "and", "to", "in", "that", "is", "was", "for", "on", "are", "with", "as", "at"),
    *("be", "this", "have", "from", "or", "one", "had", "by", "word", "but", "not", "what", "all"),
    *("were", "we", "when", "your", "can"),
)
"""So common that most vocabularies have a token for each."""
_ROUNDS: Final = 1000
_PASSAGES: Final = (
    "The lighthouse keeper counted the ships every evening and wrote the number into a book with a "
    "blue cover.",
    "On the third of May he counted seventeen ships, more than in any year before, and the harbour "
    "was full of light.",
    "The baker on the corner opened her shop at five, when the street was still dark and the bread "
    "was still warm.",
    "In winter the river froze, and the children of the village walked across it to the school on "
    "the other side.",
    "A letter from the city took nine days to arrive, because the only road went around the "
    "mountain and the lake.",
    "The gardener planted two rows of beans, one of carrots, and an apple tree that bore no fruit "
    "for seven years.",
)
_LIST: Final = "\n".join(f"{n}. {text}" for n, text in enumerate(_PASSAGES, 1))
QUOTING: Final = (
    PromptMessage(Role.SYSTEM, "You are a helpful assistant."),
    PromptMessage(
        Role.USER,
        f"Here are numbered passages:\n\n{_LIST}\n\nCopy all the passages exactly as they are, "
        "with their numbers, word for word.",
    ),
)
"""Of the wordings that were tried, the one after which the starter model quotes best: 0.99."""
_RUN: Final = 4
"""Words in a row that make a quotation."""


class Prompts:
    """Makes prompts. They begin with a number, so that nothing worth keeping is shared.

    The number of tokens grows with the words by a rate that `learn` is told; the prompt before
    the words, the template's part included, takes a fixed number.
    """

    def __init__(self) -> None:
        self._rounds = itertools.count()
        self._fixed = 0.0
        self._per_word = 1.0

    def learn(self, few: tuple[int, int], many: tuple[int, int]) -> None:
        """Two prompts as pairs of words and tokens; best a whole round of the words apart."""
        (words, tokens), (more_words, more_tokens) = few, many
        self._per_word = max(0.1, (more_tokens - tokens) / (more_words - words))
        self._fixed = tokens - words * self._per_word

    def of_words(self, words: int, speaker: int = 0) -> tuple[PromptMessage, ...]:
        """A prompt unlike those before; prompts of one speaker are more alike than others.

        An answer to a speaker therefore takes the place of the one before in the engine's memory.
        """
        # Numbers of one width have the same number of tokens.
        number = f"{speaker:02} {next(self._rounds) % _ROUNDS:03}"
        text = " ".join(itertools.islice(itertools.cycle(_WORDS), max(1, words)))
        return PromptMessage(Role.SYSTEM, number), PromptMessage(Role.USER, text)

    def of_tokens(self, tokens: int, speaker: int = 0) -> tuple[PromptMessage, ...]:
        """A prompt of about so many tokens, often exactly so many; as short as can be for 0."""
        return self.of_words(round((tokens - self._fixed) / self._per_word), speaker)

    def question(self, tokens: int) -> PromptMessage:
        """A short message of about so many tokens, unlike those before."""
        words = max(1, round(tokens / self._per_word) - 3)
        text = " ".join(itertools.islice(itertools.cycle(_WORDS), words))
        return PromptMessage(Role.USER, f"{next(self._rounds) % _ROUNDS:03} {text}?")


WHOLE_ROUND: Final = len(_WORDS)


def quoted_share(text: str) -> float:
    """The share of a text's words that stand in runs of the passages that QUOTING holds."""
    words, source = text.split(), _LIST.split()
    known = {tuple(source[at : at + _RUN]) for at in range(len(source) - _RUN + 1)}
    is_quoted = [False] * len(words)
    for at in range(len(words) - _RUN + 1):
        if tuple(words[at : at + _RUN]) in known:
            is_quoted[at : at + _RUN] = [True] * _RUN
    return sum(is_quoted) / len(words) if words else 0.0
