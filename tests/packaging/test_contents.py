"""What goes into the bundle, and how the engine's libraries lie in it."""

import sys
from pathlib import Path

import pytest

from app.workers.supervisor import child_command
from bundle import contents, freeze
from bundle.engine import PORTABLE_ARGUMENTS
from bundle.root import PACKAGES, apt_sources, entering, mirror_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "place",
    [
        "libxcb-cursor.so.0", "libxcb-icccm.so.4", "libxkbcommon-x11.so.0", "libffi.so.8",
        "libpython3.13.so.1.0", "liblzma.so.5", "libbz2.so.1.0", "PySide6/Qt/lib/libQt6Core.so.6",
        "PySide6/Qt/plugins/platforms/libqxcb.so", "PySide6/Qt/lib/libQt6OpenGL.so.6",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
    ],
)  # fmt: skip
def test_wanted_libraries(place: str) -> None:
    assert contents.is_wanted_library(place)


@pytest.mark.parametrize(
    "place",
    [
        "libstdc++.so.6", "libgcc_s.so.1", "libglib-2.0.so.0", "libX11.so.6", "libX11-xcb.so.1",
        "libxcb.so.1", "libxcb-shm.so.0", "libxkbcommon.so.0", "libssl.so.3", "libcrypto.so.3",
        "libfontconfig.so.1", "libwayland-client.so.0", "libdbus-1.so.3", "libkrb5support.so.0",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so", "PySide6/Qt/lib/libQt6Quick.so.6",
        "PySide6/Qt/plugins/platforms/libqvnc.so", "PySide6/Qt/lib/libQt6Qml.so.6",
    ],
)  # fmt: skip
def test_libraries_that_stay_out(place: str) -> None:
    assert not contents.is_wanted_library(place)


def test_a_library_of_that_name_inside_a_wheel_stays() -> None:
    assert contents.is_wanted_library("cryptography.libs/libssl.so.3")


@pytest.mark.parametrize(
    ("place", "is_wanted"),
    [
        ("resources/translations/snug_ko.qm", True),
        ("resources/translations/snug_ko.ts", False),
        ("resources/screenshot.png", False),
        ("models.toml", True),
        ("PySide6/Qt/translations/qtbase_ko.qm", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("lxml/includes/etreepublic.pxd", False),
    ],
)
def test_data(place: str, is_wanted: bool) -> None:
    assert contents.is_wanted_data(place) is is_wanted


def test_of_a_library_and_its_copies_the_longest_name_is_taken() -> None:
    lib = "llama_cpp/lib"
    names = [f"{lib}/libggml.so", f"{lib}/libggml.so.0", f"{lib}/libggml.so.0.25.3"]
    others = [f"{lib}/libggml-cpu-haswell.so", f"{lib}/cmake/x.cmake", "lib/libggml.so.0.25.3"]
    assert freeze.engine_libraries([*names, *others]) == [
        f"{lib}/libggml-cpu-haswell.so",
        f"{lib}/libggml.so.0.25.3",
    ]


def test_shorter_names_are_links_to_the_one_file(tmp_path: Path) -> None:
    (tmp_path / "libggml.so.0.25.3").write_text("one")
    (tmp_path / "libllama.so.0").write_text("two")
    (tmp_path / "libggml-vulkan.so").write_text("three")
    freeze.link_by_soname(tmp_path)
    links = {path.name: str(path.readlink()) for path in tmp_path.iterdir() if path.is_symlink()}
    assert links == {
        "libggml.so": "libggml.so.0.25.3",
        "libggml.so.0": "libggml.so.0.25.3",
        "libllama.so": "libllama.so.0",
    }


def test_the_engine_is_built_for_every_processor() -> None:
    assert "-DGGML_NATIVE=off" in PORTABLE_ARGUMENTS
    assert "-DGGML_NATIVE=on" not in PORTABLE_ARGUMENTS
    assert "-DGGML_CPU_ALL_VARIANTS=on" in PORTABLE_ARGUMENTS


def test_every_wanted_version_is_of_a_pinned_library() -> None:
    folder = ROOT / "packaging" / "requirements"
    pinned = (folder / "runtime.txt").read_text() + (folder / "engine.txt").read_text()
    for name in contents.METADATA:
        assert f"\n{name.lower()}==" in f"\n{pinned}", name


def test_a_frozen_program_starts_its_children_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/usr/lib/snug/snug")
    assert child_command("engine") == ["/usr/lib/snug/snug", "--role", "engine"]


def test_sources_of_packages_lie_below_the_mirror_that_was_chosen() -> None:
    mirror = mirror_of("# a comment\ndeb http://mirror.example/debian bookworm main\n")
    lines = apt_sources(mirror).splitlines()
    assert "deb http://mirror.example/debian-security bookworm-security main" in lines
    assert all("http://mirror.example/debian" in line for line in lines)


def test_a_program_in_the_root_gets_no_variables_but_those_that_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SNUG_HOME", "/secret")
    monkeypatch.setenv("PIP_TIMEOUT", "7")
    script = entering(Path("/r o o t"), ["true"], {"LANG": "C"}, {Path("/a b"): "/inside"})[-1]
    assert "SNUG_HOME" not in script
    assert "PIP_TIMEOUT=7" in script
    assert "mount --bind '/a b' '/r o o t/inside'" in script


def test_the_root_names_each_package_once() -> None:
    assert len(PACKAGES) == len(set(PACKAGES))
