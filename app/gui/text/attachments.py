"""The words of what is attached."""

from app.gui.text.saying import say


def attach() -> str:
    return say("Attach files")


def attach_tip() -> str:
    return say("Attach files (Ctrl+Shift+A)")


def all_files() -> str:
    return say("All files (*)")


def attached_files() -> str:
    return say("Attachments")


def pasted_text() -> str:
    return say("Pasted text")


def pasted_picture() -> str:
    return say("Picture")


def paste_as_text() -> str:
    return say("Paste as text instead")


def reading_files() -> str:
    return say("Reading the file…")


def chip(name: str, size: str) -> str:
    return say("{name}, {size}", name=name, size=size)


def size_unread(size: str) -> str:
    return say("{size}, name only", size=size)


def unread_explained() -> str:
    return say("The model cannot read this file. It is told the name.")


def chip_keys() -> str:
    return say("Enter shows it, Delete removes it")


def remove_attachment(name: str) -> str:
    return say("Remove {name}", name=name)


def cannot_be_shown() -> str:
    return say("This file cannot be shown here. You can save a copy of it.")


def not_kept() -> str:
    return say("Only the name of this file was kept.")


def save_copy() -> str:
    return say("Save a copy…")
