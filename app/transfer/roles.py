"""Who speaks, by the names that the programs use."""

from typing import Any, Final

from app.domain.generation import Role

_ROLES: Final = {
    "user": Role.USER,
    "human": Role.USER,
    "assistant": Role.ASSISTANT,
    "model": Role.ASSISTANT,
    "ai": Role.ASSISTANT,
    "bot": Role.ASSISTANT,
    "system": Role.SYSTEM,
    "developer": Role.SYSTEM,
    "tool": Role.TOOL,
    "function": Role.TOOL,
}


def role_of(value: Any) -> Role | None:
    """The role of a name; None for one that nobody knows."""
    return _ROLES.get(value.lower()) if isinstance(value, str) else None
