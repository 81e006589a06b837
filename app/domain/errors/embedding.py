"""Errors of embedding and reranking."""

from app.domain.errors.base import AppError


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
