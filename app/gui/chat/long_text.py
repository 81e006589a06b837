"""What is shown of a very long message: its beginning, and no line without end.

A run of a million letters without a space takes Qt minutes to lay out. Copying gives all of it.
"""

import re
from typing import Final

LONGEST_SHOWN: Final = 20_000
_UNBROKEN: Final = re.compile(r"\S{2000}(?=\S)")


def shown(text: str) -> str:
    """The text as it is shown, with the number of characters that are not."""
    rest = len(text) - LONGEST_SHOWN
    cut = f"{text[:LONGEST_SHOWN]} … +{rest:,}" if rest > 0 else text
    return unbroken(cut)


def unbroken(text: str) -> str:
    """The text without lines that take Qt minutes: runs without a space are broken."""
    return _UNBROKEN.sub(lambda run: f"{run[0]}\n", text)
