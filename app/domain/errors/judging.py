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


class NoSafetyModel(AppError):
    """Texts are to be checked, and no safety model is on this computer."""

    code = "no_safety_model"
    title = "No safety model"
    sentence = "There is no safety model on this computer."
    hint = "Get one in the library of models, or turn the check off in the settings."


class NotJudged(AppError):
    """A safety model wrote something else than a judgement."""

    code = "not_judged"
    title = "Not checked"
    sentence = "The safety model gave no judgement that can be read."
    hint = "Choose another safety model in the settings."
