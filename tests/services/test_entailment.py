"""What follows from what: a real child with a classifying head, and its say in citations."""

import functools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from ask_room import AskRoom
from catalog_entries import entry_for
from gguf_files import tiny_bert
from judge_files import judge

from app.catalog.library import Library
from app.config.paths import Paths
from app.config.settings import Settings
from app.domain.errors import ModelNotForEntailment, QueryTooLong
from app.domain.models import CatalogEntry, Task
from app.domain.retrieval import AnswerBasis, CitationStatus
from app.index.citing import DOUBTED, ENTAILED
from app.services.asking import AskService
from app.services.embedder_engine import EmbedderEngine
from app.services.judges import EntailmentService, RerankerService

LABELS = ("entailment", "neutral", "contradiction")
CLAIM = "The deposit is 1,800 euros."
PREMISES = ["The deposit is high.", "Cats sleep.", "보증금은 1,800유로이다.", "word " * 1200]
LOCATED, VERIFIED = CitationStatus.LOCATED, CitationStatus.VERIFIED


class Judges:
    """A home with models that judge, over one child."""

    def __init__(self, home: Path) -> None:
        self.paths = Paths.of(home)
        self.paths.ensure(self.paths.models)
        self.settings = Settings()
        self.settings.tell("engine.threads=2")
        self.engine = EmbedderEngine()

    def install(self, path: Path, task: Task) -> CatalogEntry:
        (self.paths.models / path.name).symlink_to(path)
        changes = {"id": path.stem, "task": task, "file_name": path.name, "starter": False}
        return entry_for(path.read_bytes(), **changes)

    def entailer(self, path: Path) -> EntailmentService:
        library = Library(self.paths, (self.install(path, Task.ENTAILMENT),))
        return EntailmentService(library, self.settings, self.engine)


@pytest.fixture(scope="module")
def made(starter_embedder: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    folder = tmp_path_factory.mktemp("judges")

    @functools.cache
    def make(name: str, labels: Sequence[str] = LABELS) -> Path:
        return judge(starter_embedder, folder / f"{name}.gguf", labels)

    return make


def tiny(folder: Path, name: str, labels: Sequence[str]) -> Path:
    """A random encoder with a score for each label: enough where only the labels matter."""
    shape = {"pooling": 4, "head": True, "context": 512, "weights": 0.3}
    return tiny_bert(folder / f"{name}.gguf", labels=labels, **shape)


@pytest.fixture
def judges(tmp_path: Path) -> Iterator[Judges]:
    room = Judges(tmp_path / "judges")
    yield room
    room.engine.close()


@pytest.mark.real_engine
def test_a_probability_for_each_premise(judges: Judges, made: Callable[..., Path]) -> None:
    service = judges.entailer(made("nli"))
    together = service.entails(CLAIM, PREMISES)
    assert all(0 <= each <= 1 for each in together)
    assert len({round(each, 4) for each in together}) == len(PREMISES)
    alone = [service.entails(CLAIM, [each])[0] for each in PREMISES]
    assert together == pytest.approx(alone, abs=0.03)
    assert service.entails("Cats sleep.", PREMISES) != pytest.approx(together, abs=0.001)
    with pytest.raises(QueryTooLong):
        service.entails("word " * 400, PREMISES)


@pytest.mark.real_engine
def test_the_classes_share_one_whole_whatever_their_order(judges: Judges, tmp_path: Path) -> None:
    shares = []
    for place in range(3):
        labels = ["neutral", "contradiction"]
        labels.insert(place, "ENTAILMENT")
        service = judges.entailer(tiny(tmp_path, f"place{place}", labels))
        shares.append(service.entails(CLAIM, PREMISES[:3]))
    assert len({each for share in shares for each in share}) == 9
    for each in zip(*shares, strict=True):  # the head is the same, only the names moved
        assert sum(each) == pytest.approx(1, abs=1e-4)


@pytest.mark.real_engine
@pytest.mark.parametrize("labels", [("",), ("yes", "no"), ("not_entailment", "other")])
def test_a_model_without_that_class_is_refused(
    judges: Judges, tmp_path: Path, labels: Sequence[str]
) -> None:
    service = judges.entailer(tiny(tmp_path, "x", labels))
    with pytest.raises(ModelNotForEntailment):
        service.entails(CLAIM, PREMISES)


@pytest.mark.real_engine
def test_ranking_goes_on_beside_it(judges: Judges, made: Callable[..., Path]) -> None:
    entries = (
        judges.install(made("nli"), Task.ENTAILMENT),
        judges.install(made("ranks", ("",)), Task.RERANK),
    )
    library = Library(judges.paths, entries)
    ranks = RerankerService(library, judges.settings, judges.engine)
    before = ranks.rerank(CLAIM, PREMISES)
    entails = EntailmentService(library, judges.settings, judges.engine)
    assert len(entails.entails(CLAIM, PREMISES)) == len(PREMISES)
    assert ranks.rerank(CLAIM, PREMISES) == before


# --- its say in citations ------------------------------------------------------------------------


class Says:
    """Says the same of every pair, so that what follows from it can be seen."""

    def __init__(self, share: float) -> None:
        self.share = share
        self.asked: list[str] = []

    def is_there(self) -> bool:
        return True

    def entails(self, hypothesis: str, premises: Sequence[str]) -> Sequence[float]:
        self.asked.append(hypothesis)
        return [self.share] * len(premises)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[AskRoom]:
    made = AskRoom(tmp_path)
    yield made
    made.close()


QUESTION = "How much is the deposit?"
SOURCE = "It is paid back within 30 days after the keys are returned."


def status_of(room: AskRoom, claim: str, share: float | None) -> CitationStatus | None:
    says = None if share is None else Says(share)
    asking = AskService(
        room.current, room.search, room.embedder, room.chat.models, room.engine,
        room.chat.settings, says,
    )  # fmt: skip
    number = room.number_of(SOURCE, QUESTION)
    given = asking.conclude(asking.prepare(QUESTION), f"{claim[:-1]} [{number}].")
    if given.grounding.basis is not AnswerBasis.WRITTEN:
        return None
    (citation,) = given.grounding.citations
    return citation.status


REWORDED = "Tenants get the money paid back a month or 30 days after they hand over the keys."


@pytest.mark.parametrize(
    ("claim", "share", "status"),
    [
        (REWORDED, None, LOCATED),
        (REWORDED, ENTAILED, VERIFIED),
        (REWORDED, ENTAILED - 0.01, LOCATED),
        (REWORDED.replace("30", "60"), 1.0, LOCATED),  # the number speaks against it
        ("It is paid back within 30 days after keys are returned.", None, VERIFIED),
        ("It is paid back within 30 days after keys are returned.", DOUBTED, VERIFIED),
        ("It is paid back within 30 days after keys are returned.", DOUBTED - 0.01, LOCATED),
        (SOURCE, 0.0, VERIFIED),  # word for word
        ("It is not paid back within 30 days after the keys are returned.", 1.0, LOCATED),
    ],
)
def test_a_model_doubts_and_confirms_within_what_code_knows(
    room: AskRoom, claim: str, share: float | None, status: CitationStatus
) -> None:
    assert status_of(room, claim, share) is status
