"""Errors of the world, each with a title, a sentence and a next step that a person can read.

The class attributes are templates: the interface translates them, then fills in `values`. What is
not an `AppError` is a defect of ours and belongs in the crash window.
"""

from typing import ClassVar

from app.domain.placement import Remedy


class AppError(Exception):
    """Something in the world stands in the way. `code` is stable and safe to match on."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1
    title: ClassVar[str] = "That did not work"
    sentence: ClassVar[str] = "Something outside Snug stood in the way."
    hint: ClassVar[str] = "Try again."

    def __init__(self, detail: str = "", **values: object) -> None:
        """`detail` is the technical cause, shown on request; `values` fill the templates."""
        super().__init__(detail or self.code)
        self.detail = detail
        self.values = values
        self.remedies: tuple[Remedy, ...] = ()
        """Ways out that can be taken at once, the best first."""

    def __str__(self) -> str:
        """The sentence and the next step, in English."""
        return f"{self.sentence.format(**self.values)} {self.hint.format(**self.values)}"

    @property
    def names(self) -> dict[str, str]:
        """What a caller in another language or process needs to say the same thing."""
        return {key: str(value) for key, value in self.values.items()}


class UsageError(AppError):
    """The command line was given something it cannot use."""

    code = "usage"
    exit_code = 2
    title = "Not understood"
    sentence = "{problem}."
    hint = "Run snug --help to see what is possible."


# --- models on disk -------------------------------------------------------------------------


class ModelError(AppError):
    """A model cannot be used."""

    code = "model"


class NoModel(ModelError):
    """There is no chat model on this computer."""

    code = "no_model"
    title = "No model yet"
    sentence = "There is no chat model on this computer."
    hint = "Open a GGUF file, or run python3 run.py again to set up the starter model."


class UnknownModel(ModelError):
    """Neither a catalog id nor a file."""

    code = "unknown_model"
    title = "Unknown model"
    sentence = "There is no model or file named “{name}”."
    hint = "Run snug models list to see the models, or give the path of a GGUF file."


class ModelMissing(ModelError):
    """The file is gone, or was never there."""

    code = "model_missing"
    title = "Model file not found"
    sentence = "The model file “{name}” is not there."
    hint = "It may have been moved or deleted: choose it again or choose another model."


class ModelNotInstalled(ModelMissing):
    """The catalog knows the model, this computer does not hold its file."""

    code = "model_not_installed"
    title = "Model not on this computer"
    sentence = "“{name}” is in the catalog, but not on this computer yet."
    hint = "Run snug models get {id}, or choose another model."


class ModelUnreadable(ModelError):
    """The operating system refuses to hand the file over."""

    code = "model_unreadable"
    title = "Model file cannot be read"
    sentence = "This computer does not let Snug read “{name}”."
    hint = "Check the file's permissions, or copy it to a folder of your own."


class NotAModel(ModelError):
    """The file holds something other than a GGUF model."""

    code = "not_a_model"
    title = "Not a model file"
    sentence = "“{name}” is not a GGUF model."
    hint = "Choose a file that ends in .gguf, from a source you trust."


class ModelDamaged(ModelError):
    """The file is a GGUF, but bytes are missing or wrong."""

    code = "model_damaged"
    title = "Model file is damaged"
    sentence = "“{name}” is incomplete or damaged."
    hint = "Download or copy it again; Snug has not changed it."


class ModelUnsupported(ModelError):
    """The architecture is not one that this engine build knows."""

    code = "model_unsupported"
    title = "Model not supported"
    sentence = "“{name}” uses the architecture “{architecture}”, which this engine does not know."
    hint = "Choose another model, or update Snug: newer engines know newer models."


class ModelNotForChat(ModelError):
    """The file is a model, but not one that writes text."""

    code = "model_not_for_chat"
    title = "Not a chat model"
    sentence = "“{name}” is not made for conversation."
    hint = "Choose a chat model; this one serves another purpose, such as search."


class ModelNotForEmbedding(ModelError):
    """The file is a model, but it names no way to turn a text into one vector."""

    code = "model_not_for_embedding"
    title = "Not a search model"
    sentence = "“{name}” is not made for searching by meaning."
    hint = "Choose an embedding model."


class ModelNotForRanking(ModelError):
    """The file is a model, but one without a classification head."""

    code = "model_not_for_ranking"
    title = "Not a reranking model"
    sentence = "“{name}” cannot judge how well a passage answers a question."
    hint = "Choose a reranking model, or search without one."


class ModelTooLarge(ModelError):
    """Weights and context do not fit into memory."""

    code = "model_too_large"
    title = "Not enough memory"
    sentence = "“{name}” needs about {needed}; {available} is free."
    hint = "Close other applications, choose a smaller model, or shorten the context."


class DraftMismatch(ModelError):
    """The draft model has another vocabulary than the model it should write ahead for."""

    code = "draft_mismatch"
    title = "The draft model does not fit"
    sentence = "“{draft}” cannot write ahead for “{name}”: they split text differently."
    hint = "Choose a smaller model of the same family, or use none."


class ModelRefused(ModelError):
    """The engine would not load the file, for a reason of its own."""

    code = "model_refused"
    title = "The model could not be loaded"
    sentence = "The engine could not load “{name}”."
    hint = "The file may be damaged or too new: try another model, and see the details."


class LoadFailedBefore(ModelError):
    """The same load went wrong earlier in this session; it was not tried again."""

    code = "load_failed_before"
    title = "Not tried again"
    sentence = "Loading “{name}” with these settings failed before, so it was not tried again."
    hint = "Change a setting, choose another model, or load it anyway."


class VerificationFailed(ModelError):
    """Size or SHA-256 differ from the catalog."""

    code = "verification_failed"
    title = "The file is not the published one"
    sentence = "“{name}” differs from the published file and was discarded."
    hint = "Try again; if it happens twice, do not use that source."


class DownloadFailed(AppError):
    """A file did not arrive."""

    code = "download_failed"
    title = "Download failed"
    sentence = "“{name}” could not be downloaded."
    hint = "Check the connection to your package registry, then try again."


class DownloadCancelled(AppError):
    """The user stopped a download."""

    code = "download_cancelled"
    exit_code = 130
    title = "Download stopped"
    sentence = "The download of “{name}” was stopped."
    hint = "Nothing of it was kept; start it again whenever you like."


class SourceUnavailable(AppError):
    """The catalog names a source that this version cannot fetch from."""

    code = "source_unavailable"
    title = "Cannot be downloaded from here"
    sentence = "“{name}” comes from a model hub, which this version does not reach."
    hint = "Download the GGUF file yourself and open it with Snug."


class OfflineNow(AppError):
    """The network is switched off in the settings."""

    code = "offline"
    title = "Snug is offline"
    sentence = "This needs a connection to {host}, and Snug is set to stay offline."
    hint = "Allow it for this one download, or carry on without it."


class DiskFull(AppError):
    """Not enough room for what is to be written."""

    code = "disk_full"
    title = "Not enough disk space"
    sentence = "{needed} of disk space is needed in {folder}; {free} is free."
    hint = "Free some space, then try again."


class FolderUnusable(AppError):
    """A folder of Snug's own cannot be made or written."""

    code = "folder_unusable"
    title = "Folder cannot be used"
    sentence = "Snug cannot use the folder {folder}."
    hint = "Check its permissions, or choose another folder with --home."


