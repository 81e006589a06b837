"""What stands above and below a column: how its answer differs, and how fast it was."""

from collections.abc import Sequence

from app.domain.conversations import Message
from app.gui import text
from app.gui.text import answers as answer_words
from app.gui.text import compare as words

_LEAST_LOAD_S = 0.05
_A_GLANCE = 2


def settings_line(preset: str, changed: Sequence[tuple[str, float]]) -> str:
    """The style of a column with the numbers that are not as usual in the conversation."""
    return words.style_with(_style(preset), ", ".join(_numbers(changed)))


def short_settings_line(preset: str, changed: Sequence[tuple[str, float]]) -> str:
    """The same with no more numbers than a glance takes in."""
    numbers = _numbers(changed)
    more = ["…"] if len(numbers) > _A_GLANCE else []
    return words.style_with(_style(preset), ", ".join([*numbers[:_A_GLANCE], *more]))


def _style(preset: str) -> str:
    return text.presets().get(preset, words.as_set())


def _numbers(changed: Sequence[tuple[str, float]]) -> list[str]:
    return [f"{answer_words.number_name(name)} {value:g}" for name, value in changed]


def measured(message: Message) -> str:
    """How long an answer took, and how fast it was written."""
    timing, count = message.timing, message.usage.completion_tokens
    if not count:
        return words.not_measured()
    said = [words.tokens(f"{count:,}")]
    total = timing.first_token_s
    if timing.decode_tokens_per_s > 0:
        said.append(words.per_second(f"{timing.decode_tokens_per_s:.1f}"))
        total += count / timing.decode_tokens_per_s
    said += [words.first_word(f"{timing.first_token_s:.1f}"), words.in_all(f"{total:.1f}")]
    if timing.load_s > _LEAST_LOAD_S:
        said.append(words.model_loaded_in(f"{timing.load_s:.1f}"))
    return " · ".join(said)
