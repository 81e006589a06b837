"""The words of the commands: their names, the palette, the sheet, and changing the keys."""

from app.gui.text.saying import say


def new_chat() -> str:
    return say("New chat")


def new_folder() -> str:
    return say("New folder")


def find() -> str:
    return say("Find in this conversation")


def find_next() -> str:
    return say("Next place found")


def find_previous() -> str:
    return say("Previous place found")


def pin_chosen() -> str:
    return say("Pin the chosen conversations")


def move_chosen() -> str:
    return say("Move the chosen conversations")


def tag_chosen() -> str:
    return say("Tags of the chosen conversations")


def archive_chosen() -> str:
    return say("Archive the chosen conversations")


def copy_answer() -> str:
    return say("Copy the last answer")


def copy_code() -> str:
    return say("Copy the last code of the answer")


def answer_again() -> str:
    return say("Answer once more")


def edit_last() -> str:
    return say("Edit the last message")


def earlier_version() -> str:
    return say("Version before, in a message")


def later_version() -> str:
    return say("Version after, in a message")


def delete_chosen() -> str:
    return say("Delete the chosen conversations")


def rename_chosen() -> str:
    return say("Rename the chosen conversation")


def open_documents() -> str:
    return say("Documents")


def toggle_sidebar() -> str:
    return say("Show or hide the sidebar")


def choose_model() -> str:
    return say("Choose the model")


def write_here() -> str:
    return say("Go to the message field")


def stop_or_back() -> str:
    return say("Stop the answer, or go back")


def next_chat() -> str:
    return say("Next conversation")


def previous_chat() -> str:
    return say("Previous conversation")


def temporary_chat() -> str:
    """Begin a conversation that is kept nowhere."""
    return say("New temporary chat")


def answer_settings() -> str:
    """Open the panel that says how answers are written."""
    return say("How answers are written")


def search() -> str:
    return say("Search conversations")


def attach() -> str:
    return say("Attach files")


def lock() -> str:
    return say("Lock now")


def palette() -> str:
    return say("All commands…")


def sheet() -> str:
    return say("Keyboard shortcuts")


def change_keys() -> str:
    return say("Change shortcuts…")


def about() -> str:
    return say("About Snug")


def quit_application() -> str:
    return say("Quit")


def groups() -> dict[str, str]:
    """The headings of the sheet, by the name of the group."""
    return {
        "conversation": say("Conversations"),
        "writing": say("Writing"),
        "places": say("Places"),
        "window": say("Window"),
        "help": say("Help"),
    }


def fixed() -> dict[str, str]:
    """What the keys that cannot be changed do, by their name."""
    return {
        "send": say("Send the message"),
        "new_line": say("New line"),
        "copy": say("Copy"),
        "cut": say("Cut"),
        "paste": say("Paste"),
        "select_all": say("Select all"),
        "undo": say("Undo"),
        "redo": say("Redo"),
        "edit_text": say("Move or change words in a text"),
        "delete_chosen": delete_chosen(),
        "rename_chosen": rename_chosen(),
        "next_part": say("Next part of the window"),
        "previous_part": say("Previous part of the window"),
    }


def fixed_group() -> str:
    return say("Always the same")


def palette_prompt() -> str:
    return say("Type what you want to do or find")


def palette_results() -> str:
    return say("Commands, conversations and models")


def nothing_fits() -> str:
    return say("Nothing fits.")


def kinds() -> dict[str, str]:
    """What stands behind a name in the palette."""
    return {
        "command": "",
        "conversation": say("Conversation"),
        "model": say("Model"),
    }


def keys_title() -> str:
    return say("Change shortcuts")


def keys_search() -> str:
    return say("Search shortcuts")


def keys_list() -> str:
    return say("Commands and their keys")


def column_command() -> str:
    return say("Command")


def column_keys() -> str:
    return say("Keys")


def press_keys() -> str:
    return say("New keys")


def keys_hint() -> str:
    return say("Choose a command, press Enter, then press its new keys.")


def keys_clash(keys: str, command: str) -> str:
    return say("{keys} is used by “{command}”. Replace it?", keys=keys, command=command)


def keys_write(keys: str) -> str:
    return say("{keys} is needed for writing. Add Ctrl or Alt, or take a function key.", keys=keys)


def keys_fixed(keys: str, act: str) -> str:
    return say("{keys} always does this: {act}. Choose other keys.", keys=keys, act=act)


def keys_taken(command: str, keys: str) -> str:
    return say("“{command}” now has {keys}.", command=command, keys=keys)


def keys_taken_away(command: str) -> str:
    return say("“{command}” has no keys now.", command=command)


def replace() -> str:
    return say("Replace")


def usual_keys() -> str:
    return say("Usual keys")


def no_keys() -> str:
    return say("No keys")


def all_usual() -> str:
    return say("All as usual")


def all_are_usual() -> str:
    return say("All shortcuts are as usual.")


def no_keys_shown() -> str:
    return say("none")
