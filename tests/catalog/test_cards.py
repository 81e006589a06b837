"""Model cards: what is read, that nothing else is accepted, and that those that ship are sound."""

import datetime
import re
from pathlib import Path

import pytest
from catalog_entries import ENTRY

from app.catalog.cards import read_cards
from app.catalog.manifest import read_catalog
from app.config.paths import Paths
from app.domain.embedding import Pooling
from app.domain.errors import CatalogInvalid
from app.domain.model_cards import (
    Licence,
    Method,
    ModelCard,
    Origin,
    Purpose,
    Quantization,
    SeenIn,
    Sighting,
    Use,
)
from app.domain.models import EmbeddingUse
from app.domain.openness import Grade, OpennessClass, Part

PARTS = "\n".join(
    f'{part.value} = {{ grade = "open", evidence = "https://example.org/a", checked = 2026-11-26 }}'
    for part in Part
)
CARD = f"""
[[card]]
id = "small"
name = "Small"
family = "Small"
maker = "Somebody"
task = "chat"
parameters = 1_000
context = 512
languages = ["mul", "ko"]
good_at = "Only for tests."
origin = {{ method = "pruned", parent = "Large" }}
repository = "someone/small"
gguf_repository = "unknown"
quantizations = [{{ type = "Q4_K_M", file = "small.gguf", bytes = 700 }}]
licence = {{ name = "Apache-2.0", use = "any", restrictions = "None." }}

[card.openness]
{PARTS}
"""
SEEN = 'gguf_seen = { where = "programs", checked = 2026-11-26 }'
SEEN_AT = SEEN.replace(" }", ', evidence = "https://example.org/a" }')
SEEN_PAGE = SEEN.replace("programs", "page")
UNKNOWN = '{ type = "Q8_0", file = "unknown", bytes = "unknown" }'
USE = 'embedding = { dimensions = 8, pooling = "last", query_prefix = "Do:\\nQuery:" }'


def read(folder: Path, text: str) -> tuple[ModelCard, ...]:
    path = folder / "models.toml"
    path.write_text("format = 1\n" + text, encoding="utf-8")
    assert read_catalog(path) or "[[model]]" not in text
    return read_cards(path)


def test_a_card_is_read_whole(tmp_path: Path) -> None:
    (card,) = read(tmp_path, ENTRY + CARD)

    assert card.task is Purpose.CHAT
    assert (card.parameters, card.context) == (1000, 512)
    assert card.origin == Origin(Method.PRUNED, "Large")
    assert (card.repository, card.gguf_repository) == ("someone/small", None)
    assert card.quantizations == (Quantization("Q4_K_M", "small.gguf", 700),)
    assert card.licence == Licence("Apache-2.0", "None.", Use.ANY)
    finding = card.openness.findings[Part.PAPER]
    assert (finding.grade, finding.evidence) == (Grade.OPEN, "https://example.org/a")
    assert finding.checked == datetime.date(2026, 11, 26)
    assert card.openness.openness_class is OpennessClass.OPEN_SCIENCE


def test_an_unknown_is_written_as_unknown(tmp_path: Path) -> None:
    text = CARD.replace("1_000", '"unknown"').replace("= 512", '= "unknown"')
    text = text.replace('"someone/small"', '"unknown"').replace(
        'parent = "Large"', 'parent = "unknown"'
    )
    text = re.sub(r"quantizations = .*", f"quantizations = [{UNKNOWN}]", text)
    text = text.replace(
        'paper = { grade = "open", evidence = "https://example.org/a"',
        'paper = { grade = "unknown"',
    )

    (card,) = read(tmp_path, ENTRY + text)

    assert (card.parameters, card.context, card.repository) == (None, None, None)
    assert card.origin == Origin(Method.PRUNED, "")
    assert card.quantizations == (Quantization("Q8_0", None, None),)
    assert card.openness.findings[Part.PAPER].evidence == ""


def test_how_a_repository_is_known_is_read(tmp_path: Path) -> None:
    day = datetime.date(2026, 11, 26)
    of_page = SEEN_AT.replace("programs", "page")
    text = CARD.replace('gguf_repository = "unknown"', 'gguf_repository = "o/n"\nSEEN')

    (by_programs,) = read(tmp_path, ENTRY + text.replace("SEEN", SEEN))
    (by_page,) = read(tmp_path, ENTRY + text.replace("SEEN", of_page))

    assert by_programs.gguf_seen == Sighting(SeenIn.PROGRAMS, day)
    assert by_page.gguf_seen == Sighting(SeenIn.PAGE, day, "https://example.org/a")


