"""The texts that travel with the program: copyright, changelog, bill of materials, licences."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bundle import sbom
from bundle.freeze import OUT, SITE_PYTHON, SOURCE, Bundle
from bundle.publisher import Publisher
from bundle.root import BuildRoot

COPYRIGHT = """\
Snug
====
Copyright 2026 the maintainers of Snug

Licensed under the Apache License, Version 2.0. On Debian systems its text is in
/usr/share/common-licenses/Apache-2.0.

What is inside
==============
The packed program contains the following, each under its own licence. The texts are in the folder
licences/ beside this file, and sbom.cdx.json lists the same in a form for programs.

{parts}

Qt and its Python binding are used under the LGPL 3: their libraries lie as files of their own in
_internal/PySide6 beside the program and can be replaced there. Their source is published by The Qt
Company with each release. The bootloader of PyInstaller is under the GPL 2 with an exception that
allows it to be part of programs of any licence.
"""

LLAMA_LICENCE = "MIT, Copyright (c) 2023-2026 The ggml authors"


def gather(
    source: Path, bundle: Bundle, root: BuildRoot, work: Path, engine_licence: Path
) -> tuple[list[dict[str, Any]], Path]:
    """Return the inventory of a bundle, and the folder with the licences of its parts."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    command = [SITE_PYTHON, "-P", f"{SOURCE}/packaging/bundle/inventory.py", "/bundle", OUT]
    mounts = {source: SOURCE, bundle.libraries: "/bundle", work: OUT}
    root.run("Listing what is inside, with its licences", command, mounts=mounts)
    licences = work / "licences"
    (licences / "snug").mkdir()
    shutil.copyfile(source / "LICENSE", licences / "snug" / "LICENSE")
    (licences / "llama.cpp").mkdir()
    shutil.copyfile(engine_licence, licences / "llama.cpp" / "LICENSE")
    (licences / "pretendard").mkdir()
    font = source / "resources" / "fonts" / "Pretendard-LICENSE.txt"
    shutil.copyfile(font, licences / "pretendard" / "LICENSE.txt")
    for path in licences.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return json.loads((work / "inventory.json").read_text("utf-8")), licences


def components(source: Path, bundle: Bundle, parts: Sequence[sbom.Part]) -> list[dict[str, Any]]:
    """Return everything inside a bundle as components of its bill of materials."""
    libraries = [path.name for path in (bundle.libraries / "llama_cpp" / "lib").iterdir()]
    models = bundle.libraries / "models"
    files = [path.name for path in models.iterdir()] if models.is_dir() else []
    catalog = (source / "models.toml").read_text("utf-8")
    return [
        *map(sbom.component, parts),
        sbom.engine_component(parts, libraries),
        sbom.qt_component(parts),
        sbom.font_component(source / "resources" / "fonts"),
        *sbom.model_components(catalog, files),
    ]


def copyright_text(listed: Sequence[dict[str, Any]]) -> str:
    """Return the copyright file, with a line for each component."""
    lines = []
    for each in sorted(listed, key=lambda each: str(each["name"]).lower()):
        (found,) = each["licenses"]
        licence = found.get("expression") or found["license"]["name"]
        lines.append(f"* {each['name']} {each.get('version', '')}".rstrip() + f": {licence}")
    return COPYRIGHT.format(parts="\n".join(lines))


def changelog(name: str, version: str, publisher: Publisher, date: str) -> str:
    """Return the changelog of a package in the format of Debian."""
    return (
        f"{name} ({version}) stable; urgency=medium\n\n"
        f"  * Release {version}; what changed is told where it is published.\n\n"
        f" -- {publisher.name} <{publisher.email}>  {date}\n"
    )
