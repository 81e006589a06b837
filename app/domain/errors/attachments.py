"""Errors of what is attached to a message."""

from app.domain.errors.base import AppError
from app.domain.errors.engine import ContextFull


class AttachmentRefused(AppError):
    """Something cannot be attached."""

    code = "attachment_refused"
    title = "Not attached"


class AttachmentMissing(AttachmentRefused):
    """The file is gone, or was never there."""

    code = "attachment_missing"
    sentence = "“{name}” is not there."
    hint = "It may have been moved or deleted: choose it again."


class AttachmentNotFile(AttachmentRefused):
    """A folder, a device or the like."""

    code = "attachment_not_file"
    sentence = "“{name}” is not a file."
    hint = "Attach single files."


class AttachmentUnreadable(AttachmentRefused):
    """The system does not let the file be read."""

    code = "attachment_unreadable"
    sentence = "“{name}” cannot be read."
    hint = "Check whether you may open it, or attach a copy of it."


class AttachmentTooLarge(AttachmentRefused):
    """The file has more bytes than are kept with a message."""

    code = "attachment_too_large"
    sentence = "“{name}” is larger than {most}."
    hint = "Attach a smaller file, or only the part that matters."


class AttachmentTooLong(AttachmentRefused):
    """The texts of what is attached to one message have more characters than a model can read."""

    code = "attachment_too_long"
    sentence = "With “{name}” there are {length} characters; a message can have {most} attached."
    hint = "Attach only the part that matters."


class AttachmentNotText(AttachmentRefused):
    """Text was wanted, and the file holds something else."""

    code = "attachment_not_text"
    sentence = "“{name}” is not plain text in an encoding that Snug knows."
    hint = "Save it as plain text in UTF-8, and attach that."


class TooManyAttachments(AttachmentRefused):
    """More files than one message can have."""

    code = "too_many_attachments"
    sentence = "A message can have {most} attachments."
    hint = "Send the others with the next message."


class AttachmentsTooLong(ContextFull):
    """The conversation is longer than the context window, and something is attached in it."""

    code = "attachments_too_long"
    title = "Too much is attached"
    sentence = "With its attachments this needs {needed} tokens; the model can see {available}."
    hint = "Send it again with only the part that matters, or begin a new chat with it."
