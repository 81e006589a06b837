"""The starter embedder for real: its tokens, its vectors, and that it knows what texts mean."""

import hashlib
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from plain_bert import PlainBert

from app.catalog.manifest import read_catalog
from app.config.machine import private_memory
from app.config.paths import Paths
from app.domain.embedding import EmbedderOptions, EmbedKind
from app.domain.models import Task
from app.engine.embedder_client import EmbedderClient
from app.engine.host.binding import llama, start_backends
from app.engine.host.native_log import NativeLog
from app.engine.host.vocabulary import Vocabulary
from app.engine.host.weights import load_weights

pytestmark = pytest.mark.real_engine
PASSAGE, QUERY = EmbedKind.PASSAGE, EmbedKind.QUERY
BEGIN, END = 0, 2

# As the tokenizers library of Hugging Face cuts them, with the same pieces and replacements.
TOKENS = {
    "The cat sleeps on the sofa.": [581, 7515, 60268, 7, 98, 70, 60228, 5],
    "query: how much protein should a female eat": [
        41,
        1294,
        12,
        3642,
        5045,
        21308,
        5608,
        10,
        117776,
        73203,
    ],
    "passage: 여성에게 권장되는 하루 단백질 섭취량은 46그램입니다.": [
        46692,
        12,
        33892,
        9913,
        69738,
        3013,
        15992,
        51131,
        13706,
        23527,
        12345,
        237203,
        22442,
        697,
        7621,
        235983,
        5826,
        5,
    ],
    "대한민국 헌법 제1조": [81774, 226381, 6600, 418, 6740],
    "한국어 문장 안의 English 단어와 숫자 12,345원": [
        193751,
        27940,
        3013,
        6888,
        367,
        14941,
        155598,
        2020,
        209251,
        427,
        4,
        96060,
        3575,
    ],
    "  leading and   inner\t\tspaces\n\nand lines  ": [105207, 136, 75414, 32628, 7, 136, 124519],
    "\uff26\uff55\uff4c\uff4c \uff57\uff49\uff44\uff54\uff48\u3000\ufb01le \u21165 \xbd": [
        9312,
        6,
        146984,
        11435,
        438,
        758,
        78660,
    ],
    "naïve café Zürich Ångström": [24, 9392, 272, 26216, 149172, 8839, 449, 30011],
    "日本語とひらがな、中文字符": [6, 98449, 610, 47093, 4182, 281, 1308, 37, 514, 21200, 53853],
    "漢字 혼용 문장: 大韓民國": [
        6,
        39353,
        7234,
        6,
        35998,
        5358,
        27940,
        3013,
        12,
        54553,
        37940,
        153097,
    ],
    "안녕하세요!!! ㅋㅋㅋ ㅠㅠ": [107687, 1564, 6, 139615, 6, 124124],
    "\U0001f642 emoji \U0001f469\u200d\U0001f469\u200d\U0001f467 and \u2764\ufe0f": [
        3143,
        28,
        121505,
        6,
        244785,
        6,
        244785,
        6,
        245719,
        136,
        49933,
        15755,
    ],
    "def f(x):\n    return x**2  # \uc81c\uacf1": [
        8,
        420,
        1238,
        132,
        425,
        2077,
        30646,
        1022,
        25442,
        304,
        468,
        6600,
        212656,
    ],
    "Привет, мир! مرحبا שלום": [1813, 18454, 4, 11373, 38, 665, 193478, 258, 56976],
    "한": [3103],
    "2026-11-26 09:15 user@example.com https://snug.example/a?b=c": [
        387,
        4046,
        36099,
        4046,
        3894,
        12221,
        38937,
        981,
        3355,
        11,
        33209,
        5,
        277,
        3975,
        696,
        7,
        539,
        177,
        5,
        3355,
        11,
        33209,
        64,
        11,
        32,
        275,
        1369,
        238,
    ],
    "뷁쉛뛟 unknown 𓀀𓀁": [6, 3, 51, 69723, 19, 6, 3],
    "zero\u200bwidth\ufeff and\xa0nbsp": [45234, 6, 146984, 136, 6, 82678],
    "가각갂갃간갅갆갇": [6081, 20198, 3, 13429, 3, 249823],
}
CLOSE = 0.9995
"""Of two vectors of the same text: flash attention and products of 8-bit numbers round."""


@pytest.fixture(scope="module")
def vocabulary(starter_embedder: Path) -> Iterator[Vocabulary]:
    start_backends()
    log = NativeLog()
    weights = load_weights(str(starter_embedder), 0, log, lambda _done, _phase: True)
    yield Vocabulary(weights)
    llama.llama_model_free(weights)


