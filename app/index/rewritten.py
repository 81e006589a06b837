"""What a model may write in place of a question that leans on others, and whether it is used.

A model that rewrites a question can also answer it, change its subject, bring in a number that
nobody said, or do as a document told it. Nothing of that is searched for: what fails one of these
checks is dropped, and the question is joined with those before it instead.
"""

import re
from collections.abc import Sequence
from typing import Final

from app.domain.collections import Language
from app.index.content_words import Content, content_of
from app.index.follow_up import without_leaning
from app.index.instructions import is_instruction
from app.index.languages import language_of

MOST_CHARACTERS: Final = 240
"""Of a rewritten question."""
ONE_LINE: Final = f'root ::= first rest{{1,{MOST_CHARACTERS - 1}}}\nfirst ::= [^ \\t\\r\\n"]\n' + (
    "rest ::= [^\\r\\n\\t\\u2028\\u2029]"
)
"""A grammar that allows one line, and no more."""
_HELD: Final = 0.6
"""Share of the words that must stand in the question or before it; "explain" and the like may not.
"""
_KEPT: Final = 0.5
"""Share of the question's own words that must still be there: it is no other question."""
_OF_MODELS: Final = re.compile(
    r"\bsystem (?:prompts?|messages?|rules?|instructions?)\b|\blanguage models?\b"
    r"|\b(?:instructions?|prompts?|guidelines?)\b"
    r"|지시|지침|프롬프트|시스템 메시지|언어 모델",
    re.IGNORECASE,
)
_LEADS: Final = frozenset(
    re.findall(
        r"\w+",
        """
        list name give tell explain describe compare summarise summarize show find define state
        mention when where who whose why how which what
        """,
    )
)
"""Words that a question may begin with, though nobody said them before."""
_TITLED: Final = re.compile(
    r"([가-힣]{2,4})\s?(?:씨|님|대표|부장|과장|차장|대리|사원|교수|박사|선생|변호사)(?![가-힣]{2})"
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_AROUND: Final = " \t\"'“”‘’`*"


def tidied(text: str) -> str:
    """A line as a model writes it, without the quotation marks that it likes to put around."""
    return " ".join(text.split()).strip(_AROUND)


def is_usable(rewritten: str, question: str, before: Sequence[str]) -> bool:
    """Whether a rewritten question may be searched for.

    `before` is what was said before: the questions, and what the model was given of the answers.
    """
    if not rewritten or len(rewritten) > MOST_CHARACTERS:
        return False
    if language_of(rewritten) is not language_of(question):
        return False
    known = content_of("\n".join((*before, question)))
    return (
        not _speaks_to_models(rewritten, question)
        and _adds_something(rewritten, question)
        and _stays_with(rewritten, question, known)
        and not _brings_in(rewritten, known)
    )


def _speaks_to_models(rewritten: str, question: str) -> bool:
    """Whether it asks about instructions, or gives some, where the question does not."""
    if is_instruction(rewritten):
        return True
    asked = {found[0].casefold() for found in _OF_MODELS.finditer(question)}
    return any(found[0].casefold() not in asked for found in _OF_MODELS.finditer(rewritten))


def _adds_something(rewritten: str, question: str) -> bool:
    said, asked = content_of(rewritten), content_of(question)
    return any(not asked.holds(word) for word in said.words) or bool(said.numbers - asked.numbers)


def _stays_with(rewritten: str, question: str, known: Content) -> bool:
    """Whether its words were said before, and the question's own are still there."""
    said, asked = content_of(rewritten), content_of(without_leaning(question))
    if not said.words or _share(said.words, known) < _HELD:
        return False
    return not asked.words or _share(asked.words, said) >= _KEPT


def _share(words: frozenset[str], whole: Content) -> float:
    return sum(whole.holds(word) for word in words) / len(words)


def _brings_in(rewritten: str, known: Content) -> bool:
    """Whether it has a number or a name that nobody said."""
    said = content_of(rewritten)
    if said.numbers - known.numbers:
        return True
    if language_of(rewritten) is Language.KOREAN:
        people = (found[1] for found in _TITLED.finditer(rewritten))
        if any(each not in known.flat for each in people):
            return True
    return any(not known.holds(name) for name in said.names | _first_name(rewritten))


def _first_name(text: str) -> frozenset[str]:
    """The first word, where it may be a name: its capital letter alone does not tell."""
    first = _WORD.match(text)
    if first is None or first[0].casefold() in _LEADS:
        return frozenset()
    return content_of(f"of {first[0]}").names
