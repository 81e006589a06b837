"""`run.py package`: what is asked for, and what is said where it cannot be had."""

import hashlib
import shutil
from pathlib import Path

import pytest

from app import __version__
from bundle import command, root
from setup.console import SetupError
from setup.stages import Environment
from smoke import forms
from smoke.pdf import pdf

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        ([], command.FORMATS),
        (["all"], command.FORMATS),
        (["rpm", "deb"], ("deb", "rpm")),
    ],
)
def test_formats(asked: list[str], chosen: tuple[str, ...]) -> None:
    assert command.chosen_formats(asked) == chosen


def test_an_unknown_format_is_refused_with_those_that_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert command.run(Environment(ROOT), ["snap"]) == 1
    assert "deb, tar, appimage, rpm" in capsys.readouterr().err


def test_the_version_is_that_of_the_program() -> None:
    assert command.version_of(ROOT) == __version__


def test_the_date_of_files_can_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "12345")
    assert command.epoch_of(ROOT) == 12345


def test_sums_are_of_the_packages_alone(tmp_path: Path) -> None:
    (tmp_path / "snug-1.run").write_bytes(b"one")
    (tmp_path / "notes.txt").write_bytes(b"two")
    sums = command.write_sums(tmp_path).read_text()
    assert sums == f"{hashlib.sha256(b'one').hexdigest()}  snug-1.run\n"


def test_a_missing_debootstrap_is_told_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(SetupError, match="apt-get install --no-install-recommends debootstrap"):
        root.require_root_and_tools()


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("snug-chat_0.1.0_amd64.deb", forms.DebForm),
        ("snug-0.1.0-linux-x86_64.tar.gz", forms.TarForm),
        ("snug-0.1.0-linux-x86_64.run", forms.FileForm),
        ("snug-0.1.0-x86_64.AppImage", forms.FileForm),
    ],
)
def test_each_kind_of_package_is_known_by_its_name(name: str, form: type, tmp_path: Path) -> None:
    assert isinstance(forms.form_of(tmp_path / name, None, tmp_path), form)


def test_what_cannot_be_tried_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="cannot be tried"):
        forms.form_of(tmp_path / "snug.exe", None, tmp_path)


def test_the_pdf_of_the_trial_is_one() -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf((("One (1)",), ("Two", "more"))))
    texts = [page.get_textpage().get_text_bounded() for page in document]
    assert [text.split() for text in texts] == [["One", "(1)"], ["Two", "more"]]