@pytest.fixture(scope="module")
def client(starter_embedder: Path) -> Iterator[EmbedderClient]:
    made = EmbedderClient()
    made.load(
        EmbedderOptions(
            starter_embedder, query_prefix="query: ", passage_prefix="passage: ", threads=2
        )
    )
    yield made
    made.close()


@pytest.fixture(scope="module")
def plain(starter_embedder: Path) -> PlainBert:
    return PlainBert(starter_embedder)


def rows(client: EmbedderClient, texts: list[str], kind: EmbedKind) -> np.ndarray:
    return np.frombuffer(client.embed(texts, kind).data, np.float32).reshape(len(texts), -1)


def test_it_is_the_published_file(starter_embedder: Path) -> None:
    entries = read_catalog(Paths.catalog_file())
    (entry,) = [each for each in entries if each.starter and each.task is Task.EMBEDDING]
    with starter_embedder.open("rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == entry.sha256


@pytest.mark.parametrize("text", TOKENS)
def test_texts_are_cut_as_the_original_cuts_them(vocabulary: Vocabulary, text: str) -> None:
    assert vocabulary.text_tokens(text) == TOKENS[text]


@pytest.mark.parametrize("text", TOKENS)
def test_decomposed_texts_are_cut_like_composed_ones(vocabulary: Vocabulary, text: str) -> None:
    assert vocabulary.text_tokens(unicodedata.normalize("NFD", text)) == TOKENS[text]


def test_a_text_that_names_special_tokens_gets_none(vocabulary: Vocabulary) -> None:
    assert vocabulary.wrapping() == ([BEGIN], [END])
    tokens = vocabulary.text_tokens("<s> </s> <pad> <mask> [PAD250002]")
    assert not {BEGIN, 1, END, 250001} & set(tokens)
    assert max(tokens) < 250001


def test_counts_are_the_tokens_of_each_text(client: EmbedderClient) -> None:
    texts = [*TOKENS, "", " ", "\x01"]
    assert client.count_tokens(texts) == [*map(len, TOKENS.values()), 0, 0, 0]


def test_the_vectors_are_those_of_plain_arithmetic(
    client: EmbedderClient, vocabulary: Vocabulary, plain: PlainBert
) -> None:
    of_all = [text for text in TOKENS if len(text) > 3]
    for kind, prefix, texts in (
        (QUERY, "query: ", of_all[::2]),
        (PASSAGE, "passage: ", of_all[1::2]),
    ):
        found = rows(client, texts, kind)
        for text, vector in zip(texts, found, strict=True):
            tokens = [BEGIN, *vocabulary.text_tokens(prefix + text), END]
            assert float(plain.vector(tokens) @ vector) > CLOSE, text


def test_a_long_text_is_the_mean_of_its_windows(
    client: EmbedderClient, vocabulary: Vocabulary, plain: PlainBert
) -> None:
    text = "한국어 문장과 English words take turns here. " * 60
    own = vocabulary.text_tokens("passage: " + text)
    prefix, own = own[:2], own[2:]
    assert 512 < len(own) < 1000
    half = len(own) // 2
    found = rows(client, [text], PASSAGE)[0]
    parts = [plain.vector([BEGIN, *prefix, *part, END]) for part in (own[:half], own[half:])]
    mean = np.sum(parts, axis=0)
    assert float(mean @ found / np.linalg.norm(mean)) > CLOSE


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the room is not given back")
def test_a_full_batch_does_not_fill_the_room_for_logits(client: EmbedderClient) -> None:
    """A row of 250,000 numbers for each token of a batch: half a gigabyte that nobody reads."""
    client.embed(["a cat sat on the mat " * 100] * 3, PASSAGE)
    assert private_memory(client.pid) < 350_000_000


QUESTIONS = {
    "고양이는 어디에서 자나요?": "우리 고양이는 늘 창가의 방석에서 낮잠을 잔다.",
    "How do I renew my passport?": "Applications for a new passport are accepted at the town hall.",
    "물의 끓는점": "순수한 물은 1기압에서 섭씨 100도에 끓는다.",
    "When does the museum open?": "박물관은 화요일부터 일요일까지 오전 10시에 문을 엽니다.",
    "회의를 다음 주로 미룰 수 있을까요?": "Could we move Thursday's meeting to next week?",
}


def test_questions_find_their_passages_in_both_languages(client: EmbedderClient) -> None:
    scores = (
        rows(client, list(QUESTIONS), QUERY) @ rows(client, list(QUESTIONS.values()), PASSAGE).T
    )
    assert scores.argmax(axis=1).tolist() == list(range(len(QUESTIONS)))
