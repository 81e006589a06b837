"""The add-on for NVIDIA's cards: what it is built with, what it holds, and how it is put in."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from app.engine.host import addon as loading
from app.engine.host import binding
from bundle import addon, command, cuda, toolkit
from bundle.publisher import Publisher
from bundle.root import BuildRoot
from linux import addon as packages
from linux import tar
from linux.tree import LIBRARIES
from setup.console import Runner, SetupError
from setup.stages import Environment

ROOT = Path(__file__).resolve().parents[2]
ENGINE = "llama-cpp-python 0.3.36, ggml 0.25.3 (unknown)"
EPOCH = 1_790_000_000
PUBLISHER = Publisher("Somebody")
RELEASE = packages.Release("1.2", EPOCH, PUBLISHER)
LIBRARY = "lib/snug/_internal/llama_cpp/cuda"

READELF = """
 0x0000000000000001 (NEEDED)             Shared library: [libggml-base.so.0]
 0x0000000000000001 (NEEDED)             Shared library: [libcudart.so.13]
 0x0000000000000001 (NEEDED)             Shared library: [libcublas.so.13]
 0x0000000000000001 (NEEDED)             Shared library: [libcublasLt.so.13]
 0x0000000000000001 (NEEDED)             Shared library: [libcuda.so.1]
 0x0000000000000001 (NEEDED)             Shared library: [libstdc++.so.6]
 0x0000000000000001 (NEEDED)             Shared library: [libc.so.6]
 0x000000000000000f (RPATH)              Library rpath: [$ORIGIN:$ORIGIN/../lib]
"""


class PretendRoot(BuildRoot):
    """A build system in which every step leaves behind what the real one would."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, Runner(folder))
        self.labels: list[str] = []
        self.commands: list[str] = []

    def run(
        self,
        label: str,
        command: Sequence[str | Path],
        environment: Mapping[str, str] | None = None,
        mounts: Mapping[Path, str] | None = None,
    ) -> None:
        """Write down the step, and leave its outcome."""
        self.labels.append(label)
        self.commands.append(" ".join(map(str, command)))
        place = self.folder / "build"
        made: dict[str, str] = {}
        if "NVIDIA's wheels" in label:
            made = {f"cuda/nvidia/cu13/lib/{name}": f"of NVIDIA: {name}" for name in toolkit.OWNERS}
            for wheel in set(toolkit.OWNERS.values()):
                folder = f"cuda/{wheel.replace('-', '_')}-13.0.0.dist-info/licenses"
                made[f"{folder}/License.txt"] = "End User License Agreement"
        elif label == "Unpacking it":
            made = {"llama/vendor/llama.cpp/LICENSE": "MIT"}
        elif label == "Looking at what came out":
            made = {"dynamic": READELF, "built-for": f"{ENGINE}\n"}
            made["cmake/bin/libggml-cuda.so"] = "backend"
        for name, text in made.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text)


def backend(root: BuildRoot, cache: Path, *names: str, quick: bool = False) -> cuda.CudaBackend:
    return cuda.CudaBackend(Environment(ROOT), root, cache, names, quick=quick)


@pytest.fixture
def libraries(tmp_path: Path) -> Path:
    """What a build leaves in the cache."""
    return backend(PretendRoot(tmp_path / "root"), tmp_path / "cache", "86").provide()


@pytest.fixture
def addon_tree(libraries: Path, tmp_path: Path) -> Path:
    """The files of the add-on below the root of a system."""
    factory = addon.AddonFactory(
        Environment(ROOT),
        tmp_path / "cache",
        backend(PretendRoot(tmp_path / "root"), tmp_path / "cache", "86"),
        "1.2",
        EPOCH,
    )
    target = tmp_path / "addon"
    packages.build_addon_tree(libraries, factory.papers(libraries), target)
    return target


def files_of(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()
    )


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        (None, cuda.ARCHITECTURES),
        ("86", ("86",)),
        ("75-virtual, 120a-real", ("75-virtual", "120a-real")),
        ("86;89-real", ("86", "89-real")),
    ],
)
def test_architectures(asked: str | None, chosen: tuple[str, ...]) -> None:
    assert cuda.chosen_architectures(asked) == chosen


@pytest.mark.parametrize("asked", ["61", "70-virtual", "ampere", "86-", "", "native"])
def test_what_cuda_13_does_not_compile_for_is_refused(asked: str) -> None:
    with pytest.raises(SetupError, match="architecture"):
        cuda.chosen_architectures(asked)


def test_every_generation_has_code_of_its_own_and_later_ones_code_that_is_portable() -> None:
    assert all(cuda.ARCHITECTURE.match(name) for name in cuda.ARCHITECTURES)
    ready = [name for name in cuda.ARCHITECTURES if not name.endswith("-virtual")]
    assert {re.match(r"\d+", name)[0] for name in ready} >= {"75", "80", "86", "89", "90", "120"}
    assert any(not name.endswith("-real") for name in cuda.ARCHITECTURES)


