"""Rewrite the hash-pinned requirement files from pyproject.toml.

Needs `uv` on PATH; run it from anywhere after a change of dependencies, read the diff, commit it:

    python packaging/requirements/update.py

uv resolves for Python 3.11 to 3.13 on Linux, macOS and Windows at once (environment markers) and
asks the package index that the user's own configuration names; no address is written down. Pins
that still fit are kept; `--upgrade` moves all of them to the newest release.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
PROJECT = FOLDER.parent.parent / "pyproject.toml"
ENGINE = "llama-cpp-python"

# The engine child imports the low-level ctypes binding alone, which does not need it; diskcache up
# to 5.6.3 unpickles what lies in its folder (CVE-2025-69872) and has no fixed release.
NOT_NEEDED_BY_ENGINE = ("diskcache",)

# The second way of huggingface-hub to fetch files: native code with connections of its own, which
# the network gate could not write down. It is optional there, and switched off in our child too.
NOT_NEEDED_BY_HUB = ("hf-xet",)

COMPILE = [
    "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
    "--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url",
    "--no-emit-find-links",
]  # fmt: skip


def compile_requirements(name: str, requirements: list[str], *options: str) -> None:
    """Resolve `requirements` and write them, pinned and hashed, to `name`.txt."""
    subprocess.run(
        [*COMPILE, *options, "--output-file", f"{name}.txt", "-"],
        input="\n".join(requirements),
        text=True,
        cwd=FOLDER,
        check=True,
        stdout=subprocess.DEVNULL,  # --output-file does not keep uv from printing the result
    )


def main() -> None:
    """Write runtime.txt, test.txt, package.txt, build.txt, cuda.txt and engine.txt."""
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    dependencies, extras = project["dependencies"], project["optional-dependencies"]
    upgrade = sys.argv[1:]
    unwanted = (ENGINE, *NOT_NEEDED_BY_ENGINE, *NOT_NEEDED_BY_HUB)
    left_out = [f"--no-emit-package={name}" for name in unwanted]
    compile_requirements("runtime", dependencies, *left_out, *upgrade)
    compile_requirements("test", extras["test"], "--constraint", "runtime.txt", *upgrade)
    compile_requirements("package", extras["package"], "--constraint", "runtime.txt", *upgrade)
    compile_requirements("build", extras["build"], *upgrade)
    compile_requirements("cuda", extras["cuda"], "--no-deps", *upgrade)
    engine = [line for line in dependencies if line.startswith(ENGINE)]
    compile_requirements("engine", engine, "--no-deps", "--no-binary", ENGINE)


if __name__ == "__main__":
    main()
