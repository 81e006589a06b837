"""Vectors without what they have of their language."""

from pathlib import Path

import numpy as np
import pytest

from app.config.paths import Paths
from app.domain.collections import Language
from app.index.centring import LanguageMeans, load_means

NAMES = ("ko", "en", "ja", "zh", "zh-Hant", "ru", "uk", "el", "he", "ar", "th", "hi", "de", "fr")
MEANS = 0.5 * np.eye(len(NAMES), 16, dtype=np.float32)


@pytest.fixture
def means() -> LanguageMeans:
    """Of which each language has a direction of its own."""
    return LanguageMeans(NAMES, MEANS, MEANS)


def near_to(*languages: str) -> np.ndarray:
    row = sum((MEANS[NAMES.index(each)] for each in languages), np.zeros(16, np.float32))
    row[15] = 1
    return (row / np.linalg.norm(row)).astype(np.float32)


@pytest.mark.parametrize(
    ("text", "near", "language"),
    [
        ("계약은 언제 끝납니까?", "en", "ko"),
        ("When does the lease end?", "en", "en"),
        ("Wann endet der Vertrag?", "de", "de"),
        ("Wann endet der Vertrag?", "ko", "en"),
        ("契約はいつ終わりますか?", "zh", "ja"),
        ("合同何时到期?", "zh", "zh"),
        ("契約期限", "ja", "ja"),
        ("Когда кончается договор?", "uk", "uk"),
        ("Πότε λήγει;", "en", "el"),
        ("متى ينتهي العقد؟", "en", "ar"),
        ("42?", "fr", "fr"),
        ("42?", "ja", "en"),
    ],
)
def test_letters_tell_the_language_as_far_as_they_can(
    means: LanguageMeans, text: str, near: str, language: str
) -> None:
    assert NAMES[means.of_question(text, near_to(near)).language] == language


def test_a_question_keeps_what_is_not_of_its_language(means: LanguageMeans) -> None:
    asked = means.of_question("Wann endet der Vertrag?", near_to("de", "fr"))
    assert float(np.linalg.norm(asked.row)) == pytest.approx(1)
    assert abs(float(asked.row[NAMES.index("de")])) < 0.15
    assert float(asked.row[NAMES.index("fr")]) > 0.3


def test_passages_in_hangul_are_korean_and_others_never(means: LanguageMeans) -> None:
    rows = np.stack([near_to("en"), near_to("ko"), near_to("ko", "de"), near_to("ja")])
    written = (Language.KOREAN, Language.OTHER, Language.BOTH, Language.OTHER)
    found = [NAMES[number] for number in means.languages_of(rows, written)]
    assert found[0] == "ko"
    assert found[1] != "ko"
    assert found[2] in {"ko", "de"}
    assert found[3] == "ja"


def test_few_passages_hardly_move_a_mean_and_many_do(means: LanguageMeans) -> None:
    english = NAMES.index("en")

    def of(count: int) -> np.ndarray:
        rows = np.repeat(near_to("fr")[None, :], count, axis=0)
        blocks = (rows[:3], rows[3:])
        return means.of_passages(blocks, np.full(count, english, np.int8))

    assert np.allclose(of(3), MEANS, atol=0.04)
    assert np.allclose(of(20_000)[english], near_to("fr"), atol=0.01)
    assert np.array_equal(np.delete(of(20_000), english, 0), np.delete(MEANS, english, 0))


def test_what_is_shipped_fits_the_embedder() -> None:
    shipped = load_means(Paths.resource("language_means/multilingual-e5-small.npz"))
    assert shipped.dimensions == 384
    assert {"ko", "en", "ja", "zh", "de"} <= set(shipped.languages)


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "means.npz"
    np.savez(other, languages=np.array(["ko"]))
    with pytest.raises(KeyError):
        load_means(other)
    other.write_bytes(b"not an archive")
    with pytest.raises(ValueError, match="pickle"):
        load_means(other)
