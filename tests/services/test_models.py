"""The chosen model: checked before the engine sees it, loaded once, and honest about failure."""

import threading
import time
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from gguf_files import huge, tiny_llama, truncated

from app.catalog.library import Library
from app.config import settings as options
from app.config.paths import Paths
from app.config.settings import Settings
from app.domain.errors import (
    AppError,
    EngineCrashed,
    ModelDamaged,
    ModelMissing,
    ModelNotForChat,
    ModelTooLarge,
    NotAModel,
    UnknownModel,
)
from app.domain.events import ModelChanged
from app.domain.models import ModelPhase
from app.services.event_bus import EventBus
from app.services.models import ModelService


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


def service(folder: Path, engine: FakeEngine, settings: Settings | None = None) -> ModelService:
    paths = Paths.of(folder)
    made = ModelService(Library(paths, ()), engine, settings or Settings(), EventBus())
    made.choose_saved()
    return made


def test_the_first_model_there_is_gets_chosen(tmp_path: Path, engine: FakeEngine) -> None:
    (tmp_path / "models").mkdir()
    tiny_llama(tmp_path / "models" / "mine.gguf")
    models = service(tmp_path, engine)
    assert models.state.phase is ModelPhase.UNLOADED
    assert models.state.model is not None
    assert models.state.model.id == "mine"
    assert engine.loads == []


def test_a_model_that_has_gone_is_not_insisted_on(tmp_path: Path, engine: FakeEngine) -> None:
    settings = Settings({options.MODEL.key: str(tmp_path / "gone.gguf")})
    assert service(tmp_path, engine, settings).state.phase is ModelPhase.NONE


def test_it_loads_once_with_the_models_own_context(tmp_path: Path, engine: FakeEngine) -> None:
    path = tiny_llama(tmp_path / "m.gguf", context=1024)
    models = service(tmp_path, engine)
    models.choose(str(path))
    assert models.ensure_loaded() is models.ensure_loaded()
    assert [load.context for load in engine.loads] == [1024]
    assert models.state.phase is ModelPhase.READY


def test_settings_decide_context_threads_and_layers(tmp_path: Path, engine: FakeEngine) -> None:
    settings = Settings()
    for assignment in ("engine.context_tokens=2048", "engine.threads=3", "engine.gpu_layers=5"):
        settings.tell(assignment)
    models = service(tmp_path, engine, settings)
    models.choose(str(tiny_llama(tmp_path / "m.gguf")))
    models.ensure_loaded()
    load = engine.loads[0]
    assert (load.context, load.threads, load.gpu_layers) == (2048, 3, 5)


def test_progress_is_announced(tmp_path: Path, engine: FakeEngine) -> None:
    bus = EventBus()
    seen: list[tuple[ModelPhase, float]] = []

    def hear(event: object) -> None:
        if isinstance(event, ModelChanged):
            seen.append((event.state.phase, event.state.progress))

    bus.subscribe(hear)
    models = ModelService(Library(Paths.of(tmp_path), ()), engine, Settings(), bus)
    models.choose(str(tiny_llama(tmp_path / "m.gguf")))
    models.ensure_loaded()
    assert seen[0] == (ModelPhase.UNLOADED, 0.0)
    assert (ModelPhase.LOADING, 0.4) in seen
    assert seen[-1] == (ModelPhase.READY, 1.0)


def make_text(path: Path) -> Path:
    path.write_text("a letter to a friend")
    return path


def make_embedder(path: Path) -> Path:
    return tiny_llama(path, architecture="bert")


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (truncated, ModelDamaged),
        (make_text, NotAModel),
        (huge, ModelTooLarge),
        (make_embedder, ModelNotForChat),
    ],
)
def test_a_file_that_cannot_work_never_reaches_the_engine(
    tmp_path: Path, engine: FakeEngine, make: object, kind: type[AppError]
) -> None:
    path = make(tmp_path / "m.gguf")  # type: ignore[operator]
    models = service(tmp_path, engine)
    models.choose(str(path))
    with pytest.raises(kind) as caught:
        models.ensure_loaded()
    assert "m" in str(caught.value)
    assert engine.loads == []
    assert models.state.phase is ModelPhase.FAILED
    assert models.state.error is caught.value


def test_unknown_and_missing_models_are_told_apart(tmp_path: Path, engine: FakeEngine) -> None:
    models = service(tmp_path, engine)
    with pytest.raises(UnknownModel):
        models.choose("no-such-model")
    with pytest.raises(ModelMissing):
        models.choose(str(tmp_path / "gone.gguf"))


def test_the_model_that_was_chosen_last_is_the_one_that_loads(
    tmp_path: Path, engine: FakeEngine
) -> None:
    first, second = (str(tiny_llama(tmp_path / f"{name}.gguf")) for name in ("a", "b"))
    models = service(tmp_path, engine)
    models.choose(first)
    engine.hold_load.clear()
    loading = threading.Thread(target=models.ensure_loaded)
    loading.start()
    while not engine.loads:
        time.sleep(0.01)
    models.choose(second)
    engine.hold_load.set()
    loading.join(10)
    assert [load.path.name for load in engine.loads] == ["a.gguf", "b.gguf"]
    assert models.state.phase is ModelPhase.READY
    assert models.state.model is not None
    assert models.state.model.path.name == "b.gguf"


def test_a_defect_while_loading_is_a_failed_load(tmp_path: Path, engine: FakeEngine) -> None:
    models = service(tmp_path, engine)
    models.choose(str(tiny_llama(tmp_path / "m.gguf")))
    engine.load = lambda *_: 1 / 0  # type: ignore[assignment, method-assign, return-value]
    with pytest.raises(ZeroDivisionError):
        models.ensure_loaded()
    assert models.state.phase is ModelPhase.FAILED


def test_after_a_crash_the_model_is_loaded_again(tmp_path: Path, engine: FakeEngine) -> None:
    models = service(tmp_path, engine)
    models.choose(str(tiny_llama(tmp_path / "m.gguf")))
    models.ensure_loaded()
    engine.crash()
    models.on_engine_crash(EngineCrashed())
    assert models.state.phase is ModelPhase.UNLOADED
    models.ensure_loaded()
    assert len(engine.loads) == 2
