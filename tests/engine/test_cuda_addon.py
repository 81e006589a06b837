"""The add-on for NVIDIA's cards: loaded from beside the engine, and only if it fits that engine."""

import os
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from app.domain.models import SkippedBackend
from app.engine.host import addon, binding

ROOT = Path(__file__).resolve().parents[2]
ENGINE = binding._engine()

# A backend that says that it was loaded, and has a device for each PCI address.
BACKEND = """
#include <stddef.h>
#include <stdio.h>
struct props { const char *name, *description; size_t free, total; int type; const char *id; };
struct device {
    const char *(*get_name)(void *), *(*get_description)(void *);
    void (*get_memory)(void *, size_t *, size_t *);
    int (*get_type)(void *);
    void (*get_props)(void *, struct props *);
    void *others[9];
    void *reg, *context;
};
static struct device card;
static const char *device_name(void *d) { (void)d; return "CUDA0"; }
static void memory(void *d, size_t *free, size_t *total) { (void)d; *free = 1; *total = 2; }
static int gpu(void *d) { (void)d; return 1; }
static void properties(void *d, struct props *p) {
    (void)d; p->name = "CUDA0"; p->description = "a card"; p->type = 1; p->id = "0000:01:00.0";
}
static const char *name(void *r) { (void)r; return "CUDA"; }
static size_t count(void *r) { (void)r; return CARDS; }
static void *get(void *r, size_t i) { (void)r; (void)i; return &card; }
struct reg {
    int api_version;
    const char *(*name)(void *); size_t (*count)(void *); void *(*get)(void *, size_t); void *proc;
    void *context;
};
static struct reg registry = { 2, name, count, get, NULL, NULL };
void *ggml_backend_init(void) {
    fputs("LOADED\\n", stderr);
    card = (struct device){ device_name, device_name, memory, gpu, properties, {0}, &registry, 0 };
    return &registry;
}
"""

# What a child does: no other backend may have been loaded before.
START = """
import sys
from pathlib import Path
from app.engine.host import binding
binding._addon_folder = lambda: Path(sys.argv[1])
binding.start_backends()
binding.start_backends()  # whoever starts them again finds them
print([device.name for device in binding.devices() if device.kind == "gpu"])
print([(each.name, each.reason) for each in binding.skipped_backends()])
"""


def compiled(folder: Path, *options: str) -> Path:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("no compiler")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "backend.c").write_text(BACKEND)
    library = folder / addon.BACKEND
    command = [compiler, "-shared", "-fPIC", *options, "-o", library, folder / "backend.c"]
    subprocess.run(command, check=True)
    (folder / "backend.c").unlink()
    return library


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Backends that see no card, and the same card twice; and one that needs what is nowhere."""
    folder = tmp_path_factory.mktemp("backends")
    compiled(folder / "driver", "-DCARDS=0", "-Wl,-soname,libcuda.so.1").rename(
        folder / "libcuda.so.1"
    )
    needs = ("-Wl,--no-as-needed", str(folder / "libcuda.so.1"))
    found = {
        "without": compiled(folder / "without", "-DCARDS=0"),
        "twice": compiled(folder / "twice", "-DCARDS=2"),
        "driver": compiled(folder / "needs", "-DCARDS=1", *needs),
    }
    (folder / "libcuda.so.1").unlink()
    return found


def started(folder: Path, where: Path, **variables: str) -> tuple[str, str, bool]:
    """Start a child's backends; return its cards, what it left aside, and whether it loaded any."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    done = subprocess.run(
        [sys.executable, "-c", START, folder],
        env=environment, cwd=where, capture_output=True, text=True, check=True,
    )  # fmt: skip
    cards, skipped = done.stdout.splitlines()
    return cards, skipped, "LOADED" in done.stderr


def put(library: Path, folder: Path, engine: str | None) -> Path:
    folder.mkdir()
    shutil.copyfile(library, folder / addon.BACKEND)
    if engine is not None:
        (folder / "built-for").write_text(f"{engine}\n")
    return folder


def test_an_engine_is_named_by_its_source_and_its_release_of_ggml() -> None:
    assert f"llama-cpp-python {metadata.version('llama-cpp-python')}, ggml " in ENGINE


def test_one_that_fits_is_loaded_and_a_card_seen_twice_is_there_once(
    libraries: dict[str, Path], tmp_path: Path
) -> None:
    folder = put(libraries["twice"], tmp_path / "cuda", ENGINE)
    assert started(folder, tmp_path) == ("['CUDA0']", "[]", True)


def test_one_without_a_card_is_left_aside(libraries: dict[str, Path], tmp_path: Path) -> None:
    folder = put(libraries["without"], tmp_path / "cuda", ENGINE)
    assert started(folder, tmp_path) == ("[]", "[('CUDA', '')]", True)


def test_one_for_another_engine_is_never_loaded(libraries: dict[str, Path], tmp_path: Path) -> None:
    other = "llama-cpp-python 0.1.0, ggml 0.1.0 (unknown)"
    folder = put(libraries["twice"], tmp_path / "cuda", other)
    cards, skipped, was_loaded = started(folder, tmp_path)
    assert (cards, was_loaded) == ("[]", False)
    assert f"it was built for {other}, and this engine is {ENGINE}" in skipped


def test_without_a_driver_the_missing_library_is_named(
    libraries: dict[str, Path], tmp_path: Path
) -> None:
    folder = put(libraries["driver"], tmp_path / "cuda", ENGINE)
    cards, skipped, was_loaded = started(folder, tmp_path)
    assert (cards, was_loaded) == ("[]", False)
    assert "('CUDA', 'libcuda.so.1: cannot open shared object file" in skipped


def test_neither_the_working_directory_nor_the_loaders_path_is_looked_into(
    libraries: dict[str, Path], tmp_path: Path
) -> None:
    planted = put(libraries["twice"], tmp_path / "planted", ENGINE)
    (planted / "cuda").mkdir()
    shutil.copy(planted / addon.BACKEND, planted / "cuda")
    shutil.copy(planted / "built-for", planted / "cuda")
    path = {"LD_LIBRARY_PATH": str(planted), "PATH": f"{planted}:{os.environ['PATH']}"}
    assert started(tmp_path / "none", planted, **path) == ("[]", "[]", False)


def test_the_folder_lies_beside_the_engines_own_libraries() -> None:
    assert binding._addon_folder().parent == binding._own_libraries().parent


@pytest.mark.parametrize("told", [None, b"\xff\xfe", b""])
def test_what_does_not_say_what_it_is_for_is_refused(told: bytes | None, tmp_path: Path) -> None:
    if told is not None:
        (tmp_path / "built-for").write_bytes(told)
    assert addon.refusal(tmp_path, ENGINE)


def test_a_refused_one_is_told_without_being_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / addon.BACKEND).write_bytes(b"no library")
    monkeypatch.setattr(binding, "_addon_folder", lambda: tmp_path)
    (skipped,) = binding.skipped_backends()
    assert skipped == SkippedBackend("CUDA", "nothing says which engine it was built for")