def test_it_is_built_like_the_engine_without_its_other_backends(tmp_path: Path) -> None:
    arguments = backend(PretendRoot(tmp_path), tmp_path, "86", "89").arguments()
    assert {"-DGGML_NATIVE=off", "-DGGML_BACKEND_DL=on", "-DGGML_CUDA=on"} <= set(arguments)
    assert "-DCMAKE_CUDA_ARCHITECTURES=86;89" in arguments
    assert not any("VULKAN" in argument or "ALL_QUANTS" in argument for argument in arguments)


def test_each_choice_has_its_own_place_in_the_cache(tmp_path: Path) -> None:
    root = PretendRoot(tmp_path)
    keys = {
        backend(root, tmp_path, "86").key(),
        backend(root, tmp_path, "89").key(),
        backend(root, tmp_path, "86", quick=True).key(),
    }
    assert len(keys) == 3


def test_a_build_is_kept_with_the_libraries_as_nvidia_made_them(tmp_path: Path) -> None:
    root = PretendRoot(tmp_path / "root")
    folder = backend(root, tmp_path / "cache", "86").provide()
    assert files_of(folder) == sorted(
        [
            "built-for", "libggml-cuda.so", *toolkit.LIBRARIES,
            "licences/llama.cpp/LICENSE", "licences/nvidia-cublas/License.txt",
            "licences/nvidia-cuda-runtime/License.txt",
        ]
    )  # fmt: skip
    for name in toolkit.LIBRARIES:
        assert (folder / name).read_text() == f"of NVIDIA: {name}"
    assert not any("strip" in step and "libcu" in step for step in root.commands)
    assert not (root.folder / "build").exists()

    steps = len(root.labels)
    assert backend(root, tmp_path / "cache", "86").provide() == folder
    assert len(root.labels) == steps


def test_a_library_that_asks_for_what_it_should_is_taken() -> None:
    cuda.check_dynamic(READELF)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("libcuda.so.1", "libc.so.6", "does not ask for libcuda.so.1"),
        ("libcublasLt.so.13", "libm.so.6", "does not ask for libcublasLt.so.13"),
        ("libstdc++.so.6", "libnccl.so.2", "asks for libnccl.so.2, which is nowhere"),
        ("(RPATH)  ", "(RUNPATH)", "does not look for its libraries beside itself"),
        ("$ORIGIN:", "/build/cuda:$ORIGIN:", "does not look for its libraries beside itself"),
    ],
)
def test_one_that_would_load_something_else_is_refused(old: str, new: str, sentence: str) -> None:
    assert old in READELF
    with pytest.raises(SetupError, match=re.escape(sentence)):
        cuda.check_dynamic(READELF.replace(old, new))


def test_the_wheels_become_a_toolkit_without_a_driver(tmp_path: Path) -> None:
    compiler = shutil.which("gcc")
    if compiler is None:
        pytest.skip("no compiler")
    (tmp_path / "lib").mkdir()
    for name in toolkit.LIBRARIES:
        (tmp_path / "lib" / name).write_text(name)
    script = toolkit.LINKS.replace(toolkit.TOOLKIT, str(tmp_path))
    subprocess.run(["sh", "-ec", script], check=True)
    assert (tmp_path / "lib64" / "libcublasLt.so").read_text() == "libcublasLt.so.13"
    assert b"libcuda.so.1" in (tmp_path / "lib64" / "stubs" / "libcuda.so").read_bytes()


