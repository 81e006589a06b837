"""Two styles at once from the starter's weights, and a second engine beside the first."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from chat_room import Room

from app.catalog.library import Library
from app.config import settings as options
from app.config.paths import Paths
from app.domain.generation import FinishReason
from app.engine.client import EngineClient
from app.services.chat import ChatService
from app.services.comparing import Column, ComparingService, Seat
from app.services.comparison_tally import ComparisonTally
from app.services.models import ModelService

pytestmark = pytest.mark.real_engine


@pytest.fixture
def room(starter_home: Path) -> Iterator[Room]:
    made = Room(starter_home / "fake", has_model=False)
    made.settings.tell(f"{options.MAX_TOKENS.key}=16")
    yield made
    made.jobs.close()


def test_columns_of_real_engines(room: Room, starter_home: Path, starter_model: Path) -> None:
    paths = Paths.of(starter_home)
    other = paths.models / "another.gguf"
    shutil.copy(starter_model, other)
    library, engine = Library(paths, ()), EngineClient()
    models = ModelService(library, engine, room.settings, room.bus)
    models.choose(str(next(each for each in paths.models.iterdir() if each != other)))
    chat = ChatService(room.store, models, engine, room.jobs, room.settings, room.bus)
    comparing = ComparingService(
        chat, models, engine, library, room.settings, room.bus, room.jobs, ComparisonTally(),
        EngineClient,
    )  # fmt: skip
    columns = [Column(), Column("", "creative"), Column(str(other))]
    try:
        found = comparing.begin(None, "Name three colours.", columns)
        assert found is not None
        assert found.seats == (Seat.TOGETHER, Seat.TOGETHER, Seat.BESIDE)
        deadline = time.monotonic() + 60
        while len(found.ended) < len(columns):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        answers = [each for each in room.store.all_messages(found.conversation) if each.model]
        assert len(answers) == len(columns)
        for each in answers:
            assert each.finish in (FinishReason.STOP, FinishReason.LENGTH), each.error
            assert each.text
        assert len({each.parent for each in answers}) == 1
    finally:
        comparing.close()
        chat.close()
        models.close()
        engine.close()
