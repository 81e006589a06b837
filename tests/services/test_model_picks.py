"""Three models for a computer: each another, none too large, and the language heard."""

from dataclasses import replace

import pytest

from app.catalog.cards import read_cards
from app.config.paths import Paths
from app.domain.model_cards import Licence, ModelCard, Purpose, Quantization, Use
from app.domain.models import Hardware
from app.domain.openness import OpennessClass
from app.services.model_choice import FOR_TRADE, choose, openness_of, use_of
from app.services.model_library import ListedModel
from app.services.model_pace import Pace
from app.services.model_picks import PickKind, picks

GIGA = 10**9


@pytest.fixture(scope="module")
def card() -> ModelCard:
    return next(each for each in read_cards(Paths.catalog_file()) if each.task is Purpose.CHAT)


def models(card: ModelCard, *sizes: float, **changes: object) -> list[ListedModel]:
    made = []
    for size in sizes:
        form = (Quantization("Q4_K_M", "a.gguf", int(size * GIGA)),)
        told = {"gguf_repository": "o/n", "languages": ("en",), **changes}
        name = f"{size}-{'-'.join(told['languages'])}"  # type: ignore[arg-type]
        each = replace(card, id=name, name=name, quantizations=form, **told)  # type: ignore[arg-type]
        made.append(ListedModel(each.id, each.name, None, None, None, each))
    return made


FAST = Pace(1e12)


def machine(cores: int) -> Hardware:
    return Hardware("Linux", "x86_64", cores, cores, 16 * GIGA, 8 * GIGA)


def picked(
    listed: list[ListedModel], gigabytes: float, language: str = "en", pace: Pace = FAST
) -> list[str]:
    found = picks(listed, int(gigabytes * GIGA), language, pace)
    return [f"{each.kind}: {each.model.id}" for each in found]


def test_three_differ_and_fit(card: ModelCard) -> None:
    listed = models(card, 0.1, 1, 2.4, 4.8, 9, 20)
    assert picked(listed, 12) == ["small: 2.4-en", "balanced: 4.8-en", "best: 9-en"]
    assert picked(listed, 64)[-1] == "best: 20-en"
    assert picked(listed, 1.5) == ["balanced: 0.1-en", "best: 1-en"]
    assert picked(listed, 0.5) == ["best: 0.1-en"]
    assert picked(listed, 0.1) == []


def test_a_language_goes_before_a_little_more_size(card: ModelCard) -> None:
    listed = [*models(card, 4.8, 9), *models(card, 5, languages=("en", "ko"))]
    assert picked(listed, 12, "ko")[-1] == "best: 5-en-ko"
    assert picked(listed, 12, "en")[-1] == "best: 9-en"
    far_smaller = [*models(card, 9), *models(card, 1, languages=("ko",))]
    assert picked(far_smaller, 12, "ko")[-1] == "best: 9-en"


def test_among_models_that_suit_alike_the_freer_licence_goes_before(card: ModelCard) -> None:
    free, bound, closed, unknown = (
        Licence(use.value, "A sentence.", use)
        for use in (Use.ANY, Use.CONDITIONS, Use.NON_COMMERCIAL, Use.UNKNOWN)
    )
    listed = [
        *models(card, 5, licence=free),
        *models(card, 6, licence=bound),
        *models(card, 8, licence=unknown),
        *models(card, 9, licence=closed),
    ]
    assert picked(listed, 12)[-1] == "best: 5-en"
    assert picked(listed[1:], 12)[-1] == "best: 6-en"
    assert picked(listed[2:], 12)[-1] == "best: 8-en"
    far_smaller = [*models(card, 4, licence=free), *models(card, 9, licence=closed)]
    assert picked(far_smaller, 12) == ["balanced: 4-en", "best: 9-en"]
    spoken = [*models(card, 9, licence=free), *models(card, 8, licence=closed, languages=("ko",))]
    assert picked(spoken, 12, "ko")[-1] == "best: 8-ko"


def test_what_cannot_be_had_or_serves_another_end_is_none_of_them(card: ModelCard) -> None:
    assert picked(models(card, 2, gguf_repository=None), 12) == []
    assert picked(models(card, 2, task=Purpose.EMBEDDING), 12) == []
    unsized = replace(card, quantizations=(), gguf_repository="o/n")
    assert picked([ListedModel("u", "u", None, None, None, unsized)], 12) == []


def test_the_catalog_has_three_for_a_usual_computer() -> None:
    cards = read_cards(Paths.catalog_file())
    listed = [ListedModel(each.id, each.name, None, None, None, each) for each in cards]
    for language in ("en", "ko"):
        for pace in (Pace(12e9), Pace(24e9), Pace(24e9, 200e9, 6 * GIGA)):
            found = picks(listed, 10 * GIGA, language, pace)
            assert found[-1].kind is PickKind.BEST
            assert len({each.model.id for each in found}) == len(found) >= 2
            assert all(each.tokens_per_second >= 5 for each in found)


def test_none_is_proposed_that_keeps_a_person_waiting(card: ModelCard) -> None:
    listed = models(card, 0.1, 1, 2.4, 4.8, 9, 20)
    slow = Pace(12e9)
    assert picked(listed, 64, pace=slow) == ["small: 0.1-en", "balanced: 1-en", "best: 2.4-en"]
    assert picked(listed[3:], 64, pace=slow) == ["best: 4.8-en"], "the fastest where all are slow"
    with_gpu = Pace(12e9, 200e9, 10 * GIGA)
    assert picked(listed, 64, pace=with_gpu)[-1] == "best: 9-en"


def test_a_mixture_of_experts_is_as_fast_as_what_works_at_a_time(card: ModelCard) -> None:
    few = {"parameters": 20 * GIGA, "active_parameters": 2 * GIGA}
    listed = [*models(card, 12, **few), *models(card, 3)]
    assert picked(listed, 64, pace=Pace(12e9))[-1] == "best: 12-en"
    assert Pace(12e9).tokens_per_second(listed[0]) == pytest.approx(10)


def test_a_gpu_that_holds_a_part_helps_with_that_part(card: ModelCard) -> None:
    (model,) = models(card, 10)
    half = Pace(20e9, 200e9, 5 * GIGA)
    assert half.tokens_per_second(model) == pytest.approx(1 / (0.25 + 0.025))
    assert Pace.of(machine(cores=2), None).processor == 12e9
    assert Pace.of(machine(cores=16), None).processor == 24e9


def test_models_are_chosen_by_openness_and_by_words() -> None:
    cards = read_cards(Paths.catalog_file())
    listed = [ListedModel(each.id, each.name, None, None, None, each) for each in cards]
    for wanted in OpennessClass:
        assert {openness_of(each) for each in choose(listed, openness=wanted)} <= {wanted}
    assert {use_of(each) for each in choose(listed, uses=frozenset({Use.ANY}))} == {Use.ANY}
    assert Use.NON_COMMERCIAL not in map(use_of, choose(listed, uses=FOR_TRADE))
    found = choose(listed, words="LG exaone 7.8b")
    assert [each.id for each in found] == ["exaone-3.5-7.8b-instruct"]
    assert choose(listed, words="no such model") == []
