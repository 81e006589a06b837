"""The two families that the suite runs on have as little in common as it takes them to."""

from collections.abc import Iterator

import pytest
from answers import Answer
from families import Family

from app.domain.generation import PromptMessage, Request, Role, Sampling
from app.domain.models import LoadRequest
from app.engine.client import EngineClient
from app.engine.commands import Load
from app.engine.host.binding import start_backends
from app.engine.host.model import Model
from app.engine.host.native_log import NativeLog
from app.engine.host.weights import Abort

pytestmark = pytest.mark.real_engine
SYSTEM = PromptMessage(Role.SYSTEM, "You are a helpful assistant.")
STORY = PromptMessage(Role.USER, "Write a long story about a cat that travels the world.")


@pytest.fixture(scope="module")
def model(family: Family) -> Iterator[Model]:
    log = NativeLog()
    start_backends()
    wanted = Load(str(family.path), 512, 1, 0, 256, 256)
    model = Model(wanted, log, Abort(), lambda _done, _phase: True)
    yield model
    model.close()


@pytest.fixture(scope="module")
def engine(family: Family) -> Iterator[EngineClient]:
    client = EngineClient()
    client.load(LoadRequest(family.path, 1024, 2), lambda _done: None)
    yield client
    client.close()


def test_architecture_turns_and_vocabulary_differ(model: Model, family: Family) -> None:
    architecture = "llama" if family.is_trained else "gemma3"
    assert model.description.startswith(architecture)
    assert model.template.is_own
    text = "".join(segment.text for segment in model.template.segments([SYSTEM, STORY]))
    turns = ("<|im_start|>system", "<|im_start|>user")
    if family.is_trained:
        assert all(turn in text for turn in turns)
    else:
        assert "<start_of_turn>user\n" + SYSTEM.text in text, "no system role: it opens the turn"
        assert not any(turn in text for turn in turns)
    assert model.vocabulary.adds_bos is not family.is_trained


@pytest.mark.parametrize(
    "text", ["안녕하세요, 방이 조용합니다.", "🙂🤖 é ß 漢字", "a\n\n  b\tc\r\n", "▁ _"]
)
def test_any_text_can_be_said(model: Model, text: str) -> None:
    tokens = model.vocabulary.text_tokens(text)
    said = b"".join(map(model.vocabulary.bytes_of, tokens)).decode()
    # SentencePiece writes a space as the letter ▁, and reads that letter as a space.
    assert said == (text if model.vocabulary.size > 10_000 else text.replace("▁", " "))


def test_an_answer_is_more_than_one_word_again_and_again(engine: EngineClient) -> None:
    answer = Answer()
    sampling = Sampling(temperature=0)
    request = Request((SYSTEM, STORY), sampling, 60, logprobs=1)
    engine.generate(request, answer.hear)
    answer.finished()
    tokens = [each.token for each in answer.logprobs]
    assert len(set(tokens)) > 0.5 * len(tokens) > 15
    assert "�" not in answer.text
