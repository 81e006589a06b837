"""The workshop's rules, with a process that only pretends: what is refused, and what is left."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from gguf_files import tiny_llama, truncated, zero_tail
from mutated_headers import many, mutated_models
from workshop_room import WorkshopRoom

from app.catalog import packages
from app.catalog.ggml_types import file_type, quantization_name
from app.domain.errors import (
    AppError,
    DiskFull,
    ModelDamaged,
    ModelNameInvalid,
    ModelNameTaken,
    NotAModel,
    PruningInvalid,
    QuantizationFailed,
    UnknownModel,
)
from app.domain.models import LoadRequest
from app.domain.workshop import (
    QUANTIZATIONS,
    Perplexity,
    QuantizeOrder,
    QuantizeOutcome,
    QuantizeWishes,
)
from app.services import workshop as service

ROOT = Path(__file__).parents[2]


class FakeWorkshop:
    """Writes what it is told to, in place of a model."""

    started: int = 0
    writes: bytes | None = None
    planned: int | None = None

    def __init__(self, part: Path | None) -> None:
        assert part is not None
        self.part = part
        FakeWorkshop.started += 1

    def __enter__(self) -> "FakeWorkshop":
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    def plan(self, order: QuantizeOrder) -> QuantizeOutcome:
        size = self.planned if self.planned is not None else order.source.stat().st_size
        return QuantizeOutcome(size, 21, 0)

    def quantize(
        self, order: QuantizeOrder, on_bytes: Callable[[int], None], cancel: threading.Event
    ) -> QuantizeOutcome:
        assert order.target == self.part
        data = order.source.read_bytes() if self.writes is None else self.writes
        order.target.write_bytes(data)
        on_bytes(len(data))
        return QuantizeOutcome(len(data), 21, 0)

    def perplexity(
        self,
        request: LoadRequest,
        text: str,
        on_read: Callable[[int, int], None],
        cancel: threading.Event,
    ) -> Perplexity:
        raise AssertionError


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WorkshopRoom:
    for name in ("started", "writes", "planned"):
        monkeypatch.setattr(FakeWorkshop, name, getattr(FakeWorkshop, name))
    FakeWorkshop.started = 0
    return WorkshopRoom(tmp_path / "home", FakeWorkshop)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tiny_llama(tmp_path / "Tiny.F32.gguf")


def test_the_usual_name_has_the_new_type_in_place_of_the_old(
    room: WorkshopRoom, source: Path, tmp_path: Path
) -> None:
    names = {}
    for stem in ("Tiny.F32", "tiny-f32", "Tiny"):
        path = tmp_path / "names" / f"{stem}.gguf"
        path.parent.mkdir(exist_ok=True)
        path.symlink_to(source)
        names[stem] = room.service.plan(str(path), QuantizeWishes("Q4_0")).target.name
    assert names == {
        "Tiny.F32": "Tiny.Q4_0.gguf",
        "tiny-f32": "tiny.Q4_0.gguf",
        "Tiny": "Tiny.Q4_0.gguf",
    }


@pytest.mark.parametrize(
    "name",
    ["../x", "a/b", "", ".hidden", "a\\b", "x" * 121, "a\0b", "c:x", "-x", "end.", "a\nb"],
)
def test_names_that_no_file_can_have(room: WorkshopRoom, source: Path, name: str) -> None:
    if not name:
        assert room.service.plan(str(source), QuantizeWishes("Q4_0", name=name))
        return
    with pytest.raises(ModelNameInvalid):
        room.make(source, "Q4_0", name=name)


def test_nothing_is_ever_overwritten(room: WorkshopRoom, source: Path) -> None:
    room.paths.ensure(room.paths.models)
    (room.paths.models / "나의 모델.gguf").symlink_to("nowhere")
    with pytest.raises(ModelNameTaken):
        room.make(source, "Q4_0", name="나의 모델")
    assert room.make(source, "Q4_0", name="다른 모델").model.id == "다른 모델"
    with pytest.raises(ModelNameTaken):
        room.make(source, "Q4_0", name="다른 모델.gguf")


def test_a_file_that_appears_meanwhile_is_kept(room: WorkshopRoom, source: Path) -> None:
    plan = room.service.plan(str(source), QuantizeWishes("Q4_0"))
    room.paths.ensure(room.paths.models)
    plan.target.write_bytes(b"mine")
    with pytest.raises(ModelNameTaken):
        room.service.quantize(plan, lambda *_told: None, room.cancel)
    assert room.files == [plan.target.name]
    assert plan.target.read_bytes() == b"mine"


@pytest.mark.parametrize("layers", [(2,), (-1,), (0, 1)])
def test_layers_that_cannot_be_left_out(
    room: WorkshopRoom, source: Path, layers: tuple[int, ...]
) -> None:
    with pytest.raises(PruningInvalid, match="0 to 1"):
        room.make(source, "Q4_0", pruned=layers)


def test_damaged_files_never_reach_the_other_process(room: WorkshopRoom, tmp_path: Path) -> None:
    (tmp_path / "text.gguf").write_text("no model")
    for path, error in (
        (truncated(tmp_path / "short.gguf"), ModelDamaged),
        (zero_tail(tmp_path / "zeros.gguf"), ModelDamaged),
        (tmp_path / "text.gguf", NotAModel),
        (tmp_path, NotAModel),
    ):
        with pytest.raises(error):
            room.make(path, "Q4_0")
    with pytest.raises(UnknownModel):
        room.service.plan("no-such-model", QuantizeWishes("Q4_0"))
    assert (FakeWorkshop.started, room.files) == (0, [])


def test_a_disk_that_is_too_small_is_said_before_anything_is_written(
    room: WorkshopRoom, source: Path
) -> None:
    FakeWorkshop.planned = 1 << 60
    with pytest.raises(DiskFull):
        room.make(source, "Q4_0")
    assert room.files == []


def test_a_disk_that_fills_up_meanwhile_is_said_so(
    room: WorkshopRoom, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(self: FakeWorkshop, *_told: object) -> QuantizeOutcome:
        free = iter([0, 0, 0])
        monkeypatch.setattr(service.WorkshopService, "_free", lambda _self: next(free))
        raise QuantizationFailed("iostream error")

    monkeypatch.setattr(FakeWorkshop, "quantize", fails)
    with pytest.raises(DiskFull):
        room.make(source, "Q4_0")
    assert room.files == []


def test_what_was_not_written_to_its_end_is_no_model(room: WorkshopRoom, source: Path) -> None:
    whole = source.read_bytes()
    other = tiny_llama(source.with_name("three.gguf"), layers=3).read_bytes()
    for data in (b"", whole[:-2000], b"GGUF", other):
        FakeWorkshop.writes = data
        with pytest.raises(AppError) as caught:
            room.make(source, "Q4_0")
        assert isinstance(caught.value, QuantizationFailed | NotAModel)
        assert room.files == []


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_workshop import FakeWorkshop
from workshop_room import WorkshopRoom

class Killed(FakeWorkshop):
    def quantize(self, order, on_bytes, cancel):
        order.target.write_bytes(order.source.read_bytes())
        os.kill(os.getpid(), signal.SIGKILL)

WorkshopRoom(Path({home!r}), Killed).make(Path({source!r}), "Q4_0")
"""


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX's")
def test_after_a_kill_there_is_only_a_part_that_is_never_listed_and_is_swept(
    room: WorkshopRoom, source: Path
) -> None:
    script = KILLED.format(
        tests=str(Path(__file__).parent), home=str(room.paths.home), source=str(source)
    )
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    done = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | {"PYTHONPATH": path}, check=False
    )
    assert done.returncode == -signal.SIGKILL
    (part,) = room.files
    assert part.endswith(".part")
    assert room.library.installed() == []

    packages.sweep(room.paths)

    assert room.files == []


def test_mutated_headers_end_in_a_sentence_or_a_plan(room: WorkshopRoom, tmp_path: Path) -> None:
    """Before any other process sees the file. SNUG_FUZZ=10000 tries so many."""
    path = tmp_path / "mutated.gguf"
    wishes = QuantizeWishes("Q4_K_M", pruned=(0,))
    plain = QuantizeWishes("Q4_K_M")
    outcomes = {"planned": 0, "refused": 0}
    for number, mutated in enumerate(mutated_models(tmp_path, many(1000))):
        path.write_bytes(mutated)
        try:
            room.service.plan(str(path), wishes if number % 2 else plain)
            outcomes["planned"] += 1
        except AppError as error:
            outcomes["refused"] += bool(str(error))
    assert outcomes["refused"] > outcomes["planned"] > 0
    assert FakeWorkshop.started == 0


def test_every_type_that_is_offered_has_llama_cpps_number() -> None:
    numbers = [file_type(name) for name in QUANTIZATIONS]
    assert len(set(numbers)) == len(numbers)
    assert {quantization_name(number) for number in numbers} == set(QUANTIZATIONS)
