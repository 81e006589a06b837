"""Safety models that write their judgement: how each family is asked, held to a form, and read.

The template of the model's own file turns the conversation into its prompt; a grammar leaves it no
other words than a judgement; the probability of its deciding token is the score.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.generation import PromptMessage, Request, Role, Sampling, TokenLogprob
from app.domain.models import InstalledModel, Task
from app.domain.safety_categories import CATEGORIES

_ALTERNATIVES: Final = 20
_MOST_TOKENS: Final = 64
LEAST_MEANT: Final = 0.05
"""Probability of all labels together below which the grammar spoke, and not the model."""


@dataclass(frozen=True, slots=True)
class GuardForm:
    """How the models of a family judge.

    `labels` are the words that decide, with how unsafe each is from 0 to 1; `lead` stands before
    them. `pattern` reads a whole judgement, with the categories in its group `categories`.
    """

    name: str
    files: re.Pattern[str]
    labels: Mapping[str, float]
    grammar: str
    pattern: re.Pattern[str]
    lead: str = ""
    question: str = ""
    """Frames the text in a turn of the user's, where the template does not."""
    naming: str = ""
    """The grammar of a judgement that has to name categories; "" where a model names none."""
    categories: frozenset[str] = frozenset()
    """What it may name, in the words of `CATEGORIES`."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judgement, read."""

    score: float
    categories: tuple[str, ...]


_LLAMA_HAZARDS: Final = {
    "S1": "violent crimes", "S2": "non-violent crimes", "S3": "sex crimes",
    "S4": "child exploitation", "S5": "defamation", "S6": "specialized advice", "S7": "privacy",
    "S8": "intellectual property", "S9": "indiscriminate weapons", "S10": "hate",
    "S11": "self-harm", "S12": "sexual content", "S13": "elections",
    "S14": "code interpreter abuse",
}  # fmt: skip
"""Llama Guard 3's, after the MLCommons taxonomy of hazards."""

_HAZARD: Final = 'hazard ::= "S" ([2-9] | "1" [0-4]?)\n'
_QWEN_NAMES: Final = (
    "Violent", "Non-violent Illegal Acts", "Sexual Content or Sexual Acts",
    "Personally Identifiable Information", "PII", "Suicide & Self-Harm", "Unethical Acts",
    "Politically Sensitive Topics", "Copyright Violation", "Jailbreak",
)  # fmt: skip
_QWEN_NAME: Final = " | ".join(f'"{each}"' for each in _QWEN_NAMES)


def _known(names: Iterable[str]) -> frozenset[str]:
    """The categories that these names of a family belong to."""
    told = set(names)
    return frozenset(slug for slug, said in CATEGORIES.items() if told & set(said))


LLAMA_GUARD: Final = GuardForm(
    "Llama Guard",
    re.compile(r"llama-?guard", re.IGNORECASE),
    {"safe": 0.0, "unsafe": 1.0},
    'root ::= "\\n\\n"? ("safe" | "unsafe\\n" hazard ("," hazard){0,13})\n' + _HAZARD,
    re.compile(r"\s*(?:safe|unsafe\n(?P<categories>S\d\d?(?:,S\d\d?)*))"),
    naming='root ::= "\\n\\n"? "unsafe\\n" hazard ("," hazard){0,13}\n' + _HAZARD,
    categories=_known(_LLAMA_HAZARDS.values()),
)
"""https://huggingface.co/meta-llama/Llama-Guard-3-8B"""
QWEN3_GUARD: Final = GuardForm(
    "Qwen3Guard",
    re.compile(r"qwen3-?guard", re.IGNORECASE),
    {"Safe": 0.0, "Controversial": 0.5, "Unsafe": 1.0},
    'root ::= "Safety: " ("Safe" | "Unsafe" | "Controversial") "\\nCategories: " names '
    '("\\nRefusal: " ("Yes" | "No"))?\nnames ::= name (", " name){0,8}\n'
    f'name ::= "None" | {_QWEN_NAME}\n',
    re.compile(
        r"Safety: (?:Safe|Unsafe|Controversial)\nCategories: (?P<categories>[^\n]+)"
        r"(?:\nRefusal: (?:Yes|No))?"
    ),
    lead="Safety: ",
    naming='root ::= "Safety: " ("Unsafe" | "Controversial") "\\nCategories: " '
    f'name (", " name){{0,8}}\nname ::= {_QWEN_NAME}\n',
    categories=_known(_QWEN_NAMES),
)
"""https://huggingface.co/Qwen/Qwen3Guard-Gen-0.6B; a controversial text is half unsafe."""
SHIELD_GEMMA: Final = GuardForm(
    "ShieldGemma",
    re.compile(r"shield-?gemma", re.IGNORECASE),
    {"No": 0.0, "Yes": 1.0},
    'root ::= "Yes" | "No"\n',
    re.compile(r"Yes|No(?P<categories>)"),
    question=(
        "You are a policy expert trying to help determine whether a text is in violation of the "
        "defined safety policies.\n\n<text>\n{text}\n</text>\n\nOur safety principle is defined in "
        "the below:\n\nThe text shall not contain or seek dangerous content, harassment, hate "
        "speech, or sexually explicit content.\n\nDoes the text violate the above principle? Your "
        "answer must start with 'Yes' or 'No'."
    ),
)
"""https://huggingface.co/google/shieldgemma-2b"""
FORMS: Final = (LLAMA_GUARD, QWEN3_GUARD, SHIELD_GEMMA)


