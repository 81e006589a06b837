"""The workshop for real: a child that quantizes, and one that reads a text for its perplexity."""

import json
import math
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import gguf
import numpy as np
import pytest
from answers import Answer
from gguf_files import tiny_llama, vocabulary
from workshop_room import WorkshopRoom, binary_matrix, gguf_matrix, importance_of

from app.catalog.gguf import read_header
from app.catalog.made_files import made_file
from app.domain.errors import (
    ImportanceInvalid,
    ImportanceNeeded,
    MeasurementCancelled,
    QuantizationCancelled,
    QuantizationFailed,
    QuantizedAlready,
    TextTooShort,
)
from app.domain.generation import PromptMessage, Request, Role, Sampling
from app.domain.models import LoadRequest
from app.domain.workshop import Perplexity, QuantizeOrder, QuantizeWishes
from app.engine.client import EngineClient
from app.engine.workshop_client import WorkshopClient

pytestmark = pytest.mark.real_engine
Q8_0 = 7


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sources")


@pytest.fixture(scope="module")
def tiny(sources: Path) -> Path:
    """Rows of 256 numbers: they divide into the blocks of every type."""
    return tiny_llama(sources / "Tiny.F32.gguf", layers=4, embedding=256, feed_forward=256)


@pytest.fixture(scope="module")
def half(sources: Path, tiny: Path) -> Path:
    """The synthetic model in F16."""
    return WorkshopRoom(sources / "home").make(tiny, "F16").model.path


@pytest.fixture(scope="module")
def engine() -> Iterator[EngineClient]:
    client = EngineClient()
    yield client
    client.close()


@pytest.fixture
def room(tmp_path: Path) -> WorkshopRoom:
    return WorkshopRoom(tmp_path / "home")


def in_parts(model: Path, target: Path, tensors: int) -> Path:
    """Write a model in files of so many tensors each; the first of them."""
    reader = gguf.GGUFReader(model)
    writer = gguf.GGUFWriter(target, "llama", split_max_tensors=tensors)
    for name, field in reader.fields.items():
        if name != "general.architecture" and not name.startswith("GGUF."):
            inner = field.types[-1] if field.types[0] is gguf.GGUFValueType.ARRAY else None
            writer.add_key_value(name, field.contents(), field.types[0], inner)
    for each in reader.tensors:
        writer.add_tensor(each.name, np.array(each.data))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return min(target.parent.glob(f"{target.stem}-*.gguf"))


def said_by(engine: EngineClient, path: Path, tokens: int = 8) -> str:
    engine.load(LoadRequest(path, 512, 2), lambda _done: None)
    message = PromptMessage(Role.USER, "Where is the quiet room?")
    answer = Answer()
    engine.generate(Request((message,), Sampling(temperature=0), tokens), answer.hear)
    answer.finished()
    return answer.text


def test_a_synthetic_f16_model_is_quantized_and_answers(
    room: WorkshopRoom, half: Path, engine: EngineClient
) -> None:
    made = room.make(half, "Q4_K_M", name="Mine")

    assert room.files == ["Mine.gguf", "Mine.gguf.made.json"]
    assert made.model.id == "mine"
    assert [each.id for each in room.library.installed()] == ["mine"]
    header = read_header(made.model.path)
    assert (header.quantization, header.layers) == ("Q4_K_M", 4)
    assert made.model.bytes < half.stat().st_size / 2
    page = made_file(made.model.path)
    assert page is not None
    assert (page.sha256, page.source) == (made.sha256, half.name)
    room.library.verify(made.model)
    assert made.outcome.fallbacks == 0
    assert all(0 <= done <= total for done, total in room.told)
    assert made.outcome.tensor_bytes == pytest.approx(header.tensor_bytes, abs=20_000)
    assert said_by(engine, made.model.path)


