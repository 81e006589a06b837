"""Errors of models: files, the catalog, and what a model is not made for."""

from app.domain.errors.base import AppError


class ModelError(AppError):
    """A model cannot be used."""

    code = "model"


class NoModel(ModelError):
    """There is no chat model on this computer."""

    code = "no_model"
    title = "No model yet"
    sentence = "There is no chat model on this computer."
    hint = "Open a GGUF file, or fetch the starter model: snug models get smollm2-135m-instruct."


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


class OwnModelMissing(ModelMissing):
    """A conversation was given a model that is not on this computer now."""

    code = "own_model_missing"
    title = "Another model answers here"
    sentence = "The model of this conversation, “{name}”, is not on this computer."
    hint = "{instead} answers until you choose another model here."


class ModelNotFetchable(ModelError):
    """The catalog describes the model, and names no file of it that was checked."""

    code = "model_not_fetchable"
    title = "No file of this model yet"
    sentence = "The catalog describes “{name}”, but names no file of it that Snug could fetch."
    hint = "Open a GGUF file of it that you have, or choose another model."


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


class ModelNotForEntailment(ModelError):
    """The model has no classes of which one says that a text follows from another."""

    code = "model_not_for_entailment"
    title = "Not a model for checking statements"
    sentence = "“{name}” cannot tell whether one text follows from another."
    hint = "Choose a model for entailment, or check citations without one."


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


class LoadCancelled(ModelError):
    """A load was given up, because another model was chosen or Snug closes."""

    code = "load_cancelled"
    title = "Loading was stopped"
    sentence = "Loading “{name}” was stopped."
    hint = "Choose it again to load it."


class TemplateHangs(ModelError):
    """Rendering the chat template took too long."""

    code = "template_hangs"
    title = "The model was refused"
    sentence = "The chat template inside “{name}” never finishes."
    hint = "Choose another model: this file is broken or hostile."


class VerificationFailed(ModelError):
    """Size or SHA-256 differ from the catalog."""

    code = "verification_failed"
    title = "The file is not the published one"
    sentence = "“{name}” differs from the published file and was discarded."
    hint = "Try again; if it happens twice, do not use that source."


class CatalogInvalid(AppError):
    """models.toml does not follow its format."""

    code = "catalog_invalid"
    title = "The model catalog is damaged"
    sentence = "The model catalog cannot be read: {problem}."
    hint = "Install Snug again; your conversations and models are not touched."


class ModelOutside(ModelError):
    """A file that Snug was shown, in a folder that is not its own."""

    code = "model_outside"
    title = "Not in Snug's folder"
    sentence = "“{name}” lies in a folder of yours or of another program."
    hint = "Snug leaves it there; remove it with the program that it belongs to."


class ModelShipped(ModelError):
    """A model of the starter kit that lies inside the package."""

    code = "model_shipped"
    title = "Part of Snug"
    sentence = "“{name}” came with Snug and lies inside the program."
    hint = "It goes when Snug itself is removed; choose another model, and it takes no memory."


class ModelNotLinked(ModelError):
    """The system does not let a link be made in the models folder."""

    code = "model_not_linked"
    title = "Could not be linked"
    sentence = "This computer does not let “{name}” be used without a copy."
    hint = "Copy it instead."


class ModelInUse(ModelError):
    """The system does not let a file go that is open."""

    code = "model_in_use"
    title = "The model is in use"
    sentence = "“{name}” is open at the moment and cannot be removed."
    hint = "Choose another model, then remove it."
