"""Errors of looking at how likely an answer is."""

from app.domain.errors.base import AppError


class NothingToJudge(AppError):
    """The answer has no text, or is still being written."""

    code = "nothing_to_judge"
    title = "Nothing to look at yet"
    sentence = "This answer has no text, or is still being written."
    hint = "Wait until it has ended."


class NoModelWroteIt(AppError):
    """The answer consists of sentences of documents, or says that they do not say."""

    code = "no_model_wrote_it"
    title = "No model wrote this"
    sentence = "These are sentences of your documents, put together without a model."
    hint = "Its sources show where they stand."
