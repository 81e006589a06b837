"""Answers in JSON as they are shown: a block of code, in order."""

import json
from typing import Final

from app.domain.conversations import Message
from app.domain.generation import Role

_FENCE: Final = "```json\n"
_OPENERS: Final = ("{", "[")
_MOST: Final = 200_000
"""Characters that are put in order; more is shown as it came."""


def shown_text(message: Message, *, as_json: bool) -> str:
    """The text of a message in Markdown; an answer that is JSON, or becomes some, as code."""
    text = message.text
    if message.role is not Role.ASSISTANT:
        return text
    if message.finish is None:
        return _FENCE + text if as_json else text
    if not text.lstrip().startswith(_OPENERS) or "```" in text or len(text) > _MOST:
        return text
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):  # cut off, or something else that begins like that
        return f"{_FENCE}{text}\n```" if as_json else text
    return f"{_FENCE}{json.dumps(found, indent=2, ensure_ascii=False)}\n```"
