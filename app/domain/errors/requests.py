"""Errors of what an answer was asked to follow: numbers, formats, adapters, tools."""

from app.domain.adapter_faults import AdapterFault
from app.domain.errors.base import AppError
from app.domain.format_faults import FormatFault


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
    faults = FormatFault


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
    faults = AdapterFault


class AdapterMismatch(AdapterError):
    """The adapter is whole, but its layers or shapes are not those of the loaded model."""

    code = "adapter_mismatch"
    title = "Adapter of another model"
    sentence = "The adapter “{name}” was made for another model."
    hint = "Load the model that it was made for, or answer without it."


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
