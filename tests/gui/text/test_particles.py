"""Korean particles behind names that are known only when a sentence is said."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.config.paths import Paths
from app.domain.errors import ModelMissing, UnknownModel
from app.gui import text
from app.gui.text import model_page
from app.gui.text.particles import Ending, ending, filled
from app.gui.translations import Translations


@pytest.fixture
def korean(qapp: QApplication) -> Iterator[None]:
    translations = Translations()
    translations.speak("ko")
    yield
    translations.speak("en")


@pytest.mark.parametrize(
    ("word", "how"),
    [
        ("대화", Ending.VOWEL),
        ("회의록", Ending.CONSONANT),
        ("파일", Ending.RIEUL),
        ("v0.2", Ending.VOWEL),
        ("2026", Ending.CONSONANT),
        ("E5 1", Ending.RIEUL),
        ("임대차.pdf", Ending.VOWEL),
        ("lease.txt", Ending.VOWEL),
        ("index.html", Ending.RIEUL),
        ("Q4_K_M", Ending.CONSONANT),
        ("EXAONE 3.5 7.8B", Ending.VOWEL),
        ("9.8 GB", Ending.VOWEL),
        ("512 bytes", Ending.VOWEL),
        ("Gemma", Ending.VOWEL),
        ("Papers", Ending.VOWEL),
        ("Qwen", Ending.CONSONANT),
        ("Mistral", Ending.RIEUL),
        ("SmolLM2 135M Instruct", Ending.VOWEL),
        ("spring", Ending.CONSONANT),
        ("Snug", Ending.VOWEL),
        ("disk", Ending.VOWEL),
        ("foo:", Ending.VOWEL),
        ("Claude", Ending.UNKNOWN),  # 클로드, but 파일 (file)
        ("notebook", Ending.UNKNOWN),  # 노트북, but 테이크 (take)
        ("계약서 (초안)", Ending.UNKNOWN),
        ("契約", Ending.UNKNOWN),
        ("", Ending.UNKNOWN),
    ],
)
def test_how_a_word_ends(word: str, how: Ending) -> None:
    assert ending(word) is how


@pytest.mark.parametrize(
    ("template", "name", "said"),
    [
        ("{name}을(를) 삭제", "회의록", "회의록을 삭제"),
        ("“{name}”이(가) 없습니다", "메모", "“메모”가 없습니다"),
        ("“{name}”은(는) 모델", "회의록", "“회의록”은 모델"),
        ("{name}과(와) 함께", "메모", "메모와 함께"),
        ("{name}(으)로 읽음", "CP949", "CP949로 읽음"),
        ("{name}(으)로 읽음", "서울", "서울로 읽음"),
        ("{name}(으)로 읽음", "회의록", "회의록으로 읽음"),
        ("“{name}”(이)라는 파일", "서울", "“서울”이라는 파일"),
        ("“{name}”(이)라는 파일", "메모", "“메모”라는 파일"),
        ("{name}을(를) 삭제", "Claude", "Claude을(를) 삭제"),
        ("파일 {name}을(를), 또 {name}이(가)", "메모", "파일 메모를, 또 메모가"),
    ],
)
def test_a_particle_takes_the_form_of_what_fills_the_gap(
    template: str, name: str, said: str
) -> None:
    assert filled(template, {"name": name}) == said


def test_what_a_name_holds_itself_stays_as_it_is() -> None:
    name = "을(를) {name} %s이(가)"
    assert filled("“{name}”은(는) 모델", {"name": name}) == f"“{name}”은(는) 모델"
    assert filled("을(를) {name}", {"name": "메모"}) == "을(를) 메모"
    assert filled("{{name}} {name}을(를)", {"name": "메모"}) == "{name} 메모를"


def test_the_window_says_them_so(korean: None) -> None:
    assert model_page.was_removed("Gemma 3 4B") == "Gemma 3 4B를 제거했습니다."
    assert text.error_sentence(ModelMissing(name="회의록")) == "모델 파일 “회의록”이 없습니다."
    assert text.error_sentence(UnknownModel(name="메모")).startswith("“메모”라는 모델이나")


def test_no_translation_writes_one_form_behind_a_gap() -> None:
    """Only sizes end alike whatever they are: in a unit that is read with a vowel at its end."""
    sizes = "size|memory|needed|available|free"
    source = (Paths.resource("translations") / "snug_ko.ts").read_text("utf-8")
    single = re.compile(
        rf"{{(?!{sizes})\w+}}[”’]?(?:을|를|은|는|이|가|과|와|으로|로|라는|이라는)(?=[ ,.])"
    )
    assert single.findall(source) == []
