"""Embedding and reranking for real: the second child, llama.cpp, tiny and real models."""

import math
import os
import random
import signal
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from gguf_files import tiny_bert, tiny_llama, truncated, unknown_architecture

from app.domain.embedding import (
    EmbedderOptions,
    Embeddings,
    EmbedKind,
    LongInput,
    Pooling,
    Purpose,
)
from app.domain.errors import (
    AppError,
    EmbeddingCancelled,
    EmptyInput,
    EngineCrashed,
    InputTooLong,
    ModelDamaged,
    ModelNotForEmbedding,
    ModelNotForRanking,
    ModelRefused,
    ModelUnsupported,
    QueryTooLong,
    VectorInvalid,
)
from app.engine.embedder_client import EmbedderClient
from app.engine.embedding_requests import MAX_TEXT_CHARACTERS

pytestmark = pytest.mark.real_engine
PASSAGE, QUERY, SENTENCE = EmbedKind.PASSAGE, EmbedKind.QUERY, EmbedKind.SENTENCE
SPECIAL = 2
EXACT = 1e-5
"""The arithmetic is the same, its order differs, and ggml looks GELU up with 16 bits."""
ROUNDED = 2e-3
"""Flash attention rounds keys and values to 16 bits, and tiles them by the size of the batch."""


@pytest.fixture(scope="module")
def shared() -> Iterator[EmbedderClient]:
    client = EmbedderClient()
    yield client
    client.close()


@pytest.fixture
def bert(shared: EmbedderClient, tmp_path: Path) -> EmbedderClient:
    path = tiny_bert(tmp_path / "bert.gguf")
    shared.load(EmbedderOptions(path, threads=2, flash_attention=False))
    return shared


@pytest.fixture
def fresh() -> Iterator[EmbedderClient]:
    client = EmbedderClient()
    yield client
    client.close()


def words(count: int, seed: int = 0) -> list[str]:
    """Different texts of 1 to 58 tokens: a letter is one in the tiny vocabulary."""
    chooser = random.Random(seed)
    letters = "abcdefghijklmnopqrstuvwxyz "
    lengths = [chooser.randint(0, 54) for _ in range(count)]
    return [
        f"{index} " + "".join(chooser.choices(letters, k=length))
        for index, length in enumerate(lengths)
    ]


def vectors(embeddings: Embeddings) -> list[list[float]]:
    return [row.tolist() for row in embeddings.rows()]


def furthest(ours: Sequence[Sequence[float]], theirs: Sequence[Sequence[float]]) -> float:
    return max(
        abs(a - b)
        for mine, other in zip(ours, theirs, strict=True)
        for a, b in zip(mine, other, strict=True)
    )


# --- what comes out ------------------------------------------------------------------------------


def test_five_hundred_texts_in_batches_are_what_each_is_alone_and_in_order(
    bert: EmbedderClient,
) -> None:
    texts = words(500)
    together = vectors(bert.embed(texts, PASSAGE))
    alone = [vectors(bert.embed([text], PASSAGE))[0] for text in texts]
    assert len(together) == 500
    assert furthest(together, alone) < EXACT
    assert len({tuple(vector) for vector in together}) == 500


def test_flash_attention_says_almost_the_same(bert: EmbedderClient) -> None:
    texts = words(100)
    exact = vectors(bert.embed(texts, PASSAGE))
    bert.load(EmbedderOptions(bert_path(bert), threads=1))
    together = vectors(bert.embed(texts, PASSAGE))
    alone = [vectors(bert.embed([text], PASSAGE))[0] for text in texts]
    assert furthest(together, exact) < ROUNDED
    assert furthest(together, alone) < ROUNDED


def test_vectors_have_the_length_one(bert: EmbedderClient) -> None:
    texts = ["a", "b" * 500, *words(50)]
    for vector in vectors(bert.embed(texts, PASSAGE)):
        assert math.hypot(*vector) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("pooling", [Pooling.MEAN, Pooling.CLS, Pooling.LAST])
