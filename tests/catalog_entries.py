"""Catalog entries and packages for tests."""

import datetime
import hashlib
import io
import zipfile
from dataclasses import replace
from pathlib import Path

from e5s1_files import e5s1

from app.catalog.e5s1.conversion import convert
from app.domain.embedding import Pooling
from app.domain.model_cards import Licence, Method, ModelCard, Origin, Purpose, Quantization, Use
from app.domain.models import (
    CatalogEntry,
    ConvertedSource,
    EmbeddingUse,
    PackageSource,
    SourceFormat,
    Task,
)
from app.domain.openness import Finding, Grade, OpennessCard, Part

MEMBER = "snug_test_model/tiny.gguf"
ENTRY = """
[[model]]
id = "tiny"
name = "Tiny"
task = "chat"
architecture = "llama"
parameters = 1000
quantization = "Q4_1"
context = 512
licence = "Apache-2.0"
openness = "open weights"
languages = ["en", "ko", "zh-Hant"]
summary = "Only for tests."
file_name = "tiny.gguf"
bytes = 1000
sha256 = "{sha256}"
[model.source]
package = {{ name = "tiny-model", version = "1.0", member = "tiny/tiny.gguf" }}
""".format(sha256="0" * 64)
"""An entry as models.toml has it."""


def entry_for(data: bytes = b"GGUF" + bytes(5000), **changes: object) -> CatalogEntry:
    """A catalog entry for a file of this content, from the package `snug-test-model` 1.0."""
    entry = CatalogEntry(
        id="tiny-instruct",
        name="Tiny Instruct",
        task=Task.CHAT,
        source=PackageSource("snug-test-model", "1.0", MEMBER),
        file_name="Tiny.Q4_1.gguf",
        bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        parameters=1000,
        quantization="Q4_1",
        context=512,
        licence="Apache-2.0",
        openness="open weights",
        languages=("en",),
        summary="Only for tests.",
        starter=True,
        architecture="llama",
    )
    return replace(entry, **changes)  # type: ignore[arg-type]


def converted_entry(**changes: object) -> CatalogEntry:
    """A catalog entry for the file that is made of `e5s1()`; an embedder."""
    raw, made = e5s1(), io.BytesIO()
    convert(io.BytesIO(raw), made, "tiny-e5", lambda _count: None)
    source = ConvertedSource(
        PackageSource("snug-test-model", "1.0", MEMBER),
        SourceFormat.E5S1,
        len(raw),
        hashlib.sha256(raw).hexdigest(),
    )
    entry = entry_for(
        made.getvalue(),
        id="tiny-e5",
        name="Tiny E5",
        task=Task.EMBEDDING,
        source=source,
        file_name="tiny-e5.gguf",
        architecture="bert",
        context=64,
        embedding=EmbeddingUse(32, Pooling.MEAN, "query: ", "passage: "),
    )
    return replace(entry, **changes)  # type: ignore[arg-type]


def card_for(**changes: object) -> ModelCard:
    """A card of a model without a file, in which everything is open but its licence."""
    day = datetime.date(2026, 11, 26)
    findings = {part: Finding(Grade.OPEN, "https://example.org/", day) for part in Part}
    findings[Part.LICENCE] = Finding(Grade.UNKNOWN, "", day)
    card = ModelCard(
        id="far",
        name="Far",
        family="Far",
        maker="Somebody",
        task=Purpose.VISION,
        parameters=8_000_000_000,
        context=None,
        languages=("mul", "ko"),
        good_at="Looking far.",
        origin=Origin(Method.PRUNED_DISTILLED, "Farther"),
        repository="someone/far",
        gguf_repository=None,
        gguf_seen=None,
        quantizations=(Quantization("Q8_0"), Quantization("Q4_K_M")),
        licence=Licence("LicenseRef-Far", "Only on Sundays.", Use.CONDITIONS),
        openness=OpennessCard(findings),
    )
    return replace(card, **changes)  # type: ignore[arg-type]


def wheel(folder: Path, members: dict[str, bytes], name: str = "snug_test_model") -> Path:
    """Write a wheel that pip accepts, with these members."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    information = f"{name}-1.0.dist-info"
    texts = {
        f"{information}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{information}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{information}/RECORD": "",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
        for member, text in texts.items():
            archive.writestr(member, text)
    return path
