"""The requirement files: pinned, hashed, without addresses, made from pyproject.toml."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "packaging" / "requirements"
NAMES = ("runtime", "test", "package", "build", "cuda", "engine")

PIN = re.compile(r"^([a-z0-9][a-z0-9-]*)==(\S+)(?: ; [^\\]+)?$")
HASH = re.compile(r"^--hash=sha256:[0-9a-f]{64}$")


def text_of(name):
    return (FOLDER / f"{name}.txt").read_text("utf-8")


def entries(name):
    """Return each requirement with its hashes, the continued lines joined."""
    lines = text_of(name).replace("\\\n", "\n@").splitlines()
    found = []
    for line in lines:
        if line.startswith("@"):
            found[-1][1].append(line.removeprefix("@").strip())
        else:
            found.append((line.strip(), []))
    return found


def pinned_names(name):
    return {PIN.match(requirement)[1] for requirement, _ in entries(name)}


def names_of(requirements):
    return {re.match(r"[A-Za-z0-9-]+", line)[0].lower() for line in requirements}


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.mark.parametrize("name", NAMES)
def test_every_requirement_is_pinned_and_hashed(name):
    assert entries(name)
    for requirement, hashes in entries(name):
        assert PIN.match(requirement), requirement
        assert hashes, requirement
        assert all(HASH.match(line) for line in hashes), requirement


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "unwanted", ["http:", "https:", "--index", "--extra-index", "--find-links", "/", "#"]
)
def test_no_address_and_no_path_is_written_down(name, unwanted):
    assert unwanted not in text_of(name)


def test_every_dependency_has_its_version(project):
    expected = names_of(project["dependencies"]) - {"llama-cpp-python"}
    assert expected <= pinned_names("runtime")
    assert names_of(project["optional-dependencies"]["test"]) <= pinned_names("test")
    assert names_of(project["optional-dependencies"]["build"]) <= pinned_names("build")


def test_exact_pins_of_the_project_are_kept(project):
    pins = {requirement for name in NAMES for requirement, _ in entries(name)}
    assert {line.lower() for line in project["dependencies"] if "==" in line} <= pins


def test_what_the_low_level_binding_does_not_need_is_left_out():
    assert pinned_names("runtime").isdisjoint({"diskcache", "llama-cpp-python"})
    assert "typing-extensions" in pinned_names("runtime")
    assert all("diskcache" not in pinned_names(name) for name in NAMES)


def test_what_would_connect_past_the_gate_is_left_out():
    assert "huggingface-hub" in pinned_names("runtime")
    assert all("hf-xet" not in pinned_names(name) for name in NAMES)


def test_the_engine_is_one_source_package():
    ((requirement, hashes),) = entries("engine")
    assert requirement.startswith("llama-cpp-python==")
    assert len(hashes) == 1


def test_cudas_compiler_is_whole_and_for_one_system(project):
    wanted = names_of(project["optional-dependencies"]["cuda"])
    assert pinned_names("cuda") == wanted
    assert {"nvidia-cuda-nvcc", "nvidia-nvvm", "nvidia-cuda-crt", "nvidia-cublas"} <= wanted
    for requirement, _ in entries("cuda"):
        assert "sys_platform == 'linux'" in requirement
        assert "platform_machine == 'x86_64'" in requirement


def test_tools_and_application_agree_on_shared_packages():
    runtime = {requirement for requirement, _ in entries("runtime")}
    shared = pinned_names("runtime") & pinned_names("test")
    for requirement, _ in entries("test"):
        if PIN.match(requirement)[1] in shared:
            assert requirement in runtime
