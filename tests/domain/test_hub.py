"""Names of repositories and files as they occur on the hub."""

import pytest

from app.domain.addresses import Address
from app.domain.hub import (
    HubFile,
    HubListing,
    HubName,
    best_of,
    models_of,
    named,
    quantization_of,
)

SUM = "0" * 64


def file(name: str, size: int = 100) -> HubFile:
    return HubFile(name, size, SUM)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Qwen3-4B-Q4_K_M.gguf", "Q4_K_M"),
        ("model.Q8_0.gguf", "Q8_0"),
        ("qwen3-reranker-0.6b-q8_0.gguf", "Q8_0"),
        ("UD-IQ2_XXS/m-UD-IQ2_XXS-00001-of-00003.gguf", "UD-IQ2_XXS"),
        ("Q5_K_S/model-00001-of-00002.gguf", "Q5_K_S"),
        ("gpt-oss-20b-mxfp4.gguf", "MXFP4"),
        ("Llama-3-F16.gguf", "F16"),
        ("exaone-bf16.gguf", "BF16"),
        ("m.i1-IQ4_XS.gguf", "IQ4_XS"),
        ("plain.gguf", ""),
        ("Qwen2-7B.gguf", ""),
    ],
)
def test_a_name_tells_the_quantization(name: str, expected: str) -> None:
    assert quantization_of(name) == expected


def test_models_of_a_repository() -> None:
    files = (
        file("big-Q8_0-00002-of-00002.gguf", 10),
        file("big-Q8_0-00001-of-00002.gguf", 500),
        file("small-Q4_K_M.gguf", 90),
        file("torn-Q2_K-00001-of-00003.gguf"),
        file("mmproj-model-f16.gguf"),
        file("small.imatrix.gguf"),
        file("../up.gguf"),
        file(".hidden.gguf"),
    )
    models = models_of(files)
    assert [(each.name, each.bytes, len(each.files)) for each in models] == [
        ("small-Q4_K_M.gguf", 90, 1),
        ("big-Q8_0-00001-of-00002.gguf", 510, 2),
    ]
    listing = HubListing("a/b", "c" * 40, models)
    assert listing.find("q8_0") is models[1]
    assert listing.find("SMALL-Q4_K_M.gguf") is models[0]
    assert listing.find("Q2_K") is None


def test_the_best_that_fits() -> None:
    names = {"Q2_K": 20, "Q4_K_M": 40, "Q6_K": 60, "Q8_0": 80, "F16": 160}
    models = models_of(tuple(file(f"m-{name}.gguf", size) for name, size in names.items()))

    def best(room: int, *preferred: str) -> str:
        found = best_of(models, preferred, room)
        assert found is not None
        return found.quantization

    assert best(1000) == "Q4_K_M"
    assert best(1000, "Q6_K", "Q4_K_M") == "Q6_K"
    assert best(50, "Q6_K") == "Q4_K_M"
    assert best(30, "Q6_K") == "Q2_K"
    assert best(1) == "Q2_K", "nothing fits: the smallest"
    assert best_of((), (), 1) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("owner/name", HubName("owner/name")),
        (" owner/name:Q4_K_M ", HubName("owner/name", "Q4_K_M")),
        ("owner/name:sub/file-Q4.gguf", HubName("owner/name", "sub/file-Q4.gguf")),
        ("hf.co/owner/name:Q8_0", HubName("owner/name", "Q8_0")),
        ("https://huggingface.co/owner/name", HubName("owner/name")),
        ("https://huggingface.co/owner/name/", HubName("owner/name")),
        ("https://huggingface.co/o/n/blob/main/a.gguf", HubName("o/n", "a.gguf")),
        (
            "https://huggingface.co/o/n/resolve/main/a/b.gguf?download=true",
            HubName("o/n", "a/b.gguf"),
        ),
        ("smollm2-135m-instruct", None),
        ("/home/me/model.gguf", None),
        ("./models/a.gguf", None),
        ("https://elsewhere.example/owner/name", None),
        ("owner/../name", None),
        ("", None),
    ],
)
def test_what_somebody_asks_for(text: str, expected: HubName | None) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "host", "is_encrypted"),
    [
        ("https://hub.example", "hub.example", True),
        ("https://Hub.Example:8443/mirror/", "hub.example", True),
        ("http://127.0.0.1:80", "127.0.0.1", False),
        ("http://[::1]:80", "[::1]", False),
    ],
)
def test_addresses(text: str, host: str, is_encrypted: bool) -> None:
    address = Address.parse(text)
    assert (address.host, address.is_encrypted) == (host, is_encrypted)
    assert not address.text.endswith("/")


@pytest.mark.parametrize(
    "text",
    [
        "hub.example",
        "ftp://a.b",
        "https://me:secret@a.b",
        "https://a.b?x=1",
        "https://a.b:99999",
        "https://",
    ],
)
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(ValueError, match="address"):
        Address.parse(text)
