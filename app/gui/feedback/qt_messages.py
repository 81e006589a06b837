"""The last warnings of Qt, for a report: which function complained, without what about."""

import re
import sys
from collections import deque
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

_MOST: Final = 20
_FUNCTION: Final = re.compile(r"Q\w{1,60}(?:::~?\w{1,60}){0,3}")
_kept: deque[str] = deque(maxlen=_MOST)
Handler = Callable[[QtMsgType, QMessageLogContext, str], None]


def watch() -> None:
    """Keep what Qt complains of from now on. It is still written to the terminal, as before."""
    qInstallMessageHandler(_hear)


def last() -> str:
    """What was kept, one a line."""
    return "\n".join(_kept)


def _hear(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
    if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
        # What follows the function's name may quote a path or a text.
        found = _FUNCTION.match(words)
        category = (context.category or "").partition("\n")[0][:40]
        _kept.append(f"{kind.name} {category} {found[0] if found else ''}".rstrip())
    sys.stderr.write(f"{words}\n")
