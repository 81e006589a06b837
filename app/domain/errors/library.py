"""Errors of prompts and assistants: how they are written, filled in, kept, and read from files."""

from app.domain.errors.base import AppError


class LibraryError(AppError):
    """Something in the library cannot be what it was asked to be."""

    code = "library"


class PromptGone(LibraryError):
    """The prompt was removed, or never was."""

    code = "prompt_gone"
    title = "This prompt is gone"
    sentence = "The prompt was removed meanwhile."
    hint = "Choose another one."


class AssistantGone(LibraryError):
    """The assistant was removed, or never was."""

    code = "assistant_gone"
    title = "This assistant is gone"
    sentence = "The assistant was removed meanwhile."
    hint = "Choose another one."


class VersionGone(LibraryError):
    """The version is not kept any more."""

    code = "version_gone"
    title = "This version is gone"
    sentence = "That version is not kept any more."
    hint = "Choose another version."


class IncludedFixed(LibraryError):
    """What came with Snug was to be changed."""

    code = "included_fixed"
    title = "This came with Snug"
    sentence = "“{name}” came with Snug and stays as it is."
    hint = "Make a copy and change that."


class LibraryNameMissing(LibraryError):
    """Nothing is left of a name once spaces and invisible characters are taken away."""

    code = "library_name_missing"
    exit_code = 2
    title = "A name is missing"
    sentence = "There is no letter in this name."
    hint = "Write at least one character that can be seen."


class LibraryTextMissing(LibraryError):
    """There is no text."""

    code = "library_text_missing"
    exit_code = 2
    title = "The text is missing"
    sentence = "“{name}” has no text yet."
    hint = "Write what the model is to be told."


class LibraryTextLong(LibraryError):
    """The text of an assistant is longer than is kept."""

    code = "library_text_long"
    exit_code = 2
    title = "The text is too long"
    sentence = "It may have {most} characters at most."
    hint = "Shorten it. Long texts are better kept as documents."


# --- how a prompt is written --------------------------------------------------------------------


class PromptInvalid(LibraryError):
    """A prompt cannot be read as it is written."""

    code = "prompt_invalid"
    exit_code = 2
    title = "The prompt cannot be read"


class PromptTooLong(PromptInvalid):
    """The text is longer than is kept."""

    code = "prompt_too_long"
    sentence = "A prompt may have {most} characters at most."
    hint = "Shorten it. Long texts are better attached to the message."


class PromptBracesOpen(PromptInvalid):
    """Two opening braces without the closing ones on their line."""

    code = "prompt_braces_open"
    sentence = "In line {line} two braces open a variable that is not closed."
    hint = "Close it on the same line, or write a backslash before the braces to keep them."


class PromptVariableInvalid(PromptInvalid):
    """What stands between the braces is no variable."""

    code = "prompt_variable_invalid"
    sentence = "In line {line}, “{written}” is no variable."
    hint = "Begin with a name of letters; a kind follows a colon, a usual value an equals sign."


class PromptKindUnknown(PromptInvalid):
    """The kind is none of those that there are."""

    code = "prompt_kind_unknown"
    sentence = "In line {line}, there is no kind of variable called “{kind}”."
    hint = "The kinds are text, number, choice, file and selection."


class PromptChoicesMissing(PromptInvalid):
    """A choice has fewer than two choices, or one of them twice."""

    code = "prompt_choices_missing"
    sentence = "In line {line}, “{name}” needs two to {most} different choices."
    hint = "Write them after an equals sign, with bars between them."


class PromptNumberInvalid(PromptInvalid):
    """The usual value of a number is none."""

    code = "prompt_number_invalid"
    sentence = "In line {line}, the usual value of “{name}” is no number."
    hint = "Write it in digits, as in 12 or 0.5."


class PromptVariableTwice(PromptInvalid):
    """One name is described in two ways."""

    code = "prompt_variable_twice"
    sentence = "In line {line}, “{name}” is described in another way than before."
    hint = "Describe it once, and write the name alone elsewhere."


class PromptVariablesMany(PromptInvalid):
    """There are more variables than a form can hold."""

    code = "prompt_variables_many"
    sentence = "A prompt may have {most} variables at most."
    hint = "Leave some out, or write two prompts."


# --- how one is filled in -----------------------------------------------------------------------


class PromptValueMissing(LibraryError):
    """Something that has to be filled in is not."""

    code = "prompt_value_missing"
    exit_code = 2
    title = "Something is missing"
    sentence = "Nothing was filled in for: {names}."
    hint = "Fill it in and try again."


class PromptValueInvalid(LibraryError):
    """A value is no number, or none of the choices."""

    code = "prompt_value_invalid"
    exit_code = 2
    title = "This does not fit"
    sentence = "“{value}” does not fit “{name}”."
    hint = "Write a number in digits, or take one of the choices."


# --- files --------------------------------------------------------------------------------------


class LibraryFileRefused(LibraryError):
    """A file is not taken into the library."""

    code = "library_file_refused"
    title = "The file was not taken"
    sentence = "“{file}” holds no prompt and no assistant."
    hint = "Such a file begins with a line of three plus signs, and its name below it."


class LibraryFileOther(LibraryFileRefused):
    """It holds an assistant where prompts are taken in, or the other way round."""

    code = "library_file_other"
    sentence = "“{file}” belongs into the other list."
    hint = "Prompts are taken in among prompts, assistants among assistants."


class LibraryFileUnreadable(LibraryFileRefused):
    """It is missing, no regular file, or cannot be read."""

    code = "library_file_unreadable"
    sentence = "“{file}” cannot be read."
    hint = "See whether it is still there and may be read."


class LibraryFileLarge(LibraryFileRefused):
    """It is larger than any prompt."""

    code = "library_file_large"
    sentence = "“{file}” is too large for a prompt or an assistant."
    hint = "Attach it to a message, or add it to your documents."


class LibraryFileHeadInvalid(LibraryFileRefused):
    """The lines at its beginning do not say what they should."""

    code = "library_file_head"
    sentence = "The beginning of “{file}” cannot be understood: {key}."
    hint = "Compare it with a file that Snug exported."


class LibraryFileHides(LibraryFileRefused):
    """There is text in it that nobody would see."""

    code = "library_file_hides"
    sentence = "“{file}” holds characters that cannot be seen."
    hint = "Take it from somebody you trust, or type it anew."


class LibraryFilesMany(LibraryError):
    """A folder holds more files than are looked at."""

    code = "library_files_many"
    title = "Too many files"
    sentence = "The folder holds more than {most} files."
    hint = "Take them in from smaller folders."
