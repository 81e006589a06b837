"""The software bill of materials: CycloneDX 1.6 as JSON (ECMA-424)."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import tomllib
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

Part = Mapping[str, Any]

GGML_VERSION = re.compile(r"libggml\.so\.(\d+\.\d+\.\d+)$")
SPDX_EXPRESSION = re.compile(r"^[A-Za-z0-9.+-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]+)*$")

QT = ("pyside6-essentials", "shiboken6")


def component(part: Part) -> dict[str, Any]:
    """Return a part of the inventory as a component."""
    name, version = part["name"], part["version"]
    purls = {
        "python": f"pkg:pypi/{name}@{version}",
        "debian": f"pkg:deb/debian/{name}@{version}?arch=amd64&distro=debian-12",
        "debian-source": f"pkg:deb/debian/{name}@{version}?arch=source&distro=debian-13",
    }
    found: dict[str, Any] = {
        "type": "library",
        "bom-ref": purls[part["kind"]],
        "name": name,
        "version": version,
        "purl": purls[part["kind"]],
        "licenses": [licence(part["licence"])],
    }
    if part.get("files"):
        found["properties"] = [{"name": "snug:file", "value": name} for name in part["files"]]
    return found


def licence(text: str) -> dict[str, Any]:
    """Return a licence as an expression of SPDX where it is one, and as a name otherwise."""
    if SPDX_EXPRESSION.match(text) and text not in ("MIT License", "UNKNOWN"):
        return {"expression": text}
    return {"license": {"name": text}}


def engine_component(parts: Iterable[Part], libraries: Iterable[str]) -> dict[str, Any]:
    """Describe llama.cpp, which comes inside the source of its binding."""
    binding = next(part for part in parts if part["name"] == "llama-cpp-python")
    versions = [found[1] for name in libraries if (found := GGML_VERSION.search(name))]
    return {
        "type": "library",
        "bom-ref": "llama.cpp",
        "name": "llama.cpp",
        "version": f"as in llama-cpp-python {binding['version']}, ggml {', '.join(versions)}",
        "licenses": [{"expression": "MIT"}],
        "properties": [{"name": "snug:file", "value": name} for name in sorted(libraries)],
    }


def qt_component(parts: Iterable[Part]) -> dict[str, Any]:
    """Describe Qt, which comes inside its binding's wheel."""
    version = next(part["version"] for part in parts if part["name"] == QT[0])
    return {
        "type": "framework",
        "bom-ref": f"qt@{version}",
        "name": "Qt",
        "version": version,
        "licenses": [{"expression": "LGPL-3.0-only"}],
    }


def model_components(catalog: str, present: Iterable[str]) -> list[dict[str, Any]]:
    """Describe the models whose files are inside, from the model catalog's text."""
    names = set(present)
    return [
        {
            "type": "machine-learning-model",
            "bom-ref": f"model:{model['id']}",
            "name": model["name"],
            "version": model["quantization"],
            "hashes": [{"alg": "SHA-256", "content": model["sha256"]}],
            "licenses": [licence(model["licence"])],
            "properties": [{"name": "snug:file", "value": model["file_name"]}],
        }
        for model in tomllib.loads(catalog)["model"]
        if model["file_name"] in names
    ]


def font_component(fonts: Path) -> dict[str, Any]:
    """Describe the font inside, with the digests of its files."""
    files = sorted(fonts.glob("*.otf"))
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    return {
        "type": "data",
        "bom-ref": "font:pretendard",
        "name": "Pretendard",
        "licenses": [{"expression": "OFL-1.1"}],
        "properties": [
            {"name": f"snug:sha256:{path.name}", "value": digest}
            for path, digest in zip(files, digests, strict=True)
        ],
    }


def bill(
    version: str,
    epoch: int,
    components: Iterable[dict[str, Any]],
    package: str = "snug-chat",
    title: str = "Snug",
) -> dict[str, Any]:
    """Return the whole document; its serial number follows from what is in it."""
    listed = sorted(components, key=lambda each: str(each["bom-ref"]))
    digest = hashlib.sha256(json.dumps([version, listed], sort_keys=True).encode()).digest()
    made = datetime.datetime.fromtimestamp(epoch, datetime.UTC)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.UUID(bytes=digest[:16], version=5)}",
        "version": 1,
        "metadata": {
            "timestamp": made.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application",
                "bom-ref": package,
                "name": title,
                "version": version,
                "licenses": [{"expression": "Apache-2.0"}],
            },
        },
        "components": listed,
        "dependencies": [{"ref": package, "dependsOn": [str(each["bom-ref"]) for each in listed]}],
    }