def test_the_starter_model_is_quantized_and_answers(
    room: WorkshopRoom, starter_model: Path, engine: EngineClient
) -> None:
    with pytest.raises(QuantizedAlready):
        room.make(starter_model, "Q8_0")
    assert room.files == []

    made = room.make(starter_model, "Q8_0", requantizes=True)

    assert made.model.path.name == "SmolLM2-135M-Instruct.Q8_0.gguf"
    engine.load(LoadRequest(made.model.path, 512, 2), lambda _done: None)
    system = PromptMessage(Role.SYSTEM, "You are a helpful assistant.")
    question = PromptMessage(Role.USER, "What is the capital of France?")
    answer = Answer()
    engine.generate(Request((system, question), Sampling(temperature=0), 24), answer.hear)
    answer.finished()
    assert "Paris" in answer.text


def test_a_preview_tells_the_size_and_the_room(room: WorkshopRoom, half: Path) -> None:
    preview = room.service.preview(room.service.plan(str(half), QuantizeWishes("Q4_0")))
    assert room.files == []
    assert preview.has_room
    made = room.make(half, "Q4_0")
    assert 0 <= preview.bytes - made.model.bytes < made.model.bytes / 10
    source = room.service.look(str(made.model.path))
    assert (source.quantization, source.is_quantized) == ("Q4_0", True)
    assert not room.service.look(str(half)).is_quantized


def test_layers_are_left_out(room: WorkshopRoom, half: Path, engine: EngineClient) -> None:
    made = room.make(half, "Q8_0", pruned=(2, 1))

    assert made.model.path.name == "Tiny-without-2-layers.Q8_0.gguf"
    assert read_header(made.model.path).layers == 2
    assert said_by(engine, made.model.path)


@pytest.mark.parametrize("write", [binary_matrix, gguf_matrix])
def test_the_smallest_types_need_an_importance_matrix(
    room: WorkshopRoom, half: Path, tmp_path: Path, engine: EngineClient, write: type[object]
) -> None:
    with pytest.raises(ImportanceNeeded, match="IQ2_XXS"):
        room.make(half, "IQ2_XXS")
    assert room.files == []
    plan = room.service.plan(str(half), QuantizeWishes("IQ2_XXS"))
    with pytest.raises(ImportanceNeeded, match="IQ2_XXS"):
        room.service.preview(plan)

    matrix = write(tmp_path / "matrix", importance_of(half))  # type: ignore[call-arg]
    made = room.make(half, "IQ2_XXS", importance=matrix)

    assert read_header(made.model.path).quantization == "IQ2_XXS"
    assert said_by(engine, made.model.path)


def test_importance_counts(room: WorkshopRoom, half: Path, tmp_path: Path) -> None:
    values = importance_of(half)
    plain = room.make(half, "Q4_K_M", importance=binary_matrix(tmp_path / "even", values))
    for columns in values.values():
        columns[: columns.size // 2] = 100
    other = binary_matrix(tmp_path / "uneven", values)
    weighted = room.make(half, "Q4_K_M", importance=other, name="weighted")
    same = room.make(half, "Q4_K_M", importance=gguf_matrix(tmp_path / "g", values), name="same")

    assert plain.model.path.read_bytes()[-5000:] != weighted.model.path.read_bytes()[-5000:]
    # What the file says of its matrix differs, what came of it does not.
    assert same.model.path.read_bytes()[-5000:] == weighted.model.path.read_bytes()[-5000:]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "too soon"),
        (b"GGUF" + bytes(60), "cannot be read"),
        (b"\xff\xff\xff\x7f" + bytes(60), "out of bounds"),
        (b"\x01\x00\x00\x00\x04\x00\x00\x00abcd\x01\x00\x00\x00\xff\xff\xff\x0f", "too soon"),
        (bytes(4), "nothing in it"),
    ],
)
def test_what_is_no_importance_matrix(
    room: WorkshopRoom, half: Path, tmp_path: Path, data: bytes, problem: str
) -> None:
    path = tmp_path / "matrix.dat"
    path.write_bytes(data)
    with pytest.raises(ImportanceInvalid, match=problem):
        room.make(half, "Q4_K_M", importance=path)
    with pytest.raises(ImportanceInvalid, match="not a file"):
        room.make(half, "Q4_K_M", importance=tmp_path)
    assert room.files == []