class CatalogInvalid(AppError):
    """models.toml does not follow its format."""

    code = "catalog_invalid"
    title = "The model catalog is damaged"
    sentence = "The model catalog cannot be read: {problem}."
    hint = "Install Snug again; your conversations and models are not touched."


# --- the engine -----------------------------------------------------------------------------


class EngineCrashed(AppError):
    """The engine process ended without being asked to."""

    code = "engine_crashed"
    title = "The engine stopped unexpectedly"
    sentence = "The model engine stopped unexpectedly. Your conversation is safe."
    hint = "Send your message again: the engine starts anew."


class EngineHangs(EngineCrashed):
    """The engine process had work, did nothing for a long time, and was ended for it."""

    code = "engine_hangs"
    title = "The engine stopped responding"
    sentence = "The model engine stopped responding and was ended. Your conversation is safe."
    hint = "Try again; if it happens again, choose another model."


class EngineUnstable(AppError):
    """The engine process ended unasked time after time; it is not started again just yet."""

    code = "engine_unstable"
    title = "The engine keeps stopping"
    sentence = "The model engine stopped several times in a row."
    hint = "Try again in {seconds} seconds, or choose another model."


class EngineUnavailable(AppError):
    """The engine process does not start."""

    code = "engine_unavailable"
    title = "The engine does not start"
    sentence = "The model engine could not be started."
    hint = "Run snug doctor to see why."


