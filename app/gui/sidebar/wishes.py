"""What somebody asks for in the list of conversations; a controller does it."""

from PySide6.QtCore import QObject, Signal


class Wishes(QObject):
    """Ids of conversations are lists of str; a folder is its id, or None for outside of all."""

    pin = Signal(list, bool)
    archive = Signal(list, bool)
    move = Signal(list, object)
    move_to_new = Signal(list)
    edit_tags = Signal(list)
    export = Signal(list)
    delete = Signal(list)
    add_folder = Signal(object)
    """A new folder is wanted, in this one perhaps."""
    remove_folder = Signal(str)
    move_folder = Signal(str, object)
    edit_keep_days = Signal(str)
