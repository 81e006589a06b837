"""Errors of putting conversations into folders."""

from app.domain.errors.base import AppError


class FolderError(AppError):
    """A folder cannot be what it was asked to be."""

    code = "folder"


class FolderGone(FolderError):
    """The folder was removed, or never was."""

    code = "folder_gone"
    title = "This folder is gone"
    sentence = "The folder was removed meanwhile."
    hint = "Choose another folder. What was in it is still there."


class FolderNameMissing(FolderError):
    """Nothing is left of a name once spaces and invisible characters are taken away."""

    code = "folder_name_missing"
    exit_code = 2
    title = "A folder needs a name"
    sentence = "There is no letter in this name."
    hint = "Write at least one character that can be seen."


class FolderNameTaken(FolderError):
    """Two folders in one place would have the same name."""

    code = "folder_name_taken"
    exit_code = 2
    title = "There is a folder of that name"
    sentence = "There is already a folder “{name}” in this place."
    hint = "Choose another name, or put the conversations into that one."


class FolderInsideItself(FolderError):
    """A folder was to lie in one that lies in it."""

    code = "folder_inside_itself"
    exit_code = 2
    title = "A folder cannot lie inside itself"
    sentence = "“{name}” cannot be moved into a folder that lies in it."
    hint = "Choose a folder outside of it."