def test_every_pooling_is_the_same_in_a_batch(
    shared: EmbedderClient, tmp_path: Path, pooling: Pooling
) -> None:
    path = tiny_bert(tmp_path / "m.gguf", pooling=None)
    assert (
        shared.load(
            EmbedderOptions(path, pooling=pooling, flash_attention=False, threads=1)
        ).pooling
        is pooling
    )
    texts = words(20)
    alone = [vectors(shared.embed([text], PASSAGE))[0] for text in texts]
    assert furthest(vectors(shared.embed(texts, PASSAGE)), alone) < EXACT


def test_poolings_differ_and_the_file_is_believed(shared: EmbedderClient, tmp_path: Path) -> None:
    told = []
    for pooling in (1, 2):
        path = tiny_bert(tmp_path / f"{pooling}.gguf", pooling=pooling)
        told.append(shared.load(EmbedderOptions(path, threads=1)).pooling)
        told.append(vectors(shared.embed(["hello you"], PASSAGE)))
    assert told[0::2] == [Pooling.MEAN, Pooling.CLS]
    assert furthest(told[1], told[3]) > 1e-3


def test_prefixes_are_put_before_the_texts(shared: EmbedderClient, tmp_path: Path) -> None:
    path = tiny_bert(tmp_path / "m.gguf")
    shared.load(
        EmbedderOptions(path, query_prefix="query: ", passage_prefix="passage: ", threads=1)
    )
    as_query, as_passage, as_sentence = (
        vectors(shared.embed(["a cat"], kind)) for kind in (QUERY, PASSAGE, SENTENCE)
    )
    shared.load(EmbedderOptions(path, threads=1))
    plain = vectors(shared.embed(["query: a cat", "passage: a cat", "a cat"], QUERY))
    assert furthest(as_query, plain[:1]) < 1e-6
    assert furthest(as_passage, plain[1:2]) < 1e-6
    assert furthest(as_sentence, as_passage) < 1e-6
    assert furthest(as_query, as_passage) > 1e-3
    assert furthest(as_query, plain[2:]) > 1e-3


def test_a_text_that_names_a_control_token_stays_text(bert: EmbedderClient) -> None:
    found = vectors(bert.embed(["a b", "a [SEP] b"], PASSAGE))
    assert furthest(found[:1], found[1:]) > 1e-3
    bert.load(EmbedderOptions(bert_path(bert), window=8, threads=1))
    # As a control token it would be one of 5, as text it is five of 9.
    with pytest.raises(InputTooLong, match="9 tokens"):
        bert.embed(["a [SEP] b"], PASSAGE, LongInput.REFUSE)


def bert_path(client: EmbedderClient) -> Path:
    loaded = client.loaded()
    assert loaded is not None
    return loaded.path


def test_no_texts_are_no_vectors(bert: EmbedderClient) -> None:
    assert len(bert.embed([], PASSAGE)) == 0


# --- long and empty texts ------------------------------------------------------------------------


def test_a_long_text_is_the_weighted_mean_of_its_windows(bert: EmbedderClient) -> None:
    window = bert.load(EmbedderOptions(bert_path(bert), window=34, threads=1)).window
    room = window - SPECIAL
    # Two windows of even length; a word of its own each, so that tokens do not change at the cut.
    text = " ".join("abcdefghijklmnopqrstuvwxyz0123456789"[: room + 4])
    halves = [text[: room + 4 - 1], text[room + 4 :]]
    whole = vectors(bert.embed([text], PASSAGE))[0]
    parts = vectors(bert.embed(halves, PASSAGE, LongInput.REFUSE))
    # The windows' own vectors have other lengths than 1, so the directions agree only roughly:
    # the mean lies between its parts.
    both = sum(a * b for a, b in zip(*parts, strict=True))
    for part in parts:
        assert sum(a * b for a, b in zip(whole, part, strict=True)) > both
    assert math.hypot(*whole) == pytest.approx(1, abs=1e-6)


