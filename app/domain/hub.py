"""Model files on a hub: what a repository offers, and which of its files is meant."""

import re
from dataclasses import dataclass
from typing import Final

REPOSITORY: Final = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}", re.ASCII)
COMMIT: Final = re.compile(r"[0-9a-f]{40}")
SHA256: Final = re.compile(r"[0-9a-f]{64}")
HUB_ADDRESS: Final = "https://huggingface.co"
ARCHITECTURE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,63}")
HUB_FILE: Final = re.compile(r"([\w-][\w .()+-]*/){0,4}[\w-][\w .()+-]{0,199}\.gguf", re.ASCII)
"""The path of a GGUF file inside a repository; no part begins with a dot."""

_PART: Final = re.compile(r"(?P<stem>.+)-(?P<number>\d{5})-of-(?P<count>\d{5})\.gguf")
_TYPE: Final = re.compile(
    r"(?:^|[-._ /])((?:UD-)?(?:I?Q\d(?:_\d|_K)?(?:_(?:XXS|XS|S|M|L|XL|NL))?|BF16|F16|F32|MXFP4))"
    r"(?=$|[-._ /])",
    re.IGNORECASE,
)
_NO_MODEL: Final = re.compile(r"(?:^|[-._/])(?:mmproj|imatrix)", re.IGNORECASE)
_NAMED: Final = re.compile(
    r"(?:(?:https://)?(?:huggingface\.co|hf\.co)/)?"
    r"(?P<repository>[^/:\s]+/[^/:\s]+?)"
    r"(?::(?P<choice>[^\s:]+)|/(?:blob|resolve)/[^/\s]+/(?P<file>[^?#\s]+)|/)?(?:[?#]\S*)?"
)


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a repository as the hub publishes it."""

    file: str
    """Its path inside the repository."""
    bytes: int
    sha256: str

    @property
    def name(self) -> str:
        """The path without its folders."""
        return self.file.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class HubModel:
    """One model of a repository: a file, or all the files that it was split into, in order."""

    files: tuple[HubFile, ...]
    quantization: str
    """As its name says, in capitals; empty where it does not."""

    @property
    def bytes(self) -> int:
        """All files together."""
        return sum(each.bytes for each in self.files)

    @property
    def name(self) -> str:
        """The name of the first file."""
        return self.files[0].name


@dataclass(frozen=True, slots=True)
class HubListing:
    """The GGUF models of a repository at one commit, the smallest first."""

    repository: str
    commit: str
    models: tuple[HubModel, ...]
    architecture: str = ""
    """As the hub read it in one of the files; empty where it does not say."""

    def find(self, choice: str) -> HubModel | None:
        """The model of this file name, path or quantization; capitals do not matter."""
        wanted = choice.lower()
        for each in self.models:
            if wanted in (each.files[0].file.lower(), each.name.lower()):
                return each
        return next((each for each in self.models if each.quantization.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class HubName:
    """What somebody asked for: a repository, and perhaps a file or a quantization of it."""

    repository: str
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Pin:
    """What a model was resolved to when it was fetched: from then on that file, and no other.

    `wanted` is the card's id, or "owner/name:path" of a repository that has no card.
    """

    wanted: str
    repository: str
    commit: str
    files: tuple[HubFile, ...]
    names: tuple[str, ...]
    """The names of the files in the models folder, in the order of `files`."""


def named(text: str) -> HubName | None:
    """What "owner/name", "owner/name:file or quantization" or a hub's address asks for, if any."""
    match = _NAMED.fullmatch(text.strip())
    if match is None or not REPOSITORY.fullmatch(match["repository"]):
        return None
    return HubName(match["repository"], match["choice"] or match["file"] or "")


def models_of(files: tuple[HubFile, ...]) -> tuple[HubModel, ...]:
    """The models that these files are, the smallest first.

    One whose parts are not all there is left out, and so are projectors and the like, which are no
    models by themselves.
    """
    whole: list[HubModel] = []
    parts: dict[tuple[str, int], dict[int, HubFile]] = {}
    for each in files:
        if _NO_MODEL.search(each.name) or not HUB_FILE.fullmatch(each.file):
            continue
        if match := _PART.fullmatch(each.file):
            split = parts.setdefault((match["stem"], int(match["count"])), {})
            split[int(match["number"])] = each
        else:
            whole.append(HubModel((each,), quantization_of(each.file)))
    for (_, count), split in parts.items():
        if sorted(split) == list(range(1, count + 1)):
            ordered = tuple(split[number] for number in sorted(split))
            whole.append(HubModel(ordered, quantization_of(ordered[0].file)))
    return tuple(sorted(whole, key=lambda each: (each.bytes, each.name)))


def quantization_of(file: str) -> str:
    """The quantization that a file's name or folder tells, in capitals; empty for none."""
    name = re.sub(r"(-\d{5}-of-\d{5})?\.gguf$", "", file)
    found = _TYPE.findall(name.rpartition("/")[2]) or _TYPE.findall(name)
    return found[-1].upper() if found else ""


_USUAL: Final = ("Q4_K_M", "Q4_K_S", "Q4_0", "Q4_1", "Q5_K_M", "Q3_K_M", "IQ4_XS", "Q8_0")


def best_of(
    models: tuple[HubModel, ...], preferred: tuple[str, ...], room_bytes: int
) -> HubModel | None:
    """The one for most people that fits into `room_bytes`.

    That is the first of `preferred` that is there, then of the usual quantizations, then the
    largest that fits, else the smallest of all; None where there is no model.
    """
    fitting = [each for each in models if each.bytes <= room_bytes]
    for wanted in (*preferred, *_USUAL):
        for each in fitting:
            if each.quantization == wanted:
                return each
    return fitting[-1] if fitting else next(iter(models), None)