class MeasurementFailed(AppError):
    """The engine process ended in the middle of a benchmark."""

    code = "measurement_failed"
    title = "The measurement ended early"
    sentence = "The model engine stopped while it was being measured."
    hint = "Measure again with a shorter context, and see the details if it happens again."


class TemplateHangs(ModelError):
    """Rendering the chat template took too long."""

    code = "template_hangs"
    title = "The model was refused"
    sentence = "The chat template inside “{name}” never finishes."
    hint = "Choose another model: this file is broken or hostile."


class ContextFull(AppError):
    """The conversation is longer than the context window."""

    code = "context_full"
    title = "The conversation no longer fits"
    sentence = "This conversation needs {needed} tokens; the model can see {available}."
    hint = "Start a new chat, or send a shorter message."


class OutOfMemory(AppError):
    """An allocation failed while the model was working."""

    code = "out_of_memory"
    title = "Out of memory"
    sentence = "The model ran out of memory."
    hint = "Close other applications, shorten the context, or choose a smaller model."


class MessageTooLong(AppError):
    """A message is longer than any model could read."""

    code = "message_too_long"
    title = "Too long for one message"
    sentence = "This text has {length} characters; a message can have {most}."
    hint = "Shorten it, or send it in several messages."


class SnapshotRefused(AppError):
    """What was kept of a conversation's reading is not of this model, settings or build."""

    code = "snapshot_refused"
    title = "The conversation is read again"
    sentence = "What the model kept of this conversation does not fit it any more."
    hint = "Send your message: the model reads the conversation again, which takes longer once."


class ModelSwitched(AppError):
    """Another model took the place of the one that was answering."""

    code = "model_switched"
    title = "Another model was loaded"
    sentence = "This answer ended because another model was loaded."
    hint = "Send your message again to have the new model answer."


class LoadCancelled(ModelError):
    """A load was given up, because another model was chosen or Snug closes."""

    code = "load_cancelled"
    title = "Loading was stopped"
    sentence = "Loading “{name}” was stopped."
    hint = "Choose it again to load it."


class OutputUnwritable(AppError):
    """Standard output does not take what is written to it."""

    code = "output_unwritable"
    title = "Nothing can be written"
    sentence = "The result could not be written: {problem}."
    hint = "Check the disk or the program that reads it, then try again."


class EngineError(AppError):
    """The engine refused a request for a reason of its own."""

    code = "engine_error"
    title = "The engine could not answer"
    sentence = "The model engine could not finish this answer."
    hint = "Try again; if it happens again, choose another model and see the details."


# --- embedding and reranking ----------------------------------------------------------------


class InputTooLong(AppError):
    """A text does not fit the model's window, and the caller wanted it whole.

    `values["index"]` is its place in the call, from 0; `place` counts from 1, for people.
    """

    code = "input_too_long"
    title = "Text too long"
    sentence = "Text number {place} has {tokens} tokens; the model reads at most {limit} at once."
    hint = "Shorten it, or let it be read in parts."

    @property
    def index(self) -> int:
        """The place of the text in the call, from 0."""
        return int(self.names["index"])


