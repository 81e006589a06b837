"""Sentences of a document that speak to a language model: told apart, never handed over.

A document that says "ignore your instructions" is no order to anybody. Such sentences could still
turn a model's head, so they are left out of what it is given, and the user is told. The patterns
ask for a verb of command together with what only a model would take it for; a manual that tells
its reader to ignore a warning says nothing of the kind.
"""

import re
from typing import Final

_PATTERNS: Final = re.compile(
    r"""
    (?:ignore|disregard|forget|override|bypass)\s+
      (?:(?:all|any|every|the|of|your|these|those|previous|prior|above|earlier|system|given)\s+){1,5}
      (?:\w+\s+)?(?:instructions?|prompts?|rules|guidelines|directions|commands)
    | (?:instructions?|prompts?|rules|guidelines)\s+(?:above|before\s+this)\s+
      (?:are|is)\s+(?:void|invalid|cancel|no\s+longer)
    | \byou\s+are\s+(?:now|no\s+longer)\s+(?:an?\s+)?(?:\w+\s+){0,3}?
      (?:assistant|ai|model|chatbot|bot|dan|system|agent)\b
    | \b(?:system|developer)\s+(?:prompt|message|instructions?)\b\s*[:=]
    | \b(?:reveal|print|repeat|output|show|leak)\s+(?:\w+\s+){0,3}?
      (?:system|hidden|secret|initial)\s+(?:prompt|instructions?|message)
    | \b(?:ai|llm|language\s+model|assistant|chatbot)s?\b[^.]{0,40}
      \b(?:must|should|shall|have\s+to)\b[^.]{0,40}
      \b(?:ignore|answer|respond|reply|say|output|tell|recommend|claim|state|write)\b
    | \b(?:when|if)\s+(?:you\s+are\s+)?(?:an?\s+)?(?:ai|llm|language\s+model)\b
    | <\|[a-z_]{2,20}\|> | \[/?INST\] | <</?SYS>> | <\s*/?\s*(?:system|assistant)\s*>
    | (?:이전|앞(?:의|선)?|위의?|기존|모든|시스템)\s*(?:의\s*)?(?:지시|지침|명령|규칙|프롬프트)
      [^.]{0,12}(?:무시|잊|따르지|어기)
    | (?:지시|지침|명령|프롬프트)(?:사항)?[을를은]?\s*(?:모두\s*|전부\s*)?(?:무시|잊어)
    | 시스템\s*프롬프트\s*(?:[:=]|[을를]\s*(?:출력|공개|보여|말))
    | (?:너는|당신은)\s*(?:이제|지금부터)
    | (?:인공지능|AI|언어\s*모델|챗봇|어시스턴트)[은는이가]?[^.]{0,30}
      (?:답해야|대답해야|말해야|출력해야|답하라|답하시오)
    """,
    re.IGNORECASE | re.VERBOSE,
)


def is_instruction(sentence: str) -> bool:
    """Whether a sentence of a document tries to give orders to a model."""
    return _PATTERNS.search(sentence) is not None
