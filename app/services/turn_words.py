"""What a model is told when an answer is wanted otherwise, in the language of the question."""

from enum import StrEnum
from typing import Final

from app.domain.collections import Language


class Manner(StrEnum):
    """How an answer is to differ from the one before."""

    SAME = "same"
    SHORTER = "shorter"
    LONGER = "longer"
    CAREFUL = "careful"
    WITHOUT_DOCUMENTS = "without_documents"
    """From what the model knows by itself."""


HINTS: Final = {
    Manner.SHORTER: {
        Language.OTHER: "Answer briefly, in a few sentences at most.",
        Language.KOREAN: "길어도 몇 문장으로 짧게 답해 주세요.",
    },
    Manner.LONGER: {
        Language.OTHER: "Answer in detail, with reasons and examples where they help.",
        Language.KOREAN: "이유와 도움이 되는 예를 들어 자세히 답해 주세요.",
    },
    Manner.CAREFUL: {
        Language.OTHER: (
            "Work carefully: go step by step, check each step and each fact, and say plainly "
            "what you are not sure of."
        ),
        Language.KOREAN: (
            "신중하게 답해 주세요. 차례대로 생각하면서 단계와 사실을 하나하나 확인하고, "
            "확실하지 않은 것은 확실하지 않다고 분명히 말해 주세요."
        ),
    },
}

CAREFUL_TEMPERATURE: Final = 0.2
"""At most, for an answer that is to be careful."""
