"""Loads all that reading a document may need, while files can still be opened."""

import encodings
import gc
import importlib
import pkgutil

from app.index.parsers import recognising
from app.index.parsers.dispatch import load_parsers

_OF_WINDOWS = ("mbcs", "oem")


def load_everything() -> None:
    """Load the parsers and every codec: a process that is confined loads nothing more."""
    load_parsers()
    recognising.prepare()
    for codec in pkgutil.iter_modules(encodings.__path__):
        if codec.name not in _OF_WINDOWS:
            importlib.import_module(f"encodings.{codec.name}")
    "".encode("idna")
    gc.collect()
    gc.freeze()  # what stands here is shared with every child, and stays so