def test_a_prefix_of_a_card_may_hold_lines(tmp_path: Path) -> None:
    text = CARD.replace('task = "chat"', f'task = "embedding"\n{USE}')

    (card,) = read(tmp_path, ENTRY + text)

    assert card.embedding == EmbeddingUse(8, Pooling.LAST, "Do:\nQuery:", "")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id = "small"', 'id = "Small One"'),
        ('name = "Small"', ""),
        ('family = "Small"', ""),
        ('task = "chat"', 'task = "poetry"'),
        ('task = "chat"', f'task = "chat"\n{USE}'),
        ("1_000", '"many"'),
        ("1_000", "0"),
        ("= 512", "= 512.5"),
        ('["mul", "ko"]', "[]"),
        ('["mul", "ko"]', '["Korean"]'),
        ('method = "pruned"', 'method = "guessed"'),
        ('method = "pruned"', 'method = "scratch"'),
        ('method = "pruned", parent = "Large"', 'method = "pruned"'),
        ('method = "pruned", parent = "Large"', 'method = "pruned", parent = "Large", by = "x"'),
        ('"someone/small"', '"someone"'),
        ('"someone/small"', '"https://example.org/someone/small"'),
        ('"Q4_K_M"', '"four bits"'),
        ('"small.gguf"', '"../small.gguf"'),
        ('"small.gguf"', '"small.bin"'),
        ('"small.gguf"', '"unknown"'),
        ("bytes = 700", "bytes = -1"),
        ('name = "Apache-2.0"', 'name = "Apache 2.0"'),
        ('restrictions = "None."', 'restrictions = ""'),
        ('use = "any", ', ""),
        ('use = "any"', 'use = "some"'),
        ('gguf_repository = "unknown"', 'gguf_repository = "o/n"'),
        ('gguf_repository = "unknown"', f'gguf_repository = "unknown"\n{SEEN}'),
        ('gguf_repository = "unknown"', f'gguf_repository = "o/n"\n{SEEN_AT}'),
        ('gguf_repository = "unknown"', f'gguf_repository = "o/n"\n{SEEN_PAGE}'),
        ('restrictions = "None."', 'restrictions = "a\\nb"'),
        ("paper = {", "report = {"),
        ('grade = "open"', 'grade = "yes"'),
        ('evidence = "https://example.org/a", ', ""),
        ("https://example.org", "http://example.org"),
        ("https://example.org", "https://user@example.org"),
        ("https://example.org/a", "https://example.org/a b"),
        ("https://example.org/a", "https://localhost/a"),
        ("checked = 2026-11-26", 'checked = "2026-11-26"'),
        ("checked = 2026-11-26", "checked = 2026-11-26T10:00:00"),
        ("checked = 2026-11-26", "checked = 2026"),
        ("[card.openness]", "[card.open]"),
        ("[[card]]", "[[card]]\nhomepage = 'x'"),
    ],
)
def test_what_is_not_described_is_refused_by_name(tmp_path: Path, old: str, new: str) -> None:
    assert old in CARD
    with pytest.raises(CatalogInvalid) as caught:
        read(tmp_path, ENTRY + CARD.replace(old, new))
    assert str(caught.value.values["problem"]).startswith("card 1")


def test_no_two_cards_have_one_id(tmp_path: Path) -> None:
    with pytest.raises(CatalogInvalid, match="small"):
        read(tmp_path, ENTRY + CARD + CARD)


@pytest.mark.parametrize(
    "line", ['name = "Tiny"', "context = 513", 'languages = ["en"]', "parameters = 999"]
)
def test_a_card_agrees_with_its_model(tmp_path: Path, line: str) -> None:
    same = CARD.replace('"small"', '"tiny"', 1).replace('name = "Small"', 'name = "Tiny"', 1)
    same = same.replace('["mul", "ko"]', '["en", "ko", "zh-Hant"]')
    assert read(tmp_path, ENTRY + same)

    key = line.split(" =")[0]
    other = 'name = "Other"' if key == "name" else line
    with pytest.raises(CatalogInvalid, match=f"tiny.*{key}"):
        read(tmp_path, ENTRY + re.sub(rf"(?m)^{key} = .*$", other, same, count=1))


def test_a_catalog_without_cards(tmp_path: Path) -> None:
    assert read(tmp_path, ENTRY) == ()


# --- the cards that ship --------------------------------------------------------------------------

SHIPPED = {card.id: card for card in read_cards(Paths.catalog_file())}


def test_every_model_with_a_file_has_a_card_that_names_it() -> None:
    for entry in read_catalog(Paths.catalog_file()):
        forms = SHIPPED[entry.id].quantizations
        assert Quantization(entry.quantization, entry.file_name, entry.bytes) in forms


def test_there_is_something_for_every_purpose() -> None:
    purposes = {card.task for card in SHIPPED.values()}
    assert purposes >= set(Purpose) - {Purpose.ENTAILMENT}
    assert sum("ko" in card.languages for card in SHIPPED.values()) >= 10


@pytest.mark.parametrize("card", SHIPPED.values(), ids=list(SHIPPED))
def test_a_shipped_card(card: ModelCard) -> None:
    for part, finding in card.openness.findings.items():
        assert finding.checked >= datetime.date(2026, 1, 1), part
        assert finding.evidence.startswith("https://") or finding.grade is Grade.UNKNOWN
    for sentence in (card.good_at, card.licence.restrictions):
        assert sentence.endswith(".")
        assert ". " not in sentence, "one sentence"
    assert card.quantizations or card.task is Purpose.SPEECH
    is_free = card.licence.name in ("Apache-2.0", "MIT")
    assert (card.openness.grade(Part.LICENCE) is Grade.OPEN) == is_free
    assert (card.licence.use is Use.ANY) == is_free
    assert ("ommercial use" in card.licence.restrictions) == (
        card.licence.use is Use.NON_COMMERCIAL
    )


def test_most_models_that_ship_can_be_had() -> None:
    """What cannot is fetched by its name on the hub, as its card says."""
    runs = [each for each in SHIPPED.values() if each.quantizations]
    nowhere = {each.id for each in runs if each.gguf_repository is None}
    assert nowhere == {"smollm2-135m-instruct", "multilingual-e5-small", "a.x-3.1-light"}


def test_the_reference_entries_of_openness() -> None:
    classes = {name: card.openness.openness_class for name, card in SHIPPED.items()}
    assert classes["olmo-3-7b-instruct"] is OpennessClass.OPEN_SCIENCE
    assert classes["smollm2-135m-instruct"] is OpennessClass.OPEN_TOOLING
    assert classes["qwen3-4b"] is OpennessClass.OPEN_MODEL
    for name in ("exaone-4.0-32b", "gemma-3-4b-it", "llama-3.2-1b-instruct"):
        assert classes[name] is OpennessClass.NONE