def test_a_text_of_exactly_the_window_is_not_cut(bert: EmbedderClient) -> None:
    fits, long = "a" * (64 - SPECIAL), "a" * (65 - SPECIAL)
    bert.embed([fits], PASSAGE, LongInput.REFUSE)
    with pytest.raises(InputTooLong) as caught:
        bert.embed([*words(300), fits, long, long], PASSAGE, LongInput.REFUSE)
    assert caught.value.index == 301
    assert caught.value.names["tokens"] == "65"
    assert caught.value.names["limit"] == "64"
    assert "Text number 302 has 65 tokens" in str(caught.value)


def test_a_long_text_among_short_ones_changes_nothing_for_them(bert: EmbedderClient) -> None:
    short = words(10)
    mixed = vectors(bert.embed(["z" * 5000, *short, "y" * 700], PASSAGE))
    assert furthest(mixed[1:11], vectors(bert.embed(short, PASSAGE))) < EXACT


@pytest.mark.parametrize("empty", ["", "  \n\t ", "\u3000"])
def test_an_empty_text_is_refused_by_name(bert: EmbedderClient, empty: str) -> None:
    with pytest.raises(EmptyInput) as caught:
        bert.embed(["a", empty], PASSAGE)
    assert caught.value.index == 1


def test_a_text_of_nothing_but_dropped_characters_is_refused_by_name(bert: EmbedderClient) -> None:
    with pytest.raises(EmptyInput) as caught:
        bert.embed([*words(256), "b", "\x01\x02"], PASSAGE)
    assert caught.value.index == 257


def test_a_text_too_long_to_travel_is_refused_by_name(bert: EmbedderClient) -> None:
    with pytest.raises(InputTooLong) as caught:
        bert.embed(["a", "a" * (MAX_TEXT_CHARACTERS + 1)], PASSAGE)
    assert caught.value.index == 1


def test_batch_sizes_that_abort_llama_cpp_are_not_passed_on(
    shared: EmbedderClient, tmp_path: Path
) -> None:
    """More tokens than a micro-batch, a window beyond the positions, a batch below the window."""
    path = tiny_bert(tmp_path / "m.gguf")
    texts = ["b" * 1000, *words(40)]
    expected: list[list[float]] = []
    for window, batch, micro_batch in ((0, 512, 512), (4096, 2048, 64), (64, 64, 4096)):
        options = EmbedderOptions(
            path,
            window=window,
            batch=batch,
            micro_batch=micro_batch,
            flash_attention=False,
            threads=1,
        )
        assert shared.load(options).window == 64
        found = vectors(shared.embed(texts, PASSAGE))
        expected = expected or found
        assert furthest(found, expected) < EXACT
    assert shared.load(EmbedderOptions(path, batch=16, micro_batch=0, threads=1)).window == 8
    assert len(shared.embed(texts, PASSAGE)) == len(texts)


def test_a_model_that_computes_nonsense_is_told(shared: EmbedderClient, tmp_path: Path) -> None:
    path = tiny_bert(tmp_path / "m.gguf", weights=math.nan)
    shared.load(EmbedderOptions(path, threads=1))
    with pytest.raises(VectorInvalid):
        shared.embed(words(3), PASSAGE)


# --- another family ------------------------------------------------------------------------------


def test_a_chat_model_embeds_by_the_mean(shared: EmbedderClient, starter_model: Path) -> None:
    with pytest.raises(ModelNotForEmbedding, match=starter_model.stem):
        shared.load(EmbedderOptions(starter_model, threads=2))
    options = EmbedderOptions(starter_model, window=48, pooling=Pooling.MEAN, threads=2)
    assert shared.load(options).dimensions == 576
    texts = ["The cat sleeps on the sofa.", "A cat is asleep on a couch.", "Tax law of 1987 " * 30]
    together = vectors(shared.embed(texts, PASSAGE))
    alone = [vectors(shared.embed([text], PASSAGE))[0] for text in texts]
    # The weights are quantised, and so are activations, in groups that differ with the batch.
    assert furthest(together, alone) < 5e-3
    close, far = (
        sum(a * b for a, b in zip(together[0], other, strict=True)) for other in together[1:]
    )
    assert close > far


