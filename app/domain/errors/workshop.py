"""Errors of the workshop: of making models smaller, and of finding out what they are worth."""

from app.domain.errors.base import AppError
from app.domain.errors.models import ModelError
from app.domain.importance_faults import ImportanceFault


class QuantizationFailed(ModelError):
    """The engine could not write the model in another type."""

    code = "quantization_failed"
    title = "The model could not be quantized"
    sentence = "“{name}” could not be made into {quantization}."
    hint = "Nothing of it was kept. See the details, or try another type."


class QuantizationCancelled(ModelError):
    """The user stopped it."""

    code = "quantization_cancelled"
    exit_code = 130
    title = "Quantizing was stopped"
    sentence = "Quantizing “{name}” was stopped."
    hint = "Nothing of it was kept; start it again whenever you like."


class QuantizedAlready(ModelError):
    """The source has lost precision before."""

    code = "quantized_already"
    title = "The model is quantized already"
    sentence = "“{name}” is {quantization} already: quantizing it again loses precision twice."
    hint = "Take its F16 or BF16 file if there is one, or add --requantize."


class ImportanceNeeded(ModelError):
    """The type is so small that it cannot be made without an importance matrix."""

    code = "importance_needed"
    title = "An importance matrix is needed"
    sentence = "{quantization} cannot be made without an importance matrix."
    hint = "Give one for this model with --imatrix, or choose a larger type."


class ImportanceInvalid(ModelError):
    """The file is no importance matrix, or one of another model."""

    code = "importance_invalid"
    title = "The importance matrix does not fit"
    sentence = "“{importance}” is not an importance matrix of this model: {problem}."
    hint = "Make one with llama-imatrix from this very model, or leave it out."
    faults = ImportanceFault


class PruningInvalid(ModelError):
    """Layers were named that cannot be left out."""

    code = "pruning_invalid"
    title = "These layers cannot be left out"
    sentence = "“{name}” has the layers 0 to {last}, and at least one has to stay."
    hint = "Name layers that are there; those in the middle are missed the least."


class ModelNameTaken(ModelError):
    """There is a file of that name."""

    code = "model_name_taken"
    title = "The name is taken"
    sentence = "There is a model file “{name}” already, and it is never overwritten."
    hint = "Choose another name with --name."


class ModelNameInvalid(ModelError):
    """No file can be called that."""

    code = "model_name_invalid"
    title = "Not a name for a model"
    sentence = "“{name}” cannot be the name of a model file."
    hint = "Use letters, digits, spaces, dots, hyphens and underscores."


class TextTooShort(AppError):
    """Perplexity needs more text."""

    code = "text_too_short"
    title = "The text is too short"
    sentence = "The text has {tokens} tokens for this model; perplexity needs {needed} or more."
    hint = "Give a longer text."


class TextUnreadable(AppError):
    """A text for measuring cannot be read."""

    code = "text_unreadable"
    title = "The text cannot be read"
    sentence = "“{name}” cannot be read: {problem}."
    hint = "Give a plain text file in UTF-8."


class EvaluationUnknown(AppError):
    """Neither a set that came with Snug nor a file."""

    code = "evaluation_unknown"
    title = "Unknown set of questions"
    sentence = "There is no set of questions or file named “{name}”."
    hint = "Run snug models evaluate --list to see the sets, or give the path of a file."


class MeasurementCancelled(AppError):
    """The user stopped it."""

    code = "measurement_cancelled"
    exit_code = 130
    title = "Measuring was stopped"
    sentence = "Measuring was stopped."
    hint = "Start it again whenever you like."


class MeasurementBusy(AppError):
    """One measurement at a time: two would slow each other down."""

    code = "measurement_busy"
    title = "Something is being measured"
    sentence = "Another measurement is under way, and two would slow each other down."
    hint = "Wait until it has ended, or stop it first."


class EvaluationInvalid(AppError):
    """A file of questions does not follow the format; `problem` is a Reason."""

    code = "evaluation_invalid"
    title = "The questions cannot be read"
    sentence = "“{name}” is not a set of questions: {problem}."
    hint = "Mend the file and try again; the sets that came with Snug are examples."
