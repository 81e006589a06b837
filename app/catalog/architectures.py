"""The architectures of models that the engine knows: others are told before they are loaded.

resources/architectures.txt lists those of the llama.cpp that Snug is built with.
"""

from functools import cache

from app.config.paths import Paths
from app.domain.errors import ModelUnsupported
from app.domain.models import GgufHeader


@cache
def known_architectures() -> frozenset[str]:
    """Values of `general.architecture` that the engine loads."""
    lines = Paths.resource("architectures.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def require_known(header: GgufHeader, name: str) -> None:
    """Raise ModelUnsupported for a model whose architecture the engine does not know."""
    if header.architecture not in known_architectures():
        raise ModelUnsupported(name=name, architecture=header.architecture)
