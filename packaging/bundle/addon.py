"""`run.py package cuda`: builds the add-on for NVIDIA's cards."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import Any

from bundle import papers, sbom, toolkit
from bundle.cuda import BACKEND, BUILT_FOR, CudaBackend, chosen_architectures
from bundle.publisher import read_publisher
from bundle.root import BuildRoot
from linux.addon import NAME, Release, build_addon_deb, build_addon_tar, build_addon_tree
from linux.tree import Papers
from setup.console import Runner, SetupError, say
from setup.engine import file_digest
from setup.stages import Environment

FORMATS = ("deb", "tar")
TITLE = "CUDA for Snug"
TERMS = (
    "CUDA's compiler and libraries come from NVIDIA's wheels. Using them, and publishing what is "
    "built with them, is bound to NVIDIA's licence; it lies in the packages below licences/."
)

COPYRIGHT = """\
CUDA for Snug
=============
The folder with the libraries holds the work of two owners:

* libggml-cuda.so: llama.cpp {engine}: MIT, Copyright (c) 2023-2026 The ggml authors
{libraries}

The libraries of NVIDIA are not free software. They are passed on unchanged, as attachment A of
NVIDIA's licence allows where they are part of a program that uses them: for Snug, in a folder of
Snug's own, and not by themselves. That licence asks of whoever publishes this package to keep to
its terms, and to hand them on. It allows no reverse engineering and no change.

The texts are in the folder licences/ beside this file, and sbom.cdx.json lists the same in a form
for programs.
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    found = argparse.ArgumentParser(
        prog="run.py package cuda",
        description="Build the add-on for graphics cards of NVIDIA, as a .deb and as a .tar.gz.",
    )
    found.add_argument("formats", nargs="*", metavar="FORMAT", help="deb or tar; both without one")
    found.add_argument(
        "--architectures",
        metavar="LIST",
        help="compute capabilities as CMake names them, “86” or “75-virtual”; all without it",
    )
    found.add_argument(
        "--quick", action="store_true", help="compile fast what runs slowly: to try the packages"
    )
    found.add_argument("--out", type=Path, default=Path("dist"), help="where the packages go")
    return found


@dataclass(frozen=True)
class Order:
    """What a command line asks for."""

    formats: tuple[str, ...]
    architectures: tuple[str, ...]
    out: Path
    quick: bool


def order(args: argparse.Namespace) -> Order:
    """Check what the command line asks for. Raises SetupError."""
    return Order(
        chosen_formats(args.formats),
        chosen_architectures(args.architectures),
        args.out.absolute(),
        args.quick,
    )


def chosen_formats(names: Sequence[str]) -> tuple[str, ...]:
    """Return the formats in their order. Raises SetupError for one that there is not."""
    for name in names:
        if name not in FORMATS:
            raise SetupError(f"The add-on is no “{name}”; there are: {', '.join(FORMATS)}.")
    return tuple(name for name in FORMATS if not names or name in names)


def components(libraries: Path, versions: dict[str, str], engine: str) -> Iterator[dict[str, Any]]:
    """Yield what the add-on is made of, as components of its bill of materials."""
    yield {
        "type": "library",
        "bom-ref": "llama.cpp",
        "name": "llama.cpp",
        "version": f"as in {engine}",
        "hashes": [{"alg": "SHA-256", "content": file_digest(libraries / BACKEND)}],
        "licenses": [{"expression": "MIT"}],
        "properties": [{"name": "snug:file", "value": BACKEND}],
    }
    for wheel in sorted(set(toolkit.OWNERS.values())):
        purl = f"pkg:pypi/{wheel}@{versions[wheel]}"
        files = [name for name in toolkit.LIBRARIES if toolkit.OWNERS[name] == wheel]
        digests = [(name, file_digest(libraries / name)) for name in files]
        yield {
            "type": "library",
            "bom-ref": purl,
            "name": wheel,
            "version": versions[wheel],
            "purl": purl,
            "supplier": {"name": "NVIDIA Corporation"},
            "licenses": [{"license": {"name": toolkit.LICENCE}}],
            "properties": [
                {"name": f"snug:sha256:{name}", "value": digest} for name, digest in digests
            ],
        }


def copyright_text(versions: dict[str, str], engine: str) -> str:
    """Return the copyright file."""
    lines = [
        f"* {name}: {owner} {versions[owner]}: {toolkit.LICENCE}, Copyright (c) NVIDIA Corporation"
        for name, owner in sorted(toolkit.OWNERS.items())
    ]
    return COPYRIGHT.format(engine=f"as in {engine}", libraries="\n".join(lines))


class AddonFactory:
    """Builds the packages of the add-on in the build system of the others."""

    def __init__(
        self, environment: Environment, cache: Path, backend: CudaBackend, version: str, epoch: int
    ) -> None:
        self.environment = environment
        self.cache = cache
        self.backend = backend
        self.version = version
        self.epoch = epoch
        self.publisher = read_publisher(environment.root)

    def build(self, formats: Sequence[str], out: Path) -> list[Path]:
        """Build packages into a folder and return their paths."""
        libraries = self.backend.provide()
        tree, work = self.cache / "cuda-tree", self.cache / "work"
        build_addon_tree(libraries, self.papers(libraries), tree)
        out.mkdir(parents=True, exist_ok=True)
        work.mkdir(parents=True, exist_ok=True)
        release = Release(self.version, self.epoch, self.publisher, quick=self.backend.quick)
        return [
            build_addon_deb(tree, work, out, self.backend.root, release)
            if name == "deb"
            else build_addon_tar(tree, work, out, release)
            for name in formats
        ]

    def papers(self, libraries: Path) -> Papers:
        """Return what travels with the libraries to be read."""
        engine = (libraries / BUILT_FOR).read_text("utf-8").strip()
        versions = toolkit.versions(self.environment)
        listed = components(libraries, versions, engine)
        date = formatdate(self.epoch)
        return Papers(
            copyright=copyright_text(versions, engine),
            changelog=papers.changelog(NAME, self.version, self.publisher, date),
            sbom=sbom.bill(self.version, self.epoch, listed, NAME, TITLE),
            licences=libraries / "licences",
        )


def build(
    environment: Environment, cache: Path, order: Order, version: str, epoch: int
) -> list[Path]:
    """Build what was asked for and return the paths. Raises SetupError."""
    say(TERMS)
    own = cache / "package"
    root = BuildRoot(own / "root", Runner(cache / "log"))
    root.provide()
    backend = CudaBackend(environment, root, own, order.architectures, quick=order.quick)
    return AddonFactory(environment, own, backend, version, epoch).build(order.formats, order.out)
