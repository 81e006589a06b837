"""Prompts that can be told from each other by their answers: each is about a word of its own."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.generation import PromptMessage, Role

WORDS: Final = (
    "telescope", "pumpkin", "saxophone", "tortoise", "chimney", "lighthouse", "volcano",
    "parachute", "trampoline", "penguin", "umbrella", "compass", "dragonfly", "lantern",
    "submarine", "porcelain", "tangerine", "windmill", "zeppelin", "badger", "cathedral",
    "chandelier", "fountain", "hammock",
)  # fmt: skip
"""None says another by itself; a model may say any of them when it is asked for it."""
_SYSTEM: Final = PromptMessage(Role.SYSTEM, "You are a helpful assistant.")
_FILLING: Final = "It rained for a while, and then it did not. "
_LENGTHS: Final = (0, 2, 7, 0, 18)
"""Of the filling in sentences, by turns: prompts from 30 to some 300 tokens."""


@dataclass(frozen=True)
class Prompt:
    """A turn of a conversation about a word."""

    word: str
    messages: tuple[PromptMessage, ...]

    @property
    def conversation(self) -> str:
        """All turns about a word are of one conversation."""
        return f"about {self.word}"


def prompts(words: int, answer: Callable[[Prompt], str]) -> Iterator[Prompt]:
    """Three turns about each word; `answer` gives what is said before the next turn."""
    for index, word in enumerate(WORDS[:words]):
        filling = _FILLING * _LENGTHS[index % len(_LENGTHS)]
        turns = (
            f"{filling}Write one sentence about a {word}.",
            f"Repeat this word three times: {word}",
            f"What is a {word}?",
        )
        messages: tuple[PromptMessage, ...] = (_SYSTEM,)
        for turn in turns:
            prompt = Prompt(word, (*messages, PromptMessage(Role.USER, turn)))
            yield prompt
            said = PromptMessage(Role.ASSISTANT, answer(prompt))
            messages = (*prompt.messages, said)


def cut(text: str, stops: Sequence[str]) -> str:
    """What is left of an answer when stop strings end it."""
    return text[: min((at for stop in stops if (at := text.find(stop)) >= 0), default=len(text))]


def foreign_words(text: str, own: str) -> list[str]:
    """The words of other prompts in a text."""
    said = set(re.findall(r"[a-z]+", text.lower()))
    return [word for word in WORDS if word != own and word in said]
