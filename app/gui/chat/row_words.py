"""The quiet line below an answer that ended: how it ended, where it comes from, how fast it was."""

from app.domain.conversations import Message
from app.domain.generation import FinishReason
from app.domain.retrieval import AnswerBasis, Grounding
from app.gui import text
from app.gui.text import citations as source_words
from app.gui.text import transcript as transcript_words


def ended_words(message: Message, grounding: Grounding | None) -> str:
    """What is said of a message that nobody writes any more; empty where nothing is to be said."""
    if message.error is not None:
        words = f"{text.error_sentence(message.error)} {text.error_hint(message.error)}"
        return text.answer_interrupted(words) if message.text else words
    match message.finish:
        case FinishReason.CANCELLED:
            return stopped_words(grounding)
        case FinishReason.INTERRUPTED:
            return text.cut_off()
        case FinishReason.LENGTH:
            return text.reached_limit()
        case FinishReason.CONTEXT_FULL:
            return text.context_is_full()
        case FinishReason.STOP | FinishReason.TOOL_CALLS:
            return grounding_words(grounding) or _speed(message)
        case _:
            return ""


def stopped_words(grounding: Grounding | None) -> str:
    """The same of an answer that somebody stopped."""
    return " · ".join(filter(None, (text.stopped(), grounding_words(grounding))))


def end_as_said(message: Message) -> str:
    """What those who hear the window are told of an answer that has ended."""
    is_done = message.error is None and message.finish in (FinishReason.STOP, None)
    return transcript_words.answer_finished() if is_done else ended_words(message, None)


def grounding_words(grounding: Grounding | None) -> str | None:
    """What is said of an answer from documents: that it is theirs alone, how it was looked for."""
    if grounding is None:
        return None
    is_extract = grounding.basis is AnswerBasis.EXTRACT
    said = [source_words.word_for_word()] if is_extract else []
    if grounding.by_words_only:
        said.append(source_words.by_words_only())
    return " · ".join(said) or None


def _speed(message: Message) -> str:
    speed = message.timing.decode_tokens_per_s
    if message.usage.completion_tokens < 2 or speed <= 0:
        return ""
    return text.speed(message.usage.completion_tokens, f"{speed:.0f}")
