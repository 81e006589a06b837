"""What Snug needs of a keychain of the system, and the name under which it keeps things there."""

from typing import Final, Protocol

SERVICE: Final = "Snug"


class Backend(Protocol):
    """What Snug uses of a backend of keyring's; `title` is its name for people."""

    title: str

    def get_password(self, service: str, username: str) -> str | None:
        """What is kept under a name; None when nothing is."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it, in place of what was there."""

    def delete_password(self, service: str, username: str) -> None:
        """Remove it; raises when nothing is there."""
