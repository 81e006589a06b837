"""A grammar at work: what may come next in an answer, and what came."""

import os
import sys
import threading
import time
from typing import Any, Final

from app.domain.errors import GrammarInvalid, Reason
from app.domain.format_faults import FormatFault
from app.engine.commands import GRAMMAR_HANGS
from app.engine.host.binding import llama
from app.engine.host.candidates import Candidates
from app.engine.host.gbnf import ROOT, check_grammar
from app.engine.host.json_schema import grammar_of_schema
from app.engine.host.vocabulary import Vocabulary

STEP_SECONDS: Final = 10.0
"""For one token. Some grammars double their possibilities with every character, which no check
beforehand can tell: then this process ends, with its last words."""
_LOOK_SECONDS: Final = 1.0


def wanted_grammar(grammar: str, json_schema: str) -> str:
    """The grammar of an answer, empty when it is free; raises GrammarInvalid."""
    if grammar and json_schema:
        raise GrammarInvalid(problem=Reason(FormatFault.BOTH))
    return grammar_of_schema(json_schema) if json_schema else grammar


class Grammar:
    """llama.cpp's grammar sampler, kept from everything that makes it abort."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        """Read a grammar in GBNF; raises GrammarInvalid."""
        check_grammar(text)
        data = text.encode("utf-8", "replace")
        self._watch = _Watch()
        with self._watch:
            self._native: Any = llama.llama_sampler_init_grammar(
                vocabulary.native, data, ROOT.encode()
            )
        if not self._native:
            self._watch.end()
            raise GrammarInvalid(problem=Reason(FormatFault.REFUSED))

    def apply(self, candidates: Candidates) -> None:
        """Exclude what must not come next."""
        with self._watch:
            candidates.apply(self._native)

    def accept(self, token: int) -> None:
        """Go on past a token, which `apply` must have allowed: llama.cpp aborts otherwise."""
        with self._watch:
            llama.llama_sampler_accept(self._native, token)

    def free(self) -> None:
        """Give it back to llama.cpp."""
        self._watch.end()
        llama.llama_sampler_free(self._native)


class _Watch:
    """Ends the process when what happens inside takes too long.

    A thread of its own for the whole answer: faulthandler's timer starts and joins one each time,
    which took longer than the grammar itself. llama.cpp is called without the interpreter's lock.
    """

    def __init__(self) -> None:
        self._began = 0.0
        self._ended = threading.Event()
        threading.Thread(target=self._look, name="grammar watch", daemon=True).start()

    def __enter__(self) -> None:
        self._began = time.monotonic()

    def __exit__(self, *_error: object) -> None:
        self._began = 0.0

    def end(self) -> None:
        """Let the thread go."""
        self._ended.set()

    def _look(self) -> None:
        while not self._ended.wait(_LOOK_SECONDS):
            began = self._began
            if began and time.monotonic() - began > STEP_SECONDS:
                sys.stderr.write(f"{GRAMMAR_HANGS}\n")
                sys.stderr.flush()
                os._exit(1)
