"""The commands that the main window itself carries out."""

from typing import TYPE_CHECKING

from app.gui.commands.command import Command, Group
from app.gui.text import commands as words

if TYPE_CHECKING:
    from app.gui.main_window import MainWindow
    from app.gui.sidebar.conversation_list import ConversationList


def window_commands(window: "MainWindow") -> tuple[Command, ...]:
    """Every one, in the order of the sheet."""
    sidebar, transcript = window.sidebar, window.page.transcript
    return (
        Command("new_chat", Group.CONVERSATION, words.new_chat,
                sidebar.new_chat_requested.emit, "Ctrl+N"),
        Command("temporary_chat", Group.CONVERSATION, words.temporary_chat,
                window.temporary_requested.emit, "Ctrl+Shift+N"),
        Command("search", Group.CONVERSATION, words.search, window.search, "Ctrl+K",
                is_possible=lambda: not sidebar.search.isHidden()),
        Command("next_chat", Group.CONVERSATION, words.next_chat,
                lambda: sidebar.choose_neighbour(1), "Ctrl+PgDown"),
        Command("previous_chat", Group.CONVERSATION, words.previous_chat,
                lambda: sidebar.choose_neighbour(-1), "Ctrl+PgUp"),
        Command("new_folder", Group.CONVERSATION, words.new_folder, window.add_folder,
                "Ctrl+Shift+F"),
        Command("find", Group.CONVERSATION, words.find, transcript.open_find, "Ctrl+F"),
        Command("find_next", Group.CONVERSATION, words.find_next,
                lambda: transcript.find_next(1), "F3"),
        Command("find_previous", Group.CONVERSATION, words.find_previous,
                lambda: transcript.find_next(-1), "Shift+F3"),
        *_list_commands(sidebar.list),
        Command("write", Group.WRITING, words.write_here, window.write, "Shift+Esc"),
        Command("attach", Group.WRITING, words.attach, window.attach, "Ctrl+Shift+A"),
        Command("stop", Group.WRITING, words.stop_or_back, window.on_escape, "Esc"),
        Command("answers", Group.WRITING, words.answer_settings, window.answers_requested.emit,
                "Ctrl+Shift+S"),
        Command("documents", Group.PLACES, words.open_documents,
                sidebar.documents_requested.emit, "Ctrl+Shift+D"),
        Command("model", Group.PLACES, words.choose_model, window.chip.showMenu, "Ctrl+Shift+M"),
        Command("sidebar", Group.WINDOW, words.toggle_sidebar, window.toggle_sidebar, "Ctrl+B"),
        Command("lock", Group.WINDOW, words.lock, lambda: window.on_lock(), "Ctrl+L",
                is_possible=lambda: window.can_lock()),
        Command("palette", Group.HELP, words.palette, lambda: window.on_palette(),
                "Ctrl+Shift+P"),
        Command("sheet", Group.HELP, words.sheet, window.show_sheet, "Ctrl+/",
                holds_always=True),
        Command("keys", Group.HELP, words.change_keys, window.change_keys),
        Command("about", Group.HELP, words.about, window.show_about),
        Command("quit", Group.WINDOW, words.quit_application, window.quit, "Ctrl+Q",
                holds_always=True),
    )  # fmt: skip


def _list_commands(conversations: "ConversationList") -> tuple[Command, ...]:
    """What is done with the conversations that are chosen in the list; its keys hold there."""
    return tuple(
        Command(name, Group.CONVERSATION, said, run, keys, at=conversations,
                is_possible=lambda: conversations.can_change)
        for name, said, run, keys in (
            ("pin", words.pin_chosen, conversations.pin, "Ctrl+P"),
            ("move", words.move_chosen, conversations.open_move_menu, "Ctrl+M"),
            ("tags", words.tag_chosen, conversations.edit_tags, "Ctrl+T"),
            ("archive", words.archive_chosen, conversations.archive, "Ctrl+E"),
        )
    )  # fmt: skip
