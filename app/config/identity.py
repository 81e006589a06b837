"""What the systems call this application: the names of its entries, files and types."""

from typing import Final

APPLICATION_ID: Final = "chat.snug.snug"
"""Of the .desktop file, the icon, the AppStream entry and the macOS bundle: all the same."""
COMMAND: Final = "snug"