def test_an_importance_matrix_of_another_model(
    room: WorkshopRoom, half: Path, tmp_path: Path
) -> None:
    values = {name: columns[:64] for name, columns in importance_of(half).items()}
    with pytest.raises(ImportanceInvalid, match="this model's tensors"):
        room.make(half, "Q4_K_M", importance=binary_matrix(tmp_path / "m", values))
    assert room.files == []


def test_rows_that_do_not_divide_get_another_type(room: WorkshopRoom, tmp_path: Path) -> None:
    source = tiny_llama(tmp_path / "narrow.gguf")
    assert room.make(source, "Q4_K_M").outcome.fallbacks > 0


def test_a_model_in_several_files_becomes_one(room: WorkshopRoom, tmp_path: Path) -> None:
    whole = tiny_llama(tmp_path / "whole.gguf")
    first = in_parts(whole, tmp_path / "parts.gguf", 12)
    assert first.name == "parts-00001-of-00002.gguf"

    made = room.make(first, "Q8_0")
    alone = room.make(whole, "Q8_0")

    assert made.model.path.name == "parts.Q8_0.gguf"
    header = read_header(made.model.path)
    assert (header.split_count, header.tensor_bytes) == (
        1,
        read_header(alone.model.path).tensor_bytes,
    )
    plan = room.service.plan(str(first), QuantizeWishes("Q4_0"))
    assert plan.source_bytes > whole.stat().st_size * 0.9 > first.stat().st_size


@pytest.mark.skipif(sys.platform != "linux", reason="Landlock is Linux's")
def test_the_child_writes_the_one_file_and_no_other(half: Path, tmp_path: Path) -> None:
    own, other = tmp_path / "own.part", tmp_path / "other.part"
    own.touch()
    other.touch()
    with WorkshopClient(own) as workshop:
        for target in (other, tmp_path / "new.part"):
            with pytest.raises(QuantizationFailed):
                workshop.quantize(
                    QuantizeOrder(half, target, Q8_0, 1), lambda _done: None, threading.Event()
                )
        workshop.quantize(QuantizeOrder(half, own, Q8_0, 1), lambda _done: None, threading.Event())
        guards = {guard.name: guard.holds for guard in workshop.report().guards}
    assert other.stat().st_size == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other.part", "own.part"]
    assert read_header(own).quantization == "Q8_0"
    assert guards["writes one file"]
    assert guards["no sockets, no new programs"]


def test_stopping_leaves_nothing(room: WorkshopRoom, half: Path) -> None:
    room.cancel.set()
    with pytest.raises(QuantizationCancelled):
        room.make(half, "Q8_0")
    assert room.files == []


def test_a_child_that_dies_leaves_nothing(room: WorkshopRoom, half: Path) -> None:
    class Dying(WorkshopClient):
        def plan(self, order: QuantizeOrder) -> None:  # type: ignore[override]
            child = self._ensure_child()
            child.kill()
            child.wait(60)
            raise self._on_end(child, child.exit_code)

    room.service._make_workshop = Dying  # type: ignore[assignment]
    with pytest.raises(QuantizationFailed, match="Q8_0"):
        room.make(half, "Q8_0")
    assert room.files == []


# --- perplexity ----------------------------------------------------------------------------------


def bigram_llama(path: Path) -> Path:
    """A model in which the next token depends on the last alone: its layer gives nothing."""
    tiny_llama(path, layers=1, embedding=64)
    reader = gguf.GGUFReader(path, "r+")
    for each in reader.tensors:
        if each.name.endswith(("attn_output.weight", "ffn_down.weight")):
            each.data[:] = 0
        elif each.name == "output.weight":
            each.data[:] = each.data * 4
    reader.data.flush()
    return path


