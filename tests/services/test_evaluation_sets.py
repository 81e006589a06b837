"""Sets of one's own: kept, changed and exchanged; and what is told of a question being written."""

from pathlib import Path

import pytest
from evaluation_room import OWN, QUESTIONS, Preferences
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.evaluation_files import included_sets, read_lines
from app.catalog.evaluation_writing import as_lines
from app.config.paths import Paths
from app.domain.errors import EvaluationInvalid, EvaluationUnknown, VaultDiskFull
from app.domain.evaluation import EvaluationSet, Question
from app.domain.preferences import Scalar
from app.domain.question_faults import Fault, Way, way_of
from app.services.evaluation_sets import EvaluationSets
from app.services.kept_texts import KeptTexts

FOLDER = Paths.resource("evaluations")


@pytest.fixture
def kept() -> KeptTexts:
    return KeptTexts("evaluation_set")


@pytest.fixture
def sets(kept: KeptTexts) -> EvaluationSets:
    return EvaluationSets(FOLDER, kept)


def test_what_came_with_snug_is_listed_and_survives_being_written(sets: EvaluationSets) -> None:
    included = sets.included()
    assert [each.id for each in included] == included_sets(FOLDER)
    for each in included:
        assert read_lines(as_lines(each), each.id) == each


def test_own_sets_are_kept_changed_and_removed(sets: EvaluationSets) -> None:
    made = sets.keep(OWN)
    assert made.id
    assert made.questions == QUESTIONS
    changed = sets.keep(EvaluationSet(made.id, "Other", "ko", "", QUESTIONS[:1]))
    other = sets.keep(OWN)
    assert set(sets.own()) == {changed, other}
    assert sets.remove(made.id) == changed
    assert sets.own() == (other,)
    with pytest.raises(EvaluationUnknown):
        sets.remove(made.id)


def test_they_move_into_a_vault_and_are_not_known_while_it_is_locked(
    sets: EvaluationSets, kept: KeptTexts
) -> None:
    made = sets.keep(OWN)
    assert not sets.is_kept
    vault = Preferences()
    kept.opened(vault)  # type: ignore[arg-type]  # that part of it
    assert sets.is_kept
    assert sets.own() == (made,)
    assert set(vault.values) == {"other", f"evaluation_set.{made.id}"}
    kept.closing()
    assert sets.own() == ()
    vault.values["evaluation_set.damaged"] = "{}"
    kept.opened(vault)  # type: ignore[arg-type]
    assert sets.own() == (made,)
    sets.remove(made.id)
    assert set(vault.values) == {"other", "evaluation_set.damaged"}


def test_what_a_vault_has_no_room_for_is_not_lost(sets: EvaluationSets, kept: KeptTexts) -> None:
    class Full(Preferences):
        is_full = True

        def keep(self, values: dict[str, Scalar]) -> None:
            if self.is_full:
                raise VaultDiskFull
            super().keep(values)

    made = sets.keep(OWN)
    vault = Full()
    kept.opened(vault)  # type: ignore[arg-type]  # that part of it
    assert sets.own() == (made,)
    vault.is_full = False
    changed = sets.keep(EvaluationSet(made.id, "Other", "ko", "", QUESTIONS[:1]))
    assert sets.own() == (changed,)
    sets.remove(made.id)
    assert sets.own() == ()
    assert set(vault.values) == {"other"}


def test_a_set_goes_out_as_a_file_and_comes_in_again(sets: EvaluationSets, tmp_path: Path) -> None:
    made = sets.keep(OWN)
    path = tmp_path / sets.suggested_name(made)
    assert path.suffix == ".jsonl"
    sets.export(made, path)
    back = sets.take_in(path)
    assert back.id != made.id
    assert (back.name, back.language, back.questions) == (made.name, "en", QUESTIONS)


def test_nothing_is_kept_that_could_not_be_read(sets: EvaluationSets) -> None:
    for questions in ((), (Question("?", choices=("a",)),), (Question("?", pattern="(a+)+"),)):
        with pytest.raises(EvaluationInvalid):
            sets.keep(EvaluationSet("", "Mine", "en", "", questions))
    assert sets.own() == ()


@pytest.mark.parametrize(
    ("question", "way", "fault"),
    [
        (Question(" ", accept=("a",)), Way.ACCEPT, Fault.NO_TEXT),
        (Question("a" * 4001, accept=("a",)), Way.ACCEPT, Fault.TEXT_LONG),
        (Question("?", passage="a" * 20_001, refuses=True), Way.REFUSES, Fault.PASSAGE_LONG),
        (Question("?", choices=("a",)), Way.CHOICES, Fault.FEW_CHOICES),
        (Question("?", choices=("a", " ")), Way.CHOICES, Fault.CHOICE_EMPTY),
        (Question("?", choices=("a", "a")), Way.CHOICES, Fault.CHOICE_TWICE),
        (Question("?", choices=("a", "b" * 1001)), Way.CHOICES, Fault.CHOICE_LONG),
        (Question("?", choices=tuple(map(str, range(21)))), Way.CHOICES, Fault.MANY_CHOICES),
        (Question("?"), Way.ACCEPT, Fault.NO_ACCEPTED),
        (Question("?", accept=tuple(map(str, range(51)))), Way.ACCEPT, Fault.MANY_ACCEPTED),
        (Question("?", accept=("b" * 1001,)), Way.ACCEPT, Fault.ACCEPTED_LONG),
        (Question("?"), Way.PATTERN, Fault.NO_PATTERN),
        (Question("?", pattern="a" * 301), Way.PATTERN, Fault.PATTERN_LONG),
        (Question("?", pattern="("), Way.PATTERN, Fault.PATTERN_UNFIT),
        (Question("?", pattern="(a+)+"), Way.PATTERN, Fault.PATTERN_UNFIT),
    ],
)
def test_what_is_to_be_mended(question: Question, way: Way, fault: Fault) -> None:
    assert EvaluationSets.fault(question, way) is fault


_TEXTS = st.text(st.sampled_from("aå가 \n\"'(+"), max_size=6)
_LISTS = st.lists(_TEXTS, min_size=1, max_size=4).map(tuple)
_MADE = st.one_of(
    st.builds(Question, _TEXTS, passage=_TEXTS, choices=_LISTS),
    st.builds(Question, _TEXTS, accept=_LISTS),
    st.builds(Question, _TEXTS, pattern=_TEXTS.filter(bool)),
    st.builds(Question, _TEXTS, refuses=st.just(True)),
)  # fmt: skip


@given(_MADE)
def test_a_question_without_a_fault_is_one_that_can_be_read_and_no_other(made: Question) -> None:
    fault = EvaluationSets.fault(made, way_of(made))
    lines = as_lines(EvaluationSet("x", "Mine", "en", "", (made,)))
    if fault is None:
        assert read_lines(lines, "x").questions == (made,)
    else:
        with pytest.raises(EvaluationInvalid):
            read_lines(lines, "x")