# --- ranking -------------------------------------------------------------------------------------


def test_pairs_are_scored_in_order(shared: EmbedderClient, tmp_path: Path) -> None:
    loaded = shared.load_reranker(
        EmbedderOptions(
            tiny_bert(tmp_path / "r.gguf", pooling=4, head=True), flash_attention=False, threads=1
        )
    )
    assert loaded.pooling is Pooling.RANK
    passages = [*words(299), "a" * 500]
    scores = shared.rerank("what is it", passages)
    alone = [shared.rerank("what is it", [passage])[0] for passage in passages]
    assert len(scores) == 300
    assert max(abs(a - b) for a, b in zip(scores, alone, strict=True)) < 1e-4
    assert scores != shared.rerank("another one", passages)
    with pytest.raises(QueryTooLong):
        shared.rerank("a" * 60, passages)


def test_embedding_and_ranking_live_side_by_side(bert: EmbedderClient, tmp_path: Path) -> None:
    before = vectors(bert.embed(["one", "two"], PASSAGE))
    bert.load_reranker(
        EmbedderOptions(tiny_bert(tmp_path / "r.gguf", pooling=4, head=True), threads=1)
    )
    assert len(bert.rerank("q", ["p"])) == 1
    assert vectors(bert.embed(["one", "two"], PASSAGE)) == before


@pytest.mark.parametrize(
    ("pooling", "head", "asked"),
    [(1, False, Pooling.GGUF), (1, False, Pooling.RANK), (4, False, Pooling.GGUF)],
    ids=["an embedding model", "asked to rank anyway", "says it ranks, has no head"],
)
def test_a_model_without_a_head_is_refused(
    shared: EmbedderClient, tmp_path: Path, pooling: int, head: bool, asked: Pooling
) -> None:
    path = tiny_bert(tmp_path / "m.gguf", pooling=pooling, head=head)
    with pytest.raises(ModelNotForRanking, match=r"“m\.gguf”"):
        shared.load_reranker(EmbedderOptions(path, pooling=asked, threads=1))
    assert shared.loaded(Purpose.RANK) is None


def test_a_ranking_model_does_not_embed(shared: EmbedderClient, tmp_path: Path) -> None:
    path = tiny_bert(tmp_path / "m.gguf", pooling=4, head=True)
    with pytest.raises(ModelNotForEmbedding):
        shared.load(EmbedderOptions(path, threads=1))


# --- progress, cancelling, several callers -------------------------------------------------------


