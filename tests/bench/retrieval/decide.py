"""Fits the rule that decides whether the documents answer, and says how often it is wrong.

    python tests/bench/retrieval/decide.py FOLDER MODEL [MEANS]

Questions of ours (`questions.tsv`) are asked of the whole corpus and of parts of it, down to a
dozen pages in one language alone. The weights are fitted on one half of the questions; told are the
shares of the other half: of answered questions refused, and of unanswered ones refused.
"""

import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[3]))
sys.path.insert(0, str(Path(__file__).parent))

from corpus import Page, pages
from evaluate import MEANS, half_of
from index import CachedEmbedder, built
from questions import questions

from app.domain.collections import Language
from app.index.centring import load_means
from app.index.decision import RULE, Signs, signs_of, support_of
from app.index.retriever import Retriever

KO, EN = Language.KOREAN, Language.OTHER
LIMIT: Final = 10


def parts(every: Sequence[Page]) -> dict[str, list[Page]]:
    """The whole corpus, and small ones that hold some of the answers."""
    draw = random.Random(3)
    topics = sorted({page.id for page in every})
    asked = [each.topic for each in questions() if each.topic]

    def some(answered: int, others: int) -> set[str]:
        return {*draw.sample(asked, answered), *draw.sample(topics, others)}

    middle, few = some(20, 60), some(8, 4)
    korean, english = some(8, 4), some(8, 4)
    return {
        "whole": list(every),
        "middle": [page for page in every if page.id in middle],
        "few": [page for page in every if page.id in few],
        "few, Korean": [page for page in every if page.id in korean and page.language is KO],
        "few, English": [page for page in every if page.id in english and page.language is EN],
    }


def main() -> None:
    """Print weights and shares."""
    folder, model = Path(sys.argv[1]), Path(sys.argv[2])
    embedder = CachedEmbedder(model, folder / "vectors.npz")
    means = load_means(Path(sys.argv[3]) if len(sys.argv) > 3 else MEANS)
    samples: list[tuple[str, str, Signs, bool]] = []
    for name, some in parts(pages(folder)).items():
        store, index = built(some, embedder, means=means)
        retriever = Retriever(store, index, embedder.one)
        topics = {page.id for page in some}
        for question in questions():
            for text, own in ((question.english, EN), (question.korean, KO)):
                passages = retriever.search(text, LIMIT).passages
                half = half_of(question.english)
                samples.append(
                    (name, half, signs_of(text, own, passages), question.topic in topics)
                )
    embedder.save()
    embedder.close()
    print("fitted:", _fitted([(signs, ok) for _, half, signs, ok in samples if half == "tuning"]))
    print("part: answered refused / unanswered refused, with the rule in use")
    for name in dict.fromkeys(name for name, *_ in samples):
        mine = [(signs, ok) for part, half, signs, ok in samples if (part, half) == (name, "held")]
        refused = {
            wanted: [support_of(signs) < RULE.threshold for signs, ok in mine if ok is wanted]
            for wanted in (True, False)
        }
        told = " / ".join(
            f"{np.mean(refused[wanted]):.2f} of {len(refused[wanted])}" for wanted in (True, False)
        )
        print(f"{name:14} {told}")


def _fitted(samples: Sequence[tuple[Signs, bool]]) -> str:
    """Logistic regression; both kinds of questions count the same."""
    rows = np.array([[s.cosine or 0.0, s.words, s.is_foreign] for s, _ in samples], float)
    wanted = np.array([ok for _, ok in samples], float)
    weights = np.where(wanted == 1, 1 / wanted.mean(), 1 / (1 - wanted.mean()))
    mean, spread = rows.mean(0), rows.std(0)
    scaled = np.c_[np.ones(len(rows)), (rows - mean) / spread]
    found = np.zeros(scaled.shape[1])
    for _ in range(4000):
        likely = 1 / (1 + np.exp(-scaled @ found))
        found -= 0.5 * (scaled.T @ (weights * (likely - wanted)) / weights.sum() + 1e-3 * found)
    slopes = found[1:] / spread
    bias = found[0] - (slopes * mean).sum()
    return (
        f"bias {bias:.2f}, cosine {slopes[0]:.2f}, words {slopes[1]:.2f}, foreign {slopes[2]:.2f}"
    )


if __name__ == "__main__":
    main()
