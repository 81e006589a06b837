"""The architectures that the installed llama.cpp knows, asked of the library itself.

As a program it writes them where Snug reads them:

    python tests/engine_architectures.py
"""

import ctypes
import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Final

LIST: Final = Path(__file__).parents[1] / "resources" / "architectures.txt"
_NAMES: Final = ("libllama.so", "libllama.dylib")
_SYMBOL: Final = "_Z13llm_arch_name8llm_arch"
"""`llm_arch_name(llm_arch)` of src/llama-arch.cpp, as GCC and Clang write it."""
_MOST: Final = 4_000
_NO_MODELS: Final = {"clip"}
"""Projectors of pictures, which llama.cpp names beside its models and does not load as one."""
_HEAD: Final = """\
# The architectures of models that the engine knows, by general.architecture of a GGUF file.
# Written by tests/engine_architectures.py from the llama.cpp of packaging/requirements/engine.txt;
# a test compares the two.
"""


def library() -> Path | None:
    """The llama.cpp that is installed; None where it is built another way."""
    found = importlib.util.find_spec("llama_cpp")
    folder = Path(found.origin).parent / "lib" if found and found.origin else None
    paths = [folder / name for name in _NAMES] if folder else []
    return next((each for each in paths if each.exists()), None)


def known_to(path: Path) -> list[str]:
    """The architectures that a llama.cpp knows, sorted; asked in a process of its own."""
    asked = [sys.executable, __file__, str(path)]
    told = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60)
    return told.stdout.split()


def _ask(path: Path) -> list[str]:
    for name in ("ggml-base", "ggml"):
        beside = path.with_name(path.name.replace("llama", name))
        ctypes.CDLL(str(beside), mode=ctypes.RTLD_GLOBAL)
    name_of = getattr(ctypes.CDLL(str(path)), _SYMBOL)
    name_of.restype, name_of.argtypes = ctypes.c_char_p, [ctypes.c_int]
    found: set[str] = set()
    for number in range(_MOST):
        name = name_of(number).decode()
        if name == "(unknown)":
            return sorted(found - _NO_MODELS)
        found.add(name)
    raise LookupError("the list has no end")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(*_ask(Path(sys.argv[1])), sep="\n")
    else:
        installed = library()
        assert installed is not None
        LIST.write_text(_HEAD + "\n".join(known_to(installed)) + "\n", "utf-8")
