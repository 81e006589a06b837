"""CUDA's compiler and libraries, put together from the wheels that NVIDIA publishes.

The wheels of CUDA 13 hold one part of the toolkit each; in one folder they make what CMake and nvcc
take for an installed toolkit, once it has the names that a linker looks for. Those of CUDA 12 have
`ptxas` without `nvcc`, so that cards before compute capability 7.5 cannot be built for from them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from bundle.engine import BUILD, PINNED, PIP
from bundle.inventory import pins
from bundle.root import BuildRoot
from setup.stages import Environment

PLACE = f"{BUILD}/cuda"
TOOLKIT = f"{PLACE}/nvidia/cu13"
LICENCE = "NVIDIA CUDA Toolkit EULA"

LIBRARIES = ("libcudart.so.13", "libcublas.so.13", "libcublasLt.so.13")
"""What a program that was built with it needs beside it; NVIDIA's licence lets them be passed on,
unchanged, with a program that uses them (its attachment A)."""
OWNERS = {
    "libcudart.so.13": "nvidia-cuda-runtime",
    "libcublas.so.13": "nvidia-cublas",
    "libcublasLt.so.13": "nvidia-cublas",
}
"""Library -> the wheel that it comes from."""

# libcuda.so.1 comes with a driver and with nothing else. The linker is shown an empty one, so that
# its name is written down as needed.
LINKS = f"""\
cd {TOOLKIT}
ln -s lib lib64
cd lib
for library in {" ".join(LIBRARIES)}; do ln -s $library ${{library%.13}}; done
mkdir stubs
gcc -x c -shared -Wl,-soname,libcuda.so.1 -o stubs/libcuda.so /dev/null
"""


def install_toolkit(environment: Environment, root: BuildRoot, place: Path) -> Path:
    """Put the toolkit into the folder of a build; return its place as this machine sees it.

    `place` is the folder that `bundle.engine.fetch_source` made, with its tools.
    """
    pinned = environment.requirements("cuda")
    shutil.copyfile(pinned, place / pinned.name)
    install = [*PIP, "install", "--only-binary", ":all:", "--target", PLACE, *PINNED]
    root.run("Fetching CUDA's compiler from NVIDIA's wheels", [*install, f"{BUILD}/{pinned.name}"])
    root.run("Putting them together", ["sh", "-ec", LINKS])
    return root.folder / PLACE.lstrip("/")


def versions(environment: Environment) -> dict[str, str]:
    """Return the pinned version of each wheel by its name."""
    text = environment.requirements("cuda").read_text("utf-8")
    return {name: version for name, version, _ in pins(text)}


def licence_texts(toolkit: Path) -> Iterator[tuple[str, Path]]:
    """Yield a name and the path of the licence of each wheel that a library is taken from."""
    for name in sorted(set(OWNERS.values())):
        (text,) = toolkit.glob(f"{name.replace('-', '_')}-*.dist-info/licenses/License.txt")
        yield name, text
