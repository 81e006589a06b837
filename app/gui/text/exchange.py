"""The words for conversations that come in and go out."""

from app.gui.text.saying import say


def bring_in() -> str:
    return say("Bring in conversations…")


def export_files() -> str:
    return say("Exports of other programs (*.json *.jsonl *.zip *.chat);;All files (*)")


def brought_in(count: int) -> str:
    return say("{count} conversations were brought in.", count=count)


def known_before(count: int) -> str:
    return say("{count} were here already.", count=count)


def could_not_be_read(count: int) -> str:
    return say("{count} are damaged and were left out.", count=count)


def copy_conversation() -> str:
    return say("Copy this conversation")


def conversation_copied() -> str:
    return say("The conversation is on the clipboard, as Markdown.")


def export_all() -> str:
    return say("Export all conversations…")


def export_one() -> str:
    return say("Export this conversation…")


def export_some(count: int) -> str:
    return say("Export {count} conversations…", count=count)


def export_written() -> str:
    return say("Written. The file is not encrypted: whoever gets it can read it.")


def back_up() -> str:
    return say("Back up everything…")


def backup_files() -> str:
    return say("Backups (*.snugbackup)")


def backup_written() -> str:
    return say("Written and checked. The backup is encrypted: your passphrase of today opens it.")


def backup_updated() -> str:
    return say("Brought up to date and checked. Your passphrase of today opens it.")


def replace_file() -> str:
    return say("Replace it")