class EmptyInput(AppError):
    """A text holds nothing that the model could read; `index` as in InputTooLong."""

    code = "empty_input"
    title = "Nothing to read"
    sentence = "Text number {place} is empty."
    hint = "Leave it out."

    @property
    def index(self) -> int:
        """The place of the text in the call, from 0."""
        return int(self.names["index"])


class QueryTooLong(AppError):
    """A query leaves no room for the passages it is compared with."""

    code = "query_too_long"
    title = "Question too long"
    sentence = "The question has {tokens} tokens; at most {limit} can be compared with passages."
    hint = "Ask it in fewer words."


class VectorInvalid(AppError):
    """The model computed a vector or a score that means nothing: not a number, or no direction."""

    code = "vector_invalid"
    title = "The model gave no usable result"
    sentence = "The model gave no usable result for text number {place}."
    hint = "Choose another model: this file is probably damaged."


class EmbeddingCancelled(AppError):
    """The caller stopped an embedding or reranking under way."""

    code = "embedding_cancelled"
    exit_code = 130
    title = "Stopped"
    sentence = "Reading the texts was stopped."
    hint = "Start again whenever you like."


# --- sampling and formats ---------------------------------------------------------------------


class SamplingInvalid(AppError):
    """A number of the sampling is out of its range."""

    code = "sampling_invalid"
    exit_code = 2
    title = "Sampling not accepted"
    sentence = "{name} cannot be {value}."
    hint = "It must lie between {low} and {high}."


class GrammarInvalid(AppError):
    """A grammar or JSON schema cannot be used, or no answer of this model can follow it."""

    code = "grammar_invalid"
    exit_code = 2
    title = "The format cannot be used"
    sentence = "The format of the answer cannot be used: {problem}."
    hint = "Change the grammar or the schema, or ask without one."


# --- adapters -----------------------------------------------------------------------------------


class AdapterError(AppError):
    """A LoRA adapter or a control vector cannot be used."""

    code = "adapter"


class AdapterMissing(AdapterError):
    """The file is gone, or was never there."""

    code = "adapter_missing"
    title = "Adapter file not found"
    sentence = "The adapter file “{name}” is not there."
    hint = "It may have been moved or deleted: choose it again, or answer without it."


class AdapterInvalid(AdapterError):
    """The file is no adapter, is damaged, or asks for what the engine cannot do."""

    code = "adapter_invalid"
    title = "Adapter cannot be used"
    sentence = "“{name}” cannot be used as an adapter: {problem}."
    hint = "Choose a LoRA adapter or a control vector in GGUF format, or answer without one."


class AdapterMismatch(AdapterError):
    """The adapter is whole, but its layers or shapes are not those of the loaded model."""

    code = "adapter_mismatch"
    title = "Adapter of another model"
    sentence = "The adapter “{name}” was made for another model."
    hint = "Load the model that it was made for, or answer without it."


# --- tools ------------------------------------------------------------------------------------


class ToolsInvalid(AppError):
    """Tools that were offered, or calls that are told of, are not what they should be."""

    code = "tools_invalid"
    exit_code = 2
    title = "Tools not accepted"
    sentence = "The tools cannot be used: {problem}."
    hint = "Correct them, or ask without tools."


class ToolsUnsupported(AppError):
    """The chat template of the model has no place for tools."""

    code = "tools_unsupported"
    title = "This model knows no tools"
    sentence = "The chat template of this model has no place for tools."
    hint = "Ask without tools, or choose a model that was made to call them."


# --- settings and the machine -----------------------------------------------------------------


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


def by_code() -> dict[str, type[AppError]]:
    """Every error by its stable code, for the borders where an error arrives as data."""
    found: dict[str, type[AppError]] = {}
    waiting: list[type[AppError]] = [AppError]
    while waiting:
        kind = waiting.pop()
        found[kind.code] = kind
        waiting.extend(kind.__subclasses__())
    return found