def test_progress_rises_to_the_number_of_texts(bert: EmbedderClient) -> None:
    seen: list[tuple[int, int]] = []
    bert.embed(words(600), PASSAGE, on_progress=lambda done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (600, 600)
    assert len(seen) > 10


def test_stop_in_the_middle(shared: EmbedderClient, starter_model: Path) -> None:
    shared.load(EmbedderOptions(starter_model, pooling=Pooling.MEAN, threads=2))
    cancel = threading.Event()
    seen: list[int] = []

    def stop(done: int, _total: int) -> None:
        seen.append(done)
        cancel.set()

    with pytest.raises(EmbeddingCancelled):
        shared.embed(["a long way to go " * 20] * 500, PASSAGE, on_progress=stop, cancel=cancel)
    assert seen[-1] < 500, "it does not go on to the end"
    assert len(shared.embed(["on we go"], PASSAGE)) == 1


def test_a_stop_before_the_start_computes_nothing(bert: EmbedderClient) -> None:
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(EmbeddingCancelled):
        bert.embed(words(200_000 // 200), PASSAGE, cancel=cancel)


@pytest.mark.parametrize("kind", [QUERY, SENTENCE])
def test_a_query_does_not_wait_for_the_passages_of_an_index(
    shared: EmbedderClient, starter_model: Path, kind: EmbedKind
) -> None:
    shared.load(EmbedderOptions(starter_model, pooling=Pooling.MEAN, threads=2))
    order: list[str] = []
    began = threading.Event()
    cancel = threading.Event()

    def index() -> None:
        with pytest.raises(EmbeddingCancelled):
            shared.embed(
                ["a passage of many words " * 20] * 256,
                PASSAGE,
                on_progress=lambda _done, _total: began.set(),
                cancel=cancel,
            )
        order.append("passages")

    thread = threading.Thread(target=index)
    thread.start()
    assert began.wait(60)
    shared.embed(["a query"], kind)
    order.append("query")
    cancel.set()
    thread.join(60)
    assert order == ["query", "passages"]


def test_tokens_are_counted_while_passages_are_embedded(
    shared: EmbedderClient, starter_model: Path
) -> None:
    shared.load(EmbedderOptions(starter_model, pooling=Pooling.MEAN, threads=2))
    began, cancel = threading.Event(), threading.Event()

    def index() -> None:
        with pytest.raises(EmbeddingCancelled):
            shared.embed(
                ["a passage of many words " * 20] * 256,
                PASSAGE,
                on_progress=lambda _done, _total: began.set(),
                cancel=cancel,
            )

    thread = threading.Thread(target=index)
    thread.start()
    assert began.wait(60)
    assert shared.count_tokens(["", "a cat", "word " * 150_000])[0::2] == [0, 150_001]
    assert shared.loaded() is not None
    assert thread.is_alive()
    cancel.set()
    thread.join(60)


# --- trouble -------------------------------------------------------------------------------------


def test_a_killed_child_fails_the_call_and_the_next_one_works(
    fresh: EmbedderClient, starter_model: Path
) -> None:
    crashes: list[AppError] = []
    fresh.on_crash = crashes.append
    fresh.load(EmbedderOptions(starter_model, pooling=Pooling.MEAN, threads=2))
    expected = vectors(fresh.embed(["hello"], PASSAGE))
    first = fresh.pid

    def kill(_done: int, _total: int) -> None:
        os.kill(first, signal.SIGKILL)

    with pytest.raises(EngineCrashed):
        fresh.embed(["many words " * 40] * 200, PASSAGE, on_progress=kill)
    assert fresh.loaded() is None
    assert furthest(vectors(fresh.embed(["hello"], PASSAGE)), expected) < 1e-6
    assert fresh.pid != first
    assert len(crashes) == 1


def test_asking_before_loading_is_a_mistake_of_ours(fresh: EmbedderClient) -> None:
    with pytest.raises(RuntimeError):
        fresh.embed(["x"], PASSAGE)


def test_bad_files_are_refused_in_words_and_the_child_lives(
    shared: EmbedderClient, tmp_path: Path
) -> None:
    cases: list[tuple[Path, type[AppError]]] = [
        (truncated(tmp_path / "truncated.gguf"), ModelDamaged),
        (unknown_architecture(tmp_path / "unknown.gguf"), ModelUnsupported),
        (tmp_path / "missing.gguf", ModelRefused),
        (tiny_llama(tmp_path / "chat.gguf"), ModelNotForEmbedding),
        (tiny_bert(tmp_path / "silent.gguf", pooling=None), ModelNotForEmbedding),
    ]
    shared.report()
    child = shared.pid
    for path, kind in cases:
        with pytest.raises(kind) as caught:
            shared.load(EmbedderOptions(path, threads=1))
        assert path.name in str(caught.value)
    assert shared.pid == child


def test_the_child_is_confined(shared: EmbedderClient) -> None:
    guards = {guard.name: guard.holds for guard in shared.report().guards}
    assert guards
    assert all(guards.values())
