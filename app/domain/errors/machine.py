"""Errors of the command line, the settings and the screen."""

from app.domain.errors.base import AppError


class UsageError(AppError):
    """The command line was given something it cannot use."""

    code = "usage"
    exit_code = 2
    title = "Not understood"
    sentence = "{problem}."
    hint = "Run snug --help to see what is possible."


class OutputUnwritable(AppError):
    """Standard output does not take what is written to it."""

    code = "output_unwritable"
    title = "Nothing can be written"
    sentence = "The result could not be written: {problem}."
    hint = "Check the disk or the program that reads it, then try again."


class FileNotSaved(AppError):
    """A file that was to be saved from a conversation could not be written."""

    code = "file_not_saved"
    title = "The file was not saved"
    sentence = "“{name}” could not be written there."
    hint = "Choose another folder, or free some space, then save it again."


class FileNotThere(AppError):
    """A file that is to be opened does not exist, or is none that can be read."""

    code = "file_not_there"
    title = "The file is not there"
    sentence = "“{name}” is not there, or cannot be read."
    hint = "It may have been moved or deleted: look for it, then open it again."


class SettingInvalid(AppError):
    """A setting was given a value outside its range."""

    code = "setting_invalid"
    exit_code = 2
    title = "Setting not accepted"
    sentence = "{key} cannot be “{value}”: {problem}."
    hint = "Run snug --help-settings to see every setting and its range."


class SettingsNotSaved(AppError):
    """The settings file cannot be written."""

    code = "settings_not_saved"
    title = "Setting not saved"
    sentence = "Your choice holds for now, but could not be saved in {folder}."
    hint = "Check that the disk has room and the folder is yours, then choose again."


class AutostartFailed(AppError):
    """The entry that starts Snug with the session cannot be written or taken away."""

    code = "autostart_failed"
    title = "Not changed"
    sentence = "Whether Snug starts with the session could not be changed: {place}."
    hint = "Check whether you may write there, or use your system's own settings."


class NoDisplay(AppError):
    """There is no screen to open a window on."""

    code = "no_display"
    title = "No screen found"
    sentence = "Snug cannot open its window: this session has no screen."
    hint = "Start it from a desktop session, or use the command line: snug chat."


class WindowUnavailable(AppError):
    """Qt or a library it needs is missing."""

    code = "window_unavailable"
    title = "The window cannot open"
    sentence = "A system library that the window needs is missing: {library}."
    hint = "Run python3 run.py, which installs it or prints the command that does."


class NoWindowToLock(AppError):
    """Nobody is there who could lock."""

    code = "no_window_to_lock"
    title = "No window is open"
    sentence = "No window of Snug is open here, so nothing has to be locked."
    hint = "The vault closes with the window, and with every command."


class WindowSilent(AppError):
    """A window that is open does not answer."""

    code = "window_silent"
    title = "The window does not answer"
    sentence = "The window of Snug did not say that it has locked."
    hint = "Look at it, or end it: the vault closes with it."


class WindowNotAnswering(AppError):
    """A second start asked the window that is open to show itself, and got no answer."""

    code = "window_not_answering"
    title = "Snug does not answer"
    sentence = "Snug is open already, but its window does not answer."
    hint = "Wait a moment, then try again. If it stays so, end Snug and start it anew."


class NothingToLock(AppError):
    """What is open could be opened again by anybody."""

    code = "nothing_to_lock"
    title = "There is nothing to lock"
    sentence = "The window keeps nothing, or its vault opens without a passphrase."
    hint = "Set a passphrase in the window's menu, or with snug vault passwd."
