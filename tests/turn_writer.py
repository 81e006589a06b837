"""Keeps the beginnings of turns in a vault until it is killed, and says which are kept.

    python tests/turn_writer.py DATABASE

Before each turn its words are a draft, so that either the draft or the turn is there at any moment.
"""

import sys
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from vault_files import answer, open_database, question

from app.domain.conversations import Conversation, Message
from app.domain.generation import Role
from app.domain.ids import ConversationId, new_message_id
from app.store.conversations import VaultConversations


def main(path: Path) -> None:
    """Until somebody ends it."""
    store = VaultConversations(open_database(path, busy_s=5))
    first = len(store.conversations())
    for number in count(first):
        store.keep_draft(None, f"turn {number}")
        new = Conversation(ConversationId(f"c{number}"), f"turn {number}")
        said = [
            Message(new_message_id(), Role.SYSTEM, "Be brief."),
            question(f"turn {number}"),
            answer("", finish=None),
        ]
        store.begin_turn(new.id, said, new=new, forgets_draft=True)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
