"""SQLAlchemy without what it imports for programs of other kinds: 9 MB of a window less.

It imports asyncio, and with that the whole of TLS, to tell coroutines apart; and the metadata of
distributions, with all that reads mail headers, to find dialects of others. Here both are imported
once something of them is asked for, as where a database fails: an error may be a cancellation.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any


class _PutOff(ModuleType):
    """Stands for a module, for any thread; the real one is imported for the first attribute."""

    def __getattr__(self, name: str) -> Any:
        # PySide looks whether every module that is imported wraps another, and for its source.
        if name.startswith("__"):
            raise AttributeError(name)
        self.step_aside()
        return getattr(import_module(self.__name__), name)

    def step_aside(self) -> None:
        """Let everybody else import the real module."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]


class _Asyncio(_PutOff):
    def iscoroutine(self, value: object) -> bool:
        """SQLAlchemy takes hold of this at once, and calls it where it has something to await."""
        return bool(self.__getattr__("iscoroutine")(value))


def import_sqlalchemy() -> None:
    """Import it, before anything else of this package does."""
    stand_ins = (_Asyncio("asyncio"), _PutOff("importlib.metadata"))
    put_off = [each for each in stand_ins if each.__name__ not in sys.modules]
    for each in put_off:
        sys.modules[each.__name__] = each
        package, _, name = each.__name__.rpartition(".")
        if package:
            setattr(sys.modules[package], name, each)
    try:
        import_module("sqlalchemy.dialects.sqlite")
    finally:
        for each in put_off:
            each.step_aside()