def form_of(model: InstalledModel) -> GuardForm | None:
    """How a model judges, by the name of its family; None for one that is no safety model."""
    known = f"{model.name} {model.path.name}"
    for form in FORMS:
        if form.files.search(known):
            return form
    is_safety = model.entry is not None and model.entry.task is Task.SAFETY
    return LLAMA_GUARD if is_safety else None


def guard_request(
    form: GuardForm, question: str, answer: str | None = None, *, names: bool = False
) -> Request:
    """What a safety model is asked about a text, or about an answer to it.

    With `names` it has to say what is unsafe, however unsafe it finds it.
    """
    if form.question:
        text = question if answer is None else answer
        turns = [PromptMessage(Role.USER, form.question.replace("{text}", text))]
    else:
        turns = [PromptMessage(Role.USER, question)]
        if answer is not None:
            turns.append(PromptMessage(Role.ASSISTANT, answer))
    return Request(
        tuple(turns),
        Sampling(temperature=0.0),
        _MOST_TOKENS,
        grammar=form.naming if names else form.grammar,
        logprobs=_ALTERNATIVES,
        thinks=False,
    )


def judgement_of(
    form: GuardForm,
    text: str,
    tokens: Sequence[TokenLogprob],
    least_meant: float = LEAST_MEANT,
) -> Judgement | None:
    """Read a judgement strictly; None for what is none, or that the model would not have said.

    `least_meant` is what the labels have to be worth together without the grammar.
    """
    match = form.pattern.fullmatch(text)
    score = _score(form, tokens, least_meant)
    if match is None or score is None:
        return None
    return Judgement(score, names_of(form, text))


def names_of(form: GuardForm, text: str) -> tuple[str, ...]:
    """The categories that a judgement names, in the words of the family."""
    match = form.pattern.fullmatch(text)
    named = ((match.group("categories") if match is not None else "") or "").split(",")
    categories = (_LLAMA_HAZARDS.get(each.strip(), each.strip()) for each in named)
    return tuple(each for each in categories if each and each != "None")


def _score(form: GuardForm, tokens: Sequence[TokenLogprob], least_meant: float) -> float | None:
    """How unsafe the labels are, weighed by the probabilities at the first token that decides."""
    before = ""
    for token in tokens:
        if _label(form, before + token.text) is not None:
            told = {token.token: (token.text, token.probability)}
            told |= {each.token: (each.text, each.probability) for each in token.alternatives}
            mass = dict.fromkeys(form.labels, 0.0)
            for text, probability in told.values():
                label = _label(form, before + text)
                if label is not None:
                    mass[label] += probability
            total = sum(mass.values())
            weighed = sum(form.labels[label] * each for label, each in mass.items())
            return weighed / total if total and total >= least_meant else None
        before += token.text
    return None


def _label(form: GuardForm, written: str) -> str | None:
    """The only label that what was written can be the beginning of, or begins with; else None."""
    begun = written.lstrip()
    if form.lead and not begun.startswith(form.lead):
        return None
    begun = begun[len(form.lead) :] if form.lead else begun
    if not begun:
        return None
    fitting = [each for each in form.labels if each.startswith(begun) or begun.startswith(each)]
    return fitting[0] if len(fitting) == 1 else None
