"""The grammar of an answer that cites: sentences, each with the numbers of its sources.

A small model that is free to write forgets its sources after a sentence or two; within this
grammar it can name none that is not there, and cannot end a sentence without one.
"""

from typing import Final

from app.index.evidence import Evidence

MOST_SENTENCES: Final = 6
MOST_CHARACTERS: Final = 400
"""Of one sentence."""
MOST_SOURCES: Final = 3


def answer_grammar(evidence: Evidence) -> str:
    """GBNF for at most so many sentences with one to three of the evidence's numbers each.

    [0] alone says that the evidence does not answer.
    """
    numbers = " | ".join(f'"{each.number}"' for each in evidence.sentences)
    more = MOST_SENTENCES - 1
    return "\n".join(
        (
            f'root ::= "[0]" | sentence (" " sentence){{0,{more}}}',
            f"sentence ::= letter{{2,{MOST_CHARACTERS}}} sources",
            f'sources ::= " " source{{1,{MOST_SOURCES}}} "."',
            'source ::= "[" number "]"',
            f"number ::= {numbers}",
            r"letter ::= [^\[\]\r\n]",
        )
    )
