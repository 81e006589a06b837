"""How much of a stranger's file is read: every bound of an import in one place."""

from typing import Final

MAX_FILE_BYTES: Final = 1 << 29
"""Of one file, or of one part of an archive once unpacked."""
MAX_UNPACKED_BYTES: Final = 1 << 31
"""Of all parts of an archive that are read, together."""
MAX_ATTACHED_BYTES: Final = 1 << 32
"""Of all files that are read because a conversation names them, together: they are counted apart,
so that no conversation is lost for the pictures of another."""
MAX_RATIO: Final = 250
"""How many times larger than packed a part may be; text rarely exceeds 50, a bomb reaches 1,000."""
SMALL_PART_BYTES: Final = 1 << 20
"""A part up to this size may be packed as tightly as it likes."""
MAX_DIRECTORY_BYTES: Final = 1 << 25
"""Of the list of an archive's parts: zipfile reads it whole."""
MAX_PARTS: Final = 50_000
MAX_FOLDER_DEPTH: Final = 6
MAX_DEPTH: Final = 96
"""How deep JSON may nest; the deepest genuine export nests about 20."""
MAX_VALUE_BYTES: Final = 1 << 26
"""Of JSON that is decoded in one piece: one conversation."""
MAX_TOKENS: Final = 8_000_000
"""Texts, objects and arrays of such a piece: each takes memory beyond its bytes."""
MAX_CONVERSATIONS: Final = 200_000
MAX_MESSAGES: Final = 50_000
"""Of one conversation, hidden ones among them."""
MAX_CHARACTERS: Final = 1 << 26
"""Of all texts of one conversation."""
MAX_ATTACHMENTS: Final = 256
"""Of one message."""
MAX_CONVERSATION_FILE_BYTES: Final = 1 << 28
"""Of the files of one conversation that lie apart from it."""
MAX_STORED_FILES: Final = 200_000
"""Of an export of ours."""
MAX_NAME: Final = 512
"""Characters of a title, a name, an id, a tag."""
MAX_TAGS: Final = 64
