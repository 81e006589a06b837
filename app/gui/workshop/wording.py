"""How figures of models are said."""

from app.domain.sizes import format_bytes
from app.domain.workshop import Measured, ModelFigures, QuantizedModel, QuantizePlan
from app.gui.figures_table import Line
from app.gui.model_page.wording import plain_name
from app.gui.text import workshop as words
from app.gui.text.moments import moment

LONGEST_COLUMN = 36
_MANY = 0.25
"""A share of tensors with a larger type that is worth a word."""


def rate(tokens: float, places: int) -> str:
    """Tokens a second; a dash where nothing was written or read that could be timed."""
    return words.rate(f"{tokens:,.{places}f}") if tokens else "–"


def figure_lines(found: tuple[ModelFigures, ...]) -> list[Line]:
    """Everything that was measured, a column for each model."""
    return [
        (words.quantization(), [each.quantization for each in found]),
        (words.size(), [format_bytes(each.model.bytes) for each in found]),
        (words.bits(), [f"{each.bits_per_weight:.2f}" for each in found]),
        (
            words.perplexity(),
            [f"{each.perplexity.value:.3f} ± {each.perplexity.error:.3f}" for each in found],
        ),
        (words.reading_rate(), [rate(each.prompt_rate, 0) for each in found]),
        (words.writing_rate(), [rate(each.decode_rate, 1) for each in found]),
        (words.memory(), [format_bytes(each.memory_bytes) for each in found]),
    ]


def measured_note(measured: Measured) -> str:
    """When and over what it was measured, and how to read it."""
    text, when = plain_name(measured.text), moment(measured.at)
    tokens = f"{measured.figures[0].perplexity.tokens:,}"
    told = (
        words.measured_over(when, text, tokens) if text else words.measured_over_own(when, tokens)
    )
    return told if measured.is_comparable else f"{words.cut_differently()} {told}"


def column_name(name: str) -> str:
    """A name that fits over a column."""
    return plain_name(name, LONGEST_COLUMN)


def made_notes(made: QuantizedModel, plan: QuantizePlan, *, was_quantized: bool) -> str:
    """What is to be known of a model that was made; often nothing."""
    notes, outcome = [], made.outcome
    if was_quantized:
        notes.append(words.lost_twice())
    if outcome.tensors and outcome.fallbacks / outcome.tensors >= _MANY:
        told = words.larger_types(outcome.fallbacks, outcome.tensors, made.quantization)
        notes.append(told)
    if made.model.bytes >= plan.source_bytes:
        notes.append(words.not_smaller())
    if plan.wishes.pruned:
        notes.append(words.layers_missing())
    return " ".join(notes)
