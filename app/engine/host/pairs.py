"""How a query and a passage are put together for a model that judges the two.

The order of special tokens, and that a template goes before them, are those of llama-server
(`format_prompt_rerank`): begin, query, end, separator, passage, end, each where the vocabulary
wants it. One thing differs: a vocabulary of the BERT kind has no "end" of its own, and llama-server
then leaves the passage open; here it gets the closing separator that such models were trained with.
"""

from dataclasses import dataclass
from typing import Final

from app.engine.host.vocabulary import Segment, Vocabulary

TEMPLATE_KEY: Final = b"tokenizer.chat_template.rerank"
_QUERY, _DOCUMENT = "{query}", "{document}"


@dataclass(frozen=True, slots=True)
class PairFrame:
    """What stands around a passage: tokens before and after it.

    `lead` is white space that belongs to the passage's first token: a vocabulary of whole words has
    one token for " word", where a space and "word" by themselves are two.
    """

    before: tuple[int, ...]
    lead: str
    after: tuple[int, ...]

    @property
    def tokens(self) -> int:
        """How many tokens are around the passage."""
        return len(self.before) + len(self.after)


def pair_frame(vocabulary: Vocabulary, template: str | None, query: str) -> PairFrame:
    """What stands around each passage that is judged for a query.

    A template that does not have the place of the passage once is passed over.
    """
    if template and template.count(_DOCUMENT) == 1:
        before, after = template.split(_DOCUMENT)
        body = before.rstrip(" ")
        return PairFrame(
            _templated(vocabulary, body, query),
            before[len(body) :],
            _templated(vocabulary, after, query),
        )
    head, tail = vocabulary.wrapping()
    asked = vocabulary.text_tokens(query)
    return PairFrame((*head, *asked, *vocabulary.between_texts()), "", tuple(tail))


def premise_frame(vocabulary: Vocabulary, hypothesis: str) -> PairFrame:
    """What stands around each premise: such models were trained with it before the hypothesis."""
    head, tail = vocabulary.wrapping()
    after = [*vocabulary.between_texts(), *vocabulary.text_tokens(hypothesis), *tail]
    return PairFrame(tuple(head), "", tuple(after))


def _templated(vocabulary: Vocabulary, part: str, query: str) -> tuple[int, ...]:
    segments: list[Segment] = []
    for index, text in enumerate(part.split(_QUERY)):
        if index:
            segments.append(Segment(query, trusted=False))
        segments.append(Segment(text, trusted=True))
    # The template says everything itself; only a text of its own gets a beginning.
    return tuple(vocabulary.encode(segments, begins=False))
