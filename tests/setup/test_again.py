"""`run.py test --again N`: how often, in which order, and what is told at the end."""

from pathlib import Path

import pytest

from setup.again import Run, report, run_again, times

PASSED = (
    '<testsuites><testsuite><testcase classname="tests.a" name="one"/></testsuite></testsuites>'
)
FAILED = """<testsuites><testsuite>
<testcase classname="tests.a" name="one"/>
<testcase classname="tests.a" name="two"><failure message="no">no</failure></testcase>
<testcase classname="tests.b" name="three"><error message="no">no</error></testcase>
<testcase classname="tests.b" name="four"><skipped message="no"/></testcase>
</testsuite></testsuites>"""


class Pytest:
    """In its place: keeps how it was called, and writes the results that it was given."""

    def __init__(self, *results: tuple[int, str]) -> None:
        self.calls: list[list[str]] = []
        self._results = list(results)

    def __call__(self, command: list[str | Path]) -> int:
        self.calls.append([str(each) for each in command])
        code, written = self._results.pop(0)
        if written:
            Path(self.calls[-1][-1].removeprefix("--junit-xml=")).write_text(written)
        return code


@pytest.mark.parametrize(
    ("arguments", "count", "rest"),
    [
        ([], 0, []),
        (["tests/engine", "-k", "stop"], 0, ["tests/engine", "-k", "stop"]),
        (["--again", "6"], 6, []),
        (["tests/engine", "--again", "2", "-x"], 2, ["tests/engine", "-x"]),
    ],
)
def test_how_often(arguments: list[str], count: int, rest: list[str]) -> None:
    assert times(arguments) == (count, rest)


@pytest.mark.parametrize("number", [[], ["0"], ["-1"], ["six"], ["²"], ["1.5"]])
def test_what_is_no_number_is_told(number: list[str]) -> None:
    with pytest.raises(ValueError, match="--again 6"):
        times(["--again", *number])


def test_each_run_has_an_order_of_its_own() -> None:
    played = Pytest((0, PASSED), (0, PASSED), (0, PASSED))
    assert run_again(["pytest", "-x"], 3, played) == 0
    assert [call[:4] for call in played.calls] == [["pytest", "-x", "-p", "randomly"]] * 3
    assert len({call[4] for call in played.calls}) == 3
    assert all(call[4].startswith("--randomly-seed=") for call in played.calls)


def test_what_failed_is_listed_and_the_others_run(capsys: pytest.CaptureFixture[str]) -> None:
    played = Pytest((1, FAILED), (0, PASSED))
    assert run_again(["pytest"], 2, played) == 1
    seed = played.calls[0][3]
    written = capsys.readouterr().out
    assert "    tests.a::two\n    tests.b::three\n    -p randomly " + seed in written
    assert written.endswith("passed\n")
    assert "one" not in written
    assert "four" not in written


def test_a_run_that_wrote_nothing_is_told_by_its_code() -> None:
    played = Pytest((3, ""))
    assert run_again(["pytest"], 1, played) == 1
    assert report([Run(7, 3, 61.4, ())]).splitlines() == [
        "run 1: seed 7, 61 s, ended with 3",
        "    -p randomly --randomly-seed=7 gives this order again",
    ]
