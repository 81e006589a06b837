"""Errors of the engine while it starts, loads and answers."""

from app.domain.errors.base import AppError


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


class EngineError(AppError):
    """The engine refused a request for a reason of its own."""

    code = "engine_error"
    title = "The engine could not answer"
    sentence = "The model engine could not finish this answer."
    hint = "Try again; if it happens again, choose another model and see the details."


class MeasurementFailed(AppError):
    """The engine process ended in the middle of a benchmark."""

    code = "measurement_failed"
    title = "The measurement ended early"
    sentence = "The model engine stopped while it was being measured."
    hint = "Measure again with a shorter context, and see the details if it happens again."


class ContextFull(AppError):
    """The conversation is longer than the context window."""

    code = "context_full"
    title = "The conversation no longer fits"
    sentence = "This conversation needs {needed} tokens; the model can see {available}."
    hint = "Start a new chat, or send a shorter message."


class NothingToSumUp(AppError):
    """There is no older part that a summary could be made of."""

    code = "nothing_to_sum_up"
    title = "There is nothing to sum up"
    sentence = "No messages stand above that the model does not see."
    hint = "Write on: a summary can be made once something no longer fits."


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
