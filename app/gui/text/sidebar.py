"""The words of the sidebar."""

from app.gui.text.saying import say


def new_chat() -> str:
    return say("New chat")


def conversations() -> str:
    return say("Conversations")


def no_conversations() -> str:
    return say("Your conversations appear here.")


def delete_conversation() -> str:
    return say("Delete conversation")


def title() -> str:
    return say("Title")


def rename() -> str:
    return say("Rename")


def deleted() -> str:
    return say("Deleted.")


def undo() -> str:
    return say("Undo")


def undo_delete() -> str:
    return say("Undo the deletion")


def search_conversations() -> str:
    return say("Search conversations")


def search_results() -> str:
    return say("Search results")


def nothing_found(query: str) -> str:
    return say("Nothing matches “{query}”.", query=query)


def toggle_sidebar() -> str:
    return say("Show or hide the sidebar")


def menu() -> str:
    return say("Menu")


def offline_badge() -> str:
    return say("Offline")


def offline_fact() -> str:
    return say("No connection is open. The engine runs in a process without network access.")


def offline_fact_unguarded() -> str:
    return say("No connection is open.")


def downloads_allowed() -> str:
    return say("Downloads allowed")


def downloads_allowed_fact() -> str:
    return say("No connection is open. A download that you begin connects without a question.")


def connections_listed() -> str:
    return say("A click shows which connections were made.")


def memory_only() -> str:
    return say("Kept in memory only")


def memory_only_fact() -> str:
    return say("Conversations are not written to disk. They are gone when you close Snug.")


def keep_conversations() -> str:
    return say("Keep my conversations…")


def kept_encrypted() -> str:
    return say("Kept, encrypted")


def kept_encrypted_fact() -> str:
    return say("Conversations are kept on this computer, encrypted with your passphrase.")


def kept_unprotected() -> str:
    return say("Kept without a passphrase")


def kept_unprotected_fact() -> str:
    return say(
        "Conversations are kept on this computer. Anyone who can use this account can read them."
    )
