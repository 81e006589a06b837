"""Size, speed and perplexity on the real engine, of tiny models beside each other."""

import threading
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from gguf_files import tiny_llama

from app.catalog.library import Library
from app.config.paths import Paths
from app.config.settings import Settings
from app.domain.errors import MeasurementCancelled, TextTooShort
from app.engine.client import EngineClient
from app.engine.workshop_client import WorkshopClient
from app.services.desk import Desk
from app.services.event_bus import EventBus
from app.services.jobs import JobRunner
from app.services.measuring import MeasuringService
from app.services.models import ModelService

pytestmark = pytest.mark.real_engine


class Room:
    def __init__(self, home: Path) -> None:
        paths = Paths.of(home)
        paths.ensure(paths.models)
        self.models = [str(tiny_llama(paths.models / f"{name}.gguf", context=1024))
                       for name in ("one", "two")]  # fmt: skip
        library, usual = Library(paths, ()), FakeEngine()
        chat = ModelService(library, usual, Settings(), EventBus())
        self.service = MeasuringService(
            library, Settings(), Desk(chat, usual), lambda: False, JobRunner(), EngineClient,
            WorkshopClient, Paths.resource("evaluations"),
            Paths.resource("evaluations/reading-en.txt"),
        )  # fmt: skip
        self.read: list[tuple[int, int]] = []
        self.steps: list[str] = []
        self.cancel = threading.Event()

    def figures(self, text: Path | None = None) -> None:
        self.measured = self.service.figures(
            self.models, text, lambda model, step: self.steps.append(Path(model).stem),
            lambda *told: self.read.append(told), self.cancel,
        )  # fmt: skip


def test_two_models_are_measured_over_the_same_text(tmp_path: Path) -> None:
    room = Room(tmp_path)
    text = tmp_path / "mine.txt"
    text.write_text("The kettle stands in the quiet kitchen. " * 100, "utf-8")
    room.figures(text)
    first, second = room.measured.figures
    assert room.measured.text == "mine.txt"
    assert room.measured.is_comparable
    assert first.perplexity.tokens == second.perplexity.tokens > 500
    assert first.perplexity.value == pytest.approx(second.perplexity.value, rel=1e-3)
    assert min(first.prompt_rate, first.decode_rate, second.decode_rate) > 0
    assert sorted(set(room.steps)) == ["one", "two"]
    assert room.read[-1][0] == room.read[-1][1]
    text.write_text("Too short.", "utf-8")
    with pytest.raises(TextTooShort):
        room.figures(text)
    room.cancel.set()
    with pytest.raises(MeasurementCancelled):
        room.figures()
    assert not room.service.is_running
