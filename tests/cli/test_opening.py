"""Which arguments open the window, with which files, and what is a command."""

from pathlib import Path

import pytest

from app.cli import main
from app.cli.main import COMMANDS, command_line, run
from app.config.wishes import Act, Wish

Opened = list[dict[str, object]]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Opened:
    calls: Opened = []

    def open_window(**given: object) -> int:
        calls.append(given)
        return 0

    monkeypatch.setattr("app.gui.application.run", open_window)
    monkeypatch.chdir(tmp_path)
    for name in ("lease.txt", "계약 1.pdf", "chat"):
        (tmp_path / name).touch()
    return calls


@pytest.mark.parametrize(
    ("arguments", "wish"),
    [
        ([], Wish()),
        (["--new"], Wish(Act.NEW)),
        (["--quick"], Wish(Act.QUICK)),
        (["--offline", "--set", "appearance.theme=dark"], Wish()),
        (["lease.txt"], Wish(Act.OPEN, (Path("lease.txt"),))),
        (
            ["--offline", "lease.txt", "계약 1.pdf"],
            Wish(Act.OPEN, (Path("lease.txt"), Path("계약 1.pdf"))),
        ),
        (["./chat"], Wish(Act.OPEN, (Path("chat"),))),
        (["--", "chat"], Wish(Act.OPEN, (Path("chat"),))),
    ],
)  # fmt: skip
def test_the_window_opens(opened: Opened, tmp_path: Path, arguments: list[str], wish: Wish) -> None:
    assert run(arguments) == 0
    expected = Wish(wish.act, tuple(tmp_path / each for each in wish.files))
    assert [call["wish"] for call in opened] == [expected]


def test_an_address_of_a_file_is_its_path(opened: Opened, tmp_path: Path) -> None:
    assert run([(tmp_path / "계약 1.pdf").as_uri()]) == 0
    assert opened[0]["wish"] == Wish(Act.OPEN, (tmp_path / "계약 1.pdf",))


def test_hidden(opened: Opened) -> None:
    assert run(["--hidden"]) == 0
    assert opened[0]["is_hidden"] is True


def test_a_file_that_is_not_there(opened: Opened, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["missing.pdf"]) == 1
    assert "“missing.pdf” is not there" in capsys.readouterr().err
    assert not opened


def test_too_many_files(opened: Opened, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lease.txt"] * 101) == 2
    assert "at most 100 files" in capsys.readouterr().err


def test_what_could_not_be_told_to_an_open_window_is_a_sentence(
    opened: Opened, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / ("가" * 80)
    file.touch()
    assert run(["--", *[str(file)] * 100]) == 0
    file = file.with_name("나" * 80) / ("다" * 80)
    file.parent.mkdir()
    file.touch()
    assert run(["--", *[str(file)] * 100]) == 2
    assert "so many files" in capsys.readouterr().err
    assert len(opened) == 1


def test_a_word_that_is_neither(opened: Opened, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["chatt"])
    assert "invalid choice" in capsys.readouterr().err
    assert not opened


def test_the_words_that_are_no_files_are_the_commands() -> None:
    parser = command_line()
    found = {name for action in parser._actions for name in (action.choices or ())
             if isinstance(action.choices, dict)}  # fmt: skip
    assert found == set(COMMANDS)


def test_a_command_is_not_taken_for_a_file(opened: Opened) -> None:
    assert main._for_window(["chat", "hello"]) is None
    assert main._for_window(["--home", "/x", "chat"]) is None
    assert main._for_window(["--help"]) is None
    assert main._for_window(["--passphrase-fil", "x"]) is None, "short forms are the parser's"
