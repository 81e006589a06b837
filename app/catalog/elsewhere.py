"""Model files that other programs keep on this computer: looked at, never copied or changed.

Places: the programs' own documentation of their folders, as of 2026. Ollama names its files by
their digest; what they are called stands in its manifests.
"""

import itertools
import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from app.domain.models import FoundModel

_SUFFIX: Final = ".gguf"
_LEAST_BYTES: Final = 20_000_000
"""Smaller files hold vocabularies for tests, not models."""
_DEPTH: Final = 5
_MOST_ENTRIES: Final = 3_000
_MOST_FOUND: Final = 40
_MOST_MANIFEST_BYTES: Final = 200_000
_OLLAMA_SERVICE: Final = Path("/usr/share/ollama/.ollama/models")
"""Of the service that Ollama's installer for Linux sets up; readable where its owner allows it."""
_OWN_NAMESPACE: Final = "library"
_MODEL_LAYER: Final = "application/vnd.ollama.image.model"
_LEFT_OUT: Final = ("mmproj", "-of-0")
"""Parts of a model that are none by themselves; of a split one the first part stands for all."""


def models_elsewhere(
    home: Path | None = None, environment: Mapping[str, str] | None = None
) -> list[FoundModel]:
    """What is there, the programs in order, each file once; what cannot be read is left out."""
    known = os.environ if environment is None else environment
    user = Path.home() if home is None else home
    found: dict[Path, FoundModel] = {}
    for program, folder in _folders(user, known):
        for each in _ollama(folder) if program == "Ollama" else _files(program, folder):
            found.setdefault(each.path.resolve(), each)
            if len(found) >= _MOST_FOUND:
                return list(found.values())
    return list(found.values())


def _folders(user: Path, environment: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
    yield "LM Studio", user / ".lmstudio" / "models"
    yield "LM Studio", user / ".cache" / "lm-studio" / "models"
    if environment.get("OLLAMA_MODELS"):
        yield "Ollama", Path(environment["OLLAMA_MODELS"])
    yield "Ollama", user / ".ollama" / "models"
    if sys.platform == "darwin":
        data = config = user / "Library" / "Application Support"
        cache = user / "Library" / "Caches"
    elif sys.platform == "win32":
        data = cache = Path(environment.get("LOCALAPPDATA") or user / "AppData" / "Local")
        config = Path(environment.get("APPDATA") or user / "AppData" / "Roaming")
    else:
        yield "Ollama", _OLLAMA_SERVICE
        data = Path(environment.get("XDG_DATA_HOME") or user / ".local" / "share")
        config = Path(environment.get("XDG_CONFIG_HOME") or user / ".config")
        cache = Path(environment.get("XDG_CACHE_HOME") or user / ".cache")
    yield "GPT4All", data / "nomic.ai" / "GPT4All"
    for folder in dict.fromkeys((data, config)):
        yield "Jan", folder / "Jan" / "data" / "llamacpp" / "models"
    yield "Jan", user / "jan" / "models"
    yield "llama.cpp", Path(environment.get("LLAMA_CACHE") or cache / "llama.cpp")
    yield "Hugging Face", _hub_cache(user, environment)


def _hub_cache(user: Path, environment: Mapping[str, str]) -> Path:
    """On every system below ~/.cache, where nothing else was asked for."""
    if environment.get("HF_HUB_CACHE"):
        return Path(environment["HF_HUB_CACHE"])
    general = Path(environment.get("XDG_CACHE_HOME") or user / ".cache") / "huggingface"
    return Path(environment.get("HF_HOME") or general) / "hub"


def _files(program: str, folder: Path) -> Iterator[FoundModel]:
    for path, size in _walk(folder):
        name = path.name.lower()
        is_later = _LEFT_OUT[1] in name and "-00001-of-" not in name
        if name.endswith(_SUFFIX) and not name.startswith(_LEFT_OUT[0]) and not is_later:
            # Jan calls every file "model": what it is says its folder.
            called = path.parent.name if path.stem == "model" else path.stem
            yield FoundModel(program, called, path, size)


def _walk(folder: Path) -> Iterator[tuple[Path, int]]:
    """Files of some size below a folder; no link to a folder is followed."""
    waiting, seen = [(folder, 0)], 0
    while waiting:
        place, depth = waiting.pop()
        try:
            entries = sorted(os.scandir(place), key=lambda each: each.name, reverse=True)
        except OSError:
            continue
        for entry in entries:
            seen += 1
            if seen > _MOST_ENTRIES:
                return
            try:
                if entry.is_dir(follow_symlinks=False):
                    if depth < _DEPTH:
                        waiting.append((Path(entry.path), depth + 1))
                elif entry.is_file() and (size := entry.stat().st_size) >= _LEAST_BYTES:
                    yield Path(entry.path), size
            except OSError:
                continue


def _ollama(folder: Path) -> Iterator[FoundModel]:
    manifests = folder / "manifests"
    try:
        # host / namespace / model / tag
        files = sorted(itertools.islice(manifests.glob("*/*/*/*"), _MOST_ENTRIES))
    except OSError:
        return
    for manifest in files:
        digest = _model_digest(manifest)
        if digest is None:
            continue
        path = folder / "blobs" / digest.replace(":", "-")
        try:
            size = path.stat().st_size
        except OSError:
            continue
        if size >= _LEAST_BYTES:
            yield FoundModel("Ollama", _ollama_name(manifest), path, size)


def _ollama_name(manifest: Path) -> str:
    """As Ollama itself says it."""
    owner, name = manifest.parent.parent.name, f"{manifest.parent.name}:{manifest.name}"
    return name if owner == _OWN_NAMESPACE else f"{owner}/{name}"


def _model_digest(manifest: Path) -> str | None:
    """The digest of the model in a manifest; None for what is none."""
    try:
        with manifest.open("rb") as file:
            layers = json.loads(file.read(_MOST_MANIFEST_BYTES))["layers"]
        for layer in layers:
            digest = layer["digest"]
            if layer["mediaType"] == _MODEL_LAYER and _is_digest(digest):
                return str(digest)
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
    return None


def _is_digest(digest: object) -> bool:
    """Nothing but a digest may name a file: a manifest is not to lead anywhere else."""
    if not isinstance(digest, str):
        return False
    kind, _, figures = digest.partition(":")
    return kind == "sha256" and len(figures) == 64 and set(figures) <= set("0123456789abcdef")
