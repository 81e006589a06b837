"""The add-on for NVIDIA's cards: a backend that came apart from the engine, in a folder beside it.

ggml compares one number before it takes a backend in, which is the same for many releases; one that
was built for another release would crash, or answer wrongly. So each add-on says which engine it
was built for, and that is read before a line of its code runs.
"""

from pathlib import Path
from typing import Final

BACKEND: Final = "libggml-cuda.so"
_BUILT_FOR: Final = "built-for"
_LONGEST: Final = 200


def refusal(folder: Path, engine: str) -> str:
    """Why the add-on in a folder is not for an engine, such as "ggml 0.25.3"; empty where it is."""
    try:
        with (folder / _BUILT_FOR).open(encoding="utf-8") as file:
            told = file.read(_LONGEST).strip()
    except (OSError, UnicodeDecodeError):
        return "nothing says which engine it was built for"
    return "" if told == engine else f"it was built for {told}, and this engine is {engine}"
