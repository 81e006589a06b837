"""Variables of prompts: how they are written, what is filled in, and that a value stays one."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.errors import (
    PromptBracesOpen,
    PromptChoicesMissing,
    PromptInvalid,
    PromptKindUnknown,
    PromptNumberInvalid,
    PromptTooLong,
    PromptValueInvalid,
    PromptValueMissing,
    PromptVariableInvalid,
    PromptVariablesMany,
    PromptVariableTwice,
)
from app.domain.library import LONGEST_TEXT
from app.domain.prompt_library import (
    Filled,
    Variable,
    VariableKind,
    fill,
    is_number,
    literal,
    parse,
)

SPECIAL = some.text(alphabet="{}\\:=|ab\n가", max_size=30)


@pytest.mark.parametrize(
    ("written", "variable"),
    [
        ("{{topic}}", Variable("topic")),
        ("{{ 받는  사람 }}", Variable("받는 사람")),
        ("{{place = Seoul: the centre}}", Variable("place", usual="Seoul: the centre")),
        ("{{place =}}", Variable("place", usual="")),
        ("{{lines: number = 3}}", Variable("lines", VariableKind.NUMBER, "3")),
        ("{{lines: number}}", Variable("lines", VariableKind.NUMBER)),
        ("{{old: file}}", Variable("old", VariableKind.FILE)),
        ("{{text: selection}}", Variable("text", VariableKind.SELECTION)),
        (
            "{{말투: choice = 해요체 | 합쇼체}}",
            Variable("말투", VariableKind.CHOICE, "해요체", ("해요체", "합쇼체")),
        ),
    ],
)
def test_a_variable_is_read_as_it_is_written(written: str, variable: Variable) -> None:
    assert parse(f"Before {written} after").pieces == ("Before ", variable, " after")


@pytest.mark.parametrize(
    ("written", "kind", "words"),
    [
        ("{{topic", PromptBracesOpen, "line 2"),
        ("{{topic\n}}", PromptBracesOpen, "line 2"),
        ("{{{topic}}}", PromptBracesOpen, "line 2"),
        ("{{}}", PromptVariableInvalid, "“” is no variable"),
        ("{{3 wishes}}", PromptVariableInvalid, "3 wishes"),
        ("{{user.name}}", PromptVariableInvalid, "user.name"),
        ("{{name:}}", PromptVariableInvalid, "name:"),
        ("{{name: date}}", PromptKindUnknown, "date"),
        ("{{tone: choice = polite}}", PromptChoicesMissing, "tone"),
        ("{{tone: choice = a | a}}", PromptChoicesMissing, "tone"),
        ("{{tone: choice = a || b}}", PromptChoicesMissing, "tone"),
        ("{{lines: number = few}}", PromptNumberInvalid, "lines"),
        ("{{a: number}} {{a: file}}", PromptVariableTwice, "“a”"),
        (" ".join(f"{{{{v{n}}}}}" for n in range(21)), PromptVariablesMany, "20"),
        ("x" * LONGEST_TEXT, PromptTooLong, "40,000"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    written: str, kind: type[PromptInvalid], words: str
) -> None:
    with pytest.raises(kind) as caught:
        parse(f"A line.\n{written}")
    assert words in str(caught.value)


def test_a_name_stands_for_one_variable_wherever_it_is_described() -> None:
    template = parse("{{who}} and {{who: choice = me | you}} and {{who}}")
    assert len(template.variables) == 1
    assert fill(template, {"who": "you"}).text == "you and you and you"
    assert fill(template, {}).text == "me and me and me"


def test_what_is_due_is_named() -> None:
    template = parse("{{a}} {{b =}} {{c = see}} {{d: number}}")
    with pytest.raises(PromptValueMissing) as caught:
        fill(template, {"a": " "})
    assert "a, d" in str(caught.value)
    assert fill(template, {"a": "A", "d": " 4 "}).text == "A  see 4"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("{{n: number}}", "three"),
        ("{{n: number}}", "nan"),
        ("{{n: number}}", "1e5"),
        ("{{n: choice = a | b}}", "c"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(written: str, value: str) -> None:
    with pytest.raises(PromptValueInvalid):
        fill(parse(written), {"n": value})


def test_numbers() -> None:
    assert [each for each in ("3", "-2.5", "+1", ".5", "1,5", "٣", "") if is_number(each)] == [
        "3", "-2.5", "+1",
    ]  # fmt: skip


def test_a_file_goes_beside_the_text_under_its_name() -> None:
    filled = fill(
        parse("Compare {{old: file}} with {{new: file}}."), {"old": "/a/x.pdf", "new": "y"}
    )
    assert filled == Filled("Compare x.pdf with y.", ("/a/x.pdf", "y"))


@given(some.text(max_size=200) | SPECIAL)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        template = parse(text)
    except PromptInvalid:
        return
    assert fill(template, {each.name: each.usual or "1" for each in template.variables}).text or (
        not text or all(isinstance(each, Variable) for each in template.pieces)
    )


@given(some.text(max_size=100) | SPECIAL)
def test_a_text_made_literal_stays_as_it_is(text: str) -> None:
    template = parse(literal(text))
    assert template.variables == ()
    assert fill(template, {}).text == text


@given(some.text(min_size=1, max_size=100) | SPECIAL.filter(bool), SPECIAL)
def test_a_value_is_never_read_again(value: str, around: str) -> None:
    text = f"{literal(around)}|{{{{x}}}}|{{{{y =}}}}"
    wanted = value if value.strip() else "usual"
    filled = fill(parse(text.replace("{{x}}", "{{x = usual}}")), {"x": value, "y": "{{x}}"})
    assert filled.text == f"{around}|{wanted}|{{{{x}}}}"