def test_the_engine_is_named_as_the_engine_names_itself() -> None:
    base = binding._own_libraries() / "libggml-base.so.0"
    if not base.exists():
        pytest.skip("an engine with another name for its library")
    name = binding._engine().partition(",")[0]
    done = subprocess.run(
        [sys.executable, "-c", cuda.SAY_ENGINE, base, name],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == binding._engine()


def test_the_program_looks_where_the_packages_put_it(addon_tree: Path, libraries: Path) -> None:
    place = addon_tree / packages.PLACE
    assert (place / loading.BACKEND).read_text() == "backend"
    assert loading.refusal(place, ENGINE) == ""
    assert packages.PLACE.name == binding._addon_folder().name
    assert packages.PLACE.parent == LIBRARIES / "_internal" / "llama_cpp"


def test_the_driver_is_never_inside(addon_tree: Path) -> None:
    assert not list(addon_tree.rglob("libcuda.so*"))


def test_the_tree_holds_the_libraries_and_what_is_to_be_read(addon_tree: Path) -> None:
    documents = "usr/share/doc/snug-chat-cuda"
    names = ["libggml-cuda.so", "built-for", *toolkit.LIBRARIES]
    texts = ["copyright", "changelog.gz", "sbom.cdx.json", "licences/llama.cpp/LICENSE"]
    texts += [f"licences/{name}/License.txt" for name in set(toolkit.OWNERS.values())]
    assert files_of(addon_tree) == sorted(
        [*(f"usr/{LIBRARY}/{name}" for name in names), *(f"{documents}/{name}" for name in texts)]
    )
    assert {path.stat().st_mode & 0o777 for path in addon_tree.rglob("*")} == {0o755, 0o644}


def test_the_bill_of_materials_names_both_owners(addon_tree: Path) -> None:
    bill = json.loads((addon_tree / packages.DOCUMENTS / "sbom.cdx.json").read_text())
    assert bill["metadata"]["component"]["bom-ref"] == "snug-chat-cuda"
    found = {each["name"]: each for each in bill["components"]}
    assert set(found) == {"llama.cpp", "nvidia-cublas", "nvidia-cuda-runtime"}
    digest = hashlib.sha256(b"of NVIDIA: libcudart.so.13").hexdigest()
    assert found["nvidia-cuda-runtime"]["properties"] == [
        {"name": "snug:sha256:libcudart.so.13", "value": digest}
    ]
    assert found["nvidia-cublas"]["licenses"] == [{"license": {"name": toolkit.LICENCE}}]
    assert found["llama.cpp"]["version"] == f"as in {ENGINE}"


def test_every_library_is_of_a_pinned_wheel() -> None:
    assert set(toolkit.OWNERS) == set(toolkit.LIBRARIES)
    assert set(toolkit.OWNERS.values()) <= set(toolkit.versions(Environment(ROOT)))


def test_the_package_needs_the_program_in_its_very_version() -> None:
    text = packages.control(RELEASE, 3)
    assert "\nDepends: snug-chat (= 1.2), libc6 (>= 2.36)," in text
    assert "\nSection: non-free/misc\n" in text


def test_the_description_says_whose_the_libraries_are() -> None:
    _, _, description = packages.control(RELEASE, 3).partition("Description: ")
    lines = description.rstrip("\n").split("\n")
    assert all(re.match(r" (\.$|\S)", line) for line in lines[1:])
    assert all(len(line) <= 80 for line in lines)
    assert "They are not free software" in " ".join(line.strip() for line in lines)


def test_a_package_for_a_trial_is_known_by_its_name(addon_tree: Path, tmp_path: Path) -> None:
    for quick, name in ((False, "snug-cuda-1.2"), (True, "snug-cuda-quick-1.2")):
        release = packages.Release("1.2", EPOCH, PUBLISHER, quick=quick)
        made = packages.build_addon_tar(addon_tree, tmp_path / "work", tmp_path, release)
        assert made.name == f"{name}-linux-x86_64.tar.gz"
        assert made.name in command.write_sums(tmp_path).read_text()


def call(*arguments: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
    return subprocess.run(
        arguments, env=environment, capture_output=True, text=True, check=False, cwd=home
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "a home"
    path.mkdir()
    return path


def test_it_is_added_to_an_installed_program_and_leaves_with_it(
    tree: Path, addon_tree: Path, tmp_path: Path, home: Path
) -> None:
    tar.lay_out(tree, tmp_path / "program")
    packages.lay_out_addon(addon_tree, tmp_path / "cuda")
    assert call(tmp_path / "program" / "install.sh", home=home).returncode == 0

    for _ in range(2):
        done = call(tmp_path / "cuda" / "add-cuda.sh", home=home)
        assert done.returncode == 0, done.stderr
    assert f"{home}/.local/bin/snug doctor" in done.stdout

    local = home / ".local"
    assert (local / LIBRARY / "libcublas.so.13").read_text() == "of NVIDIA: libcublas.so.13"
    assert not (local / "add-cuda.sh").exists()
    assert call("sh", local / "lib/snug/uninstall.sh", home=home).returncode == 0
    assert files_of(home) == []


def test_without_a_program_it_says_what_comes_first(
    addon_tree: Path, tmp_path: Path, home: Path
) -> None:
    packages.lay_out_addon(addon_tree, tmp_path / "cuda")
    done = call(tmp_path / "cuda" / "add-cuda.sh", home=home)
    assert done.returncode == 1
    assert "Install its own archive first" in done.stderr
    assert files_of(home) == []


def test_unpacked_over_the_program_it_is_installed_with_it(
    tree: Path, addon_tree: Path, tmp_path: Path, home: Path
) -> None:
    tar.lay_out(tree, tmp_path / "program")
    release = RELEASE
    made = packages.build_addon_tar(addon_tree, tmp_path / "work", tmp_path, release)
    (tmp_path / "program").rename(tmp_path / "snug-1.2")
    subprocess.run(["tar", "-xzf", made, "-C", tmp_path], check=True)

    assert call(tmp_path / "snug-1.2" / "install.sh", home=home).returncode == 0
    assert (home / ".local" / LIBRARY / "libggml-cuda.so").exists()
    assert call("sh", home / ".local/lib/snug/uninstall.sh", home=home).returncode == 0
    assert files_of(home) == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["cuda", "rpm"], "The add-on is no “rpm”; there are: deb, tar."),
        (["cuda", "--architectures", "52"], "“52” is no architecture that CUDA 13 compiles for."),
    ],
)
def test_what_cannot_be_built_is_told_at_once(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.run(Environment(ROOT), arguments) == 1
    assert sentence in capsys.readouterr().err


def test_the_plain_packages_do_not_have_it() -> None:
    assert "cuda" not in command.FORMATS
