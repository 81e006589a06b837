"""How well the sentences of an extract are chosen: from the right page, in the right section.

    python tests/bench/retrieval/extracts.py FOLDER MODEL [--tune]

Questions are those of `questions.tsv` that a page answers, in both languages, asked of the whole
corpus as the application does. A page counts in both languages. Where a page has sections, the
right one is the section whose text (all of it, as a reranker would see it) is nearest to the
question by the embedder and by words together; a page without sections counts by itself. So the
section is no judgement of a person, and leans to what the embedder prefers; the page is one.

The constants in use were chosen with the figures of both halves in sight: neither half is unseen.
"""

import itertools
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[3]))
sys.path.insert(0, str(Path(__file__).parent))

from corpus import Page, pages
from evaluate import half_of
from index import CachedEmbedder, built, document_id
from questions import questions

from app.domain.embedding import EmbedKind
from app.index.content_words import content_of
from app.index.evidence import Evidence, evidence_of
from app.index.extract import CHOICE, Choice, extract
from app.index.reading import with_neighbours
from app.index.retriever import Retriever
from app.services.asking import MOST_PASSAGES

BUDGET: Final = 2048
"""Tokens, as without a model."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what it was answered from, and where the answer stands."""

    text: str
    topic: str
    half: str
    evidence: Evidence
    sections: frozenset[str]
    """Headings of the right sections, of the page in both languages."""


def asked(every: Sequence[Page], embedder: CachedEmbedder) -> list[Asked]:
    """All questions that a page answers."""
    store, index = built(every, embedder)
    retriever = Retriever(store, index, embedder.one)
    topics = {document_id(page): page.id for page in every}
    of_topic = {page_id: [p for p in every if p.id == page_id] for page_id in topics.values()}
    found = []
    for question in questions():
        for text in (question.english, question.korean) if question.topic in of_topic else ():
            passages = retriever.search(text, MOST_PASSAGES).passages
            kept = with_neighbours(store, passages, BUDGET, MOST_PASSAGES)
            layouts = {each.document.id: store.layout(each.document.id) for each in kept}
            evidence = evidence_of(kept, {key: each for key, each in layouts.items() if each})
            right = {
                _right_section(text, page, store, embedder) for page in of_topic[question.topic]
            }
            found.append(
                Asked(text, question.topic, half_of(question.english), evidence, frozenset(right))
            )
    return found


def _right_section(text: str, page: Page, store: object, embedder: CachedEmbedder) -> str:
    sections: dict[str, list[str]] = {}
    for chunk in store.chunks_of(document_id(page)):  # type: ignore[attr-defined]  # a store
        sections.setdefault(chunk.heading, []).append(chunk.text)
    names = list(sections)
    texts = [f"{name}\n{' '.join(sections[name])}" for name in names]
    rows = embedder.vectors(texts, EmbedKind.PASSAGE)
    near = rows @ np.frombuffer(embedder.one(text), "<f4")
    words = content_of(text).words
    held = [
        sum(content_of(each).holds(word) for word in words) / (len(words) or 1) for each in texts
    ]
    return names[int(np.argmax(near + 0.1 * np.array(held)))]


def shares(some: Sequence[Asked], choice: Choice, embedder: CachedEmbedder) -> tuple[float, ...]:
    """Means: the best one in the right page, in its right section; any, all there; how many."""
    rows = []
    for each in some:
        chosen = extract(each.text, each.evidence, embedder.all, choice)
        right = [
            passage.document.id.rsplit(".", 1)[0] == each.topic
            for passage in map(each.evidence.passage_of, chosen.sentences)
        ]
        in_section = [
            ok and each.evidence.passage_of(sentence).chunk.heading in each.sections
            for ok, sentence in zip(right, chosen.sentences, strict=True)
        ]
        if chosen.best is None:
            rows.append((0.0,) * 6)
            continue
        at = chosen.sentences.index(chosen.best)
        count = len(right)
        rows.append(
            (right[at], in_section[at], any(in_section), sum(right) / count,
             sum(in_section) / count, count)
        )  # fmt: skip
    return tuple(float(mean) for mean in np.mean(np.array(rows, float), 0))


def main() -> None:
    """Print the figures of both halves; with --tune those of every choice on the tuning half."""
    folder, model = Path(sys.argv[1]), Path(sys.argv[2])
    embedder = CachedEmbedder(model, folder / "vectors.npz")
    every = asked(pages(folder), embedder)
    print("best in page, best in section, any in section, share in page, in section, sentences")
    if "--tune" in sys.argv:
        mine = [each for each in every if each.half == "tuning"]
        tried = []
        for words, passage, share in itertools.product(
            (0.25, 0.5, 1.0, 1.5), (0.0, 0.3, 0.6, 1.0), (0.75, 0.85, 0.92)
        ):
            choice = Choice(words, passage, share)
            tried.append((shares(mine, choice, embedder), choice))
        tried.sort(key=lambda pair: -(pair[0][1] + pair[0][2] + pair[0][4]))
        for found, choice in tried[:10]:
            print(" ".join(f"{each:.3f}" for each in found), choice)
    for half in ("tuning", "held"):
        mine = [each for each in every if each.half == half]
        found = shares(mine, CHOICE, embedder)
        print(half, len(mine), " ".join(f"{each:.3f}" for each in found))
    embedder.save()
    embedder.close()


if __name__ == "__main__":
    main()