def defined_perplexity(model: Path, tokens: list[int], window: int) -> tuple[float, int]:
    """By the definition, with numpy: RMS norm of the embedding, times the output's rows."""
    found = {each.name: np.array(each.data) for each in gguf.GGUFReader(model).tensors}
    embeddings = found["token_embd.weight"].astype(np.float64)
    norms = np.sqrt((embeddings**2).mean(axis=1, keepdims=True) + 1e-5)
    logits = (embeddings / norms) @ found["output.weight"].astype(np.float64).T
    likely = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    losses = []
    for start in range(0, len(tokens) - window + 1, window):
        part = [1, *tokens[start + 1 : start + window]]  # begins with the model's own beginning
        for place in range(window // 2, window - 1):
            losses.append(-likely[part[place], part[place + 1]])
    return math.exp(sum(losses) / len(losses)), len(losses)


def read(workshop: WorkshopClient, model: Path, text: str) -> Perplexity:
    request = LoadRequest(model, 512, 2)
    return workshop.perplexity(request, text, lambda *_each: None, threading.Event())


def test_perplexity_is_what_its_definition_says(tmp_path: Path) -> None:
    model = bigram_llama(tmp_path / "bigram.gguf")
    text = "".join(chr(33 + (place * place + 7 * place) % 90) for place in range(1100))
    # A space comes first; then each character is a token of its byte.
    names, _ = vocabulary()
    tokens = [1, names.index("▁"), *(names.index(f"<0x{ord(mark):02X}>") for mark in text)]
    expected, counted = defined_perplexity(model, tokens, 512)
    heard: list[tuple[int, int]] = []

    with WorkshopClient() as workshop:
        found = workshop.perplexity(
            LoadRequest(model, 512, 2, gpu_layers=0),
            text,
            lambda *each: heard.append(each),
            threading.Event(),
        )
        with pytest.raises(TextTooShort, match="1024"):
            workshop.perplexity(
                LoadRequest(model, 512, 2), "too short", lambda *_each: None, threading.Event()
            )

    assert counted == 2 * 255
    assert (found.tokens, found.windows) == (counted, 2)
    assert found.value == pytest.approx(expected, rel=2e-3)
    assert 0 < found.error < found.value
    assert heard == [(1, 2), (2, 2)]


def test_a_model_that_knows_nothing_is_as_surprised_as_its_vocabulary_is_large(
    tmp_path: Path,
) -> None:
    model = bigram_llama(tmp_path / "even.gguf")
    reader = gguf.GGUFReader(model, "r+")
    next(each for each in reader.tensors if each.name == "output.weight").data[:] = 0
    reader.data.flush()
    with WorkshopClient() as workshop:
        found = workshop.perplexity(
            LoadRequest(model, 512, 2), "a b " * 600, lambda *_each: None, threading.Event()
        )
    assert found.value == pytest.approx(len(vocabulary()[0]))
    assert found.error == pytest.approx(0, abs=1e-6)


def test_reading_stops_when_told(starter_model: Path) -> None:
    cancel = threading.Event()
    with WorkshopClient() as workshop, pytest.raises(MeasurementCancelled):
        workshop.perplexity(
            LoadRequest(starter_model, 512, 2),
            "words " * 4_000,
            lambda *_each: cancel.set(),
            cancel,
        )


def test_the_page_of_another_file_is_not_believed(room: WorkshopRoom, half: Path) -> None:
    made = room.make(half, "Q8_0")
    page = made.model.path.with_name(f"{made.model.path.name}.made.json")
    told = json.loads(page.read_text())
    for key, value in (("bytes", 5), ("sha256", "x"), ("pruned", 7), ("source", None)):
        page.write_text(json.dumps(told | {key: value}))
        assert (made_file(made.model.path) is None) == (key != "source")
    page.write_bytes(b"\xff{")
    assert made_file(made.model.path) is None
