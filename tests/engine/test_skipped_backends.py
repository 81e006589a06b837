"""Backends for graphics cards that came along and that this computer cannot use."""

from pathlib import Path

import pytest

from app.cli.doctor import _skipped_line
from app.domain.models import SkippedBackend
from app.engine.host import binding


def skipped_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[SkippedBackend, ...]:
    monkeypatch.setattr(binding, "_own_libraries", lambda: folder)
    return binding.skipped_backends()


def test_a_backend_that_does_not_load_is_told_with_the_loaders_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "libggml-vulkan.so").write_bytes(b"no library")

    (skipped,) = skipped_in(tmp_path, monkeypatch)

    assert skipped.name == "Vulkan"
    assert "libggml-vulkan.so" in skipped.reason


def test_what_did_not_come_along_is_not_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert skipped_in(tmp_path, monkeypatch) == ()


@pytest.mark.parametrize(
    ("reason", "line"),
    [
        (
            "libvulkan.so.1: cannot open shared object file: No such file or directory",
            "left aside: libvulkan.so.1 is not installed, which comes with a driver",
        ),
        ("", "left aside: no graphics card with a driver for it was found"),
        ("wrong ELF class", "left aside: wrong ELF class"),
    ],
)
def test_the_doctor_says_why(reason: str, line: str) -> None:
    assert _skipped_line(SkippedBackend("Vulkan", reason)) == line


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (
            "libcuda.so.1: cannot open shared object file: No such file or directory",
            "Install NVIDIA's driver 580 or newer",
        ),
        (
            "libcublas.so.13: cannot open shared object file: No such file or directory",
            "libcublas.so.13 is missing. Install the CUDA add-on again",
        ),
        ("it was built for another", "it was built for another. Install the CUDA add-on that came"),
        ("", "no card that it can use was found: it needs one of NVIDIA from 2018 or newer"),
    ],
)
def test_the_doctor_says_what_to_do_for_a_card_of_nvidia(reason: str, words: str) -> None:
    line = _skipped_line(SkippedBackend("CUDA", reason))
    assert line.startswith("left aside: ")
    assert words in line
