"""The bill of materials against what is pinned, and the inventory that it is made of."""

import json
import sys
from pathlib import Path

import pytest
from packaging.markers import Marker

from bundle import inventory, papers, sbom

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "packaging" / "requirements"
LINUX = {"sys_platform": "linux", "python_full_version": "3.13.5", "python_version": "3.13"}


def part(name: str, version: str, kind: str = "python", licence: str = "MIT") -> dict[str, str]:
    return {"name": name, "version": version, "kind": kind, "licence": licence}


def pinned() -> list[dict[str, str]]:
    """What the bundle on Linux has of the requirement files."""
    found = []
    for file in ("runtime", "engine"):
        text = (REQUIREMENTS / f"{file}.txt").read_text()
        for name, version, marker in inventory.pins(text):
            if not marker or Marker(marker).evaluate(LINUX):
                found.append(part(name, version))
    return found


def test_each_pinned_library_is_a_component_of_its_version() -> None:
    components = {(each["name"], each["version"]) for each in map(sbom.component, pinned())}
    assert len(components) == len(pinned())
    assert ("sqlcipher3", "0.6.4") in components
    assert ("pyside6-essentials", "6.11.3") in components
    assert not any(name == "pywin32-ctypes" for name, _ in components)


def test_every_line_of_a_requirement_file_is_read() -> None:
    text = (REQUIREMENTS / "runtime.txt").read_text()
    lines = [line for line in text.splitlines() if "==" in line]
    assert len(list(inventory.pins(text))) == len(lines)


def test_this_very_system_has_what_is_pinned_for_it() -> None:
    wanted = inventory.wanted_pins((REQUIREMENTS / "runtime.txt").read_text())
    assert ("secretstorage" in wanted) == (sys.platform == "linux")
    assert wanted["jinja2"]


def test_a_bill_is_the_same_for_the_same_parts() -> None:
    parts = [sbom.component(part("b", "1")), sbom.component(part("a", "2"))]
    one = sbom.bill("0.1.0", 1_790_000_000, parts)
    two = sbom.bill("0.1.0", 1_790_000_000, reversed(parts))
    assert json.dumps(one) == json.dumps(two)
    assert one["specVersion"] == "1.6"
    assert one["metadata"]["timestamp"] == "2026-09-21T14:13:20Z"
    assert one["dependencies"][0]["dependsOn"] == ["pkg:pypi/a@2", "pkg:pypi/b@1"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("MIT", {"expression": "MIT"}),
        ("Apache-2.0 OR BSD-3-Clause", {"expression": "Apache-2.0 OR BSD-3-Clause"}),
        ("MIT License", {"license": {"name": "MIT License"}}),
        ("see its texts", {"license": {"name": "see its texts"}}),
    ],
)
def test_licences(text: str, told: dict[str, object]) -> None:
    assert sbom.licence(text) == told


def test_the_models_inside_are_told_with_their_digests() -> None:
    catalog = (ROOT / "models.toml").read_text("utf-8")
    names = ["SmolLM2-135M-Instruct.Q4_1.gguf", "multilingual-e5-small.Q4_0.gguf", "other.gguf"]
    chat, embedder = sbom.model_components(catalog, names)
    assert chat["licenses"] == [{"expression": "Apache-2.0"}]
    assert len(embedder["hashes"][0]["content"]) == 64
    assert sbom.model_components(catalog, []) == []


def test_the_engine_is_told_with_the_version_of_its_libraries() -> None:
    libraries = ["libllama.so.0", "libggml.so.0.25.3", "libggml-cpu-haswell.so"]
    told = sbom.engine_component([part("llama-cpp-python", "0.3.36")], libraries)
    assert told["version"] == "as in llama-cpp-python 0.3.36, ggml 0.25.3"


def test_the_font_is_told_with_the_digest_of_each_file() -> None:
    told = sbom.font_component(ROOT / "resources" / "fonts")
    assert [each["name"] for each in told["properties"]] == [
        "snug:sha256:Pretendard-Bold.otf",
        "snug:sha256:Pretendard-Regular.otf",
    ]


def test_the_copyright_file_lists_every_component() -> None:
    listed = [
        sbom.component(part("b", "1", licence="BSD-3-Clause")),
        sbom.component(part("A", "2")),
    ]
    text = papers.copyright_text(listed)
    assert text.index("* A 2: MIT") < text.index("* b 1: BSD-3-Clause")
    assert "/usr/share/common-licenses/Apache-2.0" in text
