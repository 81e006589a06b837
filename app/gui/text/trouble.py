"""The words for what went wrong, and for the ways out."""

from app.domain.placement import Remedy, RemedyKind
from app.gui.text.saying import say

_NAME_CHARACTERS = 20
"""Of a name on a button."""


def try_again() -> str:
    return say("Try again")


def remedy(chosen: Remedy) -> str:
    """The words on the button of a way out."""
    match chosen.kind:
        case RemedyKind.SHORTER_CONTEXT:
            return say("Context of {tokens} tokens", tokens=f"{int(chosen.value):,}")
        case RemedyKind.SMALLER_CACHE:
            return say("Compress context")
        case RemedyKind.FEWER_GPU_LAYERS:
            return say("{layers} layers on the GPU", layers=chosen.value)
        case RemedyKind.CPU_ONLY:
            return say("Without the GPU")
        case RemedyKind.SMALLER_MODEL:
            return say("Use {name}", name=_cut(chosen.name))
        case RemedyKind.LOAD_ANYWAY:
            return say("Load anyway")


def _cut(name: str) -> str:
    return name if len(name) <= _NAME_CHARACTERS else f"{name[: _NAME_CHARACTERS - 1]}…"


def another_model() -> str:
    return say("Other model…")


def details() -> str:
    return say("Details")


def dismiss() -> str:
    return say("Dismiss")


def answer_interrupted(sentence: str) -> str:
    return say("Interrupted. {sentence}", sentence=sentence)


def close() -> str:
    return say("Close")
