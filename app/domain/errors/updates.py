"""Errors of looking for a newer Snug."""

from app.domain.errors.base import AppError


class UpdateError(AppError):
    """A look for a newer Snug came to nothing."""

    code = "update"
    title = "No answer about updates"


class UpdatesElsewhere(UpdateError):
    """A package manager installed this copy, and updates it."""

    code = "updates_elsewhere"
    title = "Your system updates Snug"
    sentence = "This Snug came as a package ({channel}), which your system keeps up to date."
    hint = "Use your system's own updates."


class UpdateAddressMissing(UpdateError):
    """Nobody has said where to look."""

    code = "update_address_missing"
    sentence = "No address is set where Snug could look for updates."
    hint = "Set one in the settings, or choose a file that was fetched elsewhere."


class UpdateKeyMissing(UpdateError):
    """This copy came without a key of its publisher."""

    code = "update_key_missing"
    sentence = "This copy of Snug came without its publisher's key, so no update can be checked."
    hint = "Get a newer Snug from where you got this one."


class UpdateUnreachable(UpdateError):
    """The server does not answer, or not with what was asked for."""

    code = "update_unreachable"
    sentence = "{host} gave no answer about updates."
    hint = "Check the connection and the address in the settings, then try again."


class UpdateUntrusted(UpdateError):
    """The signature is missing or wrong, or what was signed is not what it should be."""

    code = "update_untrusted"
    title = "Not from the publisher of Snug"
    sentence = "“{name}” is not signed by the publisher of Snug, or was changed since."
    hint = "Do not install it. Get it again from where Snug is published."


class UpdateReplayed(UpdateError):
    """It is signed, and older than one that was seen before."""

    code = "update_replayed"
    title = "An older answer than before"
    sentence = "The answer names Snug {version}, and an earlier one named {seen}."
    hint = "Somebody may be holding back newer releases: look at the page of Snug yourself."


class UpdateFileUnknown(UpdateError):
    """An installer lies there without what was signed about it."""

    code = "update_file_unknown"
    sentence = "Beside “{name}” there is no file {beside}, which says whether it is genuine."
    hint = "Fetch that file from the same place, and put both into one folder."


class UpdateFileDiffers(UpdateError):
    """An installer is not one of those that were signed."""

    code = "update_file_differs"
    title = "Not the published file"
    sentence = "“{name}” is not a file of Snug {version} as it was published."
    hint = "Do not install it. Get it again from where Snug is published."
