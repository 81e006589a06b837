"""Lists what the bundle is made of, with the licence of each part; runs in the build system.

    python inventory.py LIBRARIES OUT

`LIBRARIES` is the folder of the bundle that holds everything but the program. Writes
`OUT/inventory.json` and one folder a part below `OUT/licences`.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

LICENCE_FILE = re.compile(r"licen[cs]e|copying|notice|authors", re.IGNORECASE)
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)(?: *; *([^\\]+?))? *\\?$")
SEARCHED = ("/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu")
COMMON_LICENCES = Path("/usr/share/common-licenses")


def pins(requirements: str) -> Iterator[tuple[str, str, str]]:
    """Yield name, version and marker ("" for none) of each pinned line of a requirement file."""
    for line in requirements.splitlines():
        if matched := PIN.match(line.strip()):
            yield matched[1].lower(), matched[2], matched[3] or ""


def wanted_pins(requirements: str) -> dict[str, str]:
    """Return the versions of what a requirement file asks for on this very system."""
    from packaging.markers import Marker

    return {
        name: version
        for name, version, marker in pins(requirements)
        if not marker or Marker(marker).evaluate()
    }


def python_parts(requirements: str, licences: Path) -> Iterator[dict[str, Any]]:
    """Describe each pinned library, and keep the texts of its licence."""
    for name, version in wanted_pins(requirements).items():
        distribution = metadata.distribution(name)
        if distribution.version != version:
            raise SystemExit(f"{name} {distribution.version} is installed, {version} is pinned")
        kept = keep_licences(distribution, licences / name)
        yield {
            "kind": "python",
            "name": name,
            "version": version,
            "licence": licence_of(distribution),
            "texts": kept,
        }


def licence_of(distribution: metadata.Distribution) -> str:
    """Return the licence as its makers name it: expression, field or classifier."""
    fields = distribution.metadata
    if "License-Expression" in fields:
        return fields["License-Expression"]
    classifiers = [
        value.rpartition(" :: ")[2]
        for value in fields.get_all("Classifier") or ()
        if value.startswith("License :: ")
    ]
    field = fields["License"].strip() if "License" in fields else ""
    if field and "\n" not in field:
        return field
    return " AND ".join(classifiers) or "see its texts"


def keep_licences(distribution: metadata.Distribution, folder: Path) -> list[str]:
    """Copy the licence files that a library came with; return their names."""
    kept = []
    for file in distribution.files or ():
        in_metadata = ".dist-info" in file.parts[0] if file.parts else False
        if in_metadata and LICENCE_FILE.search(file.name):
            folder.mkdir(parents=True, exist_ok=True)
            name = file.name
            if name in kept:
                name = "-".join(file.parts[1:])
            shutil.copyfile(str(distribution.locate_file(file)), folder / name)
            kept.append(name)
    return sorted(kept)


def system_parts(libraries: Path, licences: Path) -> Iterator[dict[str, Any]]:
    """Describe the packages of Debian whose libraries are inside."""
    packages: dict[str, list[str]] = {}
    inside = [*libraries.glob("lib*.so*"), *libraries.glob("llama_cpp/lib/libgomp*")]
    for library in sorted(inside):
        if package := package_of(library.name):
            packages.setdefault(package, []).append(library.name)
    for package, names in sorted(packages.items()):
        version = output("dpkg-query", "-W", "-f", "${Version}", package)
        name = package.partition(":")[0]
        folder = licences / name
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(Path("/usr/share/doc") / name / "copyright", folder / "copyright")
        yield {
            "kind": "debian",
            "name": name,
            "version": version,
            "licence": "see its copyright file",
            "texts": ["copyright"],
            "files": names,
        }


def package_of(library: str) -> str | None:
    """Return the package of Debian that a library came from; None for one of a wheel."""
    for folder in SEARCHED:
        path = Path(folder) / library
        if not path.exists():
            continue
        for candidate in (str(path), str(path.resolve()), str(path.resolve()).removeprefix("/usr")):
            found = output("dpkg-query", "-S", candidate)
            if found:
                return found.partition(" ")[0].rstrip(":")
    return None


def python_itself(prefix: Path, licences: Path) -> dict[str, Any]:
    """Describe the Python that was built from Debian's source."""
    folder = licences / "python"
    folder.mkdir(parents=True)
    (text,) = prefix.glob("lib/python3*/LICENSE.txt")
    shutil.copyfile(text, folder / "LICENSE.txt")
    return {
        "kind": "debian-source",
        "name": "python3.13",
        "version": (prefix / "source-version").read_text("utf-8").strip(),
        "licence": "PSF-2.0",
        "texts": ["LICENSE.txt"],
    }


def output(*command: str) -> str:
    """Return what a program prints, or nothing where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def main(libraries: Path, out: Path) -> None:
    """Write the inventory and the licences."""
    licences = out / "licences"
    source = Path(__file__).resolve().parents[2]
    requirements = source / "packaging" / "requirements"
    parts = [python_itself(Path("/opt/python"), licences)]
    for name in ("runtime", "engine"):
        parts += python_parts((requirements / f"{name}.txt").read_text("utf-8"), licences)
    parts += system_parts(libraries, licences)
    bootloader = metadata.distribution("pyinstaller")
    keep_licences(bootloader, licences / "pyinstaller")
    parts.append(
        {
            "kind": "python",
            "name": "pyinstaller",
            "version": bootloader.version,
            "licence": "GPL-2.0-or-later WITH Bootloader-exception",
            "texts": [],
            "note": "its bootloader, which starts Python",
        }
    )
    common = licences / "common"
    common.mkdir()
    for name in ("LGPL-3", "GPL-3", "GPL-2", "Apache-2.0", "MPL-2.0"):
        if (COMMON_LICENCES / name).exists():
            shutil.copyfile(COMMON_LICENCES / name, common / name)
    (out / "inventory.json").write_text(json.dumps(parts, indent=1), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
