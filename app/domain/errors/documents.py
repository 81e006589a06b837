"""Errors of documents and of what reads them: a class for each reason to refuse a file."""

from typing import ClassVar

from app.domain.documents import Refusal
from app.domain.errors.base import AppError


class DocumentError(AppError):
    """Something about the user's documents stands in the way."""

    code = "document"


class ReaderUnavailable(DocumentError):
    """The child that reads documents does not start here."""

    code = "reader_unavailable"
    title = "Documents cannot be read now"
    sentence = "The part of Snug that reads documents did not start."
    hint = "Try again; if it stays so, install Snug anew. The report says why it ended."


class NoRoomForDocuments(DocumentError):
    """The disk with the vault is full while documents are read."""

    code = "no_room_for_documents"
    title = "The disk is full"
    sentence = "What is read of your documents has no room: the disk with {folder} is full."
    hint = "Free some space; reading goes on by itself within a minute, or at once if you ask."


class RecognitionMissing(DocumentError):
    """Reading pictures was asked for where nothing can do it."""

    code = "recognition_missing"
    title = "Pictures cannot be read here"
    sentence = "What reads the text of pictures is not installed."
    hint = "Install snug-chat[pictures] and Tesseract's data for your languages, then try again."


class DocumentRefused(DocumentError):
    """A file that was not read: `reason` says why, the value `file` is its name."""

    code = "document_refused"
    title = "This file was not read"
    sentence = "{file} was not read."
    hint = "Try again, or add another version of it."
    reason: ClassVar[Refusal] = Refusal.DAMAGED


def refused(reason: Refusal, detail: str = "", *, file: str) -> DocumentRefused:
    """The error for a reason."""
    return _KINDS[reason](detail, file=file)


class FileMissing(DocumentRefused):
    """It was there when it was listed."""

    code = "document_missing"
    title = "This file is gone"
    sentence = "{file} is not there any more."
    hint = "Look where it went, then add it again."
    reason = Refusal.MISSING


class NotAFile(DocumentRefused):
    """A folder, a device, a pipe, or a link that leads out of its folder."""

    code = "document_not_a_file"
    title = "Not an ordinary file"
    sentence = "{file} is not an ordinary file."
    hint = "Add the file that it leads to."
    reason = Refusal.NOT_A_FILE


class FileForbidden(DocumentRefused):
    """The system refuses."""

    code = "document_forbidden"
    title = "This file cannot be read"
    sentence = "The system does not let Snug read {file}."
    hint = "Change who may read it, then try again."
    reason = Refusal.FORBIDDEN


class FileEmpty(DocumentRefused):
    """No byte, or nothing but white space."""

    code = "document_empty"
    title = "This file is empty"
    sentence = "There is nothing in {file}."
    hint = "Add it again when something is in it."
    reason = Refusal.EMPTY


class NoText(DocumentRefused):
    """Pictures alone, or nothing that is written."""

    code = "document_no_text"
    title = "There is no text in it"
    sentence = "{file} holds no text, perhaps only pictures of it."
    hint = "Let Snug read the pictures, or add a version with text."
    reason = Refusal.NO_TEXT


class FileLocked(DocumentRefused):
    """Encrypted, or protected against reading."""

    code = "document_locked"
    title = "Protected with a password"
    sentence = "{file} is protected with a password."
    hint = "Save a copy without the password, then add that."
    reason = Refusal.LOCKED


class FileDamaged(DocumentRefused):
    """It does not hold what its kind asks for."""

    code = "document_damaged"
    title = "This file is damaged"
    sentence = "{file} is damaged."
    hint = "Open it in the program that made it, and save it again."
    reason = Refusal.DAMAGED


class FileTooLarge(DocumentRefused):
    """More bytes than one file may have."""

    code = "document_too_large"
    title = "This file is too large"
    sentence = "{file} is larger than Snug reads."
    hint = "Divide it, then add the parts."
    reason = Refusal.TOO_LARGE


class FileIsBomb(DocumentRefused):
    """Unpacking it would fill the memory."""

    code = "document_bomb"
    title = "This file hides its size"
    sentence = "{file} would unpack to far more than it seems to hold."
    hint = "Do not open it unless you know where it comes from."
    reason = Refusal.BOMB


class KindUnknown(DocumentRefused):
    """Nothing that a reader is there for."""

    code = "document_unknown_kind"
    title = "An unknown kind of file"
    sentence = "Snug does not know what kind of file {file} is."
    hint = "Save it as PDF, Word or text, then add that."
    reason = Refusal.UNKNOWN_KIND


class NotUnpacked(DocumentRefused):
    """An archive, packed in a way that nothing here unpacks."""

    code = "document_not_unpacked"
    title = "An archive that Snug does not open"
    sentence = "Snug does not unpack archives such as {file}."
    hint = "Unpack it yourself, then add the folder; Snug opens zip and tar."
    reason = Refusal.NOT_UNPACKED


class FileIsBinary(DocumentRefused):
    """No text by any measure."""

    code = "document_binary"
    title = "Data, not text"
    sentence = "{file} holds data and no text."
    hint = "Only files with text can be searched."
    reason = Refusal.BINARY


class EncodingUnknown(DocumentRefused):
    """Text in an encoding that nothing tells."""

    code = "document_unknown_encoding"
    title = "Unreadable characters"
    sentence = "Snug cannot tell how the characters in {file} are written."
    hint = "Save it as UTF-8, then add it again."
    reason = Refusal.UNKNOWN_ENCODING


class ReadingTooSlow(DocumentRefused):
    """It took longer than one file may take."""

    code = "document_too_slow"
    title = "Reading took too long"
    sentence = "Reading {file} took too long and was stopped."
    hint = "Save it as text or as another PDF, then add that."
    reason = Refusal.TOO_SLOW


class ReadingNeedsMemory(DocumentRefused):
    """It took more memory than one file may take."""

    code = "document_out_of_memory"
    title = "Reading took too much memory"
    sentence = "Reading {file} took too much memory and was stopped."
    hint = "Divide it, or save it as text, then add that."
    reason = Refusal.OUT_OF_MEMORY


class ReaderCrashed(DocumentRefused):
    """The child that read it ended."""

    code = "document_crashed"
    title = "It could not be read safely"
    sentence = "{file} could not be read safely: the reader ended."
    hint = "Save it again in the program that made it, then add that."
    reason = Refusal.CRASHED


class FileChanged(DocumentRefused):
    """Somebody wrote to it meanwhile."""

    code = "document_changed"
    title = "It changed meanwhile"
    sentence = "{file} changed while it was read."
    hint = "Add it again when nobody writes to it."
    reason = Refusal.CHANGED


class ReadingCancelled(DocumentRefused):
    """The user stopped it."""

    code = "document_cancelled"
    title = "Reading was stopped"
    sentence = "Reading {file} was stopped."
    hint = "Add it again when you want it."
    reason = Refusal.CANCELLED


_KINDS = {kind.reason: kind for kind in DocumentRefused.__subclasses__()}
