"""A small tree of a package, as it is laid out before an archive is made of it."""

from pathlib import Path

import pytest

from bundle.freeze import Bundle
from bundle.publisher import Publisher
from linux.tree import Papers, build_tree

ROOT = Path(__file__).resolve().parents[2]

EPOCH = 1_790_000_000
PUBLISHER = Publisher("Somebody")


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    """A bundle of a program, a library, a model and a resource."""
    folder = tmp_path / "bundle"
    files = {
        "snug": "program",
        "_internal/resources/icons/snug.svg": "<svg/>",
        "_internal/llama_cpp/lib/libllama.so.0": "library",
        "_internal/models/Tiny.gguf": "model",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755 if name == "snug" else 0o644)
    (folder / "_internal/llama_cpp/lib/libllama.so").symlink_to("libllama.so.0")
    return Bundle(folder)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A source folder with the files of the desktop, and nothing else."""
    share = tmp_path / "source" / "packaging" / "linux" / "share"
    files = {
        "usr/share/applications/snug.desktop": "[Desktop Entry]\nExec=snug %F\nIcon=chat.snug\n",
        "usr/share/icons/hicolor/scalable/apps/chat.snug.svg": "<svg/>",
        "etc/apparmor.d/snug": "profile snug {}\n",
    }
    for name, text in files.items():
        path = share / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "source"


@pytest.fixture
def tree(tmp_path: Path, source: Path, bundle: Bundle) -> Path:
    """The tree of a package below the root of a system."""
    licences = tmp_path / "licences"
    (licences / "thing").mkdir(parents=True)
    (licences / "thing" / "LICENSE").write_text("do what you like\n")
    manual = tmp_path / "texts" / "usr" / "share" / "man" / "man1"
    manual.mkdir(parents=True)
    (manual / "snug.1").write_text(".TH SNUG 1\n")
    papers = Papers("Copyright nobody\n", "snug (1) stable\n", {}, licences)
    target = tmp_path / "tree"
    build_tree(source, bundle, papers, PUBLISHER, target, tmp_path / "texts")
    return target
