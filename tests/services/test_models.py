"""The chosen model: checked before the engine sees it, loaded once, and honest about failure."""

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from gguf_files import huge, tiny_llama, truncated

from app.catalog.library import Library
from app.config import machine
from app.config import settings as options
from app.config.paths import Paths
from app.config.settings import Settings
from app.domain.errors import (
    AppError,
    EngineCrashed,
    LoadFailedBefore,
    ModelDamaged,
    ModelMissing,
    ModelNotForChat,
    ModelTooLarge,
    ModelUnsupported,
    NotAModel,
    OutOfMemory,
    UnknownModel,
)
from app.domain.events import ModelChanged
from app.domain.models import Device, ModelPhase
from app.domain.placement import FlashAttention, KvType, RemedyKind
from app.services.event_bus import EventBus
from app.services.models import ModelService

GPU = Device("CUDA0", "Fake GPU", "gpu", 8 << 30, 8 << 30)


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
    engine.devices += (GPU,)
    models = service(tmp_path, engine, settings)
    models.choose(str(tiny_llama(tmp_path / "m.gguf", layers=8)))
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
    loading.join(60)
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


# --- plans and ways out ---------------------------------------------------------------------------


def fail(models: ModelService) -> AppError:
    with pytest.raises(AppError) as caught:
        models.ensure_loaded()
    assert models.state.error is caught.value
    return caught.value


def kinds(error: AppError) -> list[RemedyKind]:
    return [remedy.kind for remedy in error.remedies]


def test_the_engine_gets_what_the_plan_says(tmp_path: Path, engine: FakeEngine) -> None:
    settings = Settings()
    settings.tell("engine.kv_type=q8_0")
    settings.tell("engine.flash_attention=on")
    engine.devices += (GPU, replace(GPU, name="CUDA1"))
    models = service(tmp_path, engine, settings)
    models.choose(str(tiny_llama(tmp_path / "m.gguf", layers=5, embedding=128)))
    models.ensure_loaded()
    load, plan = engine.loads[0], models.state.plan
    assert plan is not None
    assert (load.kv_type, load.flash_attention) == (KvType.Q8_0, FlashAttention.ON)
    assert load.gpu_layers == plan.gpu_layers == 6
    assert load.split == plan.split
    assert sum(load.split) == 6


@pytest.mark.parametrize("kind", [EngineCrashed, OutOfMemory])
def test_what_broke_the_engine_is_not_tried_again_blindly(
    tmp_path: Path, engine: FakeEngine, kind: type[AppError]
) -> None:
    models = service(tmp_path, engine)
    path = tiny_llama(tmp_path / "m.gguf", context=4096, embedding=128)
    models.choose(str(path))
    engine.load_error = kind("why")
    first = fail(models)
    assert isinstance(first, kind)
    assert kinds(first)[0] is RemedyKind.SHORTER_CONTEXT
    engine.load_error = None
    again = fail(models)
    assert isinstance(again, LoadFailedBefore)
    assert kinds(again) == kinds(first)
    assert len(engine.loads) == 1, "the engine was not asked"


def test_a_remedy_holds_for_this_model_only(tmp_path: Path, engine: FakeEngine) -> None:
    models = service(tmp_path, engine)
    models.choose(str(tiny_llama(tmp_path / "m.gguf", context=4096, embedding=128)))
    engine.load_error = OutOfMemory()
    shorter = fail(models).remedies[0]
    engine.load_error = None
    models.take(shorter)
    assert models.ensure_loaded().context == 2048
    models.choose(str(tiny_llama(tmp_path / "other.gguf", context=4096)))
    assert models.ensure_loaded().context == 4096


def test_loading_anyway_holds_once(tmp_path: Path, engine: FakeEngine) -> None:
    models = service(tmp_path, engine)
    models.choose(str(tiny_llama(tmp_path / "m.gguf")))
    engine.load_error = EngineCrashed()
    anyway = fail(models).remedies[-1]
    assert anyway.kind is RemedyKind.LOAD_ANYWAY
    models.take(anyway)
    assert isinstance(fail(models), EngineCrashed)
    assert isinstance(fail(models), LoadFailedBefore)
    assert len(engine.loads) == 2
    engine.load_error = None
    models.take(anyway)
    assert models.ensure_loaded().path == tmp_path / "m.gguf"


def test_an_error_that_no_setting_helps_has_no_remedies(tmp_path: Path, engine: FakeEngine) -> None:
    models = service(tmp_path, engine)
    models.choose(str(tiny_llama(tmp_path / "m.gguf")))
    engine.load_error = ModelUnsupported(architecture="x")
    assert fail(models).remedies == ()
    engine.load_error = None
    models.ensure_loaded()


def with_memory(monkeypatch: pytest.MonkeyPatch, available: int) -> None:
    real = replace(machine.hardware(), memory_available=available)
    monkeypatch.setattr("app.services.load_plans.hardware", lambda: real)


def test_too_little_memory_shortens_the_context_and_says_so(
    tmp_path: Path, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = service(tmp_path, engine)
    path = tiny_llama(tmp_path / "m.gguf", context=8192, layers=64)
    models.choose(str(path))
    _, whole = models.plan(str(path))
    with_memory(monkeypatch, whole.total_bytes - 1)
    _, other = models.plan(str(path))
    assert (whole.flash_attention, other.flash_attention) == ("off", "auto"), "that saves enough"
    with_memory(monkeypatch, other.total_bytes - 1)
    assert models.ensure_loaded().context == 6144
    assert models.state.plan is not None
    assert models.state.plan.shortened_from == 8192


def test_a_smaller_quantization_of_the_same_model_is_offered(
    tmp_path: Path, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    large = tiny_llama(folder / "large.gguf", feed_forward=8192, name="Same")
    tiny_llama(folder / "small.gguf", name="Same")
    tiny_llama(folder / "stranger.gguf", name="Another", seed=1)
    models = service(tmp_path, engine)
    _, small = models.plan("small")
    models.choose(str(large))
    with_memory(monkeypatch, small.total_bytes + 1000)
    error = fail(models)
    assert isinstance(error, ModelTooLarge)
    found = [each for each in error.remedies if each.kind is RemedyKind.SMALLER_MODEL]
    assert [each.flag for each in found] == ["--model small"]


def test_the_check_of_memory_can_be_switched_off(
    tmp_path: Path, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings()
    models = service(tmp_path, engine, settings)
    models.choose(str(tiny_llama(tmp_path / "m.gguf")))
    with_memory(monkeypatch, 1000)
    assert isinstance(fail(models), ModelTooLarge)
    settings.tell("engine.check_memory=off")
    models.ensure_loaded()
