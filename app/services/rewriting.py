"""A question that leans on the ones before it, written out by the model before it is searched for.

Only a model that is loaded does so, in a few seconds and a few words. Whatever fails, or does not
pass the checks of `app.index.rewritten`, leaves the question as it was: nobody is told.
"""

import logging
import threading
from collections.abc import Sequence
from typing import Final

from app.domain.errors import AppError
from app.domain.generation import FinishReason, PromptMessage, Request, Role, Sampling
from app.domain.protocols import Engine
from app.index.rewritten import ONE_LINE, is_usable, tidied
from app.services import ask_words
from app.services.models import ModelService
from app.services.written_text import written

MOST_TOKENS: Final = 96
MOST_SECONDS: Final = 20.0
"""A slow machine searches for the joined questions after that."""
MOST_TURNS: Final = 3
"""Of those before the question: the last ones."""
MOST_OF_QUESTION: Final = 400
MOST_OF_ANSWER: Final = 300
"""Characters of one turn that the model is given; an answer says its main thing first."""

_log = logging.getLogger(__name__)


class Rewriting:
    """Lets the model that is loaded write questions out. Every call blocks."""

    def __init__(self, models: ModelService, engine: Engine) -> None:
        self._models = models
        self._engine = engine

    def rewritten(
        self,
        question: str,
        earlier: Sequence[str],
        answers: Sequence[str] = (),
        cancel: threading.Event | None = None,
    ) -> str:
        """The question so that it is understood alone; empty where that did not succeed.

        `earlier` are the questions before it, the last one last, and `answers` theirs: the last
        belongs to the last, and an empty one was never given. Raises no AppError.
        """
        turns = _turns(earlier, answers)
        if not turns or self._engine.loaded() is None or (cancel is not None and cancel.is_set()):
            return ""
        try:
            with self._models.in_use():
                self._models.ensure_loaded()
                wanted = rewriting_request(question, turns)
                answer = written(self._engine, wanted, None, cancel, MOST_SECONDS)
        except AppError as error:
            _log.info("A question was not rewritten: %s", type(error).__name__)
            return ""
        text = tidied(answer.text)
        before = [part for turn in turns for part in turn]
        is_whole = answer.finish is FinishReason.STOP
        return text if is_whole and is_usable(text, question, before) else ""


def rewriting_request(question: str, turns: Sequence[tuple[str, str]]) -> Request:
    """What a model is asked: greedy, one line, no reasoning; turns are questions with answers."""
    lines = [ask_words.CONVERSATION]
    for asked, answered in turns:
        lines.append(f"{ask_words.ASKED} {asked}")
        if answered:
            lines.append(f"{ask_words.ANSWERED} {answered}")
    lines.append(f"\n{ask_words.LAST_QUESTION} {_short(question, MOST_OF_QUESTION)}")
    return Request(
        (
            PromptMessage(Role.SYSTEM, ask_words.REWRITE),
            PromptMessage(Role.USER, "\n".join(lines)),
        ),
        Sampling(temperature=0.0),
        MOST_TOKENS,
        grammar=ONE_LINE,
        thinks=False,
    )


def _turns(earlier: Sequence[str], answers: Sequence[str]) -> list[tuple[str, str]]:
    """The last questions with the beginnings of their answers, the last one last."""
    missing = max(0, len(earlier) - len(answers))
    of_each = [*[""] * missing, *answers[max(0, len(answers) - len(earlier)) :]]
    turns = [
        (_short(asked, MOST_OF_QUESTION), _short(answered, MOST_OF_ANSWER))
        for asked, answered in zip(earlier, of_each, strict=True)
        if asked.strip()
    ]
    return turns[-MOST_TURNS:]


def _short(text: str, most: int) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text[: most * 2].split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " …"
