"""The starter model judges its own answer, goes on from an alternative, and misses its source."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from ask_room import AskRoom
from chat_room import Room

from app.catalog.library import Library
from app.config import settings as options
from app.config.paths import Paths
from app.domain.generation import Sampling
from app.domain.judging import Doubt, is_whole
from app.domain.retrieval import AnswerBasis, SearchFilter
from app.engine.client import EngineClient
from app.services.answer import Wanted
from app.services.asking import AskService
from app.services.chat import ChatService
from app.services.models import ModelService
from app.services.token_view import TokenView

pytestmark = pytest.mark.real_engine
GREEDY = Wanted(Sampling(temperature=0))


class RealRoom(Room):
    """A room whose engine is the real one."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "fake", has_model=False)
        self.real = EngineClient()
        self.settings.tell(f"{options.MAX_TOKENS.key}=24")
        self.models = ModelService(
            Library(Paths.of(folder), ()), self.real, self.settings, self.bus
        )
        self.models.choose_saved()
        self.chat = ChatService(
            self.store, self.models, self.real, self.jobs, self.settings, self.bus
        )


@pytest.fixture
def room(starter_home: Path) -> Iterator[RealRoom]:
    made = RealRoom(starter_home)
    yield made
    made.chat.close()
    made.jobs.close()
    made.real.close()


def test_its_own_answer_and_a_branch_from_an_alternative(room: RealRoom) -> None:
    view = TokenView(room.store, room.chat, room.models, room.real)
    conversation = room.chat.begin("Hi")
    room.chat.send(conversation, "Name three colours.", GREEDY)
    assert room.ended.wait(60)
    message = room.wait()
    found = view.judge(conversation, message.id)
    assert found is not None
    assert found.doubts == ()
    assert "".join(each.text for each in found.stretches) == message.text
    # It was written greedily: nearly every token was the likeliest.
    firsts = [each.alternatives[0].token == each.tokens[0].token for each in found.stretches]
    assert sum(firsts) >= len(firsts) - 2
    stretch = found.stretches[3]
    other = next(
        each
        for each in stretch.alternatives
        if is_whole(each) and each.token != stretch.tokens[0].token
    )
    made = view.go_on_from(found, stretch, other.text)
    branch = room.wait()
    assert branch.id == made
    begun = "".join(each.text for each in found.stretches[:3]) + other.text
    assert branch.text.startswith(begun)
    assert len(branch.text) > len(begun)


def test_an_unlikely_answer_is_told_from_its_own(room: RealRoom) -> None:
    view = TokenView(room.store, room.chat, room.models, room.real)
    conversation = room.chat.begin("Hi")
    room.chat.send(conversation, "Name three colours.", GREEDY)
    assert room.ended.wait(60)
    message = room.wait()
    own = view.judge(conversation, message.id)
    room.store.replace(
        conversation, replace(message, text="Zebra quark 한국어 plinth owl.", model="x")
    )
    strange = view.judge(conversation, message.id)
    assert own is not None
    assert strange is not None
    assert strange.doubts == (Doubt.OTHER_MODEL,)
    assert "".join(each.text for each in strange.stretches) == "Zebra quark 한국어 plinth owl."
    assert own.per_token > strange.per_token + 1


def test_an_answer_is_less_likely_without_its_source(
    room: RealRoom, tmp_path_factory: pytest.TempPathFactory
) -> None:
    papers = AskRoom(tmp_path_factory.mktemp("papers"))
    question = "How much is the deposit?"
    try:
        number = papers.number_of("The deposit is 1,800 euros.", question)
        papers.chat.chat.answer_questions_with(lambda: papers.asking)
        papers.engine.says(f"The deposit is 1,800 euros [{number}].")
        conversation = papers.chat.chat.begin(question)
        papers.chat.chat.send(conversation, question, Wanted(about=SearchFilter()))
        message = papers.chat.wait()
        grounding = papers.chat.chat.grounding(message.id)
        assert grounding is not None
        assert grounding.basis is AnswerBasis.WRITTEN
        asking = AskService(
            papers.current, papers.search, papers.embedder, room.models, room.real, room.settings
        )
        view = TokenView(papers.chat.store, papers.chat.chat, room.models, room.real)
        view.asking = lambda: asking
        found = view.judge(conversation, message.id)
        assert found is not None
        change = view.without(found, found.sources[0].document)
        assert change is not None
        assert change.factor > 1.2
        other = next(each for each in found.sources if each.name == "cats.txt")
        less = view.without(found, other.document)
        assert less is not None
        assert less.factor < change.factor
    finally:
        papers.close()
