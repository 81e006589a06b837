"""Found passages are judged again by a real child, where a model for it is installed."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from catalog_entries import entry_for
from document_room import DocumentRoom
from frozen import freeze
from judge_files import judge
from patience import when

from app.catalog.library import Library
from app.catalog.manifest import read_catalog
from app.config.paths import Paths
from app.config.settings import Settings
from app.domain.embedding import EmbedKind
from app.domain.errors import ModelMissing, ModelNotForRanking, QueryTooLong
from app.domain.models import Task
from app.engine.embedder_client import EmbedderClient
from app.services.embedder_engine import EmbedderEngine
from app.services.embedders import EmbedderService
from app.services.judges import RerankerService
from app.services.search import SearchService

pytestmark = pytest.mark.real_engine
QUESTION = "When is the rent due?"
SENTENCES = [
    "The rent is due on the first Monday of a month.",
    "Cats sleep for most of the day, and hunt at dawn.",
    "The deposit is paid back within 30 days.",
    "임대료는 매월 말일에 지급한다.",
    "A rent that is late costs 20 euros.",
    "The cellar is dry and 12 square metres large.",
]


class Mortal(EmbedderClient):
    """Dies when it is to rank, as often as is told."""

    deaths = 0

    def rerank(self, *arguments: object, **named: object) -> tuple[float, ...]:  # type: ignore[override]
        if self.deaths:
            self.deaths -= 1
            pid = self.pid
            freeze(pid)
            when(lambda: self._requests, lambda: os.kill(pid, signal.SIGKILL))
        return super().rerank(*arguments, **named)  # type: ignore[arg-type]


class Judged:
    """The starter embedder and a model that ranks, in one child."""

    def __init__(self, home: Path, embedder: Path, made: Path) -> None:
        self.paths = Paths.of(home)
        self.paths.ensure(self.paths.models)
        (reads,) = [e for e in read_catalog(Paths.catalog_file()) if e.task is Task.EMBEDDING]
        (self.paths.models / reads.file_name).symlink_to(embedder)
        self.file = self.paths.models / "ranks.gguf"
        self.file.symlink_to(made)
        ranks = entry_for(
            made.read_bytes(), id="ranks", task=Task.RERANK, file_name="ranks.gguf", starter=False
        )
        library = Library(self.paths, (reads, ranks))
        self.settings = Settings()
        self.settings.tell("engine.threads=2")
        self.engines: list[Mortal] = []
        self.engine = EmbedderEngine(self._made)
        self.embedder = EmbedderService(library, self.settings, self.engine)
        self.reranker = RerankerService(library, self.settings, self.engine)

    def _made(self) -> Mortal:
        self.engines.append(Mortal())
        return self.engines[-1]

    def children(self) -> int:
        """How many live."""
        return sum(engine.pid != 0 for engine in self.engines)

    def search(self, room: DocumentRoom) -> SearchService:
        return SearchService(room.current, self.embedder, self.reranker)


@pytest.fixture(scope="module")
def ranking(starter_embedder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return judge(starter_embedder, tmp_path_factory.mktemp("judges") / "ranks.gguf")


@pytest.fixture
def judged(tmp_path: Path, starter_embedder: Path, ranking: Path) -> Iterator[Judged]:
    made = Judged(tmp_path / "reader", starter_embedder, ranking)
    yield made
    made.embedder.close()
    assert not any(engine.pid for engine in made.engines)


@pytest.fixture(scope="module")
def lasting(
    tmp_path_factory: pytest.TempPathFactory, starter_embedder: Path, ranking: Path
) -> Iterator[Judged]:
    """The same, for those who leave it as it was: its models take two seconds to load."""
    made = Judged(tmp_path_factory.mktemp("reader") / "home", starter_embedder, ranking)
    yield made
    made.embedder.close()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, lasting: Judged) -> Iterator[DocumentRoom]:
    made = DocumentRoom(tmp_path_factory.mktemp("room") / "papers", embedder=lasting.embedder)
    for number, sentence in enumerate(SENTENCES):
        made.write(f"{number}.txt", sentence)
    made.add()
    yield made
    made.close()


@pytest.fixture
def wishes(lasting: Judged) -> Iterator[Settings]:
    """Its settings, which are as they were afterwards."""
    yield lasting.settings
    lasting.settings.tell("documents.reranker=auto")


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.01)


def test_many_at_once_score_as_one_by_one(lasting: Judged) -> None:
    words = " ".join(SENTENCES).split()
    choose = random.Random(1)
    texts = [" ".join(choose.choices(words, k=1 + number * 7 % 60)) for number in range(30)]
    texts.append(" ".join(choose.choices(words, k=1500)))  # longer than is read at once
    together = lasting.reranker.rerank(QUESTION, texts)
    assert len(together) == len(texts)
    alone = [lasting.reranker.rerank(QUESTION, [text])[0] for text in texts]
    spread = max(alone) - min(alone)
    # The weights have four bits, and activations are rounded in groups that differ with the batch.
    assert max(abs(a - b) for a, b in zip(together, alone, strict=True)) < 0.02 * spread
    assert len({round(score, 4) for score in together}) > 25
    assert lasting.children() == 1


def test_passages_come_in_the_order_of_their_scores(
    lasting: Judged, room: DocumentRoom, wishes: Settings
) -> None:
    found = lasting.search(room).search(QUESTION)
    scores = [each.ranks.reranked for each in found.passages]
    assert None not in scores
    assert scores == sorted(scores, key=lambda score: -(score or 0))
    texts = [each.chunk.indexed for each in found.passages]
    assert tuple(scores) == pytest.approx(lasting.reranker.rerank(QUESTION, texts), abs=0.05)
    wishes.tell("documents.reranker=none")
    before = lasting.search(room).search(QUESTION)
    assert {each.ranks.reranked for each in before.passages} == {None}
    assert [e.number for e in before.passages] != [e.number for e in found.passages]
    assert {e.number for e in before.passages} == {e.number for e in found.passages}
    assert lasting.children() == 1  # both models live in one child


def test_a_search_shows_the_best_of_those_that_were_judged(
    lasting: Judged, room: DocumentRoom
) -> None:
    best = lasting.search(room).search(QUESTION).passages[0]
    (shown,) = lasting.search(room).search(QUESTION, 1).passages
    assert shown.number == best.number


def test_only_an_installed_model_that_is_wanted_is_asked(judged: Judged) -> None:
    assert judged.reranker.is_there()
    for wanted, is_there in (("ranks", True), ("another", False), ("none", False), ("auto", True)):
        judged.settings.tell(f"documents.reranker={wanted}")
        assert judged.reranker.is_there() is is_there
    judged.file.unlink()
    assert not judged.reranker.is_there()
    with pytest.raises(ModelMissing):
        judged.reranker.rerank(QUESTION, SENTENCES)
    assert judged.engines == []


def test_its_death_costs_the_order_and_nothing_else(lasting: Judged, room: DocumentRoom) -> None:
    search = lasting.search(room)
    lasting.engines[-1].deaths = 1
    assert not search.search(QUESTION).rerank_failed
    lasting.engines[-1].deaths = 2
    found = search.search(QUESTION)
    assert found.rerank_failed
    assert not found.by_words_only
    assert found.passages[0].ranks.dense is not None
    assert {each.ranks.reranked for each in found.passages} == {None}


def test_a_model_that_does_not_rank_costs_the_order_and_nothing_else(
    lasting: Judged, room: DocumentRoom, wishes: Settings
) -> None:
    wishes.tell("documents.reranker=multilingual-e5-small")
    with pytest.raises(ModelNotForRanking):
        lasting.reranker.rerank(QUESTION, SENTENCES)
    found = lasting.search(room).search(QUESTION)
    assert found.rerank_failed
    assert len(found.passages) == len(SENTENCES)


def test_a_question_that_is_too_long_for_it_is_answered_all_the_same(
    lasting: Judged, room: DocumentRoom
) -> None:
    question = "rent " * 400
    with pytest.raises(QueryTooLong):
        lasting.reranker.rerank(question, SENTENCES)
    found = lasting.search(room).search(question)
    assert found.rerank_failed
    assert found.passages


def test_it_rests_with_the_embedder_and_comes_back(judged: Judged) -> None:
    judged.engine._idle_seconds = 0.3
    before = judged.reranker.rerank(QUESTION, SENTENCES)
    assert len(judged.embedder.embed(["a"], EmbedKind.QUERY)) == 1
    wait_until(lambda: not judged.engines[-1].pid)
    assert judged.reranker.rerank(QUESTION, SENTENCES) == before
    assert len(judged.engines) == 2
